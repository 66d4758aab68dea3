"""Counts and lengths: `two`, `7 days`, `1h30m`, `two and a half hours`, `half an hour`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from bot.core.catalogue.words import Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar.calendar_words import GLUED_UNIT, UNIT
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.time.rule_patterns import Line, Read
from bot.core.grammar.time.time_vocabulary import NUMBER_WORDS, SECONDS, TENS, VAGUE
from bot.core.grammar.time.typed_clocks import OF_24, is_joined
from bot.core.grammar.tokens import Words
from bot.core.periods import MINUTE
from bot.core.time_units import UNIT_OF_TIME

_MONTHS_TOO = (1, 2, 3, 6, 9, 12, 18, 24)  # 6m may be months, 15m are minutes
_MORE = (
    "than",
    "over",
    "above",
    ">",
    ">=",
    "≥",
    "least",
    "exceeding",
    "$",
    "under",
    "below",
)  # then 2M is an amount
_GLUED = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)-?([a-z]+)")
_GLUED_ALL = re.compile(r"(?:\d{1,6}(?:\.\d{1,3})?[a-z]+){2,4}")
_HOURS_AND_MINUTES = re.compile(r"(\d{1,3})h([0-5]\d)")
_DECIMAL = re.compile(r"\d{1,6}\.\d{1,3}")
_LETTERS = {"d": "day", "h": "hour", "w": "week", "m": "minute"}
_AND_A_HALF = listed("and a half, and an half, and half, & a half")
NO_SECONDS = "OpenAI counts by minutes, nothing finer; try `last 5 minutes`."


class Length(NamedTuple):
    """A number of units. `is_counted` says that a number was typed, not only `a` or `half`."""

    number: int
    unit: str
    is_counted: bool = True


def read_count(words: Words, at: int) -> tuple[int | None, int]:
    """`3`, `three`, `twenty one`, `a`, `a couple of`, and where it ends."""
    text = words.text(at)
    if text[:1].isdecimal() and re.fullmatch(r"\d{1,6}|\d{1,3},\d{3}", text):
        return int(text.replace(",", "")), at + 1
    if text in ("a", "an") and words.text(at + 1) not in NUMBER_WORDS:
        return 1, at + 1
    place = words.skip(at, "a")
    number, end = _worded(words, place)
    return (number, words.skip(end, "of")) if number is not None else (None, at)


def _worded(words: Words, at: int) -> tuple[int | None, int]:
    tens, _, small = words.text(at).partition("-")
    if tens in TENS and NUMBER_WORDS.get(small, 10) < 10:
        return TENS[tens] + NUMBER_WORDS[small], at + 1
    if words.text(at) in TENS and NUMBER_WORDS.get(words.text(at + 1), 10) < 10:
        return TENS[words.text(at)] + NUMBER_WORDS[words.text(at + 1)], at + 2
    if (end := words.lead(at, ("half dozen", "half a dozen"))) > at:
        return 6, end
    return NUMBER_WORDS.get(words.text(at)), at + 1


def counts(line: Line, at: int) -> Iterator[Read]:
    count, end = read_count(line.words, at)
    if count is not None:
        yield Read(count, end)


def lengths(line: Line, at: int) -> Iterator[Read]:
    """Every length that begins at this place."""
    words = line.words
    yield from _glued(words, at)
    yield from _spelt(line, at)
    yield from _fractions(words, at)


def counted_lengths(line: Line, at: int) -> Iterator[Read]:
    """`7 days`, `half an hour`; not the `a day` of `$100 a day`."""
    for read in lengths(line, at):
        if isinstance(read.value, UserError) or read.value.is_counted:
            yield read


_SHORT = re.compile(r"[lt](\d{1,3})([hdwmqy])")


def short_lengths(line: Line, at: int) -> Iterator[Read]:
    """`l30d`, `t12m`: last and trailing lengths, as reports abbreviate them."""
    if match := _SHORT.fullmatch(line.words.text(at)):
        unit = "month" if match[2] == "m" else GLUED_UNIT.get(match[2], "")
        if unit:
            yield Read(Length(int(match[1]), unit), at + 1)


def _glued(words: Words, at: int) -> Iterator[Read]:
    """`7d`, `24h`, `1h30m`, `1h30`, `1h 30m`."""
    text = words.text(at)
    if not text[:1].isdecimal() or re.fullmatch(r"[12]H'?(?:20)?\d\d", words[at].typed) or _is_clock(words, at):
        return  # no number, or the first half of a year, or the 9:30 of `since 9h30`
    if _GLUED_ALL.fullmatch(text):
        pieces = _GLUED.findall(text)
        if all(unit in GLUED_UNIT for _, unit in pieces):
            yield Read(_summed([(Fraction(count), GLUED_UNIT[unit]) for count, unit in pieces]), at + 1)
        return
    if short := _HOURS_AND_MINUTES.fullmatch(text):
        yield Read(Length(int(short[1]) * 60 + int(short[2]), "minute"), at + 1)
    if match := _GLUED.fullmatch(text):
        if more := _glued_more(words, match, at):
            yield more
        if value := _glued_one(words, match, at):
            yield Read(value, at + 1)


_COUNTED = frozenset(listed("tokens, token, toks, tok, input, output, cached, requests, calls"))
_LEADS_A_CLOCK = frozenset(listed("from, between, since, after, at, until, till, before, around"))


def _is_clock(words: Words, at: int) -> bool:
    """Whether `9h30` is a time of day: behind `since`, or as an end of `9h to 17h30`."""
    found = OF_24.fullmatch(words.text(at))
    return bool(found and ((found[2] and words.text(at - 1) in _LEADS_A_CLOCK) or is_joined(words, at)))


def _glued_one(words: Words, match: re.Match[str], at: int) -> Length | UserError | None:
    count, letters = match[1], match[2]
    if letters in SECONDS:
        return UserError(NO_SECONDS, ("last 5 minutes", "last hour by minute"))
    if letters == "m" and words.text(at - 1) == "per" and words.text(at + 1) in _COUNTED:
        return None  # `rate per 1m tokens`
    if letters == "m" and count.isdecimal() and int(count) in _MONTHS_TOO and words.text(at - 1) not in _MORE:
        return None if words.text(at - 1).endswith("h") else _months_or_minutes(match[0], count)
    return _summed([(Fraction(count), GLUED_UNIT[letters])]) if letters in GLUED_UNIT else None


def _glued_more(words: Words, match: re.Match[str], at: int) -> Read | None:
    """The second part of `1h 30m`."""
    more = _GLUED.fullmatch(words.text(at + 1))
    if not more or {match[2], more[2]} - GLUED_UNIT.keys():
        return None
    one, other = GLUED_UNIT[match[2]], GLUED_UNIT[more[2]]
    if UNIT_OF_TIME[other].width >= UNIT_OF_TIME[one].width:
        return None
    return Read(_summed([(Fraction(match[1]), one), (Fraction(more[1]), other)]), at + 2)


def _months_or_minutes(typed: str, count: str) -> UserError:
    readings = (f"last {count} months", f"last {count} minutes")
    return Ambiguous(f"{typed} could be {count} months or {count} minutes; which one?", readings, typed)


def _spelt(line: Line, at: int) -> Iterator[Read]:
    """`7 days`, `1.5 hours`, `two and a half weeks`, `1 hour and 30 minutes`."""
    words = line.words
    if words.text(at) in VAGUE and UNIT.get(words.text(at + 1)):
        unit = UNIT[words.text(at + 1)]
        told = f"How many {unit}s? Write a number, such as `last 3 {unit}s`."
        yield Read(UserError(told, (f"3 {unit}s", f"5 {unit}s")), at + 2)
    count, place = _amount(words, at)
    if count is None:
        return
    is_counted = words.text(at) not in ("a", "an", "one") or place > at + 1
    place = words.skip(place, "of", "the", "-", "more")
    if words.text(place) in SECONDS[:4]:
        yield Read(UserError(NO_SECONDS, ("last 5 minutes", "last hour by minute")), place + 1)
    unit = UNIT.get(words.text(place)) or _LETTERS.get(words.text(place), "")
    if not unit or (words.text(place) == "m" and words.text(at - 1) in _MORE):
        return
    end = place + 1
    if (half := words.lead(end, _AND_A_HALF)) > end:
        yield Read(_summed([(count + Fraction(1, 2), unit)]), half)
    yield Read(_summed([(count, unit)], is_counted=is_counted), end)
    yield from _and_more(words, end, count, unit)


def _and_more(words: Words, at: int, count: Fraction, unit: str) -> Iterator[Read]:
    """The second part of `1 hour 30 minutes`. Its unit is the shorter one."""
    more, place = read_count(words, words.skip(at, "and", ","))
    less = UNIT.get(words.text(place)) or _LETTERS.get(words.text(place)) if more else None
    if more and less and UNIT_OF_TIME[less].width < UNIT_OF_TIME[unit].width:
        yield Read(_summed([(count, unit), (Fraction(more), less)]), place + 1)


def _amount(words: Words, at: int) -> tuple[Fraction | None, int]:
    if _DECIMAL.fullmatch(words.text(at)):
        return Fraction(words.text(at)), at + 1
    count, end = read_count(words, at)
    if count is not None and (half := words.lead(end, _AND_A_HALF)) > end:
        return count + Fraction(1, 2), half
    return (None, at) if count is None else (Fraction(count), end)


FRACTIONS = {
    "half": Fraction(1, 2),
    "half a": Fraction(1, 2),
    "half an": Fraction(1, 2),
    "a half": Fraction(1, 2),
    "quarter of an": Fraction(1, 4),
    "quarter of a": Fraction(1, 4),
    "quarter": Fraction(1, 4),
    "quarter an": Fraction(1, 4),
    "a quarter of an": Fraction(1, 4),
    "three quarters of an": Fraction(3, 4),
    "three quarters of a": Fraction(3, 4),
    "1/2": Fraction(1, 2),
    "½": Fraction(1, 2),
}


_SHARES = Phrases(FRACTIONS)


def _fractions(words: Words, at: int) -> Iterator[Read]:
    """`half an hour`, `half-hour`, `quarter of an hour`, `hour and a half`."""
    for end in words.ends(at, _SHARES):
        share = FRACTIONS[words.spelt(at, end)]
        if unit := UNIT.get(words.text(words.skip(end, "-"))):
            yield Read(_summed([(share, unit)]), words.skip(end, "-") + 1)
    glued = re.fullmatch(r"half-([a-z]+)", words.text(at))
    if glued and glued[1] in UNIT:
        yield Read(_summed([(Fraction(1, 2), UNIT[glued[1]])]), at + 1)
    unit = UNIT.get(words.text(at))
    if unit and (half := words.lead(at + 1, _AND_A_HALF)) > at + 1:
        yield Read(_summed([(Fraction(3, 2), unit)]), half)


def _summed(parts: list[tuple[Fraction, str]], *, is_counted: bool = True) -> Length | UserError:
    """The sum in the longest unit of which it is a whole number: 1.5 hours are 90 minutes, half a year is 6 months."""
    if len(parts) == 1 and parts[0][0].denominator == 1:
        return Length(int(parts[0][0]), parts[0][1], is_counted)
    rows = [(count, UNIT_OF_TIME[unit]) for count, unit in parts]
    if all(unit.months for _, unit in rows):
        months = sum(count * unit.months for count, unit in rows)
        return _whole(Fraction(months), "month")
    if any(unit.months for _, unit in rows):
        return UserError("Write a length in one unit, such as `last 45 days`.", ("last 45 days", "last 3 months"))
    minutes = sum((count * Fraction(unit.width / MINUTE) for count, unit in rows), Fraction())
    return _whole(minutes / 60, "hour") if minutes % 60 == 0 else _whole(minutes, "minute")


def _whole(count: Fraction, unit: str) -> Length | UserError:
    if count.denominator == 1:
        return Length(int(count), unit)
    days = f"last {max(round(count * 30), 1)} days"
    return UserError(f"That is no whole number of {unit}s; write it in days, such as `{days}`.", (days,))
