"""Parts of larger spans: the start of a month, its second week, half a year, an ISO week, a part of a day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta

from bot.core.errors import UserError
from bot.core.grammar.time.calendar import Calendar, Span, moved, unit_start
from bot.core.grammar.time.dates import read_date
from bot.core.grammar.time.figures import Found, read_year
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import UNIT
from bot.core.periods import INSTANT

_NAMED = {name: number for number, name in enumerate(("first", "second", "third", "fourth", "fifth"), 1)}
_ORDINALS = {**_NAMED, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": -1}
_LEADS = {"this": 0, "the": 0, "current": 0, "last": -1, "previous": -1, "prev": -1}
_WEEK = re.compile(r"(?:(20\d\d)-?)?(?:wk|cw|kw|w)(\d{1,2})")
_HALF = re.compile(r"(?:(20\d\d)-?)?h([12])(?:-?(20\d\d))?")


def read_part(words: Words, at: int, calendar: Calendar) -> Found | None:
    at = words.skip(at, "the")
    found = [read for reader in _READERS if (read := reader(words, at, calendar))]
    return max(found, key=lambda read: read.end, default=None)


def _whole(words: Words, at: int, calendar: Calendar) -> Found | None:
    """A month, quarter or year that has parts: `november`, `q3 2025`, `2026`, `this month`, `the year`."""
    at = words.skip(at, "the")
    back = _LEADS.get(words.text(at))
    unit = UNIT.get(words.text(at if back is None else at + 1), "")
    if unit in ("week", "month", "quarter", "year"):
        return Found(calendar.unit(unit, back or 0), at + 1 + (back is not None))
    found = read_date(words, at, calendar)
    return found if found and found.span.step[1] in ("month", "quarter", "year") else None


def _edge(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`start of the month`, `beginning of november`, `end of october`: its first or last day."""
    first = words.text(at) in ("start", "beginning", "begin")
    if not (first or words.text(at) == "end"):
        return None
    found = _whole(words, words.skip(at + 1, "of"), calendar)
    if not found:
        return None
    end = found.span.end - INSTANT
    if not first and end > calendar.now:
        return None  # that is a forecast's word
    day = (found.span.start if first else end).astimezone(calendar.zone).date()
    return Found(calendar.day(day), found.end)


def _week_of_month(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`first week of november`: its days 1 to 7; the last week is its last seven days."""
    number = _ORDINALS.get(words.text(at))
    if number is None or words.text(at + 1) != "week" or words.text(at + 2) not in ("of", "in"):
        return None
    found = _whole(words, at + 3, calendar)
    if not found or found.span.step != (1, "month"):
        return None
    first, after = _days(found.span, calendar)
    start = after - timedelta(7) if number < 0 else first + timedelta(7 * number - 7)
    if start >= after:
        raise UserError("No month has more than five weeks.")
    return Found(calendar.days(start, min(after, start + timedelta(7)), (7, "day")), found.end)


def _half_of(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`first half of october`, `second half of 2025`, `h1`, `h2 2025`."""
    if match := _HALF.fullmatch(words.text(at)):
        typed = match[1] or match[3]
        year, end = (int(typed), at + 1) if typed else read_year(words, at + 1)
        half = int(match[2])
        latest = calendar.today.year - (half == 2 and calendar.today.month < 7)
        first = date(year or latest, half * 6 - 5, 1)
        return Found(calendar.days(first, moved(first, 6, "month"), (6, "month")), end)
    number = _ORDINALS.get(words.text(at))
    if number not in (1, 2, -1) or words.text(at + 1) != "half" or (number < 0 and words.text(at + 2) != "of"):
        return None
    found = _whole(words, words.skip(at + 2, "of"), calendar)
    return Found(_halved(found.span, number, calendar), found.end) if found else None


def _halved(span: Span, number: int, calendar: Calendar) -> Span:
    first, after = _days(span, calendar)
    middle = moved(first, 6, "month") if span.step[1] == "year" else first + timedelta(15)
    step = (6, "month") if span.step[1] == "year" else (15, "day")
    return calendar.days(first, middle, step) if number == 1 else calendar.days(middle, after, step)


def _days(span: Span, calendar: Calendar) -> tuple[date, date]:
    return span.start.astimezone(calendar.zone).date(), span.end.astimezone(calendar.zone).date()


def _quarter_of(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`third quarter`, `4th quarter of 2025`, `last quarter of 2025`."""
    number = _ORDINALS.get(words.text(at), 0)
    if not -1 <= number <= 4 or not number or words.text(at + 1) not in ("quarter", "qtr"):
        return None
    year, end = read_year(words, at + 2)
    if number < 0 and year is None:
        return None
    found = read_date(Words.of(f"q{number if number > 0 else 4} {year or ''}"), 0, calendar)
    return Found(found.span, end) if found else None


def _iso_week(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`week 46`, `w46`, `kw 46`, `2026-w46`: the latest ISO week of that number."""
    match, end = _WEEK.fullmatch(words.text(at)), at + 1
    typed = match[2] if match else words.text(at + 1)
    if not match:
        end = at + 2
        if words.text(at) not in ("week", "wk", "cw", "kw") or not re.fullmatch(r"\d{1,2}", typed):
            return None
    year = int(match[1]) if match and match[1] else None
    if year is None:
        year, end = read_year(words, end)
    latest = calendar.today.isocalendar()
    try:
        monday = date.fromisocalendar(year or latest.year - (int(typed) > latest.week), int(typed), 1)
    except ValueError:
        raise UserError(f"There is no week {typed}; weeks are numbered from 1 to 53.") from None
    return Found(calendar.days(monday, monday + timedelta(7), (1, "week")), end)


def _week_of(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`week of nov 2`: the week that holds the day."""
    place = words.lead(at, _WEEK_OF)
    if place == at:
        return None
    found = read_date(words, words.skip(place, "the"), calendar)
    if not found or not found.span.day:
        return None
    monday = unit_start(found.span.day, "week")
    return Found(calendar.days(monday, monday + timedelta(7), (1, "week")), found.end)


_WEEK_OF = ("week of", "week starting", "week beginning", "week commencing", "w / c", "wc")
_BACK = ("last", "previous", "prev", "past", "the last", "the previous")
_SAME = ("same", "this", "by this", "by the same")


def _same(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`same day last week`, `this time yesterday`, `same month last year`: as far back as that says."""
    place = words.lead(at, _SAME)
    what = words.text(place)
    back = words.lead(place + 1, _BACK)
    unit, end = ("day", back + 1) if words.text(back) == "yesterday" else (UNIT.get(words.text(back), ""), back + 1)
    if place == at or unit not in ("day", "week", "month", "quarter", "year") or (unit != "day" and back == place + 1):
        return None
    if what in ("time", "point"):
        start = calendar.unit(unit, -1).start
        return Found(Span(start, calendar.shifted(calendar.now, -1, unit), (1, unit)), end)
    if what == "day" and unit != "day":
        return Found(calendar.day(moved(calendar.today, -1, unit)), end)
    if UNIT.get(what) in ("week", "month", "quarter") and unit == "year":
        first = unit_start(moved(calendar.today, -1, "year"), UNIT[what])
        return Found(calendar.days(first, moved(first, 1, UNIT[what]), (1, UNIT[what])), end)
    return None


_THIRDS = {"early": (0, 10), "mid": (10, 20), "middle": (10, 20), "late": (20, None)}


def _third(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`early november` is its days 1 to 10, `mid` 11 to 20, `late` the rest."""
    third = _THIRDS.get(words.text(at))
    found = _whole(words, words.skip(at + 1, "-", "of", "in"), calendar) if third else None
    if not third or not found or found.span.step != (1, "month"):
        return None
    first, after = _days(found.span, calendar)
    end = after if third[1] is None else first + timedelta(third[1])
    return Found(calendar.days(first + timedelta(third[0]), end, (10, "day")), found.end)


def _part_of_day(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`this morning`, `tonight`, `last night`, `yesterday evening`, `friday afternoon`."""
    if words.text(at) in _NIGHTS or words.match(at, "last night"):
        offset, first, hours = _NIGHTS.get(words.text(at), (-1, 18, 12))
        return Found(
            _stretch(calendar.today + timedelta(offset), first, hours, calendar), at + 1 + (words.text(at) == "last")
        )
    found = Found(calendar.day(calendar.today), at + 1) if words.text(at) == "this" else read_date(words, at, calendar)
    part = _PARTS.get(words.text(found.end)) if found else None
    if not found or not part or not found.span.day:
        return None
    return Found(_stretch(found.span.day, *part, calendar), found.end + 1)


_NIGHTS = {"tonight": (0, 18, 6), "overnight": (-1, 18, 12)}
_PARTS = {
    "morning": (6, 6),
    "am": (0, 12),
    "pm": (12, 12),
    "mornings": (6, 6),
    "afternoon": (12, 6),
    "evening": (18, 6),
    "night": (18, 12),
    "eve": (18, 6),
}


def _stretch(day: date, first: int, hours: int, calendar: Calendar) -> Span:
    start = calendar.at(day, time(first))
    last = day + timedelta((first + hours) // 24)
    return Span(start, calendar.at(last, time((first + hours) % 24)), (1, "day"))


_READERS: tuple[Callable[[Words, int, Calendar], Found | None], ...] = (
    _edge,
    _week_of_month,
    _half_of,
    _quarter_of,
    _iso_week,
    _week_of,
    _part_of_day,
    _same,
    _third,
)
