"""Where a period ends if the pace holds: the pace of the last one, two and four weeks gives the range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.periods import DAY, Period

WINDOWS = (7, 14, 28)  # days; the first one is the expectation, all of them are the range
SECONDS = int(DAY.total_seconds())
ENOUGH_DAYS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Pace:
    """Quantity a day, from the slowest to the fastest of the windows; `expected` is that of the last week."""

    low: int
    expected: int
    high: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The quantity at the end of the period, and the pace that leads there."""

    pace: Pace
    low: int
    expected: int
    high: int


def pace(sums: Mapping[int, int], days_known: int) -> Pace | None:
    """The pace from what was used in the last 7, 14 and 28 whole days; None before three days are known."""
    if days_known < ENOUGH_DAYS.days:
        return None
    rates = [sums[days] // min(days, days_known) for days in WINDOWS]
    return Pace(min(rates), rates[0], max(rates))


def forecast(spent: int, pace: Pace, period: Period, as_of: datetime) -> Forecast:
    left = int(max(period.end - as_of, timedelta()).total_seconds())
    low, expected, high = (spent + rate * left // SECONDS for rate in (pace.low, pace.expected, pace.high))
    return Forecast(pace, low, expected, high)


def is_early(period: Period, as_of: datetime) -> bool:
    """Whether too little of the period has passed to say where it leads: neither three days nor a tenth."""
    return as_of - period.start < min(ENOUGH_DAYS, period.length / 10)


def reached_at(goal: int, spent: int, rate: int, as_of: datetime) -> datetime | None:
    """When `goal` is reached at `rate` a day; None when it is never."""
    if spent >= goal:
        return as_of
    return as_of + timedelta(seconds=(goal - spent) * SECONDS // rate) if rate > 0 else None


def daily_allowance(goal: int, spent: int, period: Period, as_of: datetime) -> int:
    """What may be used a day from now on to end at `goal`; 0 when it is used up."""
    left = int((period.end - as_of).total_seconds())
    return max(goal - spent, 0) * SECONDS // left if left > 0 else 0
