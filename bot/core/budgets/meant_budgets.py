"""Which budgets a question is about: those of its names, of the organisation, of one kind of period."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.budgets.budget import ORGANISATION, PERIODS, PERSONAL, Budget
from bot.core.catalogue.words import either
from bot.core.errors import UserError
from bot.core.grammar.wish_words import WISHES
from bot.core.names import Names
from bot.core.patterns import Pattern
from bot.core.question import Question
from bot.core.slack.text import listed
from bot.core.time_units import UNITS_OF_TIME

_BUDGET = rf"\s+(?:spend(?:ing)?\s+)?{either((*WISHES['budget'], 'limit', 'limits', 'cap'))}\b"
_KINDS = {word: unit.name for unit in UNITS_OF_TIME for word in unit.rows} | {"annual": "year"}
_KIND = Pattern(rf"\b(?P<kind>{either(_KINDS)}){_BUDGET}", re.IGNORECASE)
_WHOLE = Pattern(
    rf"\b(?:org|organi[sz]ation|company|overall|whole|entire|global)(?:'?s|[- ]wide)?{_BUDGET}", re.IGNORECASE
)


def meant_budgets(question: Question, budgets: Sequence[Budget], names: Names) -> tuple[Budget, ...]:
    """Those of `budgets` that the words mean. Raises UserError where they name what has none."""
    kind = _kind(question)
    found = tuple(one for one in budgets if kind in ("", one.period) and _is_named(one, question, names))
    if not found and is_narrowed(question):
        a_kind = next((f" {word}" for word, unit in _KINDS.items() if unit == kind), "")
        raise UserError(
            f"There is no{a_kind} budget{_for(question, names)}; `budgets` lists those there are.", ("budgets",)
        )
    return found


def is_narrowed(question: Question) -> bool:
    """Whether the words mean some budgets and not all."""
    return bool(question.filters or _scopes(question) or _kind(question) or _is_whole(question))


def _kind(question: Question) -> str:
    """Raises UserError for a period that no budget has."""
    match = _KIND.search(question.typed)
    kind = _KINDS[" ".join(match["kind"].lower().split())] if match else ""
    if match and kind not in PERIODS:
        raise UserError(
            f"A budget is for a day, a week or a month, so none is {match['kind'].lower()}.",
            ("budgets", f"cost this {kind}"),
        )
    return kind


def _is_whole(question: Question) -> bool:
    return _WHOLE.search(question.typed) is not None


def _scopes(question: Question) -> tuple[str, ...]:
    """The kinds of things that it is by. `who` asks for people, and for whose budget it is."""
    return tuple(name for name in question.dimensions if name != PERSONAL)


def _is_named(budget: Budget, question: Question, names: Names) -> bool:
    scopes = _scopes(question)
    if (_is_whole(question) and budget.scope != ORGANISATION) or (scopes and budget.scope not in scopes):
        return False
    included = [one for one in question.filters if not one.excluded]
    excluded = [one for one in question.filters if one.excluded]
    is_in = not included or any(_holds(budget, one.dimension, one.values, names) for one in included)
    return is_in and not any(_holds(budget, one.dimension, one.values, names) for one in excluded)


def _holds(budget: Budget, dimension: str, values: Sequence[str], names: Names) -> bool:
    return budget.scope == dimension and any(budget.covers(id, names) for id in values)


def _for(question: Question, names: Names) -> str:
    labels = [names.label(one.dimension, id) for one in question.filters if not one.excluded for id in one.values]
    whole = ["the organisation"] if _is_whole(question) else []
    kinds = [f"a {name}" for name in _scopes(question)]
    told = labels or whole or kinds
    return f" for {listed(told)}" if told else ""
