"""Dates in figures: `2026-11-03`, `3.11.2026`, `03-nov-2026`, and `11/03`, which is asked back."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.core.errors import UserError
from bot.core.grammar.calendar_words import MONTH, MONTHS
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.rule_patterns import Line, Read
from bot.core.grammar.time.slashed_dates import SLASHED, rewritten
from bot.core.time_units import UNIT_OF_TIME

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_BASIC = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_ORDINAL_DAY = re.compile(r"(20\d\d)-(\d{3})")
_WEEK_DAY = re.compile(r"(20\d\d)-?w(\d\d)-?([1-7])")
_ISO_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](20\d\d)")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)")
_DAY_DOT_MONTH = re.compile(r"(\d\d)\.(\d\d)")  # `3.11` may be an amount
_WORDED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-/.]?([a-z]{3,9})(?:[-/.]?(\d{4}|\d\d))?"
    r"|([a-z]{3,9})[-/.]?(\d{1,2})(?:st|nd|rd|th)?(?:[-/](\d{4}))?|(20\d\d)-?([a-z]{3,9})-?(\d{1,2})"
)
_GLUED_MONTH = re.compile(r"([a-z]{3,9})[-/.']{0,2}(20\d\d)|(20\d\d)[-/.]?([a-z]{3,9})|([a-z]{3,9})[-/.]?'(\d\d)")
NO_DATE = "{} is no date; write one as `2026-11-03`, `3 nov` or `nov 3`."


def dated(day: int, month: int, year: int | None, calendar: Calendar) -> Span:
    """A date. Without a year it is the latest such date; one later in this month is still to come."""
    _require_day(day, month, year, calendar.today)
    if year is not None:
        return calendar.day(date(year, month, day))
    today = calendar.today
    year = _latest(day, month, today)
    while day > monthrange(year, month)[1]:
        year -= 1
    return replace(calendar.day(date(year, month, day)), loose="year")


def _latest(day: int, month: int, today: date) -> int:
    """The year of the latest such date; this year for one later in this month."""
    return today.year if (month, day) <= (today.month, today.day) or month == today.month else today.year - 1


def _require_day(day: int, month: int, year: int | None, today: date) -> None:
    if not 1 <= month <= 12:
        raise UserError(f"There is no month {month}; write a date as `2026-11-03` or `3 nov`.")
    if 1 <= day <= monthrange(year or 2024, month)[1]:
        return
    name = MONTHS[month - 1][0].title()
    shown = year or (_latest(day, month, today) if month == 2 else None)  # the one month that has no fixed length
    last = monthrange(shown or today.year, month)[1]
    raise UserError(
        f"{name}{f' {shown}' if shown else ''} has {last} days, so there is no {day} {name}.", (f"{last} {name}", name)
    )


def figures(line: Line, at: int) -> Iterator[Read]:
    """A date in one word; in `4june 2026` the year follows it."""
    text = line.words.text(at)
    for reader in (_iso, _dotted, _slashed) if text[:1].isdecimal() else ():
        try:
            span = reader(text, line.calendar)
        except UserError as error:
            yield Read(error, at + 1)
            return
        if span:
            yield Read(span, at + 1)
    yield from _worded(line, at)


def _iso(text: str, calendar: Calendar) -> Span | None:
    if match := _ISO.fullmatch(text) or _BASIC.fullmatch(text):
        return _numbered(text, int(match[3]), int(match[2]), int(match[1]), calendar)
    if match := _ORDINAL_DAY.fullmatch(text):
        return _day_of_year(int(match[1]), int(match[2]), text, calendar)
    if match := _WEEK_DAY.fullmatch(text):
        return _day_of_week(int(match[1]), int(match[2]), int(match[3]), calendar)
    if match := _ISO_MONTH.fullmatch(text):
        return _month(text, int(match[2]), int(match[1]), calendar)
    if match := _MONTH_YEAR.fullmatch(text):
        return _month(text, int(match[1]), int(match[2]), calendar)
    return None


def _day_of_year(year: int, number: int, text: str, calendar: Calendar) -> Span:
    day = date(year, 1, 1) + timedelta(number - 1)
    if number < 1 or day.year != year:
        raise UserError(f"{text} is no day of {year}; its days are numbered from 001 to 365 or 366.")
    return calendar.day(day)


def _day_of_week(year: int, week: int, day: int, calendar: Calendar) -> Span:
    try:
        return calendar.day(date.fromisocalendar(year, week, day))
    except ValueError:
        raise UserError(f"{year} has no week {week}; weeks are numbered from 1 to 52 or 53.") from None


def _month(text: str, month: int, year: int, calendar: Calendar) -> Span:
    if not 1 <= month <= 12:
        raise UserError(NO_DATE.format(text))
    first = date(year, month, 1)
    return calendar.days(first, UNIT_OF_TIME["month"].moved(first, 1), (1, "month"))


def _numbered(text: str, day: int, month: int, year: int, calendar: Calendar) -> Span:
    if not 1 <= month <= 12:
        raise UserError(NO_DATE.format(text))
    if not 2000 <= year <= 2999:
        raise UserError(f"{text} is no year with usage; write a date as `2026-11-03` or `3 nov`.")
    return dated(day, month, year, calendar)


def _dotted(text: str, calendar: Calendar) -> Span | None:
    """`3.11.2026`, `03.11.`: with dots the day comes first, unless that is no date: `10.31.2026`."""
    short = _DAY_DOT_MONTH.fullmatch(text)
    if short and int(short[2]) <= 12:  # `13.30` is a time of day
        return dated(int(short[1]), int(short[2]), None, calendar)
    match = _DOTTED.fullmatch(text)
    if not match:
        return None
    day, month, year = int(match[1]), int(match[2]), int(match[3]) % 100 + 2000 if len(match[3]) == 2 else int(match[3])
    if month > 12 >= day:
        day, month = month, day
    return _numbered(text, day, month, year, calendar)


def _slashed(text: str, calendar: Calendar) -> Span | None:
    """A date with strokes that has two readings, `11/03`. Those with one reading were rewritten before."""
    match = SLASHED.fullmatch(text)
    if not match or (match[4] and int(match[4]) > 12 and int(match[5]) > 12):
        return None  # `50/50` has no month
    if match[4] and int(match[5]) > 12:  # `09/26`: a day, or the year that runs
        readings = (rewritten(text, month_first=True), f"{MONTHS[int(match[4]) - 1][-1][:3]} 20{match[5]}")
    else:
        readings = (rewritten(text, month_first=False), rewritten(text, month_first=True))
    if readings[0] == readings[1] or "0" in (match[1], match[2], match[4], match[5]):
        raise UserError(NO_DATE.format(text))
    if not (match[4] and int(match[5]) > 12) and (begun := _begun(match, calendar)):
        return begun
    raise Ambiguous(f"{text} could be {readings[0]} or {readings[1]}; which one?", readings, text)


def _begun(match: re.Match[str], calendar: Calendar) -> Span | None:
    """The only one of the two readings that is not in the future, if there is one."""
    one, other = int(match[1] or match[4]), int(match[2] or match[5])
    year = int(match[3]) % 100 + 2000 if match[3] else calendar.today.year
    if not (1 <= one <= 12 and 1 <= other <= 12):
        return None  # `0/1`
    days = (date(year, month, day) for month, day in ((one, other), (other, one)))
    past = [day for day in days if day <= calendar.today]
    if len(past) != 1:
        return None
    return replace(calendar.day(past[0]), loose="" if match[3] else "year")


def month_and_number(line: Line, at: int) -> Iterator[Read]:
    """`nov-3`. `oct-26` is asked back: it may be October 2026."""
    words = line.words
    month = MONTH.get(words.text(at))
    if month and words.text(at + 1) == "-" and words[at + 1].glued and re.fullmatch(r"\d{1,2}", words.text(at + 2)):
        yield Read(_day_or_year(month, int(words.text(at + 2)), line.calendar), at + 3)


def _day_or_year(month: int, number: int, calendar: Calendar) -> Span | UserError:
    name = MONTHS[month - 1][-1][:3]
    if number not in (calendar.today.year % 100, calendar.today.year % 100 - 1):
        try:
            return dated(number, month, None, calendar)
        except UserError as error:
            return error
    told = (f"{number} {name}", f"{name} 20{number}")
    return Ambiguous(f"{name}-{number} could be {told[0]} or {told[1]}; which one?", told)


def _worded(line: Line, at: int) -> Iterator[Read]:
    """`03-nov-2026`, `nov-3`, `4june`, `4june 2026`, `2026-nov-05`."""
    match = _WORDED.fullmatch(line.words.text(at))
    month = MONTH.get(match[2] or match[4] or match[8]) if match else None
    if not match or not month:
        return
    year, day = match[3] or match[6] or match[7], int(match[1] or match[5] or match[9])
    after = "" if year else line.words.text(at + 1)
    for typed, end in ((year, at + 1), (after if re.fullmatch(r"20\d\d", after) else None, at + 2)):
        if typed or end == at + 1:
            try:
                yield Read(dated(day, month, int(typed) % 100 + 2000 if typed else None, line.calendar), end)
            except UserError as error:
                yield Read(error, end)


def month_and_day(line: Line, at: int) -> Iterator[Read]:
    """The `11-15` of `2026-11-01 to 11-15`: a month and a day of two digits each."""
    words = line.words
    month = words.text(at)
    if len(month) != 2 or not month.isdecimal() or words.text(at + 1) != "-":
        return
    day = words.text(at + 2)
    if words[at + 1].glued and len(day) == 2 and day.isdecimal():
        yield Read((int(month), int(day)), at + 3)


def glued_month_and_year(line: Line, at: int) -> Iterator[Read]:
    """`oct-2026`, `oct2026`, `2026-oct`."""
    match = _GLUED_MONTH.fullmatch(line.words.text(at))
    month = MONTH.get(match[1] or match[4] or match[5]) if match else None
    if match and month:
        year = int(match[2] or match[3] or f"20{match[6]}")
        yield Read(_month(match[0], month, year, line.calendar), at + 1)
