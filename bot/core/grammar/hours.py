"""Hours: the part of a day that a question is narrowed to."""

from __future__ import annotations

import re
from datetime import time

from bot.core.grammar.clocks import read_clock
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import MONTH, UNIT, WEEKDAY


def read_part_of_day(words: Words, at: int, context: Context) -> Match | None:
    """`in the morning`, of a day that is named elsewhere."""
    place = words.lead(at, ("in the", "during the", "the", "at"))
    window = _PARTS.get(words.text(place))
    return Match(Draft(windows=(window,)), place + 1 - at) if window else None


def read_window(words: Words, at: int, context: Context) -> Match | None:
    """`since 9am`, `14:00 to 16:00`, `9-11am`, `before noon`, `at 9am`: a part of the day that is named elsewhere."""
    place = words.lead(at, ("from", "between", "since", "after", "at", "starting", "starting at"))
    first = read_clock(words, place) or read_clock(words, place, half=_half_ahead(words, place))
    if not first and _is_day(words, at - 1):
        return _bare_hours(words, at, place) or _bare_hour(words, at)
    if first and words.text(first[1]) in ("onwards", "onward", "on", "forward", "+"):
        return Match(Draft(windows=((first[0], None),)), first[1] + 1 - at)
    if first and words.text(first[1]) in ("to", "-", "–", "until", "till", "and", "..", "through", "til"):
        last = read_clock(words, first[1] + 1)
        if last:
            return Match(Draft(windows=((first[0], last[0]),)), last[1] - at)
    if first and words.text(at) in ("since", "after", "from", "starting"):
        return Match(
            Draft(windows=((first[0], None),)), words.skip_phrase(first[1], "until now", "till now", "to now") - at
        )
    if words.text(at) in ("before", "until", "till", "til", "by") and (last := read_clock(words, at + 1)):
        return Match(Draft(windows=((None, last[0]),)), last[1] - at)
    if first:
        ends = first[0].replace(hour=(first[0].hour + 1) % 24)
        return Match(Draft(windows=((first[0], ends),)), first[1] - at)
    return None


_PARTS = {"morning": (time(6), time(12)), "afternoon": (time(12), time(18)), "evening": (time(18), time(0))}


def _is_day(words: Words, at: int) -> bool:
    return (
        words.text(at) in ("today", "yesterday", *WEEKDAY)
        or re.fullmatch(r"\d{1,2}(st|nd|rd|th)", words.text(at)) is not None
    )


def _bare_hours(words: Words, at: int, place: int) -> Match | None:
    """`yesterday from 9 to 11`: after a day, numbers are hours."""
    first, last = words.text(place), words.text(place + 2)
    if words.text(place + 1) not in ("to", "-", "–", "until", "till", "and") or not (
        first.isdigit() and last.isdigit()
    ):
        return None
    begins, ends = int(first[:4]), int(last[:4])
    if ends <= begins < 12:  # nine to five
        ends += 12
    if not begins < ends <= 24:
        return None
    return Match(Draft(windows=((time(begins), time(ends % 24)),)), place + 3 - at)


def _bare_hour(words: Words, at: int) -> Match | None:
    """`today since 9`, `yesterday until 18`: after a day, the number is an hour."""
    number = words.text(at + 1)
    if not re.fullmatch(r"[01]?\d|2[0-3]", number) or words.text(at + 2) in (*UNIT, *MONTH):
        return None
    if words.text(at) in ("since", "after", "from"):
        return Match(Draft(windows=((time(int(number)), None),)), 2)
    return (
        Match(Draft(windows=((None, time(int(number))),)), 2) if words.text(at) in ("before", "until", "till") else None
    )


def _half_ahead(words: Words, at: int) -> str:
    """`9-11am`: the half of the day that the other end names."""
    if not re.fullmatch(r"\d{1,2}(?::\d\d)?", words.text(at)) or words.text(at + 1) not in (
        "to",
        "-",
        "–",
        "until",
        "till",
        "and",
    ):
        return ""
    match = re.fullmatch(r"(\d{1,2})(?::\d\d)?(am|pm)?", words.text(at + 2))
    half = match and (match[2] or (words.text(at + 3) if words.text(at + 3) in ("am", "pm") else ""))
    if not match or not half:
        return ""
    begins, ends = int(words.text(at).split(":")[0]) % 12, int(match[1]) % 12
    return half if begins < ends else {"am": "pm", "pm": "am"}[half]
