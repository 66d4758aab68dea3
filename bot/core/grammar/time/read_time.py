"""Reads time: periods, dates, ends and hours of a day, by the rules of time."""

from __future__ import annotations

from typing import NamedTuple

from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.reader import Context
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.rule_patterns import Read, line_of
from bot.core.grammar.time.time_rules import TIME_RULES
from bot.core.grammar.tokens import Words


class Found(NamedTuple):
    """A span, and the place of the word after it."""

    span: Span
    end: int


def read_period(words: Words, at: int, calendar: Calendar) -> Found | None:
    """The longest period at this place. Raises UserError for what cannot be a period with usage."""
    return _found(words, at, calendar, _PERIODS)


def read_date(words: Words, at: int, calendar: Calendar) -> Found | None:
    """A day, month, quarter or year. Raises UserError for days that no calendar has, Ambiguous for 11/03."""
    return _found(words, at, calendar, ("date", "part"))


def read_until_day(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`until nov 15`: the end of a period; alone it starts with the month of that day."""
    return _found(words, at, calendar, ("until",))


def _found(words: Words, at: int, calendar: Calendar, kinds: tuple[str, ...]) -> Found | None:
    read = _longest(words, at, calendar, kinds)
    return Found(read.value, read.end) if read else None


_PERIODS = ("date", "part", "range")


def _longest(words: Words, at: int, calendar: Calendar, kinds: tuple[str, ...]) -> Read | None:
    """
    The longest that was read. Raises its UserError, unless a period of more words stands here: `half 3 this afternoon`.
    """
    if not TIME_RULES.begin(kinds, words.text(at)):
        return None
    line = line_of(words, calendar, TIME_RULES)
    read = next(iter(line.readings(kinds, at)), None)
    if not read or not isinstance(read.value, UserError):
        return read
    periods = line.readings(_PERIODS, at)
    if any(each.end > read.end or (each.end == read.end and kinds == ("until",)) for each in periods):
        return None  # `by this time last month`
    raise read.value


def read_window(words: Words, at: int, context: Context) -> Match | None:
    """`since 9am`, `14:00 to 16:00`, `in the morning`: a part of a day that other words name."""
    read = _longest(words, at, context.calendar, ("window",))
    return Match(Draft(windows=(read.value,)), read.end - at) if read else None
