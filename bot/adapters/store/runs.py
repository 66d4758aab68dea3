"""Jobs that run once for a slot, such as a digest for a local date: the first process to claim it runs."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.adapters.store.moments import from_text, to_text

if TYPE_CHECKING:
    from bot.adapters.store import Store


@dataclass(frozen=True, slots=True)
class Run:
    """`slot` sorts in time: a date, a month, an instant."""

    kind: str
    slot: str
    at: datetime


class RunStore:
    def __init__(self, store: Store) -> None:
        self.store = store

    def claim(self, connection: sqlite3.Connection, kind: str, slot: str, at: datetime) -> bool:
        """Claim the slot in the caller's write; False when it was claimed before."""
        done = connection.execute("INSERT OR IGNORE INTO runs VALUES (?, ?, ?)", (kind, slot, to_text(at)))
        return done.rowcount == 1

    def release(self, connection: sqlite3.Connection, kind: str, slot: str) -> None:
        """It did not run after all."""
        connection.execute("DELETE FROM runs WHERE kind = ? AND slot = ?", (kind, slot))

    def has(self, kind: str, slot: str) -> bool:
        with self.store.read() as connection:
            found = connection.execute("SELECT 1 FROM runs WHERE kind = ? AND slot = ?", (kind, slot)).fetchone()
        return found is not None

    def last(self, kind: str) -> Run | None:
        """The run with the greatest slot."""
        with self.store.read() as connection:
            row = connection.execute(
                "SELECT kind, slot, at FROM runs WHERE kind = ? ORDER BY slot DESC LIMIT 1", (kind,)
            ).fetchone()
        return Run(row[0], row[1], from_text(row[2])) if row else None
