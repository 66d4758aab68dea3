"""Suggestions: the nearest questions that are known to be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher

from bot.core.errors import UserError
from bot.core.grammar.errors import Ambiguous, UnknownName
from bot.core.grammar.slashes import SLASHED, rewritten
from bot.core.grammar.tokens import cleaned

_EXAMPLES = (
    "today by model",
    "today by project",
    "yesterday",
    "yesterday by project",
    "this week by day",
    "this month by project",
    "this month by model",
    "last month by project",
    "last 7 days by day",
    "last 30 days by model",
    "tokens today by model",
    "requests today by hour",
    "top 5 projects this month",
    "this week vs last week",
    "today vs yesterday",
    "forecast this month",
    "why yesterday",
    "today by key",
    "cached tokens this week by model",
    "this month vs last month",
)

_KIND = r"(?:\b(?:project|model|key|user)\s+)?(?:[a-z-]+[:=])?"


def _in_place(error: UserError, text: str) -> tuple[str, ...]:
    """The question with each reading in the place of what was typed."""
    if not isinstance(error, (Ambiguous, UnknownName)) or not error.typed:
        return error.suggestions
    if SLASHED.fullmatch(error.typed):
        return rewritten(cleaned(text), month_first=False), rewritten(cleaned(text), month_first=True)
    typed = re.compile(rf"""{_KIND}["']?{re.escape(error.typed)}(?:'s\b|["'])?""", re.IGNORECASE)
    return tuple(typed.sub(each.replace("\\", ""), cleaned(text), count=1) for each in error.suggestions)


def suggested(error: UserError, text: str, is_read: Callable[[str], bool], rest: str = "") -> tuple[str, ...]:
    """
    Those of the error first, then the `rest` that was understood, then examples like it.

    A question back keeps its two, everything else is filled to three.
    """
    own = [each for each in _in_place(error, text) if is_read(each)] or [
        each for each in error.suggestions if is_read(each)
    ]
    if isinstance(error, Ambiguous) and len(own) == 2:
        return tuple(own)
    own += [rest] if rest and is_read(rest) else []
    nearest = sorted(_EXAMPLES, key=lambda example: _likeness(text[:200].casefold(), example), reverse=True)
    return tuple(dict.fromkeys([*own, *nearest]))[:3]


def _likeness(text: str, example: str) -> tuple[int, float]:
    """How many words they share, then how alike they are written."""
    shared = set(text.split()) & set(example.split()) - {"by", "this", "last"}
    return len(shared), SequenceMatcher(None, text, example).ratio()
