"""Dimension values and their ids, both ways."""

from __future__ import annotations

import json
import sqlite3


class Ids(dict[str, int]):
    """The ids of one dimension; a new value gets an id when it is first met."""

    def __init__(self, connection: sqlite3.Connection, dimension: str) -> None:
        super().__init__(
            connection.execute("SELECT value, id FROM dimension_values WHERE dimension = ?", (dimension,)).fetchall()
        )
        self._connection = connection
        self._dimension = dimension

    def __missing__(self, value: str) -> int:
        self[value] = made = self._found(value) or self._made(value)
        return made

    def _found(self, value: str) -> int | None:
        """Another process may have made it."""
        select = "SELECT id FROM dimension_values WHERE dimension = ? AND value = ?"
        row = self._connection.execute(select, (self._dimension, value)).fetchone()
        return row[0] if row else None

    def _made(self, value: str) -> int:
        insert = "INSERT INTO dimension_values (dimension, value) VALUES (?, ?)"
        made = self._connection.execute(insert, (self._dimension, value)).lastrowid
        assert made is not None  # noqa: S101  # an INSERT has one
        return made


class KnownIds(dict[str, Ids]):
    """
    The ids that the writer has seen, by dimension: reading tens of thousands for each write would be slow.

    The store forgets them when a write is rolled back, since those that it made are gone with it.
    """

    def of(self, connection: sqlite3.Connection, dimension: str) -> Ids:
        if dimension not in self:
            self[dimension] = Ids(connection, dimension)
        return self[dimension]


def learn(values: dict[int, str], ids: set[int], connection: sqlite3.Connection) -> None:
    """Add the values of `ids` to `values`. An id that a reader sees is committed, and never means another value."""
    if unknown := ids - values.keys():
        values.update(
            connection.execute(
                "SELECT id, value FROM dimension_values WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(unknown)),),
            ).fetchall()
        )
