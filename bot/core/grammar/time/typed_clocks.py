"""Times of day as they are typed: `9am`, `14:30`, `1030`, `ten thirty`, `half past nine`, `noon`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import time

from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.calendar_words import MONTH, UNIT, WEEKDAY
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.time.time_vocabulary import CLOCK_WORDS, HALF_DAYS, NUMBER_WORDS, TENS
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import DIMENSION_WORDS
from bot.core.patterns import Pattern

_FIGURES = re.compile(r"(\d{1,2})(?:[:.](\d\d)(?::\d\d)?)?(?:ish)?(am|pm|a|p)?")
_COMPACT = re.compile(r"(\d{1,2})([0-5]\d)(?:ish)?(am|pm|a|p)?")
_AT_TWELVE = {"noon": "pm", "midday": "pm", "midnight": "am"}
_LETTER = {"a": "am", "p": "pm"}
_OCLOCK = ("o'clock", "oclock", "o clock", "ish")
_OF_DAY = {
    "in the morning": "am", "in the am": "am", "in the afternoon": "pm", "in afternoon": "pm", "in the evening": "pm",
    "in the pm": "pm", "at night": "night",
}  # fmt: skip
_MINUTES = {
    "quarter": 15, "a quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty five": 25, "twenty-five": 25,
} | {str(minutes): minutes for minutes in range(5, 60, 5)}  # fmt: skip
# `five to nine` and `10 to 12` are ranges of hours; so is `15 to 18`, unless noon or midnight follows.
PAST = {"half": 30, "half past": 30} | {
    f"{spelt} {word}": minutes if word != "to" else -minutes
    for spelt, minutes in _MINUTES.items()
    for word in ("past", "after", "to")
    if word != "to" or minutes <= 25
}
OF_24 = Pattern(r"(0?[1-9]|1\d|2[0-3])h([0-5]\d)?")
_LEADS_COMPACT = ("at", "@", "around", "about", "approximately", "-", "–")
_COUNTED = listed(
    """
    %, percent, more, or, st, nd, rd, th, dollars, dollar, usd, bucks, cents, requests, request, reqs, calls, call,
    tokens, token, images, times, k, m, x
    """
)
_NOT_A_CLOCK = frozenset((*UNIT, *MONTH, *DIMENSION_WORDS, *_COUNTED))
SAFE = range(7, 13)  # without am or pm these are hours of the morning; `2 to 4` may be either


@dataclass(frozen=True, slots=True)
class Clock:
    """
    A time of day. `half` is am or pm if that was typed, 24 if the digits say it, else empty.

    `is_sure` says that it can be no other number: `9am`, `9:00`, but not `9`.
    """

    hour: int
    minute: int
    half: str
    is_sure: bool
    end: int

    @property
    def time(self) -> time:
        """The time by a clock of 24 hours, unless am or pm was said."""
        hour = self.hour % 24
        return time(hour % 12 + 12 * (self.half == "pm") if self.half in ("am", "pm") else hour, self.minute)

    @property
    def is_open(self) -> bool:
        """Whether it may be in the morning or in the evening."""
        return not self.half and 1 <= self.hour < SAFE.start

    @property
    def dial(self) -> tuple[int, int]:
        return self.hour % 12, self.minute

    def of_half(self, half: str) -> Clock:
        return replace(self, half=half)


def typed_clock(words: Words, at: int) -> Clock | None:
    """The time that is written here. Raises UserError for one that does not exist: `25:00`."""
    text = words.text(at)
    if text in CLOCK_WORDS:
        return Clock(CLOCK_WORDS[text], 0, "24", True, at + 1)
    if (glued := OF_24.fullmatch(text)) and glued[2]:
        return Clock(int(glued[1]), int(glued[2]), "24", True, at + 1)
    return _past(words, at) or _in_figures(words, at) or _in_words(words, at)


def _in_figures(words: Words, at: int) -> Clock | None:
    text = words.text(at)
    match = _FIGURES.fullmatch(text) or _COMPACT.fullmatch(text)
    if not match:
        return None
    hour, minute, said = int(match[1]), int(match[2] or 0), match[3] or ""
    is_colon = ":" in text
    found = _with_half(words, at + 1, hour, minute, _LETTER.get(said, said), is_colon)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        if not found.is_sure:
            return None
        raise UserError(f"{text} is no time of day; write one as `9am` or `14:30`.")
    is_of_24 = not 1 <= hour <= 12 or match[1].startswith("0")
    return replace(found, half="24") if is_of_24 and not found.half else found


def _in_words(words: Words, at: int) -> Clock | None:
    """`three`, `ten thirty`, `nine fifty nine`."""
    hour, end = NUMBER_WORDS.get(words.text(at), 0), at + 1
    if not 1 <= hour <= 12 or words.text(at) in ("couple", "few", "dozen", "handful"):
        return None
    minute = NUMBER_WORDS.get(words.text(end), 0)
    if words.text(end) in TENS and 1 <= NUMBER_WORDS.get(words.text(end + 1), 0) <= 9:
        minute, end = minute + NUMBER_WORDS[words.text(end + 1)], end + 1
    is_whole = not 10 <= minute <= 59 or words.text(end) in ("couple", "few", "dozen", "handful")
    return _with_half(words, at + 1 if is_whole else end + 1, hour, 0 if is_whole else minute, "", False)


def _with_half(words: Words, at: int, hour: int, minute: int, said: str, is_sure: bool) -> Clock:
    """The time with the half of the day that follows it: `am`, `o'clock`, `in the afternoon`."""
    if said:
        return Clock(hour, minute, said, True, at)
    if hour == 12 and words.text(at) in _AT_TWELVE:
        return Clock(hour, minute, _AT_TWELVE[words.text(at)], True, at + 1)
    end = words.lead(at, _OCLOCK)
    is_sure = is_sure or (end > at and words.text(at) != "ish")
    if words.text(end) in HALF_DAYS:
        return Clock(hour, minute, HALF_DAYS[words.text(end)], True, end + 1)
    if (last := words.lead(end, tuple(_OF_DAY))) > end:
        half = _OF_DAY[words.spelt(end, last)]
        half = half if half != "night" else "pm" if 6 <= hour < 12 else "am"
        return Clock(hour, minute, half, True, last)
    return Clock(hour, minute, "", is_sure, end)


def _past(words: Words, at: int) -> Clock | None:
    """`half past nine am`, `quarter to noon`, `20 past 3pm`."""
    place = words.lead(at, tuple(PAST))
    if place == at or _is_range(words, at, place):
        return None
    hour = _in_figures(words, place) or _in_words(words, place) or _noon(words, place)
    if not hour or hour.minute or words.text(hour.end) in _NOT_A_CLOCK:
        return None
    minutes = (hour.hour * 60 + PAST[words.spelt(at, place)]) % 1440
    moved = replace(hour, hour=minutes // 60, minute=minutes % 60, is_sure=True)
    if hour.half in ("am", "pm"):  # a quarter to one is in the afternoon, a quarter to noon is not
        was = (hour.time.hour * 60 + PAST[words.spelt(at, place)]) % 1440
        return replace(moved, hour=was // 60, half="24")
    return moved


def _is_range(words: Words, at: int, place: int) -> bool:
    """Whether `to` joins two hours: it does in `ten to nine`, not in `at ten to nine` or `quarter to nine`."""
    if words.text(place - 1) != "to" or words.text(at - 1) in ("at", "@"):
        return False
    is_few = _MINUTES[words.spelt(at, place - 1)] <= 10
    return is_few or (words.text(at).isdecimal() and words.text(place) not in CLOCK_WORDS)


def _noon(words: Words, at: int) -> Clock | None:
    text = words.text(at)
    return Clock(CLOCK_WORDS[text], 0, "24", True, at + 1) if text in CLOCK_WORDS else None


def bare_clock(words: Words, at: int) -> Clock | None:
    """A time that may be a bare number: `9`, but not the 9 of `9 days`; `16h30` is one, and `18h` behind a day."""
    glued = OF_24.fullmatch(words.text(at))
    if glued and (glued[2] or words.text(at - 1) in _BEFORE_AN_H or is_joined(words, at)):
        return Clock(int(glued[1]), int(glued[2] or 0), "24", True, at + 1)
    found = typed_clock(words, at)
    if not found or found.is_sure:
        return found
    is_amount = _COMPACT.fullmatch(words.text(at)) and not _is_compact(words, at)
    return None if is_amount or words.text(found.end) in _NOT_A_CLOCK else found


_BEFORE_AN_H = frozenset((*WEEKDAY, "today", "yesterday", "at"))
_JOINTS = frozenset(listed("to, and, &, -, –, till, til, until"))


def is_joined(words: Words, at: int) -> bool:
    """Whether another time like this one stands beside it: `14h to 16h30`; `12h to 6h ago` are lengths."""
    others = (place for place in (at - 2, at + 2) if words.text((place + at) // 2) in _JOINTS)
    is_ago = "ago" in (words.text(at + 1), words.text(at + 3))
    return not is_ago and any(
        OF_24.fullmatch(words.text(place)) or words.text(place) in CLOCK_WORDS for place in others
    )


def _is_compact(words: Words, at: int) -> bool:
    """`at 1030`, `1700-1800`, `0900`; elsewhere such a number is an amount or a year."""
    is_led = words.text(at - 1) in _LEADS_COMPACT or words.text(at + 1) in ("-", "–") or _is_of_two(words, at)
    return words.text(at).startswith("0") or (is_led and len(words.text(at)) == 4)


def _is_of_two(words: Words, at: int) -> bool:
    """`0900 to 1130`, `1400 to 1600 yesterday`: the other end or the day beside it says that it is a time."""
    first = at if words.text(at + 1) in _JOINTS else at - 2
    if words.text(first + 1) not in _JOINTS or not all(map(_COMPACT.fullmatch, map(words.text, (first, first + 2)))):
        return False
    beside = (words.text(first - 1), words.text(first - 2), words.text(first + 3), words.text(first + 4))
    return words.text(first).startswith("0") or any(text in _BEFORE_AN_H for text in beside)


def read_clock(words: Words, at: int) -> tuple[time, int] | None:
    """A time that is no other number. Raises Ambiguous for `half 3`."""
    found = typed_clock(words, at)
    if not found or not found.is_sure:
        return None
    if found.is_open and ":" not in words.text(at):
        raise either(found, words.spelt(at, found.end))
    return found.time, found.end


def either(clock: Clock, typed: str) -> Ambiguous:
    told = tuple(f"{clock.of_half(half).time:%H:%M}" for half in ("pm", "am"))
    return Ambiguous(f"{typed} could be {told[0]} or {told[1]}; which one?", told, typed)
