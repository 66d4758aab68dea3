"""What a page has no place for: `prices in october by day`, `budgets vs last month`. It is named, not dropped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core.catalogue import FIGURE
from bot.core.grammar.draft import Draft
from bot.core.grammar.pointers import EXPLAINING
from bot.core.grammar.verbs import VERB
from bot.core.question import Question

_BUDGET = {"budget", "budgets", "the", "our", "a", "my", "their", "its"}


def left_by(verb: str, parts: Sequence[tuple[Draft, str]], now: datetime) -> tuple[str, ...]:
    """The words of a question that its page does not look at."""
    slots = (*VERB[verb].leaves, "times") if verb in VERB else ()
    shown = VERB[verb].shows if verb in VERB else ()
    is_of_one = verb == "budgets" and not any(draft.by for draft, _ in parts)
    return tuple(
        typed
        for draft, typed in parts
        if (
            not _is_told(verb, draft.verbs or draft.moves, typed)
            if draft.verbs or draft.moves
            else any(set(getattr(draft, slot)) - {*shown} for slot in slots)
            or _is_of_users(verb, draft, typed)
            or (is_of_one and _is_long(draft, now))
        )
    )


def _is_of_users(verb: str, draft: Draft, typed: str) -> bool:
    """`alerts per user`: who acts is told of each, and there are no rows of people. `who changed it` asks for them."""
    is_of_rows = draft.by == ("user",) and typed.lower().split()[0] in ("by", "per", "each", "split")
    return verb in VERB and VERB[verb].is_of_budgets and is_of_rows


def _is_long(draft: Draft, now: datetime) -> bool:
    """`checkout actual vs budget ytd`: a budget is of a day, a week or a month, and its page shows what runs."""
    return any(span.step[1] in ("quarter", "year") and span.end > now for span in draft.spans)


def _is_told(verb: str, said: tuple[str, ...], typed: str) -> bool:
    """Whether a page tells what one of the verbs asks; without a page nothing does."""
    if verb not in VERB or {verb, "versus", *VERB[verb].covers} & {*said}:
        return True
    if verb == "why" and typed.lower() in EXPLAINING:  # `explain the variance`, which is a budget's, too
        return True
    return VERB[verb].is_of_budgets and {*typed.lower().split()} <= _BUDGET  # what it is about


_COUNTED = {"tokens", "requests"}
_OF = {"of", "for", "on", "from", "the", "our", "all", "my", "those", "these", "&", "and"}


def uncounted(question: Question, parts: Sequence[tuple[Draft, str]]) -> tuple[str, ...]:
    """`cost last week in requests`: dollars are told, and the other unit is named; `cost of requests` is one."""
    if question.metric != "cost" or question.metrics or question.verb not in ("", "why", "forecast"):
        return ()
    figure = FIGURE.get(question.figure)
    if figure and figure.kind == "scenario":
        return ()
    counted = _COUNTED - {figure.by if figure else ""}
    named, is_behind = list[str](), False
    for at, (draft, typed) in enumerate(parts):
        is_counted = bool(draft.metrics) and {*draft.metrics} <= counted and not draft.figures
        before = parts[at - 1][1].lower() if at else ""
        if is_counted and is_behind and before not in _OF and not _is_cost(parts[at - 1][0]):
            named.append(typed)
        is_behind |= _is_cost(draft)
    return tuple(named)


def _is_cost(draft: Draft) -> bool:
    return "cost" in draft.metrics or bool(draft.soft_cost)
