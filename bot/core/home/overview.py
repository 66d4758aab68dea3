"""What a bare question is answered with: today, the month so far, who leads it, and budgets that need eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.amounts import ZERO
from bot.core.answers.answer import OTHER, Answer
from bot.core.answers.answer_message import answer_notes
from bot.core.answers.followups import USAGE
from bot.core.answers.json_facts import facts_json
from bot.core.answers.labels import line_labels
from bot.core.answers.source_line import reading_text
from bot.core.budgets.budget import BudgetStatus
from bot.core.budgets.budget_names import of_amount, period_name, scope_name
from bot.core.catalogue import METRIC
from bot.core.names import Names
from bot.core.slack import blocks, numbers
from bot.core.slack.blocks import Button
from bot.core.slack.lines import line_blocks
from bot.core.slack.message import Message
from bot.core.slack.text import escape, shorten

OVER_HALF = "*Budgets over half*"
NEXT = {
    "Today by model": "today by model",
    "Month by project": "this month by project",
    "Last 14 days": "last 14 days by day",
    "Forecast": "forecast",
    "Why today": "why today",
}


@dataclass(frozen=True)
class Overview:
    """Answers to the questions that everybody has; `projects`, `models` and `teams` are of the month so far."""

    today: Answer
    projects: Answer
    models: Answer
    budgets: Sequence[BudgetStatus] = ()
    teams: Answer | None = None  # where there are any
    stopped: Sequence[str] = ()  # what OpenAI's hard limits stop now


def overview_message(overview: Overview, names: Names, *, now: datetime) -> Message:
    first = headline(overview)
    month = overview.projects
    notes = answer_notes(replace(month, question=replace(month.question, by=())))  # it has no table with marked rows
    parts = [
        *(line_blocks(overview.stopped, "") if overview.stopped else []),
        blocks.section(f"*{escape(first)}*"),
        blocks.section(_largest("project", overview.projects, names)),
        blocks.section(_largest("model", overview.models, names)),
        *([blocks.section(_largest("team", overview.teams, names))] if overview.teams else []),
        *([blocks.section(_budgets(overview.budgets, names))] if overview.budgets else []),
        *([blocks.context(*map(escape, notes))] if notes else []),
        blocks.context(escape(reading_text(overview.projects.question, names, overview.projects.sources, now))),
        blocks.actions(*_buttons()),
    ]
    return Message(escape(first), tuple(parts))


def _buttons() -> list[Button]:
    return [Button(label, f"{USAGE}:{number}", text) for number, (label, text) in enumerate(NEXT.items(), 1)]


def headline(overview: Overview) -> str:
    """`≈ $42.10 today, ≈ $1,234 this month so far.`"""
    unit = METRIC[overview.today.question.metric].unit
    today, month = (numbers.amount(one.total, unit) for one in (overview.today, overview.projects))
    return f"{today} today, {month} this month so far."


def _largest(group: str, answer: Answer, names: Names) -> str:
    """`*Projects* checkout-prod ≈ $411 (61 %), web-app ≈ $120 (18 %), …`."""
    unit = METRIC[answer.question.metric].unit
    said = []
    for line, labels in zip(answer.lines, line_labels(answer, names), strict=True):
        if OTHER in line.labels or line.amount is None or line.amount == ZERO:
            continue
        has_share = answer.total and line.amount.quantity
        share = (
            f" ({numbers.percent(line.amount.quantity, answer.total.quantity)})" if has_share and answer.total else ""
        )
        said.append(f"{escape(shorten(labels[0], 60))} {escape(numbers.amount(line.amount, unit))}{share}")
    return f"*{group.capitalize()}s* {', '.join(said) or 'none yet'}"


def _budgets(statuses: Sequence[BudgetStatus], names: Names) -> str:
    lines = (f"• {scope_name(one.budget, names)}: {escape(of_amount(one))} {_period(one)}" for one in statuses)
    return "\n".join([OVER_HALF, *lines])


def _period(status: BudgetStatus) -> str:
    budget = status.budget
    return f"this {budget.period}" if budget.resets else f"of credit {period_name(budget.period, status.period)}"


def overview_json(overview: Overview, names: Names) -> dict[str, object]:
    """Each part in the form of an answer."""
    return {
        "today": facts_json(overview.today, names),
        "month": facts_json(overview.projects, names),
        "models": facts_json(overview.models, names),
        **({"teams": facts_json(overview.teams, names)} if overview.teams else {}),
        "budgets": [
            {
                "id": one.budget.id,
                "amount": one.amount,
                "quantity": one.spent.quantity if one.spent else None,
                "percent": one.percent,
            }
            for one in overview.budgets
        ],
    }
