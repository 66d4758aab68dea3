"""`double it`, `snooze it till monday`: which budget that is. It is asked back with its name filled in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from bot.commands import raising
from bot.commands.request import Asker
from bot.commands.rights import seen
from bot.core.budgets.budget import Budget
from bot.core.budgets.budget_names import scope_name
from bot.core.budgets.meant_budgets import is_narrowed, meant_budgets
from bot.core.budgets.pointed_changes import named_changes, pointed_change
from bot.core.errors import UserError
from bot.core.grammar import read_question
from bot.core.names import Names
from bot.core.question import Question
from bot.services import Services
from bot.sources.conversation import previous_words

_MOST = 3  # budgets that are offered
_OF_BUDGETS = ("budgets", "budget changes")


def refuse_pointed(text: str, asker: Asker, services: Services) -> None:
    """Raises UserError for a change to the budget that was just shown, with the change as a button."""
    line = pointed_change(text)
    question = _previous(asker, services) if line else None
    if question and question.verb in _OF_BUDGETS:
        raise _asked_back(line, _shown(question, asker, services), asker, services)


def with_pointed(error: UserError, text: str, asker: Asker, services: Services) -> UserError:
    """The same error, or the question which budget is meant where the words point at one."""
    line = pointed_change(text)
    if not line or line.startswith("delete"):  # what is deleted without being seen may be a report too
        return error
    question = _previous(asker, services)
    shown = _shown(question, asker, services) if question else seen(asker, services.store.budgets.all())
    return _asked_back(line, shown, asker, services) if shown else error


def _previous(asker: Asker, services: Services) -> Question | None:
    now = services.clock()
    words = previous_words(asker.spot, asker.user_id, services, now=now) if asker.channel_id else ""
    with suppress(UserError):  # a project that is gone
        if words:
            return read_question(words, services.store.names.all(), now=now, zone=services.zone)
    return None


def _shown(question: Question, asker: Asker, services: Services) -> tuple[Budget, ...]:
    known = seen(asker, services.store.budgets.all())
    with suppress(UserError):  # what was asked about has no budget
        return meant_budgets(question, known, services.store.names.all()) if is_narrowed(question) else known
    return ()


def _asked_back(line: str, shown: Sequence[Budget], asker: Asker, services: Services) -> UserError:
    names, known = services.store.names.all(), services.store.budgets.all()
    lines = [
        one for named in named_changes(line, shown[:_MOST], known, names) for one in _raised(named, asker, services)
    ]
    told = f"Do you mean {_named(shown[0], names)}?" if len(shown) == 1 else "Which budget do you mean?"
    return UserError(f"{told} Nothing is changed yet.", (*dict.fromkeys(lines), "budgets"))


def _raised(line: str, asker: Asker, services: Services) -> tuple[str, ...]:
    """The line; where it would raise to less than there is, the one that lowers to it."""
    try:
        if line.startswith("raise "):
            raising.read(line.removeprefix("raise "), asker, services)
    except UserError as error:
        return tuple(one for one in error.suggestions if one.startswith("lower "))
    return (line,)


def _named(budget: Budget, names: Names) -> str:
    return f"the budget of {scope_name(budget, names)}"
