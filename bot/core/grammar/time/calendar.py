"""Spans: stretches of time as a person names them, with what came before them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.periods import local_midnight
from bot.core.time_units import UNIT_OF_TIME

BACKWARDS = "The end is before the start; write the earlier one first, such as `nov 1 to nov 15`."
NO_LENGTH = "That begins where it ends; give a period some length, such as `today 9am to 11am`."

Step = tuple[int, str]  # how far back the span before this one starts: (1, "month"), (7, "day")


@dataclass(frozen=True, slots=True)
class Span:
    """
    `start <= t < end` in UTC. `end` is where the named period ends, and may lie after now.

    `loose` is the unit by which a range may move the span, because its year, month or week was not typed. `gaps` are
    the days inside that do not count, the first and the last of each: those between `nov 3 and 5`.
    """

    start: datetime
    end: datetime
    step: Step
    loose: str = ""
    day: date | None = None  # set when the span is one local day, which a time of day may narrow
    gaps: tuple[tuple[date, date], ...] = ()
    of_year: Callable[[int], date] | None = field(default=None, compare=False, repr=False)  # a feast's day


@dataclass(frozen=True, slots=True)
class Calendar:
    """Now, in the zone of the question: turns local dates and times into instants."""

    now: datetime
    zone: ZoneInfo
    fiscal_month: int = 1  # the month in which the fiscal year begins

    @property
    def local(self) -> datetime:
        return self.now.astimezone(self.zone)

    @property
    def minute(self) -> datetime:
        """What rolls back from now is counted in whole minutes that are over: a day of them is one request."""
        return self.now.replace(second=0, microsecond=0)

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

    def first_day(self, span: Span) -> date:
        return span.start.astimezone(self.zone).date()

    def unit(self, unit: str, offset: int = 0) -> Span:
        """The calendar unit that holds now; -1 for the one before."""
        row = UNIT_OF_TIME[unit]
        if row.is_clock:
            start = row.begin(self.now, self.zone, offset)
            return Span(start, start + row.clock, (1, unit))
        first = row.moved(row.first_day(self.today), offset)
        return self.days(first, row.moved(first, 1), (1, unit))

    def rolling(self, count: int, unit: str) -> Span:
        """Hours and minutes roll back from this minute; longer units are today and the whole days before it."""
        row = UNIT_OF_TIME[unit]
        if row.is_clock:
            return Span(self.minute - count * row.clock, self.minute, (count, unit))
        after = self.today + timedelta(1)
        return self.days(row.moved(after, -count), after, (count, unit))

    def moved(self, span: Span, count: int, unit: str) -> Span:
        """The span so many units later; Easter has its own day in each year."""
        if span.of_year and span.day and unit == "year":
            day = self.day(span.of_year(span.day.year + count))
            return replace(span, start=day.start, end=day.end, day=day.day)
        start, end = (self.shifted(each, count, unit) for each in (span.start, span.end))
        return replace(span, start=start, end=end, day=span.day and start.astimezone(self.zone).date())

    def shifted(self, moment: datetime, count: int, unit: str) -> datetime:
        """The moment `count` units later at the same time of day; hours and minutes are exact."""
        return UNIT_OF_TIME[unit].shifted(moment, count, self.zone)
