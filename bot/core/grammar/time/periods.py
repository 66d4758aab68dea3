"""Periods: single spans, and from one to another."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.core.errors import UserError
from bot.core.grammar.time.calendar import Calendar, Span, Step
from bot.core.grammar.time.clocks import read_clock, read_count
from bot.core.grammar.time.dates import read_date
from bot.core.grammar.time.figures import Found
from bot.core.grammar.time.units import read_span
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import UNIT
from bot.core.periods import INSTANT

_TO = (
    "to",
    "-",
    "–",
    "—",
    "..",
    "...",
    "…",
    "until",
    "till",
    "til",
    "through",
    "thru",
    "and",
    "&",
    "upto",
    "->",
    "→",
    "untill",
)
_UNTIL = (
    "until",
    "till",
    "til",
    "upto",
    "through",
    "thru",
    "untill",
    "up to",
    "up until",
    "before",
    "ending",
    "not after",
)
_SINCE = ("since", "from", "starting", "starting from", "after", "as of", "beginning", "ever since", "sinc")
_FUTURE = ("tomorrow", "tmrw", "tmr", "next", "upcoming", "coming", "following")
BACKWARDS = "The end is before the start; write the earlier one first, such as `nov 1 to nov 15`."
_TO_COME = "That is still to come: usage has only a past. Try `today` or `forecast`."
_TURN = timedelta(270)  # a longer range over the turn of a year is rather a mistake: 15 nov to 1 nov


def read_period(words: Words, at: int, calendar: Calendar) -> Found | None:
    """The longest period at this place. Raises UserError for what cannot be a period with usage."""
    found = [read for reader in _READERS if (read := reader(words, at, calendar))]
    return max(found, key=lambda read: read.end, default=None)


@dataclass(frozen=True, slots=True)
class _Point:
    """One end of a range. A bare time of day has no date of its own and takes the other end's."""

    span: Span | None
    clock: time | None
    end: int


def _point(words: Words, at: int, calendar: Calendar) -> _Point | None:
    """A date, a date with a time, or a time."""
    found = read_span(words, at, calendar)
    if found and found.span.day:
        clock = read_clock(words, words.skip(found.end, "at"))
        if clock:
            moment = calendar.at(found.span.day, clock[0])
            return _Point(replace(found.span, start=moment, end=moment, day=found.span.day), None, clock[1])
    if found:
        span = found.span
        is_moment = words.text(found.end - 1) in ("ago", "back") and span.step[1] in ("minute", "hour")
        return _Point(replace(span, end=span.start) if is_moment else span, None, found.end)
    bare = read_clock(words, at)
    return (_dated_clock(words, *bare, calendar) or _Point(None, bare[0], bare[1])) if bare else None


def _dated_clock(words: Words, clock: time, at: int, calendar: Calendar) -> _Point | None:
    """`8am yesterday`, `9am on nov 20`."""
    found = read_span(words, words.skip(at, "on"), calendar)
    if not found or not found.span.day:
        return None
    moment = calendar.at(found.span.day, clock)
    return _Point(replace(found.span, start=moment, end=moment), None, found.end)


def _range(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`nov 1 to nov 15`, `from friday until yesterday`, `2026-11-01..2026-11-15`, `nov 1-15`, `1-15 nov`."""
    first = words.skip(at, "from", "between", "since")
    start = _point(words, first, calendar)
    if start is None or start.span is None:
        return _bare_day_range(words, first, calendar)
    joint = words.skip(start.end, ",")
    joint += 1 if words.match(joint, "up to") or words.match(joint, "up until") else 0
    joined = words.text(joint)
    if joined not in _TO or (joined in ("and", "&") and words.text(first - 1) != "between"):
        return None
    return _to(words, joint + 1, start.span, calendar)


def _to(words: Words, at: int, start: Span, calendar: Calendar) -> Found | None:
    """The end of a range: a point, now, a day number in the month of the start, or a time on its day."""
    if words.text(at) in ("now", "date", "present"):
        return Found(_joined(start, calendar.day(calendar.today), calendar), at + 1)
    at = words.skip(at, "the")
    stop = _point(words, at, calendar)
    if stop and stop.span:
        return Found(_joined(start, stop.span, calendar), stop.end)
    if stop and stop.clock and start.day:
        return Found(between_clocks(start.day, start.start, calendar.at(start.day, stop.clock), calendar), stop.end)
    if found := _month_and_day(words, at, start, calendar):
        return found
    match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", words.text(at))
    if match and start.day and 1 <= int(match[1]) <= 31:
        text = f"{start.day.year}-{start.day.month:02}-{int(match[1]):02}"
        found = read_date(Words.of(text), 0, calendar)
        return Found(_joined(start, found.span, calendar), at + 1) if found else None
    return None


def between_clocks(day: date, start: datetime, end: datetime, calendar: Calendar) -> Span:
    """`22:00 to 02:00` ends on the next day; `9pm to 8pm` is a mistake."""
    if end <= start:
        end = calendar.shifted(end, 1, "day")
    if end - start > timedelta(hours=16) and end.astimezone(calendar.zone).date() > day:
        raise UserError(BACKWARDS)
    return Span(start, end, (1, "day"))


def _month_and_day(words: Words, at: int, start: Span, calendar: Calendar) -> Found | None:
    """`2026-11-01 to 11-15`: the second date leaves out its year."""
    month, dash, day = words.text(at), words.text(at + 1), words.text(at + 2)
    if (
        dash != "-"
        or not start.day
        or not words[at + 1].glued
        or not (len(month) == len(day) == 2 and (month + day).isdigit())
    ):
        return None
    found = read_date(Words.of(f"{start.day.year}-{month}-{day}"), 0, calendar)
    return Found(_joined(start, found.span, calendar), at + 3) if found else None


def _bare_day_range(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`1-15 nov`, `1 to 15 november`, `the 1st to the 15th`."""
    place = words.skip(at, "the")
    number = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", words.text(place))
    if not number or words.text(place + 1) not in _TO:
        return None
    stop = read_date(words, words.skip(place + 2, "the"), calendar)
    if not stop or not stop.span.day or not 1 <= int(number[1]) <= stop.span.day.day:
        return None
    first = stop.span.day.replace(day=int(number[1]))
    return Found(_joined(calendar.day(first), stop.span, calendar), stop.end)


def _joined(start: Span, stop: Span, calendar: Calendar) -> Span:
    """From the start of one to the end of the other, moved where a year, month or week was not typed."""
    for one, other in _moved_ends(start, stop, calendar):
        if one.start < other.end and one.start <= calendar.now:
            return Span(one.start, other.end, _step(one, other, calendar))
    if start.start > calendar.now:
        return Span(start.start, max(stop.end, start.end), (1, "day"))
    raise UserError(BACKWARDS)


def _step(one: Span, other: Span, calendar: Calendar) -> Step:
    first, last = one.start.astimezone(calendar.zone), other.end.astimezone(calendar.zone)
    if (first.day, last.day, first.time(), last.time()) == (1, 1, time(), time()):
        return (last.year - first.year) * 12 + last.month - first.month, "month"
    return max((last.date() - first.date()).days, 1), "day"


def _moved_ends(start: Span, stop: Span, calendar: Calendar) -> list[tuple[Span, Span]]:
    """As typed first. The year of one end is the year of the other, or the one beside it at the turn of the year."""
    pairs = [(start, stop)]
    if start.loose in ("week", "month"):
        pairs.append((_shifted(start, -1, start.loose, calendar), stop))
    if start.loose == stop.loose == "year":
        before = _shifted(start, -1, "year", calendar)
        pairs += [
            (before, _shifted(stop, -1, "year", calendar)),
            (start, _shifted(stop, 1, "year", calendar)),
            (before, stop),
        ]
        return [
            pair
            for pair in pairs
            if pair[1].end - pair[0].start < _TURN and pair[1].start <= calendar.day(calendar.today).end + _TURN
        ]
    if start.loose == "year":
        years = stop.start.astimezone(calendar.zone).year - start.start.astimezone(calendar.zone).year
        return [(_shifted(start, years - back, "year", calendar), stop) for back in (0, 1)]
    if stop.loose == "year":
        years = start.start.astimezone(calendar.zone).year - stop.start.astimezone(calendar.zone).year
        return [(start, _shifted(stop, years + on, "year", calendar)) for on in (0, 1)]
    return pairs


def _shifted(span: Span, count: int, unit: str, calendar: Calendar) -> Span:
    return replace(span, start=calendar.shifted(span.start, count, unit), end=calendar.shifted(span.end, count, unit))


def _since(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`since monday`, `from nov 1`, `since yesterday 9am`: to the end of today."""
    open_end = read_date(words, at, calendar)
    if open_end and words.text(open_end.end) in ("onwards", "onward", "forward", "forwards"):
        return Found(_from(open_end.span, "from", calendar), open_end.end + 1)
    for lead in _SINCE:
        if words.match(at, lead):
            if found := _since_one(words, at + len(lead.split()), calendar):
                return found
            start = _point(words, words.skip(at + len(lead.split()), "the"), calendar)
            if start and start.span:
                return Found(
                    _from(start.span, lead, calendar),
                    words.skip_phrase(
                        start.end,
                        "onwards",
                        "onward",
                        "forward",
                        "until now",
                        "till now",
                        "to now",
                        "to date",
                        "so far",
                    ),
                )
    return None


def _since_one(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`since a month`: as long as one, up to now."""
    unit = UNIT.get(words.text(at + 1))
    is_ago = words.text(at + 2) in ("ago", "back", "earlier")
    if words.text(at) not in ("a", "an", "one") or unit is None or is_ago:
        return None
    return Found(calendar.rolling(1, unit), at + 2)


def _from(start: Span, lead: str, calendar: Calendar) -> Span:
    first = start.end if lead == "after" else start.start
    today = calendar.day(calendar.today)
    if first >= today.end:
        return Span(first, max(start.end, first + timedelta(1)), (1, "day"))
    days = (calendar.today - first.astimezone(calendar.zone).date()).days + 1
    return Span(first, today.end, (days, "day"), day=today.day if first == today.start else None)


def read_until_day(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`until nov 15`: the end of a period; alone it starts with the month of that day."""
    for lead in _UNTIL:
        if not words.match(at, lead):
            continue
        stop = _point(words, words.skip(at + len(lead.split()), "the"), calendar)
        if stop and stop.span:
            end = stop.span.start if lead == "before" else stop.span.end
            last = (end - INSTANT).astimezone(calendar.zone).date()
            first = calendar.at(last.replace(day=1), time())
            return Found(Span(first, end, (last.day, "day")), stop.end)
    return None


def _future(words: Words, at: int, calendar: Calendar) -> Found | None:
    text = words.text(at)
    count, place = read_count(words, at + 1)
    if text == "in" and count and words.text(place) in UNIT and words.text(place + 1) not in ("ago", "before"):
        raise UserError(_TO_COME)
    follows = (
        UNIT.get(words.text(at + 1)) or read_count(words, at + 1)[0] is not None or read_date(words, at + 1, calendar)
    )
    if text in _FUTURE[:3] or (text in _FUTURE and follows):
        raise UserError(_TO_COME)
    return None


_READERS = (read_span, _range, _since, _future)
