"""The slots of rules of time: numbers, units, months, and what rules before read at a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from bot.core.errors import UserError
from bot.core.grammar.time.calendar import Span
from bot.core.grammar.time.clock_slots import (
    clocks,
    hours_of_day,
    loose_clocks,
    loose_hours,
    named_part,
    numbered_hours,
    part_of_day,
    worded_hours,
)
from bot.core.grammar.time.figure_slots import (
    figures,
    glued_month_and_year,
    instants,
    iso_interval,
    month_and_day,
    month_and_number,
    offset_from_now,
)
from bot.core.grammar.time.holidays import HOLIDAY_WORDS, MOVING, holidays, moving_feasts
from bot.core.grammar.time.length_slots import FRACTIONS, counted_lengths, counts, lengths, short_lengths
from bot.core.grammar.time.part_meanings import SEASONS
from bot.core.grammar.time.rule_patterns import Line, Read, Slot
from bot.core.grammar.time.several_days import (
    PLURAL_WEEKDAYS,
    listed_months,
    listed_numbers,
    listed_weekdays,
    plural_weekdays,
)
from bot.core.grammar.time.time_vocabulary import (
    CLOCK_WORDS,
    DAY_PARTS,
    HALF_DAYS,
    LAST,
    NUMBER_WORDS,
    ORDINALS,
    QUARTERS,
    VAGUE,
)
from bot.core.grammar.time.typed_clocks import PAST
from bot.core.grammar.time.unit_meanings import Numbered
from bot.core.grammar.vocabulary import MONTH, UNIT, WEEKDAY
from bot.core.time_units import UNITS_OF_TIME

_DAY = timedelta(1)
_DAY_NUMBER = re.compile(r"(\d{1,2})(st|nd|rd|th|\.)?")
_YEAR = re.compile(r"(20\d\d)|(?:'|cy'?(?:20)?)(\d\d)")
_WEEK = re.compile(r"(?:(20\d\d)-?)?(?:wk|cw|kw|w)(\d{1,2})")
_QUARTER = re.compile(
    r"q(?P<q1>\d)(?:[-/']?(?P<y1>20\d\d|\d\d))?|(?P<y2>20\d\d|\d\d)[-/]?q(?P<q2>\d)|(?P<q3>\d)q(?P<y3>20\d\d|\d\d)?"
)
_HALF = re.compile(r"(?:(20\d\d)-?)?h([12])(?:[-']?(20\d\d|\d\d))?")
_HALF_FIRST = re.compile(r"([12])H'?(20\d\d|\d\d)?")  # `1H26`; a small `1h26` is a length
_FISCAL = re.compile(r"(?:fy|fiscal-?)'?(?:20)?(\d\d)(?:-?q([1-4]))?|fq([1-4])|f?q([1-4])fy(?:20)?(\d\d)")


def _units(line: Line, at: int) -> Iterator[Read]:
    if unit := UNIT.get(line.words.text(at)):
        yield Read(unit, at + 1)


def _one_unit(line: Line, at: int) -> Iterator[Read]:
    """A unit in the singular: `month`, not `months`."""
    text = line.words.text(at)
    if (unit := UNIT.get(text)) and not text.endswith("s"):
        yield Read(unit, at + 1)


_TO_DATE = {word: unit.name for unit in UNITS_OF_TIME for word in (*unit.to_date, f"{unit.name}-to-date")}


def _units_to_date(line: Line, at: int) -> Iterator[Read]:
    """`mtd`, `month-to-date`."""
    if unit := _TO_DATE.get(line.words.text(at)):
        yield Read(unit, at + 1)


def _months(line: Line, at: int) -> Iterator[Read]:
    words, month = line.words, MONTH.get(line.words.text(at))
    if month and not (words.text(at) == "may" and words.text(at + 1) in ("i", "we", "you")):
        yield Read(month, at + 1)


def _weekdays(line: Line, at: int) -> Iterator[Read]:
    text = line.words.text(at)
    if (number := WEEKDAY.get(text)) is not None and not text.endswith("days"):  # `mondays` are several
        yield Read(number, at + 1)


def _years(line: Line, at: int) -> Iterator[Read]:
    if match := _YEAR.fullmatch(line.words.text(at)):
        yield Read(int(match[1] or f"20{match[2]}"), at + 1)


def _short_years(line: Line, at: int) -> Iterator[Read]:
    """The year of `03 nov 26` as well: this one or the one before."""
    text, year = line.words.text(at), line.calendar.today.year
    is_counted = line.words.text(at + 1) in UNIT
    yield from (Read(each, at + 1) for each in (year, year - 1) if text == f"{each % 100}" and not is_counted)
    yield from _years(line, at)


def _day_numbers(line: Line, at: int) -> Iterator[Read]:
    """`3`, `3rd`, `third`; not the 7 of `7 days`, nor the 9 of `9 am`."""
    words = line.words
    match = _DAY_NUMBER.fullmatch(words.text(at))
    after = words.text(at + 1)
    if match and (match[2] or (after not in UNIT and after not in HALF_DAYS)):
        yield Read(int(match[1]), at + 1)
    yield from _worded_ordinals(line, at)


def _worded_ordinals(line: Line, at: int) -> Iterator[Read]:
    for length in (2, 1):
        text = " ".join(line.words.text(at + place) for place in range(length))
        if number := ORDINALS.get(text):
            yield Read(number, at + length)


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


def _lone_ordinals(line: Line, at: int) -> Iterator[Read]:
    """The `first` of `on the first`, not of `the first project`."""
    yield from (each for each in _worded_ordinals(line, at) if line.words.text(each.end) in _AFTER_ORDINALS)


def _seasons(line: Line, at: int) -> Iterator[Read]:
    text = line.words.text(at)
    if text in SEASONS and text != "fall":
        yield Read(SEASONS[text], at + 1)


_PRIOR_TO_DATE = {f"{letter}{word}": unit for word, unit in _TO_DATE.items() for letter in "pl" if "-" not in word}


def _prior_units_to_date(line: Line, at: int) -> Iterator[Read]:
    """`pytd`, `lmtd`: as far into the one before."""
    if unit := _PRIOR_TO_DATE.get(line.words.text(at)):
        yield Read(unit, at + 1)


def _lone_numbers(line: Line, at: int) -> Iterator[Read]:
    """The 10 of `until 10`, with nothing behind that says what it is."""
    text = line.words.text(at)
    if re.fullmatch(r"[1-9]|1\d|2[0-4]", text) and line.words.text(at + 1) in _AFTER_ORDINALS:
        yield Read(int(text), at + 1)


def _lone_hours(line: Line, at: int) -> Iterator[Read]:
    """The 9 of `at 9`, with nothing behind that says what it is."""
    yield from (each for each in worded_hours(line, at) if line.words.text(each.end) in _AFTER_ORDINALS)


def _two_numbers(line: Line, at: int) -> Iterator[Read]:
    """`9-17`, `11-05`: hours, days or a date."""
    words = line.words
    one, other = words.text(at), words.text(at + 2)
    is_glued = words.text(at + 1) == "-" and words[at + 1].glued and re.fullmatch(r"\d{1,2} \d{1,2}", f"{one} {other}")
    if is_glued and words.text(at + 3) in _AFTER_ORDINALS:
        yield Read((one, other), at + 3)


def _ordinal_figures(line: Line, at: int) -> Iterator[Read]:
    """`5th`, which needs no `the`."""
    match = _DAY_NUMBER.fullmatch(line.words.text(at))
    if match and match[2] and match[2] != ".":
        yield Read(int(match[1]), at + 1)


def _high_ordinals(line: Line, at: int) -> Iterator[Read]:
    """`44th` of weeks; the first weeks are rather those of a month."""
    yield from (Read(Numbered(each.value, None), each.end) for each in _ordinal_figures(line, at) if each.value > 5)


def _nths(line: Line, at: int) -> Iterator[Read]:
    """`first`, `2nd`, `last`: -1 is the last, -2 the one before it."""
    text = line.words.text(at)
    if text in LAST:
        if line.words.text(at + 1) in ("but",) and line.words.text(at + 2) == "one":
            yield Read(-2, at + 3)
        yield Read(LAST[text], at + 1)
    end = line.words.lead(at + 1, ("last", "to-last", "to last"))
    if text in ("second", "2nd", "third", "3rd") and end > at + 1:
        yield Read(-2 if text in ("second", "2nd") else -3, end)
    yield from _ordinal_figures(line, at)
    yield from _worded_ordinals(line, at)


def _full_year(text: str | None) -> int | None:
    return int(text) % 100 + 2000 if text else None


def _quarters(line: Line, at: int) -> Iterator[Read]:
    """`q3`, `q3-2025`, `2025q3`, `q 3`."""
    text, end = line.words.text(at), at + 1
    if text in ("q", *QUARTERS) and re.fullmatch(r"[1-4]", line.words.text(at + 1)):
        text, end = f"q{line.words.text(at + 1)}", at + 2
    if match := _QUARTER.fullmatch(text):
        number = int(match["q1"] or match["q2"] or match["q3"])
        found = Numbered(number, _full_year(match["y1"] or match["y2"] or match["y3"]))
        wrong = UserError(f"There is no quarter {number}; a year has q1 to q4.", ("this quarter", "last quarter"))
        yield Read(found if 1 <= number <= 4 else wrong, end)


def _halves(line: Line, at: int) -> Iterator[Read]:
    if at < len(line.words) and (match := _HALF_FIRST.fullmatch(line.words[at].typed)):
        yield Read(Numbered(int(match[1]), _full_year(match[2])), at + 1)
    if match := _HALF.fullmatch(line.words.text(at)):
        yield Read(Numbered(int(match[2]), _full_year(match[1] or match[3])), at + 1)


def _weeks(line: Line, at: int) -> Iterator[Read]:
    """`w46`, `2026-w46`, `week 46`, `calendar week 46`, `kw 46`."""
    words = line.words
    if match := _WEEK.fullmatch(words.text(at)):
        yield Read(Numbered(int(match[2]), _full_year(match[1])), at + 1)
    place = words.skip(at, "calendar", "iso")
    if words.text(place) in ("week", "wk", "cw", "kw", "weeks", "w"):
        place = words.skip(place + 1, "no", "nr", "number", "no.")
        number = words.text(place).removeprefix("#")
        if re.fullmatch(r"\d{1,2}", number) and words.text(place + 1) not in UNIT:
            yield Read(Numbered(int(number), None), place + 1)


def _fiscals(line: Line, at: int) -> Iterator[Read]:
    """`fy26`, `fq1`, `fy26q1`, `q1fy26`."""
    if match := _FISCAL.fullmatch(line.words.text(at)):
        quarter = match[2] or match[3] or match[4]
        yield Read(Numbered(int(quarter or 0), _full_year(match[1] or match[5])), at + 1)


def _spans(line: Line, at: int) -> Iterator[Read]:
    return iter(line.readings(("date", "part"), at))


def _points(line: Line, at: int) -> Iterator[Read]:
    return iter(line.readings(("point", "date", "part"), at))


def _is(read: Read, *units: str) -> bool:
    """One whole unit of those, or an error in the place of one."""
    span = read.value
    return isinstance(span, UserError) or (isinstance(span, Span) and span.step[0] == 1 and span.step[1] in units)


def _days(line: Line, at: int) -> Iterator[Read]:
    yield from (each for each in _spans(line, at) if isinstance(each.value, UserError) or each.value.day)


def _day_parts(line: Line, at: int) -> Iterator[Read]:
    """`last night`, `this morning`: hours of a day."""
    for read in line.readings(("part",), at):
        span = read.value
        if isinstance(span, Span) and not span.day and span.step == (1, "day") and span.end - span.start < _DAY:
            yield read


def _plain_days(line: Line, at: int) -> Iterator[Read]:
    found = line.readings(("date",), at)
    yield from (each for each in found if isinstance(each.value, UserError) or each.value.day)


def _wholes(*units: str) -> Slot:
    def read(line: Line, at: int) -> Iterable[Read]:
        return (each for each in line.readings(("date",), at) if _is(each, *units) and not _has_day(each))

    return read


def _has_day(read: Read) -> bool:
    return isinstance(read.value, Span) and read.value.day is not None


# The words of letters alone that a slot may begin with; one with a figure or a sign in it is always looked at.
SLOT_WORDS = frozenset(
    word
    for table in (
        UNIT, MONTH, WEEKDAY, _TO_DATE, ORDINALS, LAST, NUMBER_WORDS, VAGUE, FRACTIONS, DAY_PARTS, CLOCK_WORDS, PAST,
        HALF_DAYS, QUARTERS, SEASONS, _PRIOR_TO_DATE, PLURAL_WEEKDAYS, HOLIDAY_WORDS, MOVING,
        ("a", "an", "q", "w", "wk", "cw", "kw", "weeks", "calendar", "iso"),
    )
    for phrase in table
    for word in phrase.split()[:1]
)  # fmt: skip

# How each is read, and the kind of rule that it is made of.
SLOTS: dict[str, tuple[Slot, str]] = {
    "count": (counts, ""),
    "length": (lengths, ""),
    "counted length": (counted_lengths, ""),
    "short length": (short_lengths, ""),
    "unit": (_units, ""),
    "one unit": (_one_unit, ""),
    "unit to date": (_units_to_date, ""),
    "prior to date": (_prior_units_to_date, ""),
    "season": (_seasons, ""),
    "day list": (listed_numbers, ""),
    "month list": (listed_months, ""),
    "high ordinal": (_high_ordinals, ""),
    "weekday list": (listed_weekdays, ""),
    "weekdays": (plural_weekdays, ""),
    "month-number": (month_and_number, ""),
    "month": (_months, ""),
    "weekday": (_weekdays, ""),
    "year": (_years, ""),
    "short year": (_short_years, ""),
    "day number": (_day_numbers, ""),
    "lone ordinal": (_lone_ordinals, ""),
    "ordinal figure": (_ordinal_figures, ""),
    "nth": (_nths, ""),
    "quarter": (_quarters, ""),
    "half": (_halves, ""),
    "numbered week": (_weeks, ""),
    "fiscal": (_fiscals, ""),
    "holiday": (holidays, ""),
    "moving feast": (moving_feasts, ""),
    "figures": (figures, ""),
    "glued month": (glued_month_and_year, ""),
    "instant": (instants, ""),
    "offset from now": (offset_from_now, ""),
    "interval": (iso_interval, ""),
    "clock": (clocks, ""),
    "hours": (hours_of_day, ""),
    "bare hours": (numbered_hours, ""),
    "hour": (worded_hours, ""),
    "loose clock": (loose_clocks, ""),
    "loose hours": (loose_hours, ""),
    "lone number": (_lone_numbers, ""),
    "lone hour": (_lone_hours, ""),
    "two numbers": (_two_numbers, ""),
    "part of day": (part_of_day, ""),
    "named part": (named_part, ""),
    "month-day": (month_and_day, ""),
    "a month": (_wholes("month"), "date"),
    "a year": (_wholes("year"), "date"),
    "week": (_wholes("week"), "date"),
    "whole": (_wholes("week", "fortnight", "month", "quarter", "year"), "date"),
    "plain day": (_plain_days, "date"),
    "day": (_days, "part"),
    "day part": (_day_parts, "part"),
    "span": (_spans, "part"),
    "point": (_points, "point"),
}
