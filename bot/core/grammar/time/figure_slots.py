"""Dates in figures: `2026-11-03`, `3.11.2026`, `03-nov-2026`, ISO 8601, `now-6h`, and `11/03`, which is asked back."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.core.errors import UserError
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.rule_patterns import Line, Read, line_of
from bot.core.grammar.time.slashed_dates import SLASHED, rewritten
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import MONTH, MONTHS
from bot.core.time_units import UNIT_OF_TIME

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_BASIC = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_ORDINAL_DAY = re.compile(r"(20\d\d)-(\d{3})")
_WEEK_DAY = re.compile(r"(20\d\d)-?w(\d\d)-?([1-7])")
_ISO_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](20\d\d)")
_TIME = r"(\d\d:?\d\d(?::?\d\d(?:[.,]\d{1,6})?)?|\d\d)"
_ZONE = r"(z|[+-]\d\d(?::?\d\d)?)?"
_ISO_TIME = re.compile(rf"(\d{{4}}-\d\d-\d\d|20\d{{6}})t{_TIME}{_ZONE}")
_ZONED_CLOCK = re.compile(rf"{_TIME}(z|[+-]\d\d(?::?\d\d)?)")
_UNIX = re.compile(r"@?(1[5-9]\d{8})(?:\d{3})?")  # seconds, or milliseconds, since 1970: of 2017 to 2033
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)")
_DAY_DOT_MONTH = re.compile(r"(\d\d)\.(\d\d)")  # `3.11` may be an amount
_WORDED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-/.]?([a-z]{3,9})(?:[-/.]?(\d{4}|\d\d))?"
    r"|([a-z]{3,9})[-/.]?(\d{1,2})(?:st|nd|rd|th)?(?:[-/](\d{4}))?|(20\d\d)-?([a-z]{3,9})-?(\d{1,2})"
)
_GLUED_MONTH = re.compile(r"([a-z]{3,9})[-/.']{0,2}(20\d\d)|(20\d\d)[-/.]?([a-z]{3,9})|([a-z]{3,9})[-/.]?'(\d\d)")
BACKWARDS = "The end is before the start; write the earlier one first, such as `nov 1 to nov 15`."
NO_LENGTH = "That begins where it ends; give a period some length, such as `today 9am to 11am`."
NO_DATE = "{} is no date; write one as `2026-11-03`, `3 nov` or `nov 3`."


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
    raise UserError(
        f"{name}{f' {shown}' if shown else ''} has {last} days, so there is no {day} {name}.", (f"{last} {name}", name)
    )


def figures(line: Line, at: int) -> Iterator[Read]:
    """A date in one word; `4june 2026` has its year behind it."""
    text = line.words.text(at)
    for reader in (_iso, _dotted, _slashed):
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
    """`3.11.2026`, `03.11.`: with dots the day comes first, unless it cannot: `10.31.2026`."""
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
    """`11/03` has two readings and is asked back; where a number beyond 12 decides, it was rewritten before."""
    match = SLASHED.fullmatch(text)
    if not match:
        return None
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
    """The one of two readings that is not in the future."""
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
    """`nov-3`; `oct-26` may be of this year's October."""
    words = line.words
    month, number = MONTH.get(words.text(at)), words.text(at + 2)
    if month and words.text(at + 1) == "-" and words[at + 1].glued and re.fullmatch(r"\d{1,2}", number):
        yield Read(_day_or_year(month, int(number), line.calendar), at + 3)


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
    """The `11-15` of `2026-11-01 to 11-15`: month and day, two figures each, without a blank."""
    words = line.words
    month, day = words.text(at), words.text(at + 2)
    if words.text(at + 1) == "-" and words[at + 1].glued and len(month) == len(day) == 2 and (month + day).isdigit():
        yield Read((int(month), int(day)), at + 3)


def glued_month_and_year(line: Line, at: int) -> Iterator[Read]:
    """`oct-2026`, `oct2026`, `2026-oct`."""
    match = _GLUED_MONTH.fullmatch(line.words.text(at))
    month = MONTH.get(match[1] or match[4] or match[5]) if match else None
    if match and month:
        year = int(match[2] or match[3] or f"20{match[6]}")
        yield Read(_month(match[0], month, year, line.calendar), at + 1)


def instants(line: Line, at: int) -> Iterator[Read]:
    """`2026-11-05T10:00Z`, `2026-11-05T10:00+02:00`, `2026-11-05 10:00Z`: a moment, as a span without length."""
    words = line.words
    text, end = words.text(at), at + 1
    if match := _UNIX.fullmatch(text):
        moment = datetime.fromtimestamp(int(match[1]), UTC)
        yield Read(Span(moment, moment, (1, "hour")), end)
    if _ZONED_CLOCK.fullmatch(words.text(at + 1)) and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        text, end = f"{text}t{words.text(at + 1)}", at + 2
    elif _ISO_TIME.fullmatch(text) and words.text(at + 1) == "-" and re.fullmatch(r"[01]\d:\d\d", words.text(at + 2)):
        text, end = f"{text}-{words.text(at + 2)}", at + 3  # the offset was cut off, as in a range
    if match := _ISO_TIME.fullmatch(text):
        try:
            moment = _moment(text, match, line.calendar)
        except UserError as error:
            yield Read(error, end)
            return
        yield Read(Span(moment, moment, (1, "hour")), end)


def _moment(text: str, match: re.Match[str], calendar: Calendar) -> datetime:
    try:
        day, clock = date.fromisoformat(match[1]), time.fromisoformat(match[2].replace(",", "."))
        zone = datetime.fromisoformat(f"2026-01-01T00:00{match[3].upper()}").tzinfo if match[3] else None
    except ValueError:
        raise UserError(f"{text} is no time; write one as `2026-11-03T14:00`.") from None
    return datetime.combine(day, clock, zone).astimezone(UTC) if zone else calendar.at(day, clock)


_NOW = re.compile(r"now(?:-(\d{1,5})(m|h|d|w|M|Q|y))?(?:/(m|h|d|w|M|Q|y))?")
_LETTER = {"m": "minute", "h": "hour", "d": "day", "w": "week", "M": "month", "Q": "quarter", "y": "year"}


def offset_from_now(line: Line, at: int) -> Iterator[Read]:
    """`now-6h`, `now/w`, `now-1M/M` as Grafana writes them: a moment, or the whole unit that holds it."""
    words = line.words
    match = _NOW.fullmatch(words[at].typed) if words.text(at).startswith("now") else None
    if not match or (not match[1] and not match[3]):
        return
    calendar = line.calendar
    moment = calendar.shifted(calendar.now, -int(match[1]), _LETTER[match[2]]) if match[1] else calendar.now
    if not match[3]:
        yield Read(Span(moment, moment, (int(match[1]), _LETTER[match[2]])), at + 1)
        return
    unit = UNIT_OF_TIME[_LETTER[match[3]]]
    start, end = unit.begin(moment, calendar.zone), unit.begin(moment, calendar.zone, 1)
    yield Read(Span(start, end, (1, unit.name)), at + 1)


_DURATION = re.compile(
    r"p(?:(?P<year>\d{1,3})y)?(?:(?P<month>\d{1,3})m)?(?:(?P<week>\d{1,4})w)?(?:(?P<day>\d{1,4})d)?"
    r"(?:t(?:(?P<hour>\d{1,5})h)?(?:(?P<minute>\d{1,6})m)?(?:\d{1,7}s)?)?"
)
Duration = tuple[tuple[int, str], ...]


def iso_interval(line: Line, at: int) -> Iterator[Read]:
    """`2026-11-01/2026-11-15`, `2026-11-01/P7D`, `P7D/2026-11-15`, `PT6H`."""
    start, slash, end = line.words.text(at).partition("/")
    try:
        span = _interval(start, end, line.calendar, line) if slash else _rolling(start, line.calendar)
    except UserError as error:
        yield Read(error, at + 1)
        return
    if span:
        is_empty = span.start >= span.end
        yield Read(UserError(BACKWARDS if span.start > span.end else NO_LENGTH) if is_empty else span, at + 1)


def _duration(text: str) -> Duration:
    match = _DURATION.fullmatch(text)
    return tuple((int(count), unit) for unit, count in match.groupdict().items() if count) if match else ()


def _rolling(text: str, calendar: Calendar) -> Span | None:
    parts = _duration(text)
    if len(parts) == 1:
        return calendar.rolling(*parts[0])
    return Span(_shifted(calendar.now, parts, -1, calendar), calendar.now, (1, "day")) if parts else None


def _shifted(moment: datetime, parts: Duration, sign: int, calendar: Calendar) -> datetime:
    for count, unit in parts:
        moment = calendar.shifted(moment, sign * count, unit)
    return moment


def _interval(start: str, end: str, calendar: Calendar, line: Line) -> Span | None:
    first, last = _side(start, line), _side(_completed(start, end), line)
    if first and last:
        return Span(first.start, last.end, (max((last.end - first.start).days, 1), "day"))
    if first and (parts := _duration(end)):
        return Span(first.start, _shifted(first.start, parts, 1, calendar), (max(parts[0][0], 1), parts[0][1]))
    if last and (parts := _duration(start)):  # ISO 8601: up to the beginning of that day
        return Span(_shifted(last.start, parts, -1, calendar), last.start, (max(parts[0][0], 1), parts[0][1]))
    return None


def _completed(start: str, end: str) -> str:
    """The end may leave out what it shares with the start: `2026-11-01/15`, `2026-11-05T10:00/12:00`."""
    is_short = re.fullmatch(r"[\d:t-]+", end) and len(end) < len(start) and re.match(r"\d{4}-", start)
    return start[: len(start) - len(end)] + end if is_short and not re.match(r"\d{4}-", end) else end


def _side(text: str, line: Line) -> Span | None:
    """A date or a moment that takes the whole text; years alone are no side: `2025/2026`."""
    if not re.match(r"\d{4}-?w?\d\d", text):
        return None
    words = Words.of(text)
    reads = line_of(words, line.calendar, line.rules).readings(("date", "point"), 0)
    found = next((read.value for read in reads if read.end == len(words)), None)
    if isinstance(found, UserError):
        raise found
    return found if isinstance(found, Span) else None
