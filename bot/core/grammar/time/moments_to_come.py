"""Moments to come: until when a snooze lasts, and the hour of a report."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.errors import UserError
from bot.core.grammar.calendar_words import GLUED_UNIT, UNIT, WEEKDAY
from bot.core.grammar.time.calendar import Calendar
from bot.core.grammar.time.length_slots import read_count
from bot.core.grammar.time.read_time import read_date
from bot.core.grammar.time.typed_clocks import read_clock
from bot.core.grammar.tokens import Words
from bot.core.time_units import UNIT_OF_TIME

MORNING = time(9)  # when a day without a time begins for people
_LEADS = ("until", "till", "til", "for", "on", "at", "to", "the", "next", "this", "coming", ",", "in", "by")


def read_time_of_day(text: str) -> time:
    """`9am`, `09:00`, `noon`, `9`. Raises UserError for what is no time of day."""
    words = Words.of(text[:40])
    read = read_clock(words, words.skip(0, "at"))
    if not read and words.text(0).isdecimal() and len(words) == 1:
        read = read_clock(Words.of(f"{words.text(0)[:4]}:00"), 0)
        read = (read[0], 1) if read else None
    if not read or read[1] != len(words):
        raise UserError(f"“{text[:40]}” is no time of day; write one as `9am` or `14:30`.")
    return read[0]


def read_until(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """
    The future moment that the words name, in UTC: `tomorrow 9am`, `fri 17:00`, `2h`, `next week`, `2026-12-01`.

    A day without a time means 09:00. Raises UserError when the words name no moment, or one that has passed.
    """
    words = Words.of(text[:100])
    calendar = Calendar(now.astimezone(UTC), zone)
    at = words.skip(0, *_LEADS)
    readers = (_lasting, _end_of, _dated, _month)
    moment = next((found for each in readers if (found := each(words, at, calendar))), None)
    if moment is None:
        raise UserError(f"“{text[:60]}” is no moment; write `tomorrow 9am`, `fri 17:00`, `2h` or `2026-12-01`.")
    if moment <= calendar.now:
        raise UserError(f"“{text[:60]}” has passed; write a moment to come, such as `tomorrow 9am`.")
    return moment


def _lasting(words: Words, at: int, calendar: Calendar) -> datetime | None:
    """`2h`, `3 days`, `a week`: so long from now."""
    text = words.text(at)
    number = "".join(letter for letter in text if letter.isdecimal())
    unit = GLUED_UNIT.get(text.removeprefix(number)) if number and text != number else None
    if unit and at + 1 == len(words) and len(number) <= 4:
        return calendar.shifted(calendar.now, int(number), unit)
    count, place = read_count(words, at)
    unit = UNIT.get(words.text(place))
    if count and unit and count <= 9999 and words.skip(place + 1, "from", "now") == len(words):
        return calendar.shifted(calendar.now, count, unit)
    return None


_ENDS = {"eod": "day", "eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}


def _end_of(words: Words, at: int, calendar: Calendar) -> datetime | None:
    """`end of the month`, `eow`: the first moment after it."""
    place = words.skip(at + 1, "of", "the", "this") if words.text(at) == "end" else at
    is_next = place > at and words.text(place) == "next"
    place += is_next
    unit = _ENDS.get(words.text(at)) or (UNIT.get(words.text(place)) if place > at else None)
    end = at + 1 if place == at else place + 1
    if unit is None or unit not in _ENDS.values() or end != len(words):
        return _named(words, place, calendar, is_end=True) if place > at else None
    first = UNIT_OF_TIME[unit].first_day(calendar.today)
    return calendar.at(UNIT_OF_TIME[unit].moved(first, 1 + is_next), time())


def _month(words: Words, at: int, calendar: Calendar) -> datetime | None:
    """`december`, `q1`: the morning on which it begins."""
    return _named(words, at, calendar, is_end=False)


def _named(words: Words, at: int, calendar: Calendar, *, is_end: bool) -> datetime | None:
    """The next month or quarter of that name: its first morning, or the first moment after it."""
    found = read_date(words, at, calendar)
    if not found or found.end != len(words) or found.span.day:
        return None
    span, today = found.span, calendar.today
    first, after = (one.astimezone(calendar.zone).date() for one in (span.start, span.end))
    while span.loose and (after if is_end else first) <= today:
        first, after = (UNIT_OF_TIME[span.loose].moved(one, 1) for one in (first, after))
    return calendar.at(after, time()) if is_end else calendar.at(first, MORNING)


def _dated(words: Words, at: int, calendar: Calendar) -> datetime | None:
    """A day and a time, in either order. One of them may be missing."""
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
        return UNIT_OF_TIME[unit].moved(UNIT_OF_TIME[unit].first_day(today), 1), at + 1
    found = read_date(words, at, calendar)
    if not found or not found.span.day:
        return None
    day = found.span.day
    while found.span.loose and day < today:
        day = UNIT_OF_TIME[found.span.loose].moved(day, 1)
    return day, found.end
