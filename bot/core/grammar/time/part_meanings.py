"""What rules of time mean: parts of days, weeks, months and years, and days beside a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta

from bot.core.errors import UserError
from bot.core.grammar.calendar_words import WEEKDAYS
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.length_slots import Length
from bot.core.grammar.time.time_vocabulary import EARLY, LATE
from bot.core.grammar.time.unit_meanings import month
from bot.core.grammar.time.week_meanings import week as numbered_week
from bot.core.grammar.time.zones import is_southern
from bot.core.periods import INSTANT
from bot.core.time_units import UNIT_OF_TIME


def days_of(span: Span, calendar: Calendar) -> tuple[date, date]:
    """The first day of a span and the day after it."""
    return calendar.first_day(span), span.end.astimezone(calendar.zone).date()


def start_of(calendar: Calendar, whole: Span) -> Span:
    """`start of the month`: its first day."""
    return calendar.day(days_of(whole, calendar)[0])


def end_of(calendar: Calendar, whole: Span) -> Span | None:
    """`end of october`: its last day. None for a unit that has not ended: that asks for a forecast."""
    last = whole.end - INSTANT
    return None if last > calendar.now else calendar.day(last.astimezone(calendar.zone).date())


def nth_day(calendar: Calendar, number: int, whole: Span) -> Span:
    first, after = days_of(whole, calendar)
    return calendar.day(_nth([first + timedelta(each) for each in range((after - first).days)], number, "days"))


def nth_weekday_of(calendar: Calendar, number: int, weekday: int, whole: Span) -> Span:
    """`last monday of march`."""
    days = [day for day in _all_days(whole, calendar) if day.weekday() == weekday]
    return calendar.day(_nth(days, number, WEEKDAYS[weekday][0].title() + "s"))


def nth_working_day(calendar: Calendar, number: int, whole: Span) -> Span:
    """A working day is Monday to Friday, holidays included."""
    return calendar.day(_nth([day for day in _all_days(whole, calendar) if day.weekday() < 5], number, "working days"))


def nth_weekend(calendar: Calendar, number: int, whole: Span) -> Span:
    """A weekend belongs to the month of its Saturday."""
    saturday = _nth([day for day in _all_days(whole, calendar) if day.weekday() == 5], number, "weekends")
    return calendar.days(saturday, saturday + timedelta(2), (1, "week"))


def nth_week(calendar: Calendar, number: int, whole: Span) -> Span | None:
    """`first week of november`: its days 1 to 7; the last week is its last seven days."""
    first, after = days_of(whole, calendar)
    if whole.step[1] == "week":
        return None
    if whole.step[1] == "year":
        return numbered_week(calendar, number, first.year) if number > 0 else None
    if number < 0:
        return calendar.days(after + timedelta(7 * number), after + timedelta(7 * number + 7), (7, "day"))
    start = first + timedelta(7 * number - 7)
    if start >= after:
        raise UserError("That is after its last week.", ("last week", "this month by week"))
    return calendar.days(start, min(after, start + timedelta(7)), (7, "day"))


def nth_month(calendar: Calendar, number: int, whole: Span) -> Span | None:
    """`second month of q3`, `last month of the year`."""
    first, after = days_of(whole, calendar)
    months = (after.year - first.year) * 12 + after.month - first.month
    if months < 2:
        return None
    unit = UNIT_OF_TIME["month"]
    start = _nth([unit.moved(first, each) for each in range(months)], number, "months")
    return calendar.days(start, unit.moved(start, 1), (1, "month"))


def first_of(calendar: Calendar, length: Length, span: Span) -> Span | None:
    """`first 10 days of october`, `first 6 hours of yesterday`."""
    end = calendar.shifted(span.start, length.number, length.unit)
    return Span(span.start, min(end, span.end), (length.number, length.unit)) if length.number > 0 else None


def first_length(calendar: Calendar, length: Length, year: int | None) -> Span | None:
    """`first two quarters`, `first 10 days`: of this year, or of the month where they fit into one."""
    row = UNIT_OF_TIME[length.unit]
    if row.is_clock:
        return first_of(calendar, length, calendar.day(calendar.today))
    fits = not row.months and length.number * row.days <= 28
    if year and fits:
        return None
    first = calendar.today.replace(month=1, day=1, year=year or calendar.today.year)
    whole = calendar.unit("month") if fits else calendar.days(first, UNIT_OF_TIME["year"].moved(first, 1))
    return first_of(calendar, length, whole)


def last_of(calendar: Calendar, length: Length, span: Span) -> Span | None:
    """`last three days of october`."""
    start = calendar.shifted(span.end, -length.number, length.unit)
    return Span(max(start, span.start), span.end, (length.number, length.unit)) if length.number > 0 else None


def first_of_month(calendar: Calendar, length: Length, number: int, year: int | None) -> Span | None:
    """`first 5 days nov`."""
    return first_of(calendar, length, month(calendar, number, year)) if _is_of_month(length) else None


def last_of_month(calendar: Calendar, length: Length, number: int, year: int | None) -> Span | None:
    """`last 5 days oct`."""
    return last_of(calendar, length, month(calendar, number, year)) if _is_of_month(length) else None


def _is_of_month(length: Length) -> bool:
    return length.unit in ("day", "week") and length.number * UNIT_OF_TIME[length.unit].days <= 28


def half_of(calendar: Calendar, number: int, whole: Span) -> Span | None:
    """`first half of october`, `second half of 2025`."""
    if number not in (1, 2, -1):
        return None
    first, after = days_of(whole, calendar)
    is_year = whole.step[1] == "year"
    days = 15 if whole.step[1] == "month" else (after - first).days // 2
    middle = UNIT_OF_TIME["month"].moved(first, 6) if is_year else first + timedelta(days)
    step = (6, "month") if is_year else (days, "day")
    return calendar.days(first, middle, step) if number == 1 else calendar.days(middle, after, step)


def third_of(calendar: Calendar, number: int, whole: Span) -> Span | None:
    """`first third of the year` is its first four months, that of a month its days 1 to 10."""
    place = {1: 0, 2: 1, 3: 2, -1: 2}.get(number)
    if place is None or whole.step[1] == "month":
        return None if place is None else third(calendar, whole, 10 * place, (10, 20, None)[place])
    months = {"quarter": 1, "year": 4}.get(whole.step[1])
    if not months:
        return None
    start = UNIT_OF_TIME["month"].moved(days_of(whole, calendar)[0], months * place)
    return calendar.days(start, UNIT_OF_TIME["month"].moved(start, months), (months, "month"))


def middle_third(calendar: Calendar, whole: Span) -> Span | None:
    return third_of(calendar, 2, whole)


def nth_fortnight(calendar: Calendar, number: int, whole: Span) -> Span | None:
    """`first fortnight of august`: a month has two, up to the 15th and from the 16th on."""
    first, after = days_of(whole, calendar)
    if whole.step[1] != "month" or number not in (1, 2, -1):
        return None
    middle = first + timedelta(15)
    return calendar.days(first, middle) if number == 1 else calendar.days(middle, after)


def third(calendar: Calendar, whole: Span, first: int, end: int | None) -> Span | None:
    """`early november` is its days 1 to 10, `mid` 11 to 20, `late` the rest."""
    if whole.step[1] != "month":
        return None
    start, after = days_of(whole, calendar)
    last = after if end is None else start + timedelta(end)
    return calendar.days(start + timedelta(first), last, (10, "day"))


def middle_day(calendar: Calendar, month: Span) -> Span:
    """`mid sept to mid oct`: at an end of a range it is the 15th."""
    return calendar.day(days_of(month, calendar)[0].replace(day=15))


def part_of_day(calendar: Calendar, day: Span, part: tuple[int, int]) -> Span | None:
    """`yesterday evening`, `friday night`."""
    return replace(_stretch(day.day, *part, calendar), loose=day.loose) if day.day else None


def early(calendar: Calendar, part: Span) -> Span | None:
    """`early this morning`."""
    return _end_of_part(calendar, part, EARLY)


def late(calendar: Calendar, part: Span) -> Span | None:
    """`late last night`."""
    return _end_of_part(calendar, part, LATE)


def _end_of_part(calendar: Calendar, part: Span, ends: dict[tuple[int, int], tuple[int, int]]) -> Span | None:
    start, end = (each.astimezone(calendar.zone) for each in (part.start, part.end))
    hours = (end.date() - start.date()).days * 24 + end.hour - start.hour
    found = ends.get((start.hour, hours))
    return _stretch(start.date(), *found, calendar) if found else None


def early_day(calendar: Calendar, day: Span) -> Span | None:
    """`early yesterday`: its first hours, up to nine."""
    return _stretch(day.day, 0, 9, calendar) if day.day else None


def late_day(calendar: Calendar, day: Span) -> Span | None:
    """`late on friday`: its evening."""
    return _stretch(day.day, 18, 6, calendar) if day.day else None


def part_of_today(calendar: Calendar, part: tuple[int, int]) -> Span:
    return _stretch(calendar.today, *part, calendar)


def night(calendar: Calendar, offset: int, hours: int) -> Span:
    return _stretch(calendar.today + timedelta(offset), 18, hours, calendar)


def _stretch(day: date, first: int, hours: int, calendar: Calendar) -> Span:
    start = calendar.at(day, time(first))
    last = day + timedelta((first + hours) // 24)
    return Span(start, calendar.at(last, time((first + hours) % 24)), (1, "day"))


SEASONS = {"spring": (3, 9), "summer": (6, 12), "autumn": (9, 3), "fall": (9, 3), "winter": (12, 6)}


def season(calendar: Calendar, months: tuple[int, int], year: int | None) -> Span:
    """The latest one that has begun, where the zone tells the hemisphere; `months` are the first in north and south."""
    return _season(calendar, months, year, back=0)


def last_season(calendar: Calendar, months: tuple[int, int], year: int | None = None) -> Span:
    """`last autumn` is over."""
    return _season(calendar, months, year, back=0 if year else 1)


def _season(calendar: Calendar, months: tuple[int, int], year: int | None, back: int) -> Span:
    starts = [_first_of_season(calendar, month, year, back) for month in months]
    south = is_southern(calendar.zone.key)
    if south is not None:
        return calendar.days(starts[south], UNIT_OF_TIME["month"].moved(starts[south], 3), (3, "month"))
    asks = tuple(f"{first:%Y-%m} to {UNIT_OF_TIME['month'].moved(first, 2):%Y-%m}" for first in starts)
    raise Ambiguous(f"Seasons differ by hemisphere: {asks[0]} or {asks[1]}?", asks)


def fall(calendar: Calendar, year: int | None = None) -> Span:
    """The season. Without `last` or a year, `fall` is what numbers do."""
    return season(calendar, SEASONS["fall"], year)


def last_fall(calendar: Calendar) -> Span:
    return last_season(calendar, SEASONS["fall"])


def _first_of_season(calendar: Calendar, month: int, year: int | None, back: int) -> date:
    """Of the latest one that has begun, or with `back` that is over."""
    today = calendar.today
    first = date(min(year or today.year, today.year - (month > today.month)), month, 1)
    is_running = back and UNIT_OF_TIME["month"].moved(first, 3) > today
    return UNIT_OF_TIME["year"].moved(first, -1) if is_running else first


def _all_days(span: Span, calendar: Calendar) -> Iterable[date]:
    first, after = days_of(span, calendar)
    return (first + timedelta(each) for each in range((after - first).days))


def _nth(found: list[date], number: int, what: str) -> date:
    if number > len(found) or -number > len(found) or number == 0:
        raise UserError(f"That has {len(found)} {what}, no more.", ("last month by day", "this month by day"))
    return found[number - 1 if number > 0 else number]
