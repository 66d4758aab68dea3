"""Clears stored times that lie in the future, left by a clock that was ahead."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from bot.adapters.store.moments import to_text
from bot.core.alerts.outbox import LEASE, LONGEST_PAUSE
from bot.core.periods import DAY

# A message that was sent by a clock that was ahead stands in Slack at the true time: the look-up begins well before.
STATEMENTS = (
    "DELETE FROM reads WHERE read_at > :future",
    "DELETE FROM runs WHERE at > :future",
    "DELETE FROM snoozes WHERE at > :future",
    "DELETE FROM meta WHERE value GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:*' AND value > :future",
    "UPDATE alert_states SET closed_at = '' WHERE closed_at > :future",
    "UPDATE alert_states SET told_at = :now WHERE told_at > :future",
    "UPDATE alert_states SET acknowledged_at = :now WHERE acknowledged_at > :future",
    "UPDATE alerts SET at = :now WHERE at > :future",
    "UPDATE budgets SET created_at = :now WHERE created_at > :future",
    "UPDATE schedules SET created_at = :now WHERE created_at > :future",
    "UPDATE outbox SET doubt_since = :earlier WHERE state = 'pending' AND doubt_since > :future",
    "UPDATE outbox SET doubt_since = :earlier, look_at = :now WHERE look_at > :now AND (doubt_since > :future"
    " OR look_at > :next)",
    "UPDATE outbox SET sent_at = :now WHERE sent_at > :future",
    "UPDATE outbox SET created_at = :now WHERE state = 'pending' AND created_at > :future",
    "UPDATE outbox SET next_at = '' WHERE state IN ('pending', 'kept') AND next_at > :next",
    "UPDATE outbox SET claimed_until = '' WHERE state = 'pending' AND claimed_until > :claimed",
    "DELETE FROM pauses WHERE since > :future OR until > :next",
)


def forget_future(connection: sqlite3.Connection, now: datetime, tolerance: timedelta) -> int:
    """
    Clear them; returns how many rows had one. `now` must be right. By so much the clock of another bot on this store
    may be ahead of it and count as right.
    """
    moments = {
        "now": to_text(now),
        "future": to_text(now + tolerance),
        "earlier": to_text(now - 2 * DAY),
        "next": to_text(now + tolerance + LONGEST_PAUSE),
        "claimed": to_text(now + tolerance + LEASE),
    }
    return sum(connection.execute(statement, moments).rowcount for statement in STATEMENTS)
