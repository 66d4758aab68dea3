"""Typos: how far a typed word is from one that is known."""

from __future__ import annotations

import re


def is_near(typed: str, known: str) -> bool:
    """One typo, two in long words. Digits are never repaired: gpt-4 is not a typo of gpt-5, nor 3 nov of 2 nov."""
    allowed = 0 if len(typed) < 4 else 1 if len(typed) < 8 else 2
    if not allowed or abs(len(typed) - len(known)) > allowed or _digits(typed) != _digits(known):
        return False
    return distance(typed, known, allowed) <= allowed


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def distance(one: str, two: str, most: int = 3) -> int:
    """Damerau-Levenshtein (adjacent letters may be swapped), given up beyond `most`."""
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
