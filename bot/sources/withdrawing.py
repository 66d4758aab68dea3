"""Messages that wait while their budget is changed or deleted: what Slack does not have yet is not said any more."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.core.alerts.levels import AlertState, State, unsaid
from bot.core.alerts.planned_messages import level_key
from bot.services import Services


def withdraw(
    budget: int, start: datetime, state: AlertState, services: Services, connection: sqlite3.Connection, now: datetime
) -> AlertState:
    """What was told of a budget and period, once its waiting messages are withdrawn: their levels were not."""
    gone = services.store.outbox.withdraw(connection, budget, start, now)
    if not gone:
        return state
    levels = {
        mark.level
        for mark in state.marks
        if mark.state is State.TOLD and level_key(budget, start, mark.level, mark.round) in gone
    }
    after = unsaid(state, levels, keeps_message=state.message not in gone)
    changed = [mark for mark in after.marks if mark not in state.marks]
    services.store.alerts.save(connection, budget, start, after, changed)
    services.store.alerts.forget(connection, gone)
    return after
