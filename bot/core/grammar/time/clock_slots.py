"""Times of day: `9am`, `14:30`, `noon`, `half past nine am`, and hours from one to another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time

from bot.core.errors import UserError
from bot.core.grammar.time.rule_patterns import Line, Read
from bot.core.grammar.time.time_vocabulary import CLOCK_WORDS, DAY_PARTS, HALF_DAYS, NUMBER_WORDS
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import MONTH, UNIT

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d\d)(?::\d\d)?)?(am|pm|a\.m|p\.m)?")
_HOUR = re.compile(r"[01]?\d|2[0-4]")
PAST = {"half": 30, "half past": 30, "quarter past": 15, "a quarter past": 15, "quarter to": -15, "a quarter to": -15}
_OF_DAY = {"in the morning": "am", "in the afternoon": "pm", "in the evening": "pm", "at night": "pm"}
_OCLOCK = ("o'clock", "oclock", "o clock")
Hours = tuple[time, time]


def read_clock(words: Words, at: int, *, half: str = "") -> tuple[time, int] | None:
    """`9am`, `9 am`, `14:00`, `noon`; a bare `9` only where `half` of the day is known."""
    text = words.text(at)
    if text in CLOCK_WORDS:
        return time(CLOCK_WORDS[text]), at + 1
    if found := _past(words, at):
        return found
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    said, end = match[3] or "", at + 1
    is_sure = bool(match[2] and ":" in text)
    if not said:
        said, end, is_sure = _half_after(words, end, is_sure)
    if not (said or half or is_sure):
        return None
    return _clock(hour, minute, HALF_DAYS.get(said or half, ""), text), end


def _half_after(words: Words, at: int, is_sure: bool) -> tuple[str, int, bool]:
    """`am`, `o'clock`, `in the afternoon` behind the number."""
    if words.text(at) in HALF_DAYS:
        return words.text(at), at + 1, True
    if words.text(at) in _OCLOCK:
        at, is_sure = at + 1, True
        if words.text(at) in HALF_DAYS:
            return words.text(at), at + 1, True
    found = next((phrase for phrase in _OF_DAY if words.match(at, phrase)), "")
    return _OF_DAY.get(found, ""), at + len(found.split()), is_sure or bool(found)


def _past(words: Words, at: int) -> tuple[time, int] | None:
    """`half past nine am`, `quarter to noon`."""
    place = words.lead(at, tuple(PAST))
    if place == at:
        return None
    number = str(NUMBER_WORDS.get(words.text(place), words.text(place)))
    found = read_clock(Words.of(f"{number} {words.text(place + 1)}"), 0, half="none")
    if not found:
        return None
    minutes = (found[0].hour * 60 + PAST[words.spelt(at, place)]) % 1440
    return time(minutes // 60, minutes % 60), place + found[1]


def _clock(hour: int, minute: int, half: str, text: str) -> time:
    if half and not 1 <= hour <= 12:
        half = ""
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    if hour == 24 and minute == 0:
        hour = 0
    if hour > 23 or minute > 59:
        raise UserError(f"{text} is no time of day; write one as `9am` or `14:30`.")
    return time(hour, minute)


def clocks(line: Line, at: int) -> Iterator[Read]:
    try:
        found = read_clock(line.words, at)
    except UserError as error:
        yield Read(error, at + 1)
        return
    if found:
        yield Read(*found)


def worded_hours(line: Line, at: int) -> Iterator[Read]:
    """`9am`, and the 9 of `today since 9`."""
    yield from clocks(line, at)
    words = line.words
    if _HOUR.fullmatch(words.text(at)) and words.text(at + 1) not in (*UNIT, *MONTH, "%", *HALF_DAYS):
        yield Read(time(int(words.text(at)) % 24), at + 1)


def part_of_day(line: Line, at: int) -> Iterator[Read]:
    """The first hour and the hours of `morning`."""
    if part := DAY_PARTS.get(line.words.text(at)):
        yield Read(part, at + 1)


def named_part(line: Line, at: int) -> Iterator[Read]:
    """`morning`; `am` and `eve` need a day before them."""
    if line.words.text(at) not in (*HALF_DAYS, "eve"):
        yield from part_of_day(line, at)


def hours_of_day(line: Line, at: int) -> Iterator[Read]:
    """`9am to 5pm`, `14:00-15:30`, `9-11am`, `11:30-1:30`: one of the two says that they are hours."""
    words = line.words
    try:
        if glued := _glued_hours(words.text(at)):
            yield Read(glued, at + 1)
        first = read_clock(words, at) or read_clock(words, at, half=_half_ahead(words, at))
        for place in _joints(line, first[1]) if first else ():
            last = read_clock(words, place) or _bare_end(words, at, place)
            if first and last:
                yield Read(_after_noon(words, at, first[0], last[0], last[1]), last[1])
    except UserError as error:
        yield Read(error, at + 1)


_GLUED_HOURS = re.compile(r"([01]\d)([0-5]\d)-([0-2]\d)([0-5]\d)|([01]?\d|2[0-4])h-([01]?\d|2[0-4])h")


def _glued_hours(text: str) -> Hours | None:
    """`0900-1730`, `14h-16h`."""
    match = _GLUED_HOURS.fullmatch(text)
    if not match:
        return None
    first, minute, last, other = (
        int(each or 0) for each in (match[1] or match[5], match[2], match[3] or match[6], match[4])
    )
    return _clock(first, minute, "", text), _clock(last, other, "", text)


def _joints(line: Line, at: int) -> tuple[int, ...]:
    return (*line.ends("to", at), *line.ends("and", at))


def _bare_end(words: Words, at: int, place: int) -> tuple[time, int] | None:
    """`8am until 6`, `9:30-11`."""
    if not _HOUR.fullmatch(words.text(place)) or words.text(place + 1) in (*UNIT, *MONTH):
        return None
    return time(int(words.text(place)) % 24), place + 1


def _after_noon(words: Words, at: int, first: time, last: time, end: int) -> Hours:
    """`11:30-1:30` and `8am until 6` end after noon when nothing says otherwise."""
    is_said = words.text(end - 1)[-2:] in ("am", "pm") or words.text(end - 1) in (*HALF_DAYS, *CLOCK_WORDS)
    is_later = last > first or (last == first and not words.text(at).endswith("am"))
    if not is_said and not is_later and first.hour <= 12 and 1 <= last.hour < 12:
        last = last.replace(hour=last.hour + 12)
    return first, last


def _half_ahead(words: Words, at: int) -> str:
    """`9-11am`: the half of the day that the other end names."""
    joint = words.text(at + 1)
    if not re.fullmatch(r"\d{1,2}(?::\d\d)?", words.text(at)) or joint not in ("to", "-", "–", "until", "till", "and"):
        return ""
    match = re.fullmatch(r"(\d{1,2})(?::\d\d)?(am|pm)?", words.text(at + 2))
    half = match and (match[2] or (words.text(at + 3) if words.text(at + 3) in ("am", "pm") else ""))
    if not match or not half:
        return ""
    begins, ends = int(words.text(at).split(":")[0]) % 12, int(match[1]) % 12
    return half if begins < ends else {"am": "pm", "pm": "am"}[half]


def numbered_hours(line: Line, at: int) -> Iterator[Read]:
    """`9 to 11`, which are hours beside a day only; nine to five ends after noon."""
    yield from hours_of_day(line, at)
    words = line.words
    joints = _joints(line, at + 1) if words.text(at - 1) == "between" else line.ends("to", at + 1)
    for place in joints if _HOUR.fullmatch(words.text(at)) else ():
        if not _HOUR.fullmatch(words.text(place)) or words.text(place + 1) in (*UNIT, *MONTH):
            continue
        begins, ends = int(words.text(at)), int(words.text(place))
        ends += 12 if ends <= begins <= 12 and ends < 12 else 0
        if begins < ends <= 24:
            yield Read((time(begins), time(ends % 24)), place + 1)
