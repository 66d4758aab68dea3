"""Counts and times of day: `two`, `a couple of`, `9am`, `14:30`, `noon`."""

from __future__ import annotations

import re
from datetime import time

from bot.core.errors import UserError
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import NUMBERS

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(am|pm|a\.m|p\.m)?")
_TIME_WORDS = {"noon": time(12), "midday": time(12), "midnight": time(0), "lunch": time(12)}
HALF_DAYS = {"am": "am", "a.m": "am", "a.m.": "am", "pm": "pm", "p.m": "pm", "p.m.": "pm"}


def read_count(words: Words, at: int) -> tuple[int | None, int]:
    """`3`, `three`, `a`, `a couple of`, and where it ends."""
    text = words.text(at)
    if re.fullmatch(r"\d{1,6}|\d{1,3},\d{3}", text):
        return int(text.replace(",", "")), at + 1
    if text in ("a", "an") and words.text(at + 1) not in ("couple", "few", "dozen"):
        return 1, at + 1
    place = words.skip(at, "a")
    if words.text(place) in NUMBERS:
        return NUMBERS[words.text(place)], words.skip(place + 1, "of")
    return None, at


def read_clock(words: Words, at: int, *, half: str = "") -> tuple[time, int] | None:
    """`9am`, `9 am`, `14:00`, `noon`; a bare `9` only where `half` of the day is known."""
    text = words.text(at)
    if text in _TIME_WORDS:
        return _TIME_WORDS[text], at + 1
    match = _TIME.fullmatch(text)
    if not match:
        return None
    said, end = match[3] or "", at + 1
    if not said and words.text(end) in HALF_DAYS:
        said, end = words.text(end), end + 1
    if not (said or half or (match[2] and ":" in text)):
        return None
    return _clock(int(match[1]), int(match[2] or 0), HALF_DAYS.get(said or half, ""), text), end


def _clock(hour: int, minute: int, half: str, text: str) -> time:
    if half and not 1 <= hour <= 12:
        half = ""
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    if hour == 24 and minute == 0:
        hour = 0
    if hour > 23 or minute > 59:
        raise UserError(f"{text} is no time of day; write one as `9am` or `14:30`.")
    return time(hour, minute)
