"""People: who does not want to be told in person."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from bot.adapters.store.moments import to_text

if TYPE_CHECKING:
    from bot.adapters.store import Store


class PeopleStore:
    def __init__(self, store: Store) -> None:
        self.store = store

    def not_told(self) -> frozenset[str]:
        """Who switched it off."""
        with self.store.read() as connection:
            return frozenset(id for (id,) in connection.execute("SELECT person FROM not_told_in_person"))

    def switch_off(self, connection: sqlite3.Connection, person: str, now: datetime) -> None:
        connection.execute(
            "INSERT INTO not_told_in_person (person, since) VALUES (?, ?) ON CONFLICT (person) DO NOTHING",
            (person, to_text(now)),
        )

    def switch_on(self, connection: sqlite3.Connection, person: str) -> None:
        connection.execute("DELETE FROM not_told_in_person WHERE person = ?", (person,))
