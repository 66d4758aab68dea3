"""The times of a week that a question keeps, `weekdays`, `09:00–17:00`, and rows that come back each week or day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

from bot.core.periods import Period, local_midnight

ONE_DAY = timedelta(1)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WORKING = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)
BUSINESS_HOURS = (time(9), time(17))


@dataclass(frozen=True, slots=True)
class KeptTimes:
    """
    Days of the week (Monday is 0; none: all of them) and hours by the clocks of the zone. Hours that end before they
    begin end on the next day, and belong to the day on which they begin. `dates` are the first and the last day of a
    stretch; None: all days. `outside`: these are left out, the others kept.
    """

    days: tuple[int, ...] = ()
    hours: tuple[time, time] | None = None
    outside: bool = False
    dates: tuple[date, date] | None = None

    def inside(self, period: Period, zone: ZoneInfo) -> tuple[Period, ...]:
        """The parts of `period` that are kept, in order; those that touch are one."""
        found = [both for one in self._named(period, zone) if (both := one.overlap(period))]
        whole = joined(found)
        return tuple(_between(whole, period)) if self.outside else whole

    def _named(self, period: Period, zone: ZoneInfo) -> Iterator[Period]:
        day = period.start.astimezone(zone).date() - ONE_DAY  # its night may reach into the period
        last = period.end.astimezone(zone).date()
        while day <= last:
            if (not self.days or day.weekday() in self.days) and self._is_dated(day):
                yield self._of_day(day, zone)
            day += ONE_DAY

    def _is_dated(self, day: date) -> bool:
        return self.dates is None or self.dates[0] <= day <= self.dates[1]

    def _of_day(self, day: date, zone: ZoneInfo) -> Period:
        if self.hours is None:
            return Period(local_midnight(day, zone), local_midnight(day + ONE_DAY, zone))
        start, end = self.hours
        last = day if start < end else day + ONE_DAY
        return Period(_moment(day, start, zone), _moment(last, end, zone))


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def joined(parts: Sequence[Period]) -> tuple[Period, ...]:
    """The same, in order; those that touch are one."""
    found: list[Period] = []
    for part in parts:
        if found and part.start <= found[-1].end:
            found[-1] = Period(found[-1].start, max(found[-1].end, part.end))
        else:
            found.append(part)
    return tuple(found)


def _between(parts: Sequence[Period], whole: Period) -> Iterator[Period]:
    """What `parts` leave of `whole`."""
    start = whole.start
    for part in parts:
        if start < part.start:
            yield Period(start, part.start)
        start = part.end
    if start < whole.end:
        yield Period(start, whole.end)


def kept_parts(times: Sequence[KeptTimes], period: Period, zone: ZoneInfo) -> tuple[Period, ...]:
    """The parts of `period` that all of `times` keep."""

    def cut(parts: tuple[Period, ...], kept: KeptTimes) -> tuple[Period, ...]:
        return tuple(one for part in parts for one in kept.inside(part, zone))

    return reduce(cut, times, (period,))


@dataclass(frozen=True, slots=True)
class Recurring:
    """
    Rows that come back: Monday, 14:00. `unit` is what a row adds up, `label` names the row of a moment, and `order`
    has the labels as they are shown. `words` stand behind `by`.
    """

    name: str
    unit: str
    words: tuple[str, ...]
    order: tuple[str, ...]
    label: Callable[[datetime], str]


def _part_of_work(local: datetime) -> str:
    is_of_work = local.weekday() in WORKING and BUSINESS_HOURS[0] <= local.time() < BUSINESS_HOURS[1]
    return "business hours" if is_of_work else "other hours"


_HOURS = tuple(
    f"{hour} of {the}day" for hour in ("hour", "hours", "time", "times", "clock hour") for the in ("", "the ")
)
_DAYS_OF_WEEK = tuple(f"{day} of {the}week" for day in ("day", "days", "weekday") for the in ("", "the "))

RECURRING = (
    Recurring(
        "hour of day",
        "hour",
        (*_HOURS, "hour-of-day", "hour_of_day"),
        tuple(f"{hour:02}:00" for hour in range(24)),
        lambda local: f"{local:%H}:00",
    ),
    Recurring(
        "weekday",
        "day",
        ("weekday", "weekdays", "week day", *_DAYS_OF_WEEK, "day-of-week", "day_of_week", "dow"),
        DAYS,
        lambda local: DAYS[local.weekday()],
    ),
    Recurring(
        "part of week",
        "day",
        ("part of week", "part of the week", "weekday or weekend", "weekday and weekend", "weekday/weekend"),
        ("weekdays", "weekends"),
        lambda local: "weekends" if local.weekday() in WEEKEND else "weekdays",
    ),
    Recurring(
        "business hours",
        "hour",
        ("business hours", "office hours", "working hours", "work hours"),
        ("business hours", "other hours"),
        _part_of_work,
    ),
)
RECURS = {row.name: row for row in RECURRING}
