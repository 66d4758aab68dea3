"""Phrases: how the rows of the catalogue, and of the grammar, write down the words for something."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property


class Phrases(tuple[str, ...]):
    """Phrases that are asked for at every word of a question: their hash is made once."""

    @cached_property
    def _hash(self) -> int:
        return super().__hash__()

    def __hash__(self) -> int:
        return self._hash


class Meanings(dict[str, str]):
    """Phrases, and what each means."""

    @cached_property
    def phrases(self) -> Phrases:
        return Phrases(self)


def listed(text: str) -> Phrases:
    """`a b, c` as its phrases."""
    phrases = " ".join(text.split()).split(",")
    return Phrases(filter(None, map(str.strip, phrases)))


def either(phrases: Iterable[str]) -> str:
    """A regular expression for any one of the phrases, the longest first."""
    ordered = sorted(dict.fromkeys(phrases), key=len, reverse=True)
    spelt = (r"\s+".join(map(re.escape, phrase.split())) for phrase in ordered)
    return f"(?:{'|'.join(spelt)})"
