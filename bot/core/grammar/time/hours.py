"""Hours: the part of a day that a question is narrowed to."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.reader import Context
from bot.core.grammar.time.calendar import Calendar, moved, unit_start
from bot.core.grammar.time.clocks import read_clock, read_count
from bot.core.grammar.time.dates import read_date
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import GLUED_UNIT, MONTH, UNIT, WEEKDAY


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


MORNING = time(9)  # when a day without a time begins for people
_LEADS = ("until", "till", "til", "for", "on", "at", "to", "the", "next", "this", "coming", ",", "in", "by")
_GLUED = {"m": "minute", "h": "hour", "d": "day", "w": "week"}


def read_time_of_day(text: str) -> time:
    """`9am`, `09:00`, `noon`, `9`. Raises UserError for what is no time of day."""
    words = Words.of(text[:40])
    read = read_clock(words, words.skip(0, "at"))
    if not read and words.text(0).isdigit() and len(words) == 1:
        read = read_clock(Words.of(f"{words.text(0)[:4]}:00"), 0)
        read = (read[0], 1) if read else None
    if not read or read[1] != len(words):
        raise UserError(f"“{text[:40]}” is no time of day; write one as `9am` or `14:30`.")
    return read[0]


def read_until(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """
    The moment to come that `tomorrow 9am`, `fri 17:00`, `2h`, `next week`, `2026-12-01` names, in UTC.

    A day without a time means 09:00. Raises UserError for what is no moment, or has passed.
    """
    words = Words.of(text[:100])
    calendar = Calendar(now.astimezone(UTC), zone)
    at = words.skip(0, *_LEADS)
    moment = _lasting(words, at, calendar) or _dated(words, at, calendar)
    if moment is None:
        raise UserError(f"“{text[:60]}” is no moment; write `tomorrow 9am`, `fri 17:00`, `2h` or `2026-12-01`.")
    if moment <= calendar.now:
        raise UserError(f"“{text[:60]}” has passed; write a moment to come, such as `tomorrow 9am`.")
    return moment


def _lasting(words: Words, at: int, calendar: Calendar) -> datetime | None:
    """`2h`, `3 days`, `a week`: from now."""
    text = words.text(at)
    number = "".join(letter for letter in text if letter.isdigit())
    unit = GLUED_UNIT.get(text.removeprefix(number)) if number and text != number else None
    if unit and at + 1 == len(words) and len(number) <= 4:
        return calendar.shifted(calendar.now, int(number), unit)
    count, place = read_count(words, at)
    unit = UNIT.get(words.text(place))
    if count and unit and count <= 9999 and words.skip(place + 1, "from", "now") == len(words):
        return calendar.shifted(calendar.now, count, unit)
    return None


def _dated(words: Words, at: int, calendar: Calendar) -> datetime | None:
    """A day and a time, in either order; each may be missing, not both."""
    clock = read_clock(words, at)
    if clock:
        place = words.skip(clock[1], *_LEADS)
        found = _day(words, place, calendar)
        if place == len(words):
            moment = calendar.at(calendar.today, clock[0])
            return moment if moment > calendar.now else calendar.at(calendar.today + timedelta(1), clock[0])
        return calendar.at(found[0], clock[0]) if found and found[1] == len(words) else None
    found = _day(words, at, calendar)
    if not found:
        return None
    place = words.skip(found[1], "at", "morning", ",", "@")
    clock = read_clock(words, place)
    if place != len(words) and (not clock or clock[1] != len(words)):
        return None
    return calendar.at(found[0], clock[0] if clock else MORNING)


def _day(words: Words, at: int, calendar: Calendar) -> tuple[date, int] | None:
    """The next day of that name."""
    today, text = calendar.today, words.text(at)
    if text in ("tomorrow", "tmrw", "tmr", "today", "tonight"):
        return today + timedelta(text.startswith("tm") or text == "tomorrow"), at + 1
    if text in WEEKDAY:
        return today + timedelta((WEEKDAY[text] - today.weekday() - 1) % 7 + 1), at + 1
    unit = UNIT.get(text)
    if unit in ("week", "month", "quarter", "year") and words.text(at - 1) == "next":
        return moved(unit_start(today, unit), 1, unit), at + 1
    found = read_date(words, at, calendar)
    if not found or not found.span.day:
        return None
    day = found.span.day
    if found.span.loose:
        span = replace(found.span)
        while day < today:
            day = moved(day, 1, span.loose)
    return day, found.end
