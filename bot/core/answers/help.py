"""What can be asked, with examples from the organisation's own projects and models."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.answers.followups import USAGE
from bot.core.names import Names
from bot.core.slack import blocks
from bot.core.slack.message import Message
from bot.core.slack.text import code, escape


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One command beside questions: a line that works, and what it does."""

    example: str
    summary: str


BUTTONS = ("today by model", "this month by project", "last 14 days by day")


def help_message(names: Names, verbs: Sequence[HelpLine] = (), *, command: str = "/usage") -> Message:
    """One screen: what to type, in any order, and three questions to start with."""
    first = f"Ask what OpenAI usage costs, in any word order: `{command} today by model`."
    rest = "A typo is repaired, and the answer says so."
    rest += " Answers are yours alone until you press Share." if command.startswith("/") else ""
    questions = "\n".join(f"{command} {example}" for example in examples(names))
    parts = [
        blocks.section(f"*{first}*\n{rest}"),
        blocks.section(code(questions)),
        blocks.section(
            "*Periods* today, yesterday, last week, mtd, 24h, since nov 3, nov 1 to nov 15, q3\n"
            "*Numbers* cost, tokens, input, output, cached, requests\n"
            "*Figures* per request, per 1m tokens, cache hit rate, share of a name, "
            "average per day, busiest hour, how many keys, saved by cache, what if on a model\n"
            "*Groups* by project, model, key, user, batch, tier, minute, hour, day, week, month\n"
            "*More* a name, except a name, top 5, bottom 3, over $10, under $5, vs last week, chart, csv, in tokyo"
        ),
    ]
    if verbs:
        parts.append(blocks.section("\n".join(f"`{escape(verb.example)}` {escape(verb.summary)}" for verb in verbs)))
    row = [blocks.Button(words.capitalize(), f"{USAGE}:{number}", words) for number, words in enumerate(BUTTONS, 1)]
    parts.append(blocks.actions(*row))
    return Message(first.replace("`", ""), tuple(parts))


def budget_help_message(names: Names, verbs: Sequence[HelpLine], *, command: str = "/budget") -> Message:
    """What can be done about budgets; each line works as it stands."""
    first = with_own_project(f"Set a budget: `{command} {INVENTED} 500/month warn 50 80 100`.", names)
    lines = "\n".join(f"`{escape(verb.example)}` {escape(verb.summary)}" for verb in verbs)
    notes = "A budget is for a project, team:, model:, key: or user: with a name, or organisation. "
    notes += "Amounts: 500, $500, 2m tokens.\n"
    notes += "Prepaid credit is counted down: `credit 5000 since nov 1`."
    return Message(first.replace("`", ""), (blocks.section(f"*{first}*"), blocks.section(lines), blocks.context(notes)))


def examples(names: Names) -> list[str]:
    """Questions that work here: with the names of this organisation where it has some that are easily typed."""
    projects, models = _typeable(names, "project"), _typeable(names, "model")
    return [
        "today by model",
        f"mtd {projects[0]} by key" if projects else "mtd by key",
        f"last 7 days {models[0]} by day chart" if models else "last 7 days by day chart",
        f"this month except {projects[1]} by project" if len(projects) > 1 else "this month by project",
        "requests today by hour",
        "today vs yesterday",
    ]


def with_own_project(example: str, names: Names) -> str:
    """An example that a person can send as it stands."""
    return example.replace(INVENTED, next(iter(_typeable(names, "project")), INVENTED))


TYPEABLE = re.compile(r"[a-z][\w.-]*( [\w.-]+)*", re.I)
LONG = 40
INVENTED = "checkout-prod"  # what the examples speak of before any name is known


def _typeable(names: Names, kind: str) -> list[str]:
    """Current names as they are typed: in quotes those with spaces, and plain words, which could be the grammar's."""
    found = [named.name for named in names.of(kind) if not named.gone and len(named.name) <= LONG]
    return [name if "-" in name and " " not in name else f'"{name}"' for name in found if TYPEABLE.fullmatch(name)]
