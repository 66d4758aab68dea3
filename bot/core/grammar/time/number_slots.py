"""The slots of numbers: a day of a month, an hour, or which of several: `3rd`, `the first`, `9-17`, `last`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.catalogue.words import Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar.calendar_words import UNIT
from bot.core.grammar.time.clock_slots import begun_hour, worded_hours
from bot.core.grammar.time.rule_patterns import Line, Read
from bot.core.grammar.time.time_vocabulary import HALF_DAYS, LAST, ORDINALS
from bot.core.grammar.time.unit_meanings import Numbered

_DAY_NUMBER = re.compile(r"(\d{1,2})(st|nd|rd|th|\.)?")


_NO_DAYS = frozenset((*UNIT, *HALF_DAYS))


def day_numbers(line: Line, at: int) -> Iterator[Read]:
    """`3`, `3rd`, `third`; not the 7 of `7 days` or the 9 of `9 am`."""
    words = line.words
    match = _DAY_NUMBER.fullmatch(words.text(at))
    if match and (match[2] or not {words.text(at + 1)} & _NO_DAYS):
        yield Read(int(match[1]), at + 1)
    yield from worded_ordinals(line, at)


_ORDINALS = Phrases(ORDINALS)


def worded_ordinals(line: Line, at: int) -> Iterator[Read]:
    for end in line.words.ends(at, _ORDINALS):
        yield Read(ORDINALS[line.words.spelt(at, end)], end)


_AFTER_ORDINALS = (
    "",
    ",",
    "of",
    "to",
    "until",
    "till",
    "by",
    "for",
    "in",
    "per",
    "and",
    "-",
    "–",
    "vs",
    "through",
    "thanks",
    "thx",
    "please",
    "pls",
    "utc",
    "csv",
    "chart",
    "table",
    "share",
)


def lone_ordinals(line: Line, at: int) -> Iterator[Read]:
    """The `first` of `on the first`, not of `the first project`."""
    yield from (each for each in worded_ordinals(line, at) if line.words.text(each.end) in _AFTER_ORDINALS)


def lone_numbers(line: Line, at: int) -> Iterator[Read]:
    """The 10 of `until 10`, where no word says what the number is."""
    text = line.words.text(at)
    if re.fullmatch(r"[1-9]|1\d|2[0-4]", text) and line.words.text(at + 1) in _AFTER_ORDINALS:
        yield Read(int(text), at + 1)


def lone_hours(line: Line, at: int) -> Iterator[Read]:
    """The 9 of `at 9`, where no word says what the number is."""
    found = (each for each in worded_hours(line, at) if line.words.text(each.end) in _AFTER_ORDINALS)
    for read in found:
        clock = begun_hour(line, at) if isinstance(read.value, UserError) and not _is_dated(line) else None
        yield Read(clock, read.end) if clock else read


def _is_dated(line: Line) -> bool:
    return any(line.readings(("date", "part"), place) for place in range(len(line.words)))


def two_numbers(line: Line, at: int) -> Iterator[Read]:
    """`9-17`, `11-05`: hours, days or a date."""
    words = line.words
    one = words.text(at)
    if not re.fullmatch(r"\d{1,2}", one) or words.text(at + 1) != "-" or not words[at + 1].glued:
        return
    other = words.text(at + 2)
    if re.fullmatch(r"\d{1,2}", other) and words.text(at + 3) in _AFTER_ORDINALS:
        yield Read((one, other), at + 3)


def ordinal_figures(line: Line, at: int) -> Iterator[Read]:
    """`5th`, which needs no `the`."""
    match = _DAY_NUMBER.fullmatch(line.words.text(at))
    if match and match[2] and match[2] != ".":
        yield Read(int(match[1]), at + 1)


def high_ordinals(line: Line, at: int) -> Iterator[Read]:
    """The 44th of `44th week`. The 1st to the 5th week are those of a month."""
    yield from (Read(Numbered(each.value, None), each.end) for each in ordinal_figures(line, at) if each.value > 5)


_FROM_THE_END = listed("last, to-last, to last")


def nths(line: Line, at: int) -> Iterator[Read]:
    """`first`, `2nd`, `last`: -1 is the last, -2 the one before it."""
    text = line.words.text(at)
    if text in LAST:
        if line.words.text(at + 1) in ("but",) and line.words.text(at + 2) == "one":
            yield Read(-2, at + 3)
        yield Read(LAST[text], at + 1)
    is_counted = text in ("second", "2nd", "third", "3rd")
    if is_counted and (end := line.words.lead(at + 1, _FROM_THE_END)) > at + 1:
        yield Read(-2 if text in ("second", "2nd") else -3, end)
    yield from ordinal_figures(line, at)
    yield from worded_ordinals(line, at)
