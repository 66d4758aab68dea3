"""The slots of units, and of months, weekdays, quarters, halves, weeks and years by name or number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.errors import UserError
from bot.core.grammar.calendar_words import MONTH, UNIT, WEEKDAY
from bot.core.grammar.time.part_meanings import SEASONS
from bot.core.grammar.time.rule_patterns import Line, Read
from bot.core.grammar.time.time_vocabulary import NUMBER_WORDS, QUARTERS
from bot.core.grammar.time.unit_meanings import Numbered
from bot.core.time_units import UNITS_OF_TIME

_YEAR = re.compile(r"(20\d\d)|(?:'|cy'?(?:20)?)(\d\d)")
_WEEK = re.compile(r"(?:(20\d\d)-?)?(?:wk|cw|kw|w)(\d{1,2})")
_QUARTER = re.compile(
    r"q(?P<q1>\d)(?:[-/']?(?P<y1>20\d\d|\d\d))?|(?P<y2>20\d\d|\d\d)[-/]?q(?P<q2>\d)|(?P<q3>\d)q(?P<y3>20\d\d|\d\d)?"
)
_HALF = re.compile(r"(?:(20\d\d)-?)?h([12])(?:[-']?(20\d\d|\d\d))?")
_HALF_FIRST = re.compile(r"([12])H'?(20\d\d|\d\d)?")  # `1H26`; a small `1h26` is a length
_FISCAL = re.compile(r"(?:fy|fiscal-?)'?(?:20)?(\d\d)(?:-?q([1-4]))?|fq([1-4])|f?q([1-4])fy(?:20)?(\d\d)")


def units(line: Line, at: int) -> Iterator[Read]:
    if unit := UNIT.get(line.words.text(at)):
        yield Read(unit, at + 1)


def one_unit(line: Line, at: int) -> Iterator[Read]:
    """A unit in the singular: `month`, not `months`."""
    text = line.words.text(at)
    if (unit := UNIT.get(text)) and not text.endswith("s"):
        yield Read(unit, at + 1)


TO_DATE = {word: unit.name for unit in UNITS_OF_TIME for word in (*unit.to_date, f"{unit.name}-to-date")}


def units_to_date(line: Line, at: int) -> Iterator[Read]:
    """`mtd`, `month-to-date`."""
    if unit := TO_DATE.get(line.words.text(at)):
        yield Read(unit, at + 1)


def months(line: Line, at: int) -> Iterator[Read]:
    words, month = line.words, MONTH.get(line.words.text(at))
    if month and not (words.text(at) == "may" and words.text(at + 1) in ("i", "we", "you")):
        yield Read(month, at + 1)


def weekdays(line: Line, at: int) -> Iterator[Read]:
    text = line.words.text(at)
    if (number := WEEKDAY.get(text)) is not None and not text.endswith("days"):  # `mondays` are several
        yield Read(number, at + 1)


def years(line: Line, at: int) -> Iterator[Read]:
    if match := _YEAR.fullmatch(line.words.text(at)):
        yield Read(int(match[1] or f"20{match[2]}"), at + 1)


def short_years(line: Line, at: int) -> Iterator[Read]:
    """The year of `03 nov 26` too: this year or the one before."""
    text = line.words.text(at)
    if text.isdecimal() and line.words.text(at + 1) not in UNIT:
        year = line.calendar.today.year
        yield from (Read(each, at + 1) for each in (year, year - 1) if text == f"{each % 100}")
    yield from years(line, at)


def seasons(line: Line, at: int) -> Iterator[Read]:
    text = line.words.text(at)
    if text in SEASONS and text != "fall":
        yield Read(SEASONS[text], at + 1)


PRIOR_TO_DATE = {f"{letter}{word}": unit for word, unit in TO_DATE.items() for letter in "pl" if "-" not in word}


def prior_units_to_date(line: Line, at: int) -> Iterator[Read]:
    """`pytd`, `lmtd`: the unit before, up to the same date and time."""
    if unit := PRIOR_TO_DATE.get(line.words.text(at)):
        yield Read(unit, at + 1)


def _full_year(text: str | None) -> int | None:
    return int(text) % 100 + 2000 if text else None


def quarters(line: Line, at: int) -> Iterator[Read]:
    """`q3`, `q3-2025`, `2025q3`, `q 3`, `quarter one`."""
    text, end = line.words.text(at), at + 1
    if text in ("q", *QUARTERS):
        after = line.words.text(at + 1)
        after = f"{NUMBER_WORDS[after]}" if after in ("one", "two", "three", "four") else after
        text, end = (f"q{after}", at + 2) if re.fullmatch(r"[1-4]", after) else (text, end)
    if match := _QUARTER.fullmatch(text):
        number = int(match["q1"] or match["q2"] or match["q3"])
        found = Numbered(number, _full_year(match["y1"] or match["y2"] or match["y3"]))
        wrong = UserError(f"There is no quarter {number}; a year has q1 to q4.", ("this quarter", "last quarter"))
        yield Read(found if 1 <= number <= 4 else wrong, end)


def halves(line: Line, at: int) -> Iterator[Read]:
    if line.words.text(at)[:1] in ("1", "2") and (match := _HALF_FIRST.fullmatch(line.words[at].typed)):
        yield Read(Numbered(int(match[1]), _full_year(match[2])), at + 1)
    if match := _HALF.fullmatch(line.words.text(at)):
        yield Read(Numbered(int(match[2]), _full_year(match[1] or match[3])), at + 1)


def numbered_weeks(line: Line, at: int) -> Iterator[Read]:
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


def fiscal_units(line: Line, at: int) -> Iterator[Read]:
    """`fy26`, `fq1`, `fy26q1`, `q1fy26`."""
    if match := _FISCAL.fullmatch(line.words.text(at)):
        quarter = match[2] or match[3] or match[4]
        yield Read(Numbered(int(quarter or 0), _full_year(match[1] or match[5])), at + 1)
