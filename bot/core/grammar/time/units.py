"""Single spans: a date, a calendar unit, or so many units rolling back from today."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.core.errors import UserError
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.time.calendar import Calendar, Span, moved
from bot.core.grammar.time.clocks import read_count
from bot.core.grammar.time.dates import read_date
from bot.core.grammar.time.figures import Found
from bot.core.grammar.time.parts import read_part
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import GLUED_UNIT, UNIT

_TO_DATE = {"wtd": "week", "mtd": "month", "qtd": "quarter", "ytd": "year", "dtd": "day"}
_THIS = ("this", "current", "the current", "the")
_LAST = ("last", "previous", "prev", "prior", "preceding", "lst")
_ROLLING = ("last", "past", "previous", "prev", "trailing", "prior", "recent", "latest", "lst", "rolling", "preceding")
_MONTHS_TOO = (1, 2, 3, 6, 9, 12, 18, 24)  # 6m may be months, 15m are minutes
_DAYS_TOO = (7, 14, 28, 30, 60, 90)  # `last 30` are days
_MORE = ("than", "over", "above", ">", ">=", "≥", "least", "exceeding")  # after these, 2M is an amount
_GLUED = re.compile(r"(\d{1,6})-?([a-z]+)")


def read_span(words: Words, at: int, calendar: Calendar) -> Found | None:
    """One day, month, … or unit, without `from`, `to` or `since`."""
    found = [
        read for reader in (read_date, read_part, _unit, _rolling, _weekend) if (read := reader(words, at, calendar))
    ]
    return max(found, key=lambda read: read.end, default=None)


def _unit(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`this month`, `last quarter`, `mtd`, `month so far`, `year to date`."""
    text = words.text(at)
    if text in _TO_DATE:
        return Found(calendar.unit(_TO_DATE[text]), at + 1)
    place = words.skip(at, "the")
    if (unit := UNIT.get(words.text(place))) and words.match(place + 1, "before last"):
        return Found(calendar.unit(unit, -2), place + 3)
    for offset, leads in ((0, _THIS), (-1, _LAST), (-2, ("the one before last",))):
        for lead in leads:
            place = words.skip(at + len(lead.split()), "full", "whole", "complete", "calendar")
            unit = UNIT.get(words.text(place))
            rolls = lead == "last" and unit in ("minute", "hour")
            if words.match(at, lead) and unit and not rolls:
                return Found(calendar.unit(unit, offset), _so_far(words, place + 1))
    unit = UNIT.get(text)
    if unit and not text.endswith("s") and unit not in ("minute", "hour"):
        end = _so_far(words, at + 1)
        return Found(calendar.unit(unit), end) if end > at + 1 or unit != "day" else None
    return None


def _so_far(words: Words, at: int) -> int:
    return at + 2 if words.match(at, "to date") or words.match(at, "so far") else at


def _rolling(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`last 7 days`, `past 24h`, `7d`, `last two weeks`, `past hour`, `past fortnight`."""
    if words.text(at) in ("lately", "recently"):
        return Found(calendar.rolling(7, "day"), at + 1)
    place = words.skip(at, "the")
    lead = words.text(place) in _ROLLING
    place += lead
    whole = words.text(place) in ("full", "whole", "complete")
    read = _counted(words, place) or (_uncounted(words, place, lead) if lead else None)
    if words.match(place, "half an hour") or words.match(place, "half hour"):
        read = _uncounted(words, place, lead)
    if not read:
        return None
    count, unit, end = read
    if count < 1:
        raise UserError("A period has at least one day; try `last 7 days`.")
    span = calendar.rolling(count, unit)
    if whole or words.text(end - 2) in ("full", "whole", "complete"):
        span = _whole(count, unit, calendar)
    return Found(span, end)


def _counted(words: Words, at: int) -> tuple[int, str, int] | None:
    match = _GLUED.fullmatch(words.text(at))
    if match and match[2] == "m" and int(match[1]) in _MONTHS_TOO and words.text(at - 1) not in _MORE:
        readings = (f"last {match[1]} months", f"last {match[1]} minutes")
        raise Ambiguous(f"{match[0]} could be {match[1]} months or {match[1]} minutes; which one?", readings, match[0])
    if match and match[2] in GLUED_UNIT:
        return int(match[1]), GLUED_UNIT[match[2]], at + 1
    count, place = read_count(words, at)
    if count is None or (words.text(at) in ("a", "an") and place == at + 1):
        return None
    place = words.skip(place, "full", "whole", "complete", "calendar", "of", "the", "-")
    unit = "fortnight" if words.text(place) in ("fortnight", "fortnights") else UNIT.get(words.text(place))
    unit = unit or {"d": "day", "h": "hour", "w": "week"}.get(words.text(place))
    if not unit and count in _DAYS_TOO and words.text(at - 1) in _ROLLING:
        return count, "day", place
    if not unit:
        return None
    return (count * 2, "week", place + 1) if unit == "fortnight" else (count, unit, place + 1)


_HALVES = {
    "half hour": (30, "minute"),
    "half an hour": (30, "minute"),
    "hour and a half": (90, "minute"),
    "half year": (6, "month"),
    "half a year": (6, "month"),
    "half day": (12, "hour"),
    "half a day": (12, "hour"),
}


def _uncounted(words: Words, at: int, lead: bool) -> tuple[int, str, int] | None:
    """`past week`, `last hour`; `last week` is the calendar's and read elsewhere."""
    text = words.text(at)
    if text in ("fortnight", "fortnights"):
        return 2, "week", at + 1
    for phrase, (count, unit) in _HALVES.items():
        if words.match(at, phrase):
            return count, unit, at + len(phrase.split())
    named = UNIT.get(text)
    rolls = words.text(at - 1) in ("past", "trailing", "recent", "rolling") or (
        named in ("minute", "hour") and words.text(at - 1) == "last"
    )
    if not named or not rolls:
        return None
    return (24, "hour", at + 1) if named == "day" else (1, named, at + 1)


def _whole(count: int, unit: str, calendar: Calendar) -> Span:
    """Complete calendar units before the running one."""
    if unit in ("minute", "hour"):
        current = calendar.unit(unit)
        return Span(calendar.shifted(current.start, -count, unit), current.start, (count, unit))
    end = calendar.unit(unit).start.astimezone(calendar.zone).date()
    return calendar.days(moved(end, -count, unit), end, (count, unit))


def _weekend(words: Words, at: int, calendar: Calendar) -> Found | None:
    place = words.skip(at, "this", "last", "the", "past", "previous")
    if words.text(place) not in ("weekend", "wkend", "wknd"):
        return None
    today = calendar.today
    saturday = today - timedelta((today.weekday() - 5) % 7)
    if words.text(at) in ("last", "previous") and today.weekday() >= 5:
        saturday -= timedelta(7)
    return Found(calendar.days(saturday, saturday + timedelta(2), (1, "week")), place + 1)
