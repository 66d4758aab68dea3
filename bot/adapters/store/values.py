"""Dimension values and their ids, both ways, each looked up once."""

from __future__ import annotations

import sqlite3


class Ids(dict[str, int]):
    """The id of a value, made at first sight. Lives as long as one write: what is rolled back is forgotten."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, value: str) -> int:
        row = self._connection.execute("SELECT id FROM dimension_values WHERE value = ?", (value,)).fetchone()
        if row is None:
            insert = "INSERT INTO dimension_values (value) VALUES (?) RETURNING id"
            row = self._connection.execute(insert, (value,)).fetchone()
        self[value] = row[0]
        return int(row[0])


class Values(dict[int, str]):
    """The value of an id."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, id: int) -> str:
        row = self._connection.execute("SELECT value FROM dimension_values WHERE id = ?", (id,)).fetchone()
        self[id] = row[0]
        return str(row[0])
