"""Budgets as they are saved, deleted and brought back: each with its line in the audit and where it then stands."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from bot.adapters.store.audit import AuditLine
from bot.commands.alert_edit import edits_of
from bot.commands.request import Action, Asker, Click, Response
from bot.core.alerts.levels import NEW_LEVEL, NOTHING_TOLD, decide
from bot.core.budgets import budget_previews as previews
from bot.core.budgets.budget import Budget, BudgetStatus
from bot.core.budgets.budget_names import amount, left_text, of_amount, period_name
from bot.core.budgets.budget_terms import channel_name, terms
from bot.core.budgets.raise_words import one_budget
from bot.core.budgets.words import known_budget, read_budget
from bot.core.budgets.written_budget import budget_words
from bot.core.errors import UserError
from bot.core.periods import Period, Width
from bot.core.slack.blocks import Button
from bot.core.slack.dates import day
from bot.core.slack.message import Message
from bot.services import Services
from bot.sources.budget_status import REACH, BudgetSums, budget_sums
from bot.sources.withdrawing import withdraw

ONCE_SAVED = "once it is saved"


def audit(
    connection: sqlite3.Connection, action: str, budget: Budget, detail: str, asker: Asker, services: Services
) -> None:
    line = AuditLine(services.clock(), asker.user_id, action, f"budget:{budget.id}", detail)
    services.store.audit.append(connection, line)


def stands(budget: Budget, sums: BudgetSums, services: Services, when: str = "now") -> str:
    """Where it stands, and what its channel hears of that at once: `now`, or once it is saved."""
    status = sums.current(budget)
    if status.spent is None:
        return "Nothing was read in its period yet."
    state = services.store.alerts.states(status.period.start).get((budget.id, status.period.start), NOTHING_TOLD)
    is_news = any(one.event in NEW_LEVEL for one in decide(status, state, now=sums.now))
    channel = budget.channel or services.settings.alert_channel
    already = f"; {channel_name(channel) if channel else 'its channel'} gets an alert {when}" if is_news else ""
    if not budget.resets and status.spent.quantity > status.amount:
        since = f"{amount(status.spent, budget.metric)} was used {period_name(budget.period, status.period)}"
        unread = _unread(budget, status, services)
        return f"{since}: it would already be {left_text(status, None)}. Is the amount right?{unread}"
    return f"It stands at {of_amount(status)}{already}.{_unread(budget, status, services)}"


def _unread(budget: Budget, status: BudgetStatus, services: Services) -> str:
    """What was spent before the first day that was read is missing in what does not reset."""
    if budget.resets:
        return ""
    span = Period(status.period.start, services.clock())
    first = min(services.store.usage.notes("completions", Width.DAY, span), default=span.start)
    if first <= span.start:
        return ""
    return f" Nothing was read before {day(first.date())}: `usage-bot sync --since {span.start:%Y-%m-%d}` reads it."


def _save(click: Click, services: Services) -> Response:
    sums = budget_sums(services, services.clock())
    wanted = read_budget(click.value, sums.names)
    known = known_budget(wanted, services.store.budgets.all())
    return Response(replacement=_saved(wanted.made(known), known, click.asker, sums, services))


def _saved(budget: Budget, known: Budget | None, asker: Asker, sums: BudgetSums, services: Services) -> Message:
    store = services.store
    with store.write() as connection:
        if known:
            budget = replace(budget, raised=None if budget.amount != known.amount else known.raised)
            store.budgets.change(connection, budget)
        else:
            made = replace(budget, created_at=sums.now, created_by=asker.user_id)
            budget = _added(connection, made, services)
        audit(connection, "budget changed" if known else "budget made", budget, budget_words(budget), asker, services)
    return previews.done_message(f"Saved. {terms(budget, sums.names)}. {stands(budget, sums, services)}")


def _added(connection: sqlite3.Connection, budget: Budget, services: Services) -> Budget:
    try:
        return services.store.budgets.add(connection, budget)
    except sqlite3.IntegrityError:
        raise UserError("Somebody made this budget a moment ago; `budgets` lists it.") from None


def deleted(budget: Budget, asker: Asker, services: Services) -> Message:
    names = services.store.names.all()
    sums = budget_sums(services, services.clock())
    with services.store.write() as connection:
        now = services.clock()
        services.store.budgets.delete(connection, budget.id, now)
        states = services.store.alerts.states(now - REACH)
        states |= withdraw([key for key in states if key[0] == budget.id], states, services, connection, now)
        for queued in edits_of(replace(budget, deleted_at=now), states, sums, services):
            services.store.outbox.put(connection, queued, now=now)
        audit(connection, "budget deleted", budget, budget_words(budget), asker, services)
    undo = Button("Undo", "budget_undo", str(budget.id))
    return previews.done_message(f"Deleted. {terms(budget, names)}.", undo)


def delete_by_click(click: Click, services: Services) -> Response:
    names, known = services.store.names.all(), services.store.budgets.all()
    return Response(replacement=deleted(one_budget(f"#{click.value}", known, names), click.asker, services))


def _undo(click: Click, services: Services) -> Response:
    budget = services.store.budgets.get(click.number)
    if budget is None:
        raise UserError("That budget is gone; `budgets` lists those there are.")
    with services.store.write() as connection:
        if not services.store.budgets.restore(connection, budget.id):
            raise UserError("Another budget took its place meanwhile; `budgets` lists it.")
        sums = budget_sums(services, services.clock())
        states = services.store.alerts.states(sums.now - REACH)
        for queued in edits_of(replace(budget, deleted_at=None), states, sums, services):
            services.store.outbox.put(connection, queued, now=sums.now)
        audit(connection, "budget restored", budget, budget_words(budget), click.asker, services)
    text = f"Restored. {terms(budget, services.store.names.all())}."
    return Response(replacement=previews.done_message(text))


def _cancel(click: Click, services: Services) -> Response:
    return Response(replacement=previews.done_message("Nothing was changed."))


ACTIONS = (
    Action("budget_save", _save, admins_only=True),
    Action("budget_cancel", _cancel),
    Action("budget_delete", delete_by_click, admins_only=True),
    Action("budget_undo", _undo, admins_only=True),
)
