"""What rules of time mean: lengths that end or begin with a day, and units beside a day or a unit."""

from __future__ import annotations

from datetime import timedelta

from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.length_slots import Length
from bot.core.grammar.time.part_meanings import days_of
from bot.core.time_units import UNIT_OF_TIME


def ending(calendar: Calendar, length: Length, day: Span) -> Span | None:
    """`7 days ending nov 15`: that day is the last of them."""
    unit = UNIT_OF_TIME[length.unit]
    if not day.day or unit.is_clock or length.number < 1:
        return None
    after = day.day + timedelta(1)
    return calendar.days(unit.moved(after, -length.number), after, (length.number, length.unit))


def unit_ending(calendar: Calendar, unit: str, day: Span) -> Span | None:
    """`week ending nov 15`, `month ended oct 31`."""
    return ending(calendar, Length(1, unit), day)


def starting(calendar: Calendar, length: Length, day: Span) -> Span | None:
    """`3 days from nov 10`, `two weeks from october 5`. None for `2 weeks from today`, which is to come."""
    unit = UNIT_OF_TIME[length.unit]
    if not day.day or unit.is_clock or length.number < 1 or day.day >= calendar.today:
        return None
    return calendar.days(day.day, unit.moved(day.day, length.number), (length.number, length.unit))


def day_and_before(calendar: Calendar, day: Span, length: Length) -> Span | None:
    """`today and the two days before`."""
    unit = UNIT_OF_TIME[length.unit]
    if not day.day or unit.is_clock or length.number < 1:
        return None
    return calendar.days(unit.moved(day.day, -length.number), day.day + timedelta(1))


def day_and_after(calendar: Calendar, day: Span, length: Length) -> Span | None:
    """`nov 2 and the three days after`."""
    unit = UNIT_OF_TIME[length.unit]
    if not day.day or unit.is_clock or length.number < 1:
        return None
    return calendar.days(day.day, unit.moved(day.day + timedelta(1), length.number))


def unit_before(calendar: Calendar, unit: str, span: Span) -> Span | None:
    """`the week before november 9`, `the month before september`."""
    return _unit_beside(calendar, unit, span, -1)


def unit_after(calendar: Calendar, unit: str, span: Span) -> Span | None:
    return _unit_beside(calendar, unit, span, 1)


def _unit_beside(calendar: Calendar, unit: str, span: Span, offset: int) -> Span | None:
    row = UNIT_OF_TIME[unit]
    if row.is_clock or unit == "day":
        return None
    first = row.moved(row.first_day(days_of(span, calendar)[0]), offset)
    return calendar.days(first, row.moved(first, 1), (1, unit))


def the_days_before(calendar: Calendar, length: Length, day: Span) -> Span | None:
    """`the 7 days before nov 15`."""
    unit = UNIT_OF_TIME[length.unit]
    if not day.day or unit.is_clock or length.number < 1:
        return None
    return calendar.days(unit.moved(day.day, -length.number), day.day, (length.number, length.unit))


def the_days_after(calendar: Calendar, length: Length, day: Span) -> Span | None:
    """`the 3 days after nov 1`."""
    return starting(calendar, length, calendar.day(day.day + timedelta(1))) if day.day else None
