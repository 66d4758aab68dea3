"""Clears stored times that lie in the future, left by a clock that was ahead."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.adapters.store.moments import to_text
from bot.core.alerts.outbox import LEASE, LONGEST_PAUSE
from bot.core.periods import DAY

# A message that was sent by a clock that was ahead stands in Slack at the true time: the look-up begins well before.
STATEMENTS = (
    "DELETE FROM reads WHERE read_at > :now",
    "DELETE FROM runs WHERE at > :now",
    "DELETE FROM snoozes WHERE at > :now",
    "DELETE FROM meta WHERE value GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:*' AND value > :now",
    "UPDATE alert_states SET closed_at = '' WHERE closed_at > :now",
    "UPDATE alert_states SET told_at = :now WHERE told_at > :now",
    "UPDATE alert_states SET acknowledged_at = :now WHERE acknowledged_at > :now",
    "UPDATE alerts SET at = :now WHERE at > :now",
    "UPDATE budgets SET created_at = :now WHERE created_at > :now",
    "UPDATE schedules SET created_at = :now WHERE created_at > :now",
    "UPDATE outbox SET doubt_since = :earlier WHERE state = 'pending' AND doubt_since > :now",
    "UPDATE outbox SET doubt_since = :earlier, look_at = :now WHERE look_at > :now AND (doubt_since > :now"
    " OR look_at > :next)",
    "UPDATE outbox SET sent_at = :now WHERE sent_at > :now",
    "UPDATE outbox SET created_at = :now WHERE state = 'pending' AND created_at > :now",
    "UPDATE outbox SET next_at = '' WHERE state IN ('pending', 'kept') AND next_at > :next",
    "UPDATE outbox SET claimed_until = '' WHERE state = 'pending' AND claimed_until > :claimed",
    "DELETE FROM pauses WHERE since > :now OR until > :next",
)


def forget_future(connection: sqlite3.Connection, now: datetime) -> int:
    """Clear them; returns how many rows had one. `now` must be right."""
    moments = {
        "now": to_text(now),
        "earlier": to_text(now - 2 * DAY),
        "next": to_text(now + LONGEST_PAUSE),
        "claimed": to_text(now + LEASE),
    }
    return sum(connection.execute(statement, moments).rowcount for statement in STATEMENTS)
