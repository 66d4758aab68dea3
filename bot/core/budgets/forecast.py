"""Forecasts the end of a period at the present pace, with a range that holds for eight periods out of ten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate

from bot.core.periods import DAY, Period

WINDOWS = (7, 14, 28)  # days; the first one is the expectation, all of them are part of the range
SECONDS = int(DAY.total_seconds())
ENOUGH_DAYS = timedelta(days=3)


# What is left of a period was between these thousandths of what its pace had promised in 8 of 10 cases of many
# projects and public series, whatever was left; wider when only so many days are known. Own days take over from it.
FIRST_GUESS = ((7, (740, 1460)), (5, (680, 1600)), (0, (620, 1850)))
OWN_WEIGHS = 20  # number of own cases that weigh as much as the general table
REMEMBERED = 120  # days that cases are taken from


@dataclass(frozen=True, slots=True)
class Pace:
    """
    Quantity a day, from the slowest to the fastest of the windows; `expected` is that of the last week.

    `known` is how many days it rests on, `days` are those to learn from how far a pace is off, the latest last.
    """

    low: int
    expected: int
    high: int
    known: int = WINDOWS[-1]
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """
    The quantity at the end of the period, and the pace that leads there.

    `low` to `high` is what 8 of 10 end in, and no less than what is spent; `least` is the end at the slowest pace.
    """

    pace: Pace
    low: int
    expected: int
    high: int
    least: int


def pace(sums: Mapping[int, int], days_known: int) -> Pace | None:
    """The pace from what was used in the last 7, 14 and 28 whole days; None before three days are known."""
    if days_known < ENOUGH_DAYS.days:
        return None
    rates = [sums[days] // min(days, days_known) for days in WINDOWS]
    return Pace(min(rates), rates[0], max(rates), days_known)


def pace_of_days(days: Sequence[int]) -> Pace | None:
    """The pace of whole days that follow each other, the latest last, which also tell how far a pace is off."""
    found = pace({window: sum(days[-window:]) for window in WINDOWS}, len(days))
    return replace(found, days=tuple(days[-REMEMBERED:])) if found else None


def pace_of_rests(rests: Sequence[int], left: timedelta) -> Pace | None:
    """
    The pace of the rest of a day, from what the days before, the latest last, used after the same time.

    A day's work is not even: after a nightly batch half of it may be done.
    """
    seconds = max(int(left.total_seconds()), 1)
    return pace_of_days([rest * SECONDS // seconds for rest in rests])


def forecast(spent: int, pace: Pace, period: Period, as_of: datetime) -> Forecast:
    left = int(max(period.end - as_of, timedelta()).total_seconds())
    slow, expected, fast = (rate * left // SECONDS for rate in (pace.low, pace.expected, pace.high))
    few, many = spread(pace, max(1, round(left / SECONDS)))
    low, high = max(min(slow, expected * few // 1000), 0), max(fast, expected * many // 1000)
    return Forecast(pace, spent + low, spent + expected, spent + high, spent + slow)


def spread(pace: Pace, left: int) -> tuple[int, int]:
    """
    In thousandths of what the pace promises for `left` days, what they really come to in 8 of 10 cases.

    Each past day is one case: what the week before it promised for as many days, and what these were.
    """
    guess = next(guess for known, guess in FIRST_GUESS if pace.known >= known)
    cases = sorted(_cases(pace.days, left))
    if not cases:
        return guess
    own = (_quantile(cases, 1), _quantile(cases, 9))
    low, high = (
        (one * len(cases) + other * OWN_WEIGHS) // (len(cases) + OWN_WEIGHS)
        for one, other in zip(own, guess, strict=True)
    )
    return low, high


def _cases(days: Sequence[int], left: int) -> list[int]:
    week, whole = WINDOWS[0], [0, *accumulate(days)]
    places = range(week, len(days) - left + 1)
    before = [(whole[place] - whole[place - week]) * left for place in places]
    after = [(whole[place + left] - whole[place]) * week for place in places]
    return [then * 1000 // promised for promised, then in zip(before, after, strict=True) if promised > 0]


def _quantile(ordered: Sequence[int], tenths: int) -> int:
    place, rest = divmod(tenths * (len(ordered) - 1), 10)
    above = ordered[min(place + 1, len(ordered) - 1)]
    return ordered[place] + (above - ordered[place]) * rest // 10


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
