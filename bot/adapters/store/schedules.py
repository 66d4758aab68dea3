"""Scheduled reports that people made in Slack; the one that the settings make is not stored."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from bot.adapters.store.moments import from_text, to_text
from bot.core.reports.schedules import Schedule

if TYPE_CHECKING:
    from bot.adapters.store import Store

COLUMNS = "question, channel, zone, at, days, only_over, only_changed, paused, created_at, created_by"


class ScheduleStore:
    def __init__(self, store: Store) -> None:
        self.store = store

    def all(self) -> tuple[Schedule, ...]:
        """The schedules that were not deleted, paused ones too, in the order they were made."""
        with self.store.read() as connection:
            rows = connection.execute(
                f"SELECT id, {COLUMNS} FROM schedules WHERE deleted_at = '' ORDER BY id"
            ).fetchall()
        return tuple(_schedule(row) for row in rows)

    def get(self, id: int) -> Schedule | None:
        """By its number, a deleted one too."""
        with self.store.read() as connection:
            row = connection.execute(f"SELECT id, {COLUMNS} FROM schedules WHERE id = ?", (id,)).fetchone()
        return _schedule(row) if row else None

    def add(self, connection: sqlite3.Connection, schedule: Schedule) -> Schedule:
        marks = ", ".join("?" * 10)
        done = connection.execute(f"INSERT INTO schedules ({COLUMNS}) VALUES ({marks})", _values(schedule))
        return replace(schedule, id=done.lastrowid or 0)

    def change(self, connection: sqlite3.Connection, schedule: Schedule) -> None:
        marks = ", ".join("?" * 10)
        words = f"UPDATE schedules SET ({COLUMNS}) = ({marks}) WHERE id = ?"
        connection.execute(words, (*_values(schedule), schedule.id))

    def delete(self, connection: sqlite3.Connection, id: int, at: datetime) -> None:
        connection.execute("UPDATE schedules SET deleted_at = ? WHERE id = ? AND deleted_at = ''", (to_text(at), id))

    def restore(self, connection: sqlite3.Connection, id: int) -> None:
        connection.execute("UPDATE schedules SET deleted_at = '' WHERE id = ?", (id,))


def _values(schedule: Schedule) -> tuple[Any, ...]:
    return (
        schedule.question,
        schedule.channel,
        schedule.zone,
        f"{schedule.at:%H:%M}",
        json.dumps({"days": schedule.days, "on": schedule.on} if schedule.on else schedule.days),
        schedule.only_over,
        schedule.only_changed,
        schedule.paused,
        to_text(schedule.created_at) if schedule.created_at else "",
        schedule.created_by,
    )


def _schedule(row: tuple[Any, ...]) -> Schedule:
    id, question, channel, zone, at, days, only_over, only_changed, paused, created_at, created_by = row
    kept = json.loads(days)  # a list of weekdays, or with what narrows them
    weekdays, on = (kept["days"], kept["on"]) if isinstance(kept, dict) else (kept, "")
    return Schedule(
        question,
        channel,
        zone,
        time.fromisoformat(at),
        tuple(weekdays),
        only_over,
        bool(only_changed),
        bool(paused),
        id,
        from_text(created_at) if created_at else None,
        created_by,
        on,
    )
