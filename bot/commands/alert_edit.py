"""The living messages of budgets, written anew when somebody did something about them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.commands.request import Asker
from bot.commands.rights import seen
from bot.core.alerts.alert_message import also_in, annotated_message, standing_message
from bot.core.alerts.levels import NOTHING_TOLD, AlertEvent, AlertState
from bot.core.alerts.message_facts import AlertFacts
from bot.core.alerts.outbox import Act, QueuedMessage
from bot.core.budgets.budget import Budget, BudgetStatus, budget_period
from bot.core.budgets.budget_names import inside, scope_name
from bot.core.budgets.openai_limits import KEPT, kept_limits, limit_on
from bot.core.errors import UserError
from bot.core.slack.message import Block, Message
from bot.core.slack.text import listed
from bot.services import Services
from bot.sources.alert_facts import brief
from bot.sources.budget_status import REACH, BudgetSums, budget_sums
from bot.sources.causes import drivers
from bot.sources.withdrawing import States


def members(key: str, sums: BudgetSums, services: Services) -> tuple[BudgetStatus, ...]:
    """The budgets that the message speaks of, where they stand in its period."""
    found = []
    for id, start in services.store.alerts.of_message(key):
        budget = services.store.budgets.get(id)
        if budget is not None:
            found.append(sums.status(budget, budget_period(budget.period, start)))
    return tuple(found)


def spoken_of(key: str, asker: Asker, sums: BudgetSums, services: Services) -> str:
    """`checkout-prod and web-app`: whose budgets the message speaks of, as far as one may see them; '' for none."""
    budgets = seen(asker, [one.budget for one in members(key, sums, services)])
    return listed(inside(scope_name(one, sums.names)) for one in budgets)


@dataclass(frozen=True, slots=True)
class AlertEdit:
    """
    What somebody did about a message: how it changes what was told, and in words for one without a budget.

    `budgets` are those that it changes, by number: of a message for several the person may change some.
    """

    key: str
    change: Callable[[AlertState], AlertState]
    said: str
    budgets: frozenset[int]


def edit(shown: AlertEdit, statuses: Sequence[BudgetStatus], sums: BudgetSums, services: Services) -> QueuedMessage:
    """The message that shows it; it is put into the outbox in the write that does it."""
    queued = services.store.outbox.get(shown.key)
    if queued is None:
        raise UserError(
            "This message is from another store and cannot be changed any more; `alerts` lists what is open now."
        )
    also = also_in(queued.message)
    message = (
        _message(shown, statuses, sums, services, also) if statuses else annotated_message(queued.message, shown.said)
    )
    return QueuedMessage("", queued.channel, message, Act.EDIT, shown.key)


def put_edit(
    shown: AlertEdit, queued: QueuedMessage, sums: BudgetSums, services: Services, connection: sqlite3.Connection
) -> None:
    """Of another process, a check may have written a higher level meanwhile, which `queued` does not show."""
    if services.store.outbox.was_edited(connection, shown.key, sums.now):
        sums = budget_sums(services, services.clock())
        queued = edit(shown, members(shown.key, sums, services), sums, services)
    services.store.outbox.put(connection, queued, now=sums.now)


def edits_of(budget: Budget, states: States, sums: BudgetSums, services: Services) -> Iterator[QueuedMessage]:
    """
    What its open messages say now that somebody deleted or restored it; `states` are as they were told.

    A message that this store does not know, since a copy of the store was put back, stays as it is.
    """
    known = services.store.outbox.get
    for (id, _), state in states.items():
        if id == budget.id and state.message and state.closed_at is None and known(state.message):
            found = members(state.message, sums, services)
            statuses = [replace(one, budget=budget) if one.budget.id == id else one for one in found]
            yield edit(AlertEdit(state.message, lambda known: known, "", frozenset()), statuses, sums, services)


def _message(
    shown: AlertEdit, statuses: Sequence[BudgetStatus], sums: BudgetSums, services: Services, also: Sequence[Block]
) -> Message:
    states = services.store.alerts.states(sums.now - REACH)
    known = ((one, states.get((one.budget.id, one.period.start), NOTHING_TOLD)) for one in statuses)
    changed = ((one, shown.change(state) if one.budget.id in shown.budgets else state) for one, state in known)
    all_facts = [brief(one, then, AlertEvent.FIRST_LOOK, 0, sums, services) for one, then in changed]
    if len(all_facts) == 1 and not all_facts[0].is_over:  # a group's message has no room for what drove each
        all_facts = [_in_full(all_facts[0], sums, services)]
    return standing_message(all_facts, sums.names, also)


def _in_full(facts: AlertFacts, sums: BudgetSums, services: Services) -> AlertFacts:
    """What the message said stays in it, whatever is done about it."""
    budget = facts.status.budget
    limit = limit_on(budget, kept_limits(services.store.meta.get(KEPT)))
    return replace(facts, drivers=drivers(budget, sums, services), limit=limit)
