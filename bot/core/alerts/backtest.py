"""How often a budget would have been heard of: its levels, its pace and its spikes over the last 60 days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.alerts.history import evenly
from bot.core.alerts.rules.excess import WEEKS, HourlyUse, news
from bot.core.alerts.rules.pace import is_worse, lands_at
from bot.core.amounts import Amount
from bot.core.budgets.budget import Budget, BudgetStatus, budget_period, period_before
from bot.core.budgets.budget_names import scope_name
from bot.core.budgets.forecast import WINDOWS, forecast, pace
from bot.core.names import Names
from bot.core.periods import DAY, HOUR, Period, Width, floor
from bot.core.slack.numbers import plural

DAYS = 60
BEFORE = WEEKS * 7  # days more, which spikes and paces are measured against
Known = Mapping[datetime, int]  # what was used in each hour or day that was read, by its start


@dataclass(frozen=True, slots=True)
class Fired:
    """
    `times` is, for each level, the number of periods in which it was passed; `periods` how many were read.

    `paced` is how often the pace would have been told, `spikes` on how many of `days` a spike. None is not known:
    a day's pace, which whole days do not show, and spikes where none are looked for.
    """

    budget: Budget
    periods: int
    times: tuple[tuple[int, int], ...]
    paced: int | None = None
    spikes: int | None = None
    days: int = 0


def past_periods(unit: str, now: datetime) -> Iterator[Period]:
    """The periods that ended within the last 60 days, the latest first."""
    period = period_before(unit, budget_period(unit, now))
    while period.end > now - DAYS * DAY:
        yield period
        period = period_before(unit, period)


def fired(budget: Budget, days: Known, now: datetime, spikes: int | None = None) -> Fired:
    """`days` are the budget's, by the start of each that was read, BEFORE days before the 60 too."""
    periods = [period for period in past_periods(budget.period, now) if any(day in period for day in days)]
    quantities = [_used(days, period) for period in periods]
    times = tuple(
        (level, sum(quantity * 100 >= budget.amount * level for quantity in quantities)) for level in budget.levels
    )
    lived = (*periods, budget_period(budget.period, now))
    paced = None if budget.period == "day" else sum(_paced(budget, period, days) for period in lived)
    return Fired(budget, len(periods), times, paced, spikes, len(_recent(days, now)))


def _used(days: Known, period: Period) -> int:
    return sum(quantity for day, quantity in days.items() if day in period)


def _recent(days: Iterable[datetime], now: datetime) -> list[datetime]:
    """The whole days of the last 60."""
    today = floor(now, Width.DAY)
    return [day for day in sorted(days) if today - DAYS * DAY <= day < today]


def _paced(budget: Budget, period: Period, days: Known) -> int:
    """How often the pace would have been told in a period that is looked at whenever a day is over."""
    last = times = 0
    for day in sorted(day for day in days if day in period):
        at = day + DAY
        sums = {window: _used(days, Period(at - window * DAY, at)) for window in WINDOWS}
        known = pace(sums, sum(day < at for day in days))
        spent = Amount(_used(days, Period(period.start, at)))
        status = BudgetStatus(budget, period, budget.amount, spent, at)
        percent = lands_at(status, forecast(spent.quantity, known, period, at)) if known and at < period.end else 0
        if percent and is_worse(percent, last):
            last, times = percent, times + 1
    return times


def spike_days(hours: Known, days: Known, now: datetime) -> set[datetime]:
    """The days on which a spike of one project, or of all, would have been told; hours are kept for five weeks."""
    whole = {day: tuple(evenly(quantity)) for day, quantity in days.items()}
    by_day = {day + place * HOUR: part for day, parts in whole.items() for place, part in enumerate(parts)}
    days_told = {floor(hour, Width.DAY) for hour in _told(by_day, 24)}
    recent = {day for day in _recent(days, now) if day in days_told}
    return recent | {floor(hour, Width.DAY) for hour in _told({h: one for h, one in hours.items() if h < now}, 1)}


def _told(known: Known, step: int) -> Iterator[datetime]:
    """The hours with which something would have been told, looked at after each `step` of them."""
    start = floor(min(known), Width.DAY) if known else None
    if start is None:
        return
    count = (max(known) - start) // HOUR + 1
    spent = [known.get(start + place * HOUR) for place in range(count)]
    unread = {place for place, one in enumerate(spent) if one is None}
    hours, told_at = HourlyUse([one or 0 for one in spent], unread=unread), list[int]()
    for place in range(step, count + 1, step):
        if news(hours, place, told_at):
            told_at.append(place)
            yield start + (place - 1) * HOUR


def fired_text(fired: Fired, names: Names) -> str:
    """`checkout-prod: at 50 % in 6 of 8 weeks, at 80 % in 2, at 100 % in none; once for being on pace to pass it`."""
    return f"{scope_name(fired.budget, names)}: {fired_words(fired)}"


def fired_words(fired: Fired) -> str:
    parts = [_levels_fired(fired)]
    if fired.days and fired.paced:
        parts.append(f"{_times(fired.paced)} for being on pace to pass it")
    if fired.days and fired.spikes:
        parts.append(f"for a spike on {fired.spikes} of {fired.days} days")
    return "; ".join(parts)


def expected_text(fired: Fired) -> str:
    """`In the last 60 days it would have sent about 5 alerts.`: of levels and pace; a spike needs no budget."""
    if not fired.periods:
        return f"How often it would have alerted is not known: no whole {fired.budget.period} was read yet."
    count = sum(times for _, times in fired.times) + (fired.paced or 0)
    sent = f"about {plural(count, 'alert')}" if count else "no alert"
    return f"In the last {DAYS} days it would have sent {sent}."


def _levels_fired(fired: Fired) -> str:
    if not fired.periods:
        return f"no whole {fired.budget.period} of the last 60 days was read"
    first, *rest = [f"at {level} % in {times or 'none'}" for level, times in fired.times]
    unit = fired.budget.period if fired.periods == 1 else f"{fired.budget.period}s"
    return ", ".join([f"{first} of {fired.periods} {unit}", *rest])


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
