"""What a page has no place for: `prices in october by day`, `budgets vs last month`. It is named, not dropped."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.grammar.draft import Draft
from bot.core.grammar.pointers import EXPLAINING
from bot.core.grammar.verbs import VERB

_BUDGET = {"budget", "budgets", "the", "our", "a", "my", "their", "its"}


def left_by(verb: str, parts: Sequence[tuple[Draft, str]]) -> tuple[str, ...]:
    """The words of a question that its page does not look at."""
    slots = (*VERB[verb].leaves, "times") if verb in VERB else ()
    shown = VERB[verb].shows if verb in VERB else ()
    return tuple(
        typed
        for draft, typed in parts
        if (
            not _is_told(verb, draft.verbs or draft.moves, typed)
            if draft.verbs or draft.moves
            else any(set(getattr(draft, slot)) - {*shown} for slot in slots)
        )
    )


def _is_told(verb: str, said: tuple[str, ...], typed: str) -> bool:
    """Whether a page tells what one of the verbs asks; without a page nothing does."""
    if verb not in VERB or {verb, "versus", *VERB[verb].covers} & {*said}:
        return True
    if verb == "why" and typed.lower() in EXPLAINING:  # `explain the variance`, which is a budget's, too
        return True
    return VERB[verb].is_of_budgets and {*typed.lower().split()} <= _BUDGET  # what it is about
