"""What every reader of a slot is given, and gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.grammar.draft import Match
from bot.core.grammar.names import Index
from bot.core.grammar.phrases import PHRASES
from bot.core.grammar.spans import Calendar
from bot.core.grammar.tokens import Words


@dataclass(frozen=True, slots=True)
class Context:
    """What readers need beside the words."""

    calendar: Calendar
    index: Index


Reader = Callable[[Words, int, Context], Match | None]


def read_phrase(words: Words, at: int, context: Context) -> Match | None:
    """A fixed phrase: a metric, an endpoint, a shape, a verb, `daily`, `not batch`."""
    for length in (5, 4, 3, 2, 1):
        phrase = tuple(words.text(at + offset) for offset in range(length))
        if phrase in PHRASES:
            return Match(PHRASES[phrase], length)
    return None
