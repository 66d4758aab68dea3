"""What a page has no place for: `prices in october by day`, `budgets vs last month`. It is named, not dropped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core.grammar.draft import Draft

_SIZES = ("figures", "stats", "bottom", "instead", "part")
# The slots of a question that a verb's page does not look at. A verb without a row looks at all of them.
_LEFT = {
    "budgets": (*_SIZES, "versus", "windows", "endpoints"),
    "prices": (*_SIZES, "top", "over", "under", "versus", "windows", "spans", "excluded"),
    "anomalies": (*_SIZES, "top", "over", "under", "versus"),
    "idle": (*_SIZES, "top", "over", "under", "versus"),
    "new": (*_SIZES, "top", "over", "under", "versus"),
    "forecast": (*_SIZES, "versus", "windows"),
    "why": ("figures", "instead", "part", "over", "under"),
}


def left_by(verb: str, parts: Sequence[tuple[Draft, str]], now: datetime) -> tuple[str, ...]:
    """The words of a question that its page does not look at."""
    slots = _LEFT.get(verb, ())
    return tuple(
        typed
        for draft, typed in parts
        if not (draft.verbs or draft.moves)
        and (any(getattr(draft, slot) for slot in slots) or _is_over(draft, verb, now))
    )


def _is_over(draft: Draft, verb: str, now: datetime) -> bool:
    """Budgets stand as they are now: `the search budget in august` is of a period that is over."""
    return verb == "budgets" and bool(draft.spans) and all(span.end <= now for span in draft.spans)
