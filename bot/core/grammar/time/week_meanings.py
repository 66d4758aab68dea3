"""What rules of time mean: weeks by number or by a day, and weekends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.core.errors import UserError
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.length_slots import Length
from bot.core.grammar.time.unit_meanings import Numbered
from bot.core.time_units import UNIT_OF_TIME


def week(calendar: Calendar, number: int, year: int | None) -> Span:
    """The latest ISO week of that number."""
    latest = calendar.today.isocalendar()
    try:
        monday = date.fromisocalendar(year or latest.year - (number > latest.week), number, 1)
    except ValueError:
        told = f"There is no week {number}{f' in {year}' if year else ''}; weeks are numbered from 1 to 52 or 53."
        raise UserError(told, ("this week", "last week")) from None
    return calendar.days(monday, monday + timedelta(7), (1, "week"))


def week_of(calendar: Calendar, day: Span) -> Span | None:
    """`week of nov 3`: the week that has the day in it."""
    if not day.day:
        return None
    monday = UNIT_OF_TIME["week"].first_day(day.day)
    return calendar.days(monday, monday + timedelta(7), (1, "week"))


def week_starting(calendar: Calendar, day: Span) -> Span | None:
    """`week starting nov 3`: seven days from that day, whatever weekday it is."""
    return calendar.days(day.day, day.day + timedelta(7), (1, "week")) if day.day else None


def weekend(calendar: Calendar, weeks: int = 0) -> Span:
    """The latest weekend that has begun, or the one `weeks` before it."""
    saturday = calendar.today - timedelta((calendar.today.weekday() - 5) % 7 + 7 * weeks)
    return calendar.days(saturday, saturday + timedelta(2), (1, "week"))


def last_weekend(calendar: Calendar) -> Span:
    return weekend(calendar, int(calendar.today.weekday() >= 5))


def weekend_before_last(calendar: Calendar) -> Span:
    return weekend(calendar, 1 + int(calendar.today.weekday() >= 5))


def weekend_of_day(calendar: Calendar, day: Span) -> Span | None:
    """`weekend of nov 7`."""
    week = week_of(calendar, day)
    return weekend_of_week(calendar, week) if week else None


def weekend_after(calendar: Calendar, day: Span) -> Span | None:
    """`the weekend after halloween`: the first one that begins later."""
    if not day.day:
        return None
    saturday = day.day + timedelta((4 - day.day.weekday()) % 7 + 1)
    return calendar.days(saturday, saturday + timedelta(2), (1, "week"))


def weekend_before(calendar: Calendar, day: Span) -> Span | None:
    """`the weekend before thanksgiving`: the last one that was over by then."""
    if not day.day:
        return None
    sunday = day.day - timedelta(day.day.weekday() + 1)
    return calendar.days(sunday - timedelta(1), sunday + timedelta(1), (1, "week"))


def weekend_ago(calendar: Calendar, length: Length) -> Span | None:
    """`the weekend two weeks ago`."""
    if not UNIT_OF_TIME[length.unit].is_of_weeks:
        return None
    week_ago = UNIT_OF_TIME[length.unit].moved(calendar.today, -length.number)
    saturday = UNIT_OF_TIME["week"].first_day(week_ago) + timedelta(5)
    return calendar.days(saturday, saturday + timedelta(2), (1, "week"))


def weekends_ago(calendar: Calendar, count: int) -> Span:
    return weekend(calendar, count - (calendar.today.weekday() < 5)) if count > 0 else weekend(calendar)


def weeks_to(calendar: Calendar, first: Numbered, last: int, year: int | None) -> Span | None:
    """`week 44 to 46`."""
    start = week(calendar, first.number, first.year or year)
    end = week(calendar, last, first.year or year or (start.start + timedelta(3)).isocalendar().year)
    weeks = (end.end - start.start).days // 7
    return replace(start, end=end.end, step=(weeks, "week")) if weeks > 0 else None


def two_weeks(calendar: Calendar, first: Numbered, last: int, year: int | None) -> Span | None:
    """`weeks 45 and 46`, which follow each other."""
    return weeks_to(calendar, first, last, year) if last == first.number + 1 else None


def weekend_of_week(calendar: Calendar, week: Span) -> Span:
    saturday = calendar.first_day(week) + timedelta(5)
    return calendar.days(saturday, saturday + timedelta(2), (1, "week"))
