"""The slots of times of day: one time, hours from one to another, and parts of a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import time

from bot.core.catalogue.words import Phrases
from bot.core.errors import UserError
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.time.rule_patterns import Line, Read
from bot.core.grammar.time.time_vocabulary import DAY_PARTS, HALF_DAYS
from bot.core.grammar.time.typed_clocks import Clock, bare_clock, either, read_clock
from bot.core.grammar.time.zones import bare_zone
from bot.core.grammar.tokens import Words

Hours = tuple[time, time]
Clocks = tuple[Clock, Clock]


def clocks(line: Line, at: int) -> Iterator[Read]:
    """Times of day that are no other number: `9am`, `14:30`, `noon`."""
    try:
        found = read_clock(line.words, at)
    except UserError as error:
        yield Read(error, at + 1)
        return
    if found:
        yield Read(*found)


_BEFORE_HOURS = ("at", "around", "about", "from", "since")


def loose_clocks(line: Line, at: int) -> Iterator[Read]:
    """`9am`, and the 8 of `8 last night`. The rest of the words says which half of the day it is."""
    found = _typed(line.words, at)
    is_number = line.words.text(at) in ("one", "two", "three", "four")
    if found and (found.is_sure or not is_number or line.words.text(at - 1) in _BEFORE_HOURS):
        yield Read(found, found.end)  # `the two last night`


def worded_hours(line: Line, at: int) -> Iterator[Read]:
    """`9am`, and the 9 of `today since 9`. The 5 of `after 5` may be in the morning or in the afternoon."""
    if found := _typed(line.words, at):
        is_written = ":" in line.words.text(at)
        is_either = found.is_open and not is_written
        yield Read(either(found, line.words.spelt(at, found.end)) if is_either else found.time, found.end)


def begun_hour(line: Line, at: int) -> time | None:
    """The 6 of `at 6` in the afternoon, before 18:00: the only one of today that has begun."""
    found, calendar = _typed(line.words, at), line.calendar
    halves = [found.of_half(half).time for half in ("am", "pm")] if found else []
    begun = [clock for clock in halves if calendar.at(calendar.today, clock) <= calendar.now]
    return begun[0] if len(begun) == 1 else None


def _typed(words: Words, at: int) -> Clock | None:
    try:
        return bare_clock(words, at)
    except UserError:
        return None


_DAY_PARTS = Phrases(DAY_PARTS)


def part_of_day(line: Line, at: int) -> Iterator[Read]:
    """The first hour and the hours of `morning`."""
    for end in line.words.ends(at, _DAY_PARTS):
        yield Read(DAY_PARTS[line.words.spelt(at, end)], end)


def named_part(line: Line, at: int) -> Iterator[Read]:
    """`morning`; `am` and `eve` need a day before them."""
    if line.words.text(at) not in (*HALF_DAYS, "eve"):
        yield from part_of_day(line, at)


def hours_of_day(line: Line, at: int) -> Iterator[Read]:
    """`9am to 5pm`, `14:00-15:30`, `9-11am`, `11:30-1:30`: one of the two shows that they are hours."""
    if glued := _glued_hours(line.words.text(at)):
        yield Read(glued, at + 1)
    for one, other in _pairs(line, at):
        if one.is_sure or other.is_sure or bare_zone(line.words.text(other.end)):
            yield Read(_sure_hours(line, at, one, other), other.end)


def numbered_hours(line: Line, at: int) -> Iterator[Read]:
    """`9 to 11`, which are hours only beside a day. Nine to five ends in the afternoon."""
    yield from hours_of_day(line, at)
    if not _typed(line.words, at):
        return
    joints = ("to", "and") if line.words.text(at - 1) == "between" else ("to",)
    for one, other in _pairs(line, at, joints):
        if not one.is_sure and not other.is_sure:
            yield Read(_sure_hours(line, at, one, other), other.end)


def _sure_hours(line: Line, at: int, one: Clock, other: Clock) -> Hours | Ambiguous:
    """Hours with one reading. `2 to 4` may be at night or in the afternoon; `2:00-4:00` is by a clock of 24 hours."""
    typed = line.words.spelt(at, other.end)
    if not one.is_open or not other.is_open or typed.count(":") == 2:
        return _hours(one, other)
    told = tuple(_told(one.of_half(half), other) for half in ("pm", "am"))
    return Ambiguous(f"{typed} could be {told[0]} or {told[1]}; which one?", told, typed)


def loose_hours(line: Line, at: int) -> Iterator[Read]:
    """`8 to 10` of a part of the day, which says which half is meant."""
    for one, other in _pairs(line, at):
        yield Read((one, other), other.end)


def _pairs(line: Line, at: int, joints: tuple[str, ...] = ("to", "and")) -> Iterator[Clocks]:
    one = _typed(line.words, at)
    if not one:
        return
    for place in (end for joint in joints for end in line.ends(joint, one.end)):
        if other := _typed(line.words, place):
            yield one, other


def _told(one: Clock, other: Clock) -> str:
    first, last = _hours(one, other)
    return f"{first:%H:%M} to {last:%H:%M}"


def _hours(one: Clock, other: Clock) -> Hours:
    """Both times. What one says of the half of the day holds for the other where it can: `9-11am`, `1pm to 3`."""
    if not one.half and other.half in ("am", "pm"):
        half = other.half if one.dial < other.dial else {"am": "pm", "pm": "am"}[other.half]
        return one.of_half(half).time, other.time
    if other.half or (one.is_sure and other.is_sure and one.time == other.time):
        return one.time, other.time
    later = other if one.time < other.time else replace(other, hour=other.hour + 12)
    return one.time, (later if later.hour < 24 and one.time < later.time else other).time


_GLUED_HOURS = tuple(
    re.compile(f"{hour}{joint}{minute}-{hour}{last}")
    for hour in (r"([01]?\d|2[0-4])",)
    for joint, minute, last in (
        ("", r"([0-5]\d)", r"([0-5]\d)"),  # `0900-1730`
        ("h?", r"([0-5]\d)?", r"h([0-5]\d)?"),  # `14h-16h30`, `23-01h`
    )
)


def _glued_hours(text: str) -> Hours | None:
    """`0900-1730`, `14h-16h30`, `23-01h`."""
    patterns = _GLUED_HOURS if text[:1].isdecimal() else ()
    match = next((found for pattern in patterns if (found := pattern.fullmatch(text))), None)
    if not match:
        return None
    first, minute, last, other = (int(each or 0) for each in match.groups())
    return (time(first % 24, minute), time(last, other)) if last < 24 else None
