"""The slots of rules of time: one row each, and those that take what an earlier kind of rule has read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from bot.core.errors import UserError
from bot.core.grammar.time.calendar import Span
from bot.core.grammar.time.clock_slots import (
    clocks,
    hours_of_day,
    loose_clocks,
    loose_hours,
    named_part,
    numbered_hours,
    part_of_day,
    worded_hours,
)
from bot.core.grammar.time.figure_slots import figures, glued_month_and_year, month_and_day, month_and_number
from bot.core.grammar.time.holidays import holidays, moving_feasts
from bot.core.grammar.time.iso_slots import instants, iso_interval, offset_from_now, units_back
from bot.core.grammar.time.length_slots import counted_lengths, counts, lengths, short_lengths
from bot.core.grammar.time.number_slots import (
    day_numbers,
    high_ordinals,
    lone_hours,
    lone_numbers,
    lone_ordinals,
    nths,
    ordinal_figures,
    two_numbers,
)
from bot.core.grammar.time.rule_patterns import Line, Read, Slot
from bot.core.grammar.time.several_days import (
    listed_months,
    listed_numbers,
    listed_weekdays,
    plural_weekdays,
)
from bot.core.grammar.time.unit_slots import (
    fiscal_units,
    halves,
    months,
    numbered_weeks,
    one_unit,
    prior_units_to_date,
    quarters,
    seasons,
    short_years,
    units,
    units_to_date,
    weekdays,
    years,
)
from bot.core.time_units import UNITS_OF_TIME

_DAY = timedelta(1)


def _spans(line: Line, at: int) -> Iterator[Read]:
    return iter(line.readings(("date", "part"), at))


def _points(line: Line, at: int) -> Iterator[Read]:
    return iter(line.readings(("point", "date", "part"), at))


def _is(read: Read, *names: str) -> bool:
    """One whole unit of those, or an error in the place of one."""
    span = read.value
    return isinstance(span, UserError) or (isinstance(span, Span) and span.step[0] == 1 and span.step[1] in names)


def _days(line: Line, at: int) -> Iterator[Read]:
    yield from (each for each in _spans(line, at) if isinstance(each.value, UserError) or each.value.day)


def _day_parts(line: Line, at: int) -> Iterator[Read]:
    """`last night`, `this morning`: hours of a day."""
    for read in line.readings(("part",), at):
        span = read.value
        if isinstance(span, Span) and not span.day and span.step == (1, "day") and span.end - span.start < _DAY:
            yield read


def _plain_days(line: Line, at: int) -> Iterator[Read]:
    found = line.readings(("date",), at)
    yield from (each for each in found if isinstance(each.value, UserError) or each.value.day)


def _lone_months(line: Line, at: int) -> Iterator[Read]:
    """A month that no day follows: of `last 7 days nov 3`, nov is a part of the other date."""
    for read in months(line, at):
        behind = line.words.text(read.end)
        if len(behind) == len("2026") or not behind[:1].isdecimal():
            yield read


def _wholes(*names: str) -> Slot:
    def read(line: Line, at: int) -> Iterable[Read]:
        return (each for each in line.readings(("date",), at) if _is(each, *names) and not _has_day(each))

    return read


def _has_day(read: Read) -> bool:
    return isinstance(read.value, Span) and read.value.day is not None


# How each is read, and the kind of rule that it is made of.
SLOTS: dict[str, tuple[Slot, str]] = {
    "count": (counts, ""),
    "length": (lengths, ""),
    "counted length": (counted_lengths, ""),
    "short length": (short_lengths, ""),
    "unit": (units, ""),
    "one unit": (one_unit, ""),
    "unit to date": (units_to_date, ""),
    "prior to date": (prior_units_to_date, ""),
    "season": (seasons, ""),
    "day list": (listed_numbers, ""),
    "month list": (listed_months, ""),
    "high ordinal": (high_ordinals, ""),
    "weekday list": (listed_weekdays, ""),
    "weekdays": (plural_weekdays, ""),
    "month-number": (month_and_number, ""),
    "month": (months, ""),
    "lone month": (_lone_months, ""),
    "weekday": (weekdays, ""),
    "year": (years, ""),
    "short year": (short_years, ""),
    "day number": (day_numbers, ""),
    "lone ordinal": (lone_ordinals, ""),
    "ordinal figure": (ordinal_figures, ""),
    "nth": (nths, ""),
    "quarter": (quarters, ""),
    "half": (halves, ""),
    "numbered week": (numbered_weeks, ""),
    "fiscal": (fiscal_units, ""),
    "holiday": (holidays, ""),
    "moving feast": (moving_feasts, ""),
    "figures": (figures, ""),
    "glued month": (glued_month_and_year, ""),
    "instant": (instants, ""),
    "offset from now": (offset_from_now, ""),
    "interval": (iso_interval, ""),
    "units back": (units_back, ""),
    "clock": (clocks, ""),
    "hours": (hours_of_day, ""),
    "bare hours": (numbered_hours, ""),
    "hour": (worded_hours, ""),
    "loose clock": (loose_clocks, ""),
    "loose hours": (loose_hours, ""),
    "lone number": (lone_numbers, ""),
    "lone hour": (lone_hours, ""),
    "two numbers": (two_numbers, ""),
    "part of day": (part_of_day, ""),
    "named part": (named_part, ""),
    "month-day": (month_and_day, ""),
    "a month": (_wholes("month"), "date"),
    "a year": (_wholes("year"), "date"),
    "week": (_wholes("week"), "date"),
    "whole": (_wholes(*(unit.name for unit in UNITS_OF_TIME if unit.days > 1 or unit.months)), "date"),
    "plain day": (_plain_days, "date"),
    "day": (_days, "part"),
    "day part": (_day_parts, "part"),
    "span": (_spans, "part"),
    "point": (_points, "point"),
}
