"""What rules of time mean: hours of one day, from one to another, since one and until one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.core.errors import UserError
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.clock_slots import Hours
from bot.core.grammar.time.figure_slots import BACKWARDS, NO_LENGTH
from bot.core.grammar.time.range_meanings import moment, since

Window = tuple[time | None, time | None]


def to_clock(calendar: Calendar, start: Span, clock: time) -> Span | None:
    """`yesterday 2pm to 4pm`: the end is on the same day."""
    if not start.day or start.start != start.end:
        return None
    return between_clocks(start.day, start.start, calendar.at(start.day, clock), calendar)


def hours_of(calendar: Calendar, day: Span, hours: Hours) -> Span | None:
    """`yesterday 9 to 11`, `friday 14:00-15:30`."""
    if not day.day:
        return None
    return between_clocks(day.day, calendar.at(day.day, hours[0]), calendar.at(day.day, hours[1]), calendar)


def hours_on(calendar: Calendar, hours: Hours, day: Span) -> Span | None:
    return hours_of(calendar, day, hours)


def day_from(calendar: Calendar, day: Span, clock: time) -> Span | None:
    """`today since 9`, `yesterday after 18:00`: to the end of that day."""
    return Span(calendar.at(day.day, clock), day.end, (1, "day")) if day.day else None


def from_on(calendar: Calendar, clock: time, day: Span) -> Span | None:
    return day_from(calendar, day, clock)


def since_hour(calendar: Calendar, clock: time, day: Span) -> Span | None:
    """`since 6pm yesterday`: up to now."""
    found = moment(calendar, day, clock)
    return since(calendar, found) if found else None


def day_until(calendar: Calendar, day: Span, clock: time) -> Span | None:
    """`today before 2pm`."""
    end = calendar.at(day.day, clock) if day.day else day.start
    return Span(day.start, end, (1, "day")) if end > day.start else None


def until_on(calendar: Calendar, clock: time, day: Span) -> Span | None:
    return day_until(calendar, day, clock)


def between_clocks(day: date, start: datetime, end: datetime, calendar: Calendar) -> Span:
    """`22:00 to 02:00` ends on the next day; `9pm to 8pm` is a mistake."""
    if end == start:
        raise UserError(NO_LENGTH)
    if end < start:
        end = calendar.shifted(end, 1, "day")
    if end - start > timedelta(hours=16) and end.astimezone(calendar.zone).date() > day:
        raise UserError(BACKWARDS)
    return Span(start, end, (1, "day"))


def hours_window(calendar: Calendar, hours: Hours) -> Window:
    return hours


def window_from(calendar: Calendar, clock: time) -> Window:
    return clock, None


def window_until(calendar: Calendar, clock: time) -> Window:
    return None, clock


def window_hour(calendar: Calendar, clock: time) -> Window:
    """`at 9am`: that hour."""
    return clock, clock.replace(hour=(clock.hour + 1) % 24)


def part_window(calendar: Calendar, part: tuple[int, int]) -> Window:
    """`in the morning`, of a day that is named elsewhere."""
    return time(part[0]), time((part[0] + part[1]) % 24)
