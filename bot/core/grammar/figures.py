"""Dates in figures: `2026-11-03`, `3.11.2026`, `03-nov-2026`, and `11/03`, which has two readings."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from bot.core.errors import UserError
from bot.core.grammar.days import Found, dated
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.slashes import SLASHED, rewritten
from bot.core.grammar.spans import Calendar, Span, moved
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import MONTH

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
