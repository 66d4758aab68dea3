"""Dimension values and their ids, both ways."""

from __future__ import annotations

import json
import sqlite3


class Ids(dict[str, int]):
    """The ids of one dimension, made at first sight. Lives as long as one write: what is rolled back is forgotten."""

    def __init__(self, connection: sqlite3.Connection, dimension: str) -> None:
        super().__init__(
            connection.execute("SELECT value, id FROM dimension_values WHERE dimension = ?", (dimension,)).fetchall()
        )
        self._connection = connection
        self._dimension = dimension

    def __missing__(self, value: str) -> int:
        insert = "INSERT INTO dimension_values (dimension, value) VALUES (?, ?)"
        made = self._connection.execute(insert, (self._dimension, value)).lastrowid
        assert made is not None  # noqa: S101  # an INSERT has one
        self[value] = made
        return made


def learn(values: dict[int, str], ids: set[int], connection: sqlite3.Connection) -> None:
    """Add the values of `ids` to `values`. An id that a reader sees is committed, and never means another value."""
    if unknown := ids - values.keys():
        values.update(
            connection.execute(
                "SELECT id, value FROM dimension_values WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(unknown)),),
            ).fetchall()
        )
