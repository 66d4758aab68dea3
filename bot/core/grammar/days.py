"""One day of the calendar: what a written day, month and year make."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from bot.core.errors import UserError
from bot.core.grammar.spans import Calendar, Span
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import MONTHS, UNIT

_YEAR = re.compile(r"(20\d\d)|'(\d\d)")


class Found(NamedTuple):
    """A span, and the place of the word after it."""

    span: Span
    end: int


def read_year(words: Words, at: int) -> tuple[int | None, int]:
    """A year at this place, after a comma or `of` too, and where it ends."""
    place = words.skip(at, ",", "of")
    match = _YEAR.fullmatch(words.text(place))
    return (int(match[1] or f"20{match[2]}"), place + 1) if match else (None, at)


def read_short_year(words: Words, at: int, calendar: Calendar) -> tuple[int | None, int]:
    """The year of `03 nov 26` as well: this one or the one before."""
    for year in (calendar.today.year, calendar.today.year - 1):
        if words.text(at) == f"{year % 100}" and not UNIT.get(words.text(at + 1)):
            return year, at + 1
    return read_year(words, at)


def dated(day: int, month: int, year: int | None, calendar: Calendar) -> Span:
    """A date without a year is the latest one; later in this month it is still to come."""
    _require_day(day, month, year, calendar.today)
    if year is not None:
        return calendar.day(date(year, month, day))
    today = calendar.today
    year = _latest(day, month, today)
    while day > monthrange(year, month)[1]:
        year -= 1
    return replace(calendar.day(date(year, month, day)), loose="year")


def _latest(day: int, month: int, today: date) -> int:
    """The year of the latest such date; later in this month it is still to come."""
    return today.year if (month, day) <= (today.month, today.day) or month == today.month else today.year - 1


def _require_day(day: int, month: int, year: int | None, today: date) -> None:
    if not 1 <= month <= 12:
        raise UserError(f"There is no month {month}; write a date as `2026-11-03` or `3 nov`.")
    if 1 <= day <= monthrange(year or 2024, month)[1]:
        return
    name = MONTHS[month - 1][0].title()
    shown = year or (_latest(day, month, today) if month == 2 else None)  # the one month that has no fixed length
    last = monthrange(shown or today.year, month)[1]
    raise UserError(f"{name}{f' {shown}' if shown else ''} has {last} days, so there is no {day} {name}.")
