"""Reading time: periods, dates, ends and hours of the day, by the table of rules."""

from __future__ import annotations

from typing import NamedTuple

from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.errors import Ambiguous, NoPeriod
from bot.core.grammar.reader import Context
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.rule_patterns import Read, line_of
from bot.core.grammar.time.time_rules import RULES
from bot.core.grammar.tokens import Words


class Found(NamedTuple):
    """A span, and the place of the word after it."""

    span: Span
    end: int


def read_period(words: Words, at: int, calendar: Calendar) -> Found | None:
    """The longest period at this place. Raises UserError for what cannot be a period with usage."""
    return _found(words, at, calendar, ("date", "part", "range"))


def read_date(words: Words, at: int, calendar: Calendar) -> Found | None:
    """A day, month, quarter or year. Raises UserError for days that no calendar has, Ambiguous for 11/03."""
    return _found(words, at, calendar, ("date", "part"))


def read_until_day(words: Words, at: int, calendar: Calendar) -> Found | None:
    """`until nov 15`: the end of a period; alone it starts with the month of that day."""
    return _found(words, at, calendar, ("until",))


def _found(words: Words, at: int, calendar: Calendar, kinds: tuple[str, ...]) -> Found | None:
    read = _longest(words, at, calendar, kinds)
    return Found(read.value, read.end) if read else None


def _longest(words: Words, at: int, calendar: Calendar, kinds: tuple[str, ...]) -> Read | None:
    read = next(iter(line_of(words, calendar, RULES).readings(kinds, at)), None)
    if read and isinstance(read.value, UserError):
        raise _in_its_place(read.value, words, at, read.end)
    return read


def _in_its_place(error: UserError, words: Words, at: int, end: int) -> UserError:
    """The error with the words that it is about, so that its suggestions keep the rest of the question."""
    if isinstance(error, Ambiguous) and error.typed:
        return error
    return NoPeriod(str(error), error.suggestions, " ".join(word.typed for word in words[at:end]))


def read_window(words: Words, at: int, context: Context) -> Match | None:
    """`since 9am`, `14:00 to 16:00`, `in the morning`: a part of the day that is named elsewhere."""
    read = _longest(words, at, context.calendar, ("window",))
    return Match(Draft(windows=(read.value,)), read.end - at) if read else None
