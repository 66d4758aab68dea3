"""Whether a day is as usual: `normal monday or no`, `was friday a normal friday`."""

from __future__ import annotations

from bot.core.catalogue.words import listed
from bot.core.grammar.calendar_words import WEEKDAY
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.reader import Context
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.tokens import Words

_NORMAL = ("normal", "usual", "typical", "regular", "ordinary")
_ASKING = ("is", "was", "are", "were", "isnt", "isn't", "wasnt", "wasn't", "just", "so", *_NORMAL)
_OR_NOT = listed("or no, or not, or nah, or what, or weird, or is it, right")


def read_usual_day(words: Words, at: int, context: Context) -> Match | None:
    """The findings of the day; a weekday behind `normal` is the day itself where no other one was named."""
    start = words.skip(at, "a", "the", "just", "another")
    day = start + 1
    if words.text(start) not in _NORMAL or not (words.text(day) in WEEKDAY or words.text(day) == "day"):
        return None
    end = words.lead(day + 1, _OR_NOT)
    if words.text(0) not in _ASKING and end == day + 1:
        return None
    usual = Draft(fillers=("usual",))
    if any(read_period(words, place, context.calendar) for place in (*range(at), *range(end, len(words)))):
        return Match(usual, end - at)
    found = read_period(words, day, context.calendar)
    return Match(usual + Draft(spans=(found.span,)) if found else usual, end - at)
