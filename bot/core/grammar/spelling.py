"""Spelling: whether a word may be another word with a typo."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


def is_near(typed: str, known: str) -> bool:
    """
    Whether `typed` may be `known` with a typo, in long words with two. Digits never differ: gpt-4 is not a typo of
    gpt-5.

    The first letter never differs, unless the first two are swapped. A word with a whole other word at its start or end
    is none: `inactive`, `researching`, `checkout-v`.
    """
    allowed = _allowed(typed)
    if not allowed or abs(len(typed) - len(known)) > allowed:
        return False
    if typed[:1] != known[:1] and typed[:2] != known[1::-1]:
        return False  # hands rarely slip on the first letter: `ascending` is not `spending`
    longer, shorter = (typed, known) if len(typed) > len(known) else (known, typed)
    if longer != shorter and len(longer) - len(shorter) > 1 and shorter in longer:
        return False
    if len(set(typed) ^ set(known)) > 2 * allowed:
        return False  # most differ by more letters than that, and counting letters is cheap
    return _digits(typed) == _digits(known) and distance(typed, known, allowed) <= allowed


def _allowed(typed: str) -> int:
    return 0 if len(typed) < 4 else 1 if len(typed) < 8 else 2


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def distance(one: str, two: str, most: int = 3) -> int:
    """
    The number of typos between two words (Damerau-Levenshtein: swapped neighbours are one). Counting stops beyond
    `most`.
    """
    before: list[int] = []
    last = list(range(len(two) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, other in enumerate(two, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == two[column - 2] and one[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return last[-1]


class Spellings(Generic[T]):
    """Things by their spelling, to look for those within a typo."""

    def __init__(self, known: Iterable[tuple[str, T]]) -> None:
        self._alike: dict[tuple[str, int], list[tuple[str, T]]] = {}
        for spelt, thing in known:
            self._alike.setdefault((spelt[:1], len(spelt)), []).append((spelt, thing))

    def near(self, typed: str) -> Iterator[T]:
        allowed = _allowed(typed)
        for letter in dict.fromkeys((typed[:1], typed[1:2])) if allowed else ():
            for length in range(len(typed) - allowed, len(typed) + allowed + 1):
                for spelt, thing in self._alike.get((letter, length), ()):
                    if is_near(typed, spelt):
                        yield thing
