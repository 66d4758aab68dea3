"""Withdraws waiting messages of a budget that is changed or deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.core.alerts.levels import AlertState, State, unsaid
from bot.core.alerts.planned_messages import GROUP, level_key
from bot.services import Services

Key = tuple[int, datetime]  # a budget and the start of a period
States = Mapping[Key, AlertState]


def withdraw(
    keys: Iterable[Key], states: States, services: Services, connection: sqlite3.Connection, now: datetime
) -> dict[Key, AlertState]:
    """
    What was told of those whose waiting messages are withdrawn: their levels were not, and are told anew.

    A message for several budgets takes the others with it, whose numbers stand in it too.
    """
    outbox = services.store.outbox
    gone: set[str] = set()
    touched: set[Key] = set()
    for key in keys:
        if withdrawn := outbox.withdraw(connection, *key, states[key].message, now):
            gone |= withdrawn
            touched.add(key)
    touched |= {key for key, state in states.items() if state.message.startswith(GROUP) and state.message in gone}
    after = {key: _unsaid(key, states[key], gone, services) for key in touched}
    for key in touched:
        changed = [mark for mark in after[key].marks if mark not in states[key].marks]
        services.store.alerts.save(connection, *key, after[key], changed)
    services.store.alerts.forget(connection, gone)
    return after


def _unsaid(key: Key, state: AlertState, gone: Collection[str], services: Services) -> AlertState:
    """The levels of a message for several have no message of their own; what ended meanwhile is looked at again."""
    own = {mark.level: level_key(*key, mark.level, mark.round) for mark in state.marks if mark.state is State.TOLD}
    is_gone = state.message in gone
    levels = {
        level
        for level, message in own.items()
        if message in gone or (is_gone and services.store.outbox.get(message) is None)
    }
    after = unsaid(state, levels, keeps_message=not is_gone)
    return replace(after, closed_at=None) if is_gone else after
