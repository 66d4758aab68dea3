"""The end of a unit that runs asks where it leads: `by the end of the month`, `year end`, `eom`."""

from __future__ import annotations

from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.calendar_words import UNIT
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.reader import Context
from bot.core.grammar.time.read_time import read_date
from bot.core.grammar.tokens import Words

_RUNNING = {"eod": "day", "eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
_END = listed(
    """
    before the end of, before end of, before the end of the, make it to the end of, make it to end of, at the end of,
    at end of, by the end of, by end of, until the end of, end of, the end of
    """
)


_UNIT_ENDS = {
    f"{unit}{joint}end": unit
    for unit in ("month", "quarter", "year")
    for joint in (" ", "-", "")
    if unit + joint != "month"
}
_ENDS_OF_UNITS = Phrases(_UNIT_ENDS)


def _unit_end(words: Words, at: int) -> tuple[str, int] | None:
    """`year end forecast`, `by quarter end`: where the running unit leads; `since last year end` is over."""
    place = words.skip(at, "by", "until", "till", "come", "the", "at")
    end = words.lead(place, _ENDS_OF_UNITS)
    if end == place:
        return None
    is_past = words.text(at - 1) in ("last", "since", "previous", "prior", "before", "after", "from")
    is_past = is_past or words.text(end).isdigit()  # `year end 2025`
    return (_UNIT_ENDS[words.spelt(place, end)], end) if not is_past else None


def read_outlook(words: Words, at: int, context: Context) -> Match | None:
    """`by the end of the month`, of a unit that has not ended: a forecast of it."""
    short = _RUNNING.get(words.text(at))
    if short:
        return Match(Draft(spans=(context.calendar.unit(short),), verbs=("forecast",)), 1)
    if last := _unit_end(words, at):
        return Match(Draft(spans=(context.calendar.unit(last[0]),), verbs=("forecast",)), last[1] - at)
    place = words.lead(at, _END)
    place = words.skip(place, "the", "this", "current") if place > at else at
    unit, end = UNIT.get(words.text(place)), place + 1
    named = read_date(words, place, context.calendar) if place > at else None
    if named and named.span.start <= context.calendar.now < named.span.end:
        unit, end = named.span.step[1], named.end  # `the end of november`, in November
    if place == at or unit not in ("day", "week", "month", "quarter", "year"):
        return None
    return Match(Draft(spans=(context.calendar.unit(unit),), verbs=("forecast",)), end - at)
