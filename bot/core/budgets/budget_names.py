"""Budgets in words: names, periods, and what is spent."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.amounts import Amount
from bot.core.budgets.budget import FOREVER, ORGANISATION, SINCE, Budget, BudgetStatus, budget_period
from bot.core.budgets.budget_state import budget_state
from bot.core.budgets.forecast import Pace, reached_at
from bot.core.catalogue import METRIC
from bot.core.names import Names
from bot.core.periods import Period
from bot.core.slack import numbers
from bot.core.slack.dates import MONTH_NAMES, MONTHS, day, stamp
from bot.core.slack.mention import mention
from bot.core.slack.text import clean, escape, listed, shorten

LONGEST_NAME = 60
OFTEN_ALIKE = ("key", "team")  # they are named as projects are
FAR = timedelta(days=730)  # what lasts longer is no date that means anything


def scope_name(budget: Budget, names: Names) -> str:
    """`checkout-prod`, `gpt-5*`, `key ci-runner`, `checkout-prod and web-app`, `The organisation`; escaped."""
    if budget.scope == ORGANISATION:
        return "The organisation"
    labels = [escape(shorten(clean(names.label(budget.scope, name)), LONGEST_NAME)) for name in budget.names]
    if len(labels) > 3:
        labels = [*labels[:2], f"{len(labels) - 2} more"]
    kind = f"{budget.scope}{'s' if len(labels) > 1 else ''} " if budget.scope in OFTEN_ALIKE else ""
    return f"{kind}{listed(labels)}"


def inside(name: str) -> str:
    """A name within a sentence: `the organisation`."""
    return f"the{name[3:]}" if name.startswith("The organisation") else name


def period_name(unit: str, period: Period) -> str:
    """`November`, `the week of 23 Nov`, `Mon 23 Nov`, `since 1 Nov 2026`."""
    start = period.start
    if unit.startswith(SINCE):
        return f"since {start.day} {MONTHS[start.month - 1]} {start.year}"
    if unit == "month":
        return MONTH_NAMES[start.month - 1]
    return f"the week of {start.day} {MONTHS[start.month - 1]}" if unit == "week" else day(start.date())


def its_budget(budget: Budget, period: Period) -> str:
    """`its November budget`, `its budget for Mon 23 Nov`; other metrics than cost are named."""
    noun = "budget" if budget.metric == "cost" else f"{_unit_noun(budget.metric)} budget"
    name = period_name(budget.period, period)
    if not budget.resets:
        return f"its {'credit' if budget.is_credit else noun} {name}"
    return f"its {name} {noun}" if budget.period == "month" else f"its {noun} for {name}"


def left_text(status: BudgetStatus, pace: Pace | None) -> str:
    """`≈ $1,234 left, until about Sat 12 Dec at the pace of the last 7 days`; '' where nothing was read."""
    if status.spent is None or status.as_of is None:
        return ""
    metric, spent = status.budget.metric, status.spent.quantity
    if spent >= status.amount:
        return "used up" if spent == status.amount else f"used up, and ≈ {quantity(spent - status.amount, metric)} more"
    text = f"≈ {quantity(status.amount - spent, metric)} left"
    ends = reached_at(status.amount, spent, pace, status.as_of) if pace else None
    if ends is None or ends - status.as_of > FAR:
        return text
    year = 0 if ends.year == status.as_of.year else ends.year
    return f"{text}, until about {day(ends.date())}{f' {year}' if year else ''} at the pace of the last 7 days"


def uncovered_text(free: int, spent: int) -> str:
    """Also beside a budget of the organisation, a model or a key: each project may still run away unseen."""
    share = numbers.percent(free, spent)
    return f"{share} of the month's spend is in projects without a budget of their own" if free > 0 else ""


def _unit_noun(metric: str) -> str:
    return {"input": "input token", "output": "output token"}.get(metric, metric.removesuffix("s"))


def quantity(number: int, metric: str) -> str:
    return numbers.quantity(number, METRIC[metric].unit)


def about(number: int, metric: str) -> str:
    """A rounded amount: whole dollars from ten on."""
    return numbers.about(number) if metric == "cost" else quantity(number, metric)


def about_range(low: int, high: int, metric: str) -> str:
    """`$520–$625`; one number when both ends read the same."""
    first, last = about(low, metric), about(high, metric)
    return first if first == last else f"{first}–{last}"


def amount(value: Amount | None, metric: str) -> str:
    return numbers.amount(value, METRIC[metric].unit)


def each(budget: Budget) -> str:
    """`$500 a month`, `$5,000 of credit since 1 Nov 2026`."""
    amount = quantity(budget.amount, budget.metric)
    if budget.resets:
        return f"{amount} a {budget.period}"
    named = period_name(budget.period, budget_period(budget.period, FOREVER))
    return f"{amount} of credit {named}" if budget.is_credit else f"{amount} {named}"


def of_amount(status: BudgetStatus) -> str:
    """`≈ $411 of $500 (82 %)`."""
    return f"{part_of(status)} ({status.percent:,} %)"


def part_of(status: BudgetStatus) -> str:
    """`≈ $411 of $500`, where the percent is said already."""
    metric = status.budget.metric
    return f"{amount(status.spent, metric)} of {quantity(status.amount, metric)}"


def standing(status: BudgetStatus, name: str, full: datetime | None = None) -> str:
    """`🟠 search 79 % · $158 of $200 · 100 % about Sat 28 Nov`: one line of a phone; `full` is that of `full_at`."""
    sign = budget_state(status, full).sign
    if status.spent is None:
        return f"{sign} {name} not read yet · {quantity(status.amount, status.budget.metric)}"
    return " · ".join([f"{sign} {name} {status.percent:,} %", part_of(status), *when_full(status, full)])


def when_full(status: BudgetStatus, full: datetime | None) -> list[str]:
    """`100 % about Sat 28 Nov`; nothing of what does not reset: it says how long it lasts."""
    return [f"100 % about {day(full.date())}"] if full and status.budget.resets else []


def period_gone(period: Period, seconds_gone: timedelta) -> int:
    """Whole percent of the period that has passed."""
    return min(max(int(seconds_gone * 100 / period.length), 0), 100)


def raise_text(budget: Budget, zone: ZoneInfo) -> str:
    """`raised to $700 until Fri 28 Nov 09:00 by @sam: launch`; '' when it is not raised."""
    raised = budget.raised
    if raised is None:
        return ""
    until = f" until {stamp(raised.until, zone)}" if raised.until else ""
    reason = f": {escape(raised.reason)}" if raised.reason else ""
    return f"raised to {quantity(raised.amount, budget.metric)}{until} by {mention(raised.by)}{reason}"
