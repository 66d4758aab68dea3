"""Forecasts the end of a period at the present pace, with a range that holds for eight periods out of ten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Literal, get_args

from bot.core.periods import DAY, Period

Speed = Literal["low", "expected", "high"]
SPEEDS: tuple[Speed, ...] = get_args(Speed)

WINDOWS = (7, 14, 28)  # days; the first one is the expectation, all of them are part of the range
SECONDS = int(DAY.total_seconds())
ENOUGH_DAYS = timedelta(days=3)
NEVER = 400 * 366 * SECONDS  # a moment that far away has no date


# What is left of a period was between these thousandths of what its pace had promised in 8 of 10 cases of many
# projects and public series, whatever was left; wider when only so many days are known. Own days take over from it.
FIRST_GUESS = ((7, (740, 1460)), (5, (680, 1600)), (0, (620, 1850)))
OWN_WEIGHS = 20  # number of own cases that weigh as much as the general table
REMEMBERED = 120  # days that cases are taken from


@dataclass(frozen=True, slots=True)
class HeldPart:
    """What runs at its own paces a day until `left` more is used: then OpenAI's hard limit stops it."""

    left: int
    low: int
    expected: int
    high: int


@dataclass(frozen=True, slots=True)
class HeldTo:
    """
    What OpenAI's hard limits hold a pace to.

    `parts` stop by themselves, `left` is what is left for the whole, and from `until` on all of it is stopped.
    """

    parts: tuple[HeldPart, ...] = ()
    left: int | None = None
    until: datetime | None = None


FREE = HeldTo()


@dataclass(frozen=True, slots=True)
class Pace:
    """
    Quantity a day, from the slowest to the fastest of the windows; `expected` is that of the last week.

    `known` is how many days it rests on, `days` are those to learn from how far a pace is off, the latest last;
    `held` is what of it OpenAI's hard limits will stop.
    """

    low: int
    expected: int
    high: int
    known: int = WINDOWS[-1]
    days: tuple[int, ...] = ()
    held: HeldTo = FREE

    @property
    def rest(self) -> tuple[int, int, int]:
        """The low, expected and high pace of what is in no part: each as large a share as the expected one is."""
        own = max(self.expected - sum(part.expected for part in self.held.parts), 0)
        if not self.held.parts or self.expected <= 0:
            return self.low, self.expected, self.high
        return self.low * own // self.expected, own, self.high * own // self.expected


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


@dataclass(frozen=True, slots=True)
class Ahead:
    """What will happen, and what would if OpenAI's limits were raised: the same where they stop nothing."""

    forecast: Forecast
    without_limits: Forecast

    @property
    def is_held(self) -> bool:
        return self.forecast.high != self.without_limits.high or self.forecast.low != self.without_limits.low


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
    """What OpenAI's hard limits will refuse is in no number of it."""
    end = min(period.end, pace.held.until or period.end)
    left = int(max(end - as_of, timedelta()).total_seconds())
    few, many = spread(pace, max(1, round(left / SECONDS)))

    def gains(low: int, expected: int, high: int) -> tuple[int, int, int, int]:
        """At the least, likely, expected, and at the most."""
        slow, middle, fast = (rate * left // SECONDS for rate in (low, expected, high))
        return slow, max(min(slow, middle * few // 1000), 0), middle, max(fast, middle * many // 1000)

    sums = list(gains(*pace.rest))
    for part in pace.held.parts:
        found = gains(part.low, part.expected, part.high)
        sums = [one + min(gain, part.left) for one, gain in zip(sums, found, strict=True)]
    if pace.held.left is not None:
        sums = [min(one, pace.held.left) for one in sums]
    least, low_end, expected_end, high_end = (spent + one for one in sums)
    return Forecast(pace, low_end, expected_end, high_end, least)


def without_limits(found: Forecast, spent: int, period: Period, as_of: datetime) -> Forecast:
    """What it would be if OpenAI's limits were raised."""
    return forecast(spent, replace(found.pace, held=FREE), period, as_of) if found.pace.held != FREE else found


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


def reached_at(goal: int, spent: int, pace: Pace, as_of: datetime, speed: Speed = "expected") -> datetime | None:
    """When `goal` is reached at a pace that loses each part as OpenAI's hard limits stop it; None when it is never."""
    if spent >= goal:
        return as_of
    held, missing = pace.held, goal - spent
    if held.left is not None and missing > held.left:
        return None
    seconds = _seconds_until(missing, pace.rest[SPEEDS.index(speed)], held.parts, speed)
    at = as_of + timedelta(seconds=seconds) if seconds is not None and seconds < NEVER else None
    return at if at and (held.until is None or at <= held.until) else None


def _seconds_until(missing: int, rest: int, parts: Sequence[HeldPart], speed: Speed) -> int | None:
    """Parts one after the other, the first that stops first: until then all of them run."""
    running = [(part.left, rate) for part in parts if (rate := getattr(part, speed)) > 0]
    rate, stopped = rest + sum(own for _, own in running), 0  # `stopped` is what those used that no longer run
    for left, own in sorted(running, key=lambda one: one[0] * SECONDS // one[1]):
        if (missing - stopped) * own <= left * rate:
            break
        rate, stopped = rate - own, stopped + left
    return (missing - stopped) * SECONDS // rate if rate > 0 else None


def daily_allowance(goal: int, spent: int, period: Period, as_of: datetime) -> int:
    """What may be used a day from now on to end at `goal`; 0 when it is used up."""
    left = int((period.end - as_of).total_seconds())
    return max(goal - spent, 0) * SECONDS // left if left > 0 else 0
