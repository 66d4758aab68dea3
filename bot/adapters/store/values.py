"""Dimension values and their ids, both ways."""

from __future__ import annotations

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


class Values(dict[int, str]):
    """The value of an id, looked up once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, id: int) -> str:
        row = self._connection.execute("SELECT value FROM dimension_values WHERE id = ?", (id,)).fetchone()
        self[id] = row[0]
        return str(row[0])
