"""Months, weekdays, units of time and rhythms of reports, as people say them."""

from __future__ import annotations

from typing import NamedTuple

from bot.core.catalogue.words import either
from bot.core.time_units import UNITS_OF_TIME

MONTHS = (
    ("january", "jan"),
    ("february", "feb", "febr"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sep", "sept"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
MONTH = {word: number for number, month in enumerate(MONTHS, 1) for word in month}

WEEKDAYS = (
    ("monday", "mon", "mondays"),
    ("tuesday", "tue", "tues"),
    ("wednesday", "wed", "weds", "wensday", "wendsday"),
    ("thursday", "thu", "thur", "thurs"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
)
WEEKDAY = {word: number for number, day in enumerate(WEEKDAYS) for word in day}
ONE_WEEKDAY = either((*WEEKDAY, *(f"{word}s" for word in WEEKDAY)))


class Rhythm(NamedTuple):
    """How often a report comes: the day on which it does, and the period that it is about."""

    day: str
    about: str


RHYTHMS = {
    "daily": Rhythm("day", "yesterday"),
    "weekly": Rhythm("monday", "last week"),
    "monthly": Rhythm("1st", "last month"),
}
ONE_RHYTHM = either(RHYTHMS)

UNIT = {word: unit.name for unit in UNITS_OF_TIME for word in unit.words}
# Letters that are a unit only when they stick to a number: 24h, 7d, 4w.
GLUED_UNIT = UNIT | {letter: unit.name for unit in UNITS_OF_TIME for letter in unit.glued}
ONE_UNIT = either((*UNIT, "d", "h", "w"))
