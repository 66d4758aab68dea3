"""Spans: stretches of time as a person names them, with what came before them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.errors import UserError
from bot.core.periods import local_midnight

Step = tuple[int, str]  # how far back the span before this one starts: (1, "month"), (7, "day")


@dataclass(frozen=True, slots=True)
class Span:
    """
    `start <= t < end` in UTC. `end` may lie after now: it is where the named thing ends by nature.

    `loose` is the unit by which a range may move it, because its year, month or week was not typed.
    """

    start: datetime
    end: datetime
    step: Step
    loose: str = ""
    day: date | None = None  # set when the span is one local day, which a time of day may narrow


@dataclass(frozen=True, slots=True)
class Calendar:
    """Now, in the zone of the question: turns local dates and times into instants."""

    now: datetime
    zone: ZoneInfo

    @property
    def local(self) -> datetime:
        return self.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        return self.local.date()

    def at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def days(self, first: date, after: date, step: Step | None = None) -> Span:
        """From the start of `first` to the start of `after`."""
        length = (after - first).days
        span = Span(local_midnight(first, self.zone), local_midnight(after, self.zone), step or (length, "day"))
        return replace(span, day=first) if length == 1 else span

    def day(self, day: date) -> Span:
        return self.days(day, day + timedelta(1))

    def unit(self, unit: str, offset: int = 0) -> Span:
        """The calendar unit that holds now; -1 for the one before."""
        if unit in ("minute", "hour"):
            return self._clock_unit(unit, offset)
        first = moved(unit_start(self.today, unit), offset, unit)
        return self.days(first, moved(first, 1, unit), (1, unit))

    def _clock_unit(self, unit: str, offset: int) -> Span:
        width = timedelta(hours=1) if unit == "hour" else timedelta(minutes=1)
        local = self.local
        begun = timedelta(
            minutes=local.minute if unit == "hour" else 0, seconds=local.second, microseconds=local.microsecond
        )
        start = self.now - begun + offset * width
        return Span(start, start + width, (1, unit))

    def rolling(self, count: int, unit: str) -> Span:
        """Hours and minutes roll back from now; longer units are today and the whole days before it."""
        if unit in ("minute", "hour"):
            width = timedelta(hours=count) if unit == "hour" else timedelta(minutes=count)
            return Span(self.now - width, self.now, (count, unit))
        after = self.today + timedelta(1)
        return self.days(moved(after, -count, unit), after, (count, unit))

    def shifted(self, moment: datetime, count: int, unit: str) -> datetime:
        """The same wall clock time `count` units later; hours and minutes are exact."""
        if unit in ("minute", "hour"):
            return moment + count * (timedelta(hours=1) if unit == "hour" else timedelta(minutes=1))
        local = moment.astimezone(self.zone)
        return self.at(moved(local.date(), count, unit), local.time())


def moved(day: date, count: int, unit: str) -> date:
    """`day` moved by whole units; the 31st becomes the last day of a shorter month. Raises UserError out of range."""
    try:
        if unit in ("day", "week"):
            return day + timedelta(count * (7 if unit == "week" else 1))
        months = day.year * 12 + day.month - 1 + count * {"month": 1, "quarter": 3, "year": 12}[unit]
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        raise UserError("That is further than any calendar goes; try `last 12 months`.") from None


def unit_start(day: date, unit: str) -> date:
    """The first day of the week (Monday), month, quarter or year that holds `day`."""
    if unit == "week":
        return day - timedelta(day.weekday())
    if unit == "day":
        return day
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[unit]
    return date(day.year, month, 1)
