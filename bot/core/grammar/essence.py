"""What is left of a line without its small talk."""

from __future__ import annotations

from collections.abc import Container

from bot.core.grammar.phrases import FILLERS
from bot.core.grammar.tokens import Words

_LONGEST = 200  # characters; small talk is short


def essence(text: str, kept: Container[str] = ()) -> tuple[str, ...]:
    """`are there any alerts?` is `alerts`. Filler words that are among `kept` stay; of a long text nothing does."""
    words = Words.of(text) if len(text) <= _LONGEST else ()
    return tuple(word.text for word in words if word.quoted or word.text in kept or (word.text,) not in FILLERS)
