"""Moments and periods as programs write them: ISO 8601, seconds since 1970, and `now-6h`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from bot.core.errors import UserError
from bot.core.grammar.time.calendar import BACKWARDS, NO_LENGTH, Calendar, Span
from bot.core.grammar.time.rule_patterns import Line, Read, line_of
from bot.core.grammar.tokens import Words
from bot.core.time_units import UNIT_OF_TIME

_TIME = r"(\d\d:?\d\d(?::?\d\d(?:[.,]\d{1,6})?)?|\d\d)"
_ZONE = r"(z|[+-]\d\d(?::?\d\d)?)?"
_ISO_TIME = re.compile(rf"(\d{{4}}-\d\d-\d\d|20\d{{6}})t{_TIME}{_ZONE}")
_ZONED_CLOCK = re.compile(rf"{_TIME}(z|[+-]\d\d(?::?\d\d)?)")
_UNIX = re.compile(r"@?(1[5-9]\d{8})(?:\d{3})?")  # seconds or milliseconds since 1970, in the years 2017 to 2033


def instants(line: Line, at: int) -> Iterator[Read]:
    """`2026-11-05T10:00Z`, `2026-11-05T10:00+02:00`, `2026-11-05 10:00Z`: a moment, as a span without length."""
    words = line.words
    text, end = words.text(at), at + 1
    if match := _UNIX.fullmatch(text):
        moment = datetime.fromtimestamp(int(match[1]), UTC)
        yield Read(Span(moment, moment, (1, "hour")), end)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text) and _ZONED_CLOCK.fullmatch(words.text(at + 1)):
        text, end = f"{text}t{words.text(at + 1)}", at + 2
    elif _ISO_TIME.fullmatch(text) and words.text(at + 1) == "-" and re.fullmatch(r"[01]\d:\d\d", words.text(at + 2)):
        text, end = (
            f"{text}-{words.text(at + 2)}",
            at + 3,
        )  # the offset was cut off like the end of a range
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
    """`now-6h`, `now/w`, `now-1M/M`, as Grafana writes them: a moment, or the whole unit around it."""
    words = line.words
    match = _NOW.fullmatch(words[at].typed) if words.text(at).startswith("now") else None
    if not match or (not match[1] and not match[3]):
        return
    calendar = line.calendar
    moment = calendar.shifted(calendar.minute, -int(match[1]), _LETTER[match[2]]) if match[1] else calendar.minute
    if not match[3]:
        yield Read(Span(moment, moment, (int(match[1]), _LETTER[match[2]])), at + 1)
        return
    unit = UNIT_OF_TIME[_LETTER[match[3]]]
    start, end = unit.begin(moment, calendar.zone), unit.begin(moment, calendar.zone, 1)
    yield Read(Span(start, end, (1, unit.name)), at + 1)


_PLANNED = re.compile(r"([mdwqyt])-(\d{1,3})")
_PLANNED_UNITS = {"m": "month", "d": "day", "t": "day", "w": "week", "q": "quarter", "y": "year"}


def units_back(line: Line, at: int) -> Iterator[Read]:
    """`M-1`, `D-7`, `W-2`, `T-1`, as planners write them: the whole unit so many before this one."""
    if match := _PLANNED.fullmatch(line.words.text(at)):
        yield Read(line.calendar.unit(_PLANNED_UNITS[match[1]], -int(match[2])), at + 1)


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
    return Span(_shifted(calendar.minute, parts, -1, calendar), calendar.minute, (1, "day")) if parts else None


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
    """The end with what it shares with the start: `2026-11-01/15`, `2026-11-05T10:00/12:00`."""
    is_short = re.fullmatch(r"[\d:t-]+", end) and len(end) < len(start) and re.match(r"\d{4}-", start)
    return start[: len(start) - len(end)] + end if is_short and not re.match(r"\d{4}-", end) else end


def _side(text: str, line: Line) -> Span | None:
    """A date or a moment that takes the whole text. A year alone is none: `2025/2026`."""
    if not re.match(r"\d{4}-?w?\d\d", text):
        return None
    words = Words.of(text)
    reads = line_of(words, line.calendar, line.rules).readings(("date", "point"), 0)
    found = next((read.value for read in reads if read.end == len(words)), None)
    if isinstance(found, UserError):
        raise found
    return found if isinstance(found, Span) else None
