"""What can be asked, with examples from the organisation's own projects and models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.messages import blocks
from bot.core.messages.followups import USAGE
from bot.core.messages.message import Message
from bot.core.messages.text import clean, code, escape, size
from bot.core.names import Names


@dataclass(frozen=True, slots=True)
class Verb:
    """One command beside questions: a line that works, and what it does."""

    example: str
    summary: str


BUTTONS = ("today by model", "this month by project", "last 14 days by day")


def help_message(names: Names, verbs: Sequence[Verb] = (), *, command: str = "/usage") -> Message:
    """One screen: what to type, in any order, and three questions to start with."""
    first = f"Ask what OpenAI usage costs, in any word order: `{command} today by model`."
    questions = "\n".join(f"{command} {example}" for example in examples(names))
    parts = [
        blocks.section(f"*{first}*\nA typo is repaired and named. Answers are yours alone until you press Share."),
        blocks.section(code(questions)),
        blocks.section(
            "*Periods* today, yesterday, last week, mtd, 24h, since nov 3, nov 1 to nov 15, q3\n"
            "*Numbers* cost, tokens, input, output, cached, requests\n"
            "*Groups* by project, model, key, user, batch, tier, minute, hour, day, week, month\n"
            "*More* a name, except a name, top 5, over $10, vs last week, chart, csv, explain, in tokyo"
        ),
    ]
    if verbs:
        parts.append(blocks.section("\n".join(f"`{escape(verb.example)}` {escape(verb.summary)}" for verb in verbs)))
    row = [blocks.Button(words.capitalize(), f"{USAGE}:{number}", words) for number, words in enumerate(BUTTONS, 1)]
    parts.append(blocks.actions(*row))
    return Message(first.replace("`", ""), tuple(parts))


def examples(names: Names) -> list[str]:
    """Questions that work here: real names where there are any."""
    project, other = (_known(names, "project", "web-app", 0), _known(names, "project", "search", 1))
    model = _known(names, "model", "gpt-5", 0)
    return [
        "today by model",
        f"mtd {project} by key",
        f"last 7 days {model} by day chart",
        f"this month except {other} by project",
        "requests today by hour",
        "today vs yesterday",
    ]


def _known(names: Names, kind: str, otherwise: str, place: int) -> str:
    """A current name that can be typed as it is: short, and one word or quoted."""
    usable = [
        clean(named.name)
        for named in names.of(kind)
        if not named.gone and 0 < size(clean(named.name)) <= 40 and not set(named.name) & set("\"'`<>&")
    ]
    name = usable[place] if place < len(usable) else otherwise
    return f'"{name}"' if " " in name else name
