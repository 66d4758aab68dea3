"""What was told, in words for whoever looks back: one line an alert."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from bot.core.alerts.levels import AlertRow
from bot.core.alerts.rules.hard_limit import IS_ENFORCING
from bot.core.alerts.rules.spike import HOURLY
from bot.core.answers.labels import dimension_label
from bot.core.budgets.budget import Budget
from bot.core.budgets.budget_names import period_name, scope_name
from bot.core.names import Names
from bot.core.periods import Period
from bot.core.slack.dates import day, stamp
from bot.core.slack.mention import mention
from bot.core.slack.text import escape, shorten

LONGEST_NAME = 60


def told_text(row: AlertRow, budgets: Mapping[int, Budget], names: Names) -> str:
    """`ci-runner passed 80 % of its November budget`, `The model dall-e-3 has no price`."""
    text = KINDS[row.kind](row, _who(row, budgets, names), budgets.get(row.budget))
    return text[0].upper() + text[1:] if text.startswith(STARTS) else text


def sent_line(row: AlertRow, budgets: Mapping[int, Budget], names: Names, zone: ZoneInfo) -> str:
    """`Mon 23 Nov 15:05 · ci-runner passed 80 % of its November budget · acknowledged by @sam`."""
    parts = [stamp(row.at, zone), told_text(row, budgets, names)]
    return " · ".join([*parts, *([f"acknowledged by {mention(row.acknowledged_by)}"] if row.acknowledged_at else [])])


def _who(row: AlertRow, budgets: Mapping[int, Budget], names: Names) -> str:
    if row.budget:
        return scope_name(budgets[row.budget], names) if row.budget in budgets else "a budget"
    kind, _, id = row.subject.partition(":")
    return escape(shorten(dimension_label(names, kind, id), LONGEST_NAME)) if id else "the organisation"


def _level(row: AlertRow, who: str, budget: Budget | None) -> str:
    period = f" of its {_named(row, budget)} budget" if budget and budget.period == "month" else ""
    return f"{who} passed {row.level} %{period or _of_day(row, budget)}"


def _named(row: AlertRow, budget: Budget) -> str:
    return period_name(budget.period, Period(row.slot, row.slot))


def _of_day(row: AlertRow, budget: Budget | None) -> str:
    return f" of its budget for {_named(row, budget)}" if budget else ""


def _pace(row: AlertRow, who: str, budget: Budget | None) -> str:
    return f"{who} is on pace for {row.level:,} % of its budget or more"


def _spike(row: AlertRow, who: str, budget: Budget | None) -> str:
    return f"{who} spent far more than usual in {'an hour' if row.level == HOURLY else 'a day'}, {day(row.slot.date())}"


def _new(row: AlertRow, who: str, budget: Budget | None) -> str:
    return f"new {row.subject.partition(':')[0]} {who}, under no budget"


def _unpriced(row: AlertRow, who: str, budget: Budget | None) -> str:
    return f"the model {who} has no price"


def _hard_limit(row: AlertRow, who: str, budget: Budget | None) -> str:
    return f"{who} is {'stopped by' if row.level == IS_ENFORCING else 'near'} OpenAI's hard limit"


def _blind(row: AlertRow, who: str, budget: Budget | None) -> str:
    return "nothing can be read from OpenAI"


# Words that are ours, not a name, begin a line with a capital.
STARTS = ("new ", "the model ", "the organisation ", "nothing ", "a budget ")
KINDS: Mapping[str, Callable[[AlertRow, str, Budget | None], str]] = {
    "level": _level,
    "pace": _pace,
    "spike": _spike,
    "new": _new,
    "unpriced": _unpriced,
    "hard limit": _hard_limit,
    "blind": _blind,
}
