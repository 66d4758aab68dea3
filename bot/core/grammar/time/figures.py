"""Dates in figures: `2026-11-03`, `3.11.2026`, `03-nov-2026`, and `11/03`, which has two readings."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from bot.core.errors import UserError
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.time.calendar import Calendar, Span, moved
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import MONTH, MONTHS, UNIT

SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d\d)|(\d{1,2})/(\d{1,2})")
_ALL = re.compile(rf"(?<![\w/.-])(?:{SLASHED.pattern})(?![\w/])(?!-\w)")


def decided(text: str) -> str:
    """The text with its slashed dates written out, when one of them has one reading only."""
    orders = {order for match in _ALL.finditer(text) if (order := _month_first(*_numbers(match))) is not None}
    if len(orders) == 1:
        return rewritten(text, month_first=orders.pop())
    return _ALL.sub(lambda match: _same(match), text)


def rewritten(text: str, *, month_first: bool) -> str:
    return _ALL.sub(lambda match: _written(match, month_first=month_first), text)


def _numbers(match: re.Match[str]) -> tuple[int, int]:
    return int(match[1] or match[4]), int(match[2] or match[5])


def _month_first(one: int, two: int) -> bool | None:
    """None when the numbers do not tell, or tell that this is no date."""
    if (one > 12) == (two > 12) or max(one, two) > 31:
        return None
    return two > 12


def _same(match: re.Match[str]) -> str:
    """11/11 is the same either way."""
    one, two = _numbers(match)
    return _written(match, month_first=True) if one == two else match[0]


def _written(match: re.Match[str], *, month_first: bool) -> str:
    one, two = _numbers(match)
    month, day = (one, two) if month_first else (two, one)
    if not 1 <= month <= 12:
        return match[0]
    year = f" {int(match[3]) % 100 + 2000}" if match[3] else ""
    return f"{day} {MONTHS[month - 1][-1][:3]}{year}"


_YEAR = re.compile(r"(20\d\d)|'(\d\d)")


class Found(NamedTuple):
    """A span, and the place of the word after it."""

    span: Span
    end: int


def read_year(words: Words, at: int) -> tuple[int | None, int]:
    """A year at this place, after a comma or `of` too, and where it ends."""
    place = words.skip(at, ",", "of")
    match = _YEAR.fullmatch(words.text(place))
    return (int(match[1] or f"20{match[2]}"), place + 1) if match else (None, at)


def read_short_year(words: Words, at: int, calendar: Calendar) -> tuple[int | None, int]:
    """The year of `03 nov 26` as well: this one or the one before."""
    for year in (calendar.today.year, calendar.today.year - 1):
        if words.text(at) == f"{year % 100}" and not UNIT.get(words.text(at + 1)):
            return year, at + 1
    return read_year(words, at)


def dated(day: int, month: int, year: int | None, calendar: Calendar) -> Span:
    """A date without a year is the latest one; later in this month it is still to come."""
    _require_day(day, month, year, calendar.today)
    if year is not None:
        return calendar.day(date(year, month, day))
    today = calendar.today
    year = _latest(day, month, today)
    while day > monthrange(year, month)[1]:
        year -= 1
    return replace(calendar.day(date(year, month, day)), loose="year")


def _latest(day: int, month: int, today: date) -> int:
    """The year of the latest such date; later in this month it is still to come."""
    return today.year if (month, day) <= (today.month, today.day) or month == today.month else today.year - 1


def _require_day(day: int, month: int, year: int | None, today: date) -> None:
    if not 1 <= month <= 12:
        raise UserError(f"There is no month {month}; write a date as `2026-11-03` or `3 nov`.")
    if 1 <= day <= monthrange(year or 2024, month)[1]:
        return
    name = MONTHS[month - 1][0].title()
    shown = year or (_latest(day, month, today) if month == 2 else None)  # the one month that has no fixed length
    last = monthrange(shown or today.year, month)[1]
    raise UserError(f"{name}{f' {shown}' if shown else ''} has {last} days, so there is no {day} {name}.")


_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_ISO_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](20\d\d)")
_ISO_TIME = re.compile(r"(\d{4}-\d\d-\d\d)t(\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(z?)")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)")
_DAY_DOT_MONTH = re.compile(r"(\d\d)\.(\d\d)")  # `3.11` may be an amount
_WORDED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-/]?([a-z]{3,9})(?:[-/]?(\d{4}|\d\d))?|([a-z]{3,9})[-/]?(\d{1,2})(?:[-/](\d{4}))?"
)


def read_iso(words: Words, at: int, calendar: Calendar) -> Found | None:
    text = re.sub(r"^(20\d\d)(\d\d)(\d\d)$", r"\1-\2-\3", words.text(at))
    if match := _ISO.fullmatch(text):
        return Found(_numbered(text, int(match[3]), int(match[2]), int(match[1]), calendar), at + 1)
    if match := _ISO_MONTH.fullmatch(text):
        return Found(_month(text, int(match[2]), int(match[1]), calendar), at + 1)
    if match := _MONTH_YEAR.fullmatch(text):
        return Found(_month(text, int(match[1]), int(match[2]), calendar), at + 1)
    if match := _ISO_TIME.fullmatch(text):
        return Found(_instant(_timed(text, match, calendar)), at + 1)
    return None


def _month(text: str, month: int, year: int, calendar: Calendar) -> Span:
    _require_month(text, month)
    first = date(year, month, 1)
    return calendar.days(first, moved(first, 1, "month"), (1, "month"))


def _timed(text: str, match: re.Match[str], calendar: Calendar) -> datetime:
    try:
        day, clock = date.fromisoformat(match[1]), time.fromisoformat(match[2])
    except ValueError:
        raise UserError(f"{text} is no time; write one as `2026-11-03T14:00`.") from None
    return datetime.combine(day, clock, UTC) if match[3] else calendar.at(day, clock)


def _instant(moment: datetime) -> Span:
    return Span(moment, moment, (1, "hour"))


def _require_month(text: str, month: int) -> None:
    if not 1 <= month <= 12:
        raise UserError(f"{text} is no date; write one as `2026-11-03`, `3 nov` or `nov 3`.")


def _numbered(text: str, day: int, month: int, year: int, calendar: Calendar) -> Span:
    _require_month(text, month)
    if not 2000 <= year <= 2999:
        raise UserError(f"{text} is no year with usage; write a date as `2026-11-03` or `3 nov`.")
    return dated(day, month, year, calendar)


def read_dotted(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`3.11.2026`, `03.11.`: with dots the day comes first everywhere."""
    match = _DOTTED.fullmatch(words.text(at))
    if short := _DAY_DOT_MONTH.fullmatch(words.text(at)):
        return Found(dated(int(short[1]), int(short[2]), None, calendar), at + 1)
    if not match:
        return None
    year = int(match[3]) % 100 + 2000 if len(match[3]) == 2 else int(match[3])
    return Found(_numbered(words.text(at), int(match[1]), int(match[2]), year, calendar), at + 1)


def read_worded(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`03-nov-2026`, `nov-3`."""
    match = _WORDED.fullmatch(words.text(at))
    if not match or (match[2] or match[4]) not in MONTH:
        return None
    year = match[3] or match[6]
    day, month = int(match[1] or match[5]), MONTH[match[2] or match[4]]
    return Found(dated(day, month, int(year) % 100 + 2000 if year else None, calendar), at + 1)


def read_slashed(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`11/03` has two readings and is asked back; where a number beyond 12 decides, it was rewritten before."""
    text = words.text(at)
    match = SLASHED.fullmatch(text)
    if not match:
        return None
    readings = (rewritten(text, month_first=False), rewritten(text, month_first=True))
    if readings[0] == readings[1] or "0" in (match[1], match[2]):
        raise UserError(f"{text} is no date; write one as `2026-11-03`, `3 nov` or `nov 3`.")
    raise Ambiguous(f"{text} could be {readings[0]} or {readings[1]}; which one?", readings, text)
