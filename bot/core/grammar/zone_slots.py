"""The zone of a question: `utc`, `in tokyo`, `9-5 ET`, a city."""

from __future__ import annotations

import re

from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.reader import Context
from bot.core.grammar.time.zones import CITIES, bare_zone, begins_zone, place_zone
from bot.core.grammar.tokens import Words


def read_zone(words: Words, at: int, context: Context) -> Match | None:
    """`utc`, `in tokyo`, `new york time`, `Europe/Berlin`."""
    place = words.lead(at, ("in", "in the", "at", "zone", "timezone", "time zone", "tz", "for"))
    if place == at and not begins_zone(words.text(at)):
        return None
    for length in (3, 2, 1):
        text = _phrase(words, place, length)
        end = words.lead(place + length, ("time", "timezone", "time zone", "tz", "local time"))
        is_zone = text == "est" or (text in ("et", "ct", "mt", "pt") and words[place].typed.isupper())
        is_last = is_zone and 0 < at == len(words) - 1  # elsewhere `est` is `estimated`
        if text == "cst" and at == 0 < len(words) - 1:
            continue  # a typo of `cost`
        is_behind = _is_clock(words.text(at - 1)) or _is_behind_hours(words, at)
        led = (words.text(at) not in ("for", "at") and place > at) or is_behind or is_last
        zone = place_zone(text) if led or end > place + length else bare_zone(text)
        if zone and text:
            return Match(Draft(zones=(zone.key,)), end - at)
    return None


def _phrase(words: Words, at: int, length: int) -> str:
    """So many plain words as one text; '' where one of them is quoted or a slot."""
    texts = [words.text(at + offset) for offset in range(length)]
    return " ".join(texts) if all(texts) else ""


def _is_clock(text: str) -> bool:
    """Whether a time of day stands before it: `4pm et`. There even short letters are a zone."""
    return re.fullmatch(r"\d{1,2}(?::?\d\d)?(?:am|pm)|\d{1,2}:\d\d|am|pm|noon|midnight", text) is not None


def _is_behind_hours(words: Words, at: int) -> bool:
    """Whether `9-5` stands before it: `9-5 et`."""
    return re.fullmatch(r"\d{1,2}-\d{1,2}", words.text(at - 1)) is not None or (
        words.text(at - 2) in ("-", "–", "to") and words.text(at - 1).isdecimal() and words.text(at - 3).isdecimal()
    )


def read_city(words: Words, at: int, context: Context) -> Match | None:
    """A city without `in` or `time`, unless a name has the word."""
    for end in words.ends(at, CITIES):
        if zone := place_zone(words.spelt(at, end)):
            return Match(Draft(zones=(zone.key,)), end - at)
    return None
