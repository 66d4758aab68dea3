"""Dates and times of day as people write them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from bot.core.errors import UserError
from bot.core.grammar.time.calendar import Calendar, Span, moved, unit_start
from bot.core.grammar.time.clocks import HALF_DAYS, read_count
from bot.core.grammar.time.figures import (
    Found,
    dated,
    read_dotted,
    read_iso,
    read_short_year,
    read_slashed,
    read_worded,
    read_year,
)
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import MONTH, MONTHS, UNIT, WEEKDAY, WEEKDAYS

_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_QUARTER = re.compile(r"q([1-4])(?:[-/']?(20\d\d|\d\d))?|(20\d\d)[-/]?q([1-4])")


def read_date(words: Words, at: int, calendar: Calendar) -> Found | None:
    """
    The longest date at this place: a day, month, quarter or year.

    Raises UserError for days that no calendar has, Ambiguous for 11/03.
    """
    found = [read for reader in _READERS if (read := reader(words, at, calendar))]
    return max(found, key=lambda read: read.end, default=None)


def _named_day(words: Words, at: int, calendar: Calendar) -> Found | None:
    place = words.skip(at, "the")
    if words.match(place, "day before yesterday") or words.match(place, "day b4 yesterday"):
        return Found(calendar.day(calendar.today - timedelta(2)), place + 3)
    if words.match(at, "ereyesterday"):
        return Found(calendar.day(calendar.today - timedelta(2)), at + 1)
    offset = {
        "today": 0,
        "tdy": 0,
        "2day": 0,
        "tod": 0,
        "yesterday": -1,
        "yesterdays": -1,
        "todays": 0,
        "yday": -1,
        "yest": -1,
        "ystd": -1,
        "yd": -1,
        "ystrdy": -1,
        "ystrday": -1,
    }
    days = offset.get(words.text(at))
    return None if days is None else Found(calendar.day(calendar.today + timedelta(days)), at + 1)


def _weekday(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`monday`: today or the latest one; `last monday`: before today. A date after it is the date, and must agree."""
    last = words.text(at) in ("last", "past", "previous", "prev")
    this = words.text(at) in ("this", "on")
    place = at + (last or this)
    number = WEEKDAY.get(words.text(place))
    if number is None:
        return None
    written = _day_and_month(words, words.skip(place + 1, ",", "the"), calendar) if not last else None
    if written:
        return _agreeing(written, number)
    if not last and (found := _of_week(words, place + 1, number, calendar)):
        return found
    if words.text(place + 1) == "last" and not UNIT.get(words.text(place + 2)):  # `since monday last`
        last, place = True, place + 1
    back = (calendar.today.weekday() - number) % 7
    if last and back == 0:
        back = 7
    return Found(replace(calendar.day(calendar.today - timedelta(back)), loose="week"), place + 1)


def _of_week(words: Words, at: int, weekday: int, calendar: Calendar) -> Found | None:
    """`tuesday of last week`, `friday last week`."""
    for week, weeks in (("last week", 1), ("this week", 0)):
        place = words.skip(at, "of")
        if words.match(place, week):
            monday = unit_start(calendar.today, "week") - timedelta(7 * weeks)
            return Found(calendar.day(monday + timedelta(weekday)), place + 2)
    return None


def _agreeing(written: Found, weekday: int) -> Found:
    day = written.span.day
    if day and day.weekday() != weekday:
        raise UserError(
            f"{day.day} {MONTHS[day.month - 1][0].title()} {day.year} is a {WEEKDAYS[day.weekday()][0].title()}, "
            f"not a {WEEKDAYS[weekday][0].title()}."
        )
    return written


def _day_and_month(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`3 nov`, `3rd of november 2026`, `nov 3`, `november the 3rd, 2026`."""
    at = words.skip(at, "the")
    first = _day_then_month(words, at) or _month_then_day(words, at)
    if not first:
        return None
    day, month, end = first
    year, end = read_short_year(words, end, calendar)
    return Found(dated(day, month, year, calendar), end)


def _day_then_month(words: Words, at: int) -> tuple[int, int, int] | None:
    day = _DAY.fullmatch(words.text(at))
    place = words.skip(at + 1, "of", "-")
    month = MONTH.get(words.text(place))
    if not day or not month or (words.text(place - 1) == "-" and not words[place - 1].glued):
        return None
    return int(day[1]), month, place + 1


def _month_then_day(words: Words, at: int) -> tuple[int, int, int] | None:
    month = MONTH.get(words.text(at))
    place = words.skip(at + 1, "the")
    day = _DAY.fullmatch(words.text(place))
    if not month or not day or UNIT.get(words.text(place + 1)) or _time_follows(words, place):
        return None
    return int(day[1]), month, place + 1


def _time_follows(words: Words, at: int) -> bool:
    return words.text(at + 1) in HALF_DAYS


def _month(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`october`, `oct 2025`, `last october`: the latest one that has begun."""
    lead = words.skip_phrase(words.skip(at, "the", "all", "of", "whole", "entire"), "month of")
    place = words.skip(lead, "last", "this", "past")
    month = MONTH.get(words.text(place))
    if not month or (place == at and words.text(at) == "may" and words.text(at + 1) in ("i", "we", "you")):
        return None
    year, end = read_year(words, words.skip(place + 1, "month"))
    today = calendar.today
    inferred = today.year if month <= today.month else today.year - 1
    if words.text(lead) == "last" and year is None and month == today.month:
        inferred -= 1
    first = date(year or inferred, month, 1)
    span = calendar.days(first, moved(first, 1, "month"), (1, "month"))
    return Found(replace(span, loose="" if year else "year"), end)


def _quarter(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`q3`, `q3 2025`, `2025 q3`, `q3'25`: the latest one that has begun."""
    match, end = _QUARTER.fullmatch(words.text(at)), at + 1
    year = None
    if not match and (year := _plain_year(words.text(at))):
        match, end = _QUARTER.fullmatch(words.text(at + 1)), at + 2
    if not match:
        return None
    number, typed = int(match[1] or match[4]), match[2] or match[3]
    year = year or (int(typed) % 100 + 2000 if typed else None)
    if year is None:
        year, end = read_year(words, end)
    month = number * 3 - 2
    first = date(year or calendar.today.year - (month > calendar.today.month), month, 1)
    span = calendar.days(first, moved(first, 1, "quarter"), (1, "quarter"))
    return Found(replace(span, loose="" if year else "year"), end)


def _plain_year(text: str) -> int | None:
    return int(text) if re.fullmatch(r"20\d\d", text) else None


def _whole_year(words: Words, at: int, calendar: Calendar) -> Found | None:
    place = words.skip_phrase(words.skip(at, "the"), "year of", "year", "fy")
    year = _plain_year(words.text(place))
    if year is None:
        return None
    return Found(calendar.days(date(year, 1, 1), date(year + 1, 1, 1), (1, "year")), place + 1)


def _day_of_month(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`the 5th`, `on the 31st`: the latest day of that number."""
    place = words.skip(words.skip(at, "on"), "the")
    match = _ORDINAL.fullmatch(words.text(place)) or (place - at == 2 and _DAY.fullmatch(words.text(place)))
    if not match or words.text(words.skip(place + 1, "of")) in MONTH:  # `the 5th of november` is read elsewhere
        return None
    number = int(match[1])
    if not 1 <= number <= 31:
        raise UserError(f"No month has a day {number}.")
    first = calendar.today.replace(day=1)
    while number > monthrange(first.year, first.month)[1] or first.replace(day=number) > calendar.today:
        first = moved(first, -1, "month")
    return Found(replace(calendar.day(first.replace(day=number)), loose="month"), place + 1)


def _ago(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`2 days ago`, `a week ago today`: that day; `3 months ago`: that month."""
    count, place = read_count(words, at)
    unit = UNIT.get(words.text(place))
    if count is None or unit is None or words.text(place + 1) not in ("ago", "back", "earlier"):
        return None
    end = place + 2
    if unit in ("minute", "hour"):
        start = calendar.shifted(calendar.now, -count, unit)
        return Found(Span(start, calendar.shifted(start, 1, unit), (1, unit)), end)
    if unit in ("day", "week"):
        return Found(calendar.day(moved(calendar.today, -count, unit)), words.skip(end, "today"))
    return Found(calendar.unit(unit, -count), end)


_READERS: tuple[Callable[[Words, int, Calendar], Found | None], ...] = (
    _named_day,
    _weekday,
    _day_and_month,
    _month,
    _quarter,
    _whole_year,
    read_iso,
    read_dotted,
    read_worded,
    read_slashed,
    _day_of_month,
    _ago,
)
