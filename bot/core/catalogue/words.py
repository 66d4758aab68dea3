"""Phrases: how the rows of the catalogue, and of the grammar, write down the words for something."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property


class Phrases(tuple[str, ...]):
    """Phrases that are asked for at every word of a question: their hash and their table are made once."""

    @cached_property
    def _hash(self) -> int:
        return super().__hash__()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def begun(self) -> Begun:
        return by_first_word(self)


# Phrases by their first word, and those of one by their number of words, the longest first.
Begun = dict[str, tuple[tuple[int, frozenset[tuple[str, ...]]], ...]]


def by_first_word(phrases: Iterable[str]) -> Begun:
    """Every list of phrases is asked at every word: most words begin no phrase, and `how` begins hundreds."""
    found: dict[str, dict[int, set[tuple[str, ...]]]] = {}
    for phrase in (tuple(each.split()) for each in phrases):
        found.setdefault(phrase[0], {}).setdefault(len(phrase), set()).add(phrase)
    return {
        first: tuple((length, frozenset(each[length])) for length in sorted(each, reverse=True))
        for first, each in found.items()
    }


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


def as_words(name: str) -> str:
    """`web_search` as people write it: the names of OpenAI's endpoints, units and errors hold no spaces."""
    return name.replace("_", " ")
