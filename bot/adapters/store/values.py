"""Dimension values and their ids, both ways, each looked up once."""

from __future__ import annotations

import sqlite3


class Ids(dict[str, int]):
    """The ids of one dimension, made at first sight. Lives as long as one write: what is rolled back is forgotten."""

    def __init__(self, connection: sqlite3.Connection, dimension: str) -> None:
        super().__init__()
        self._connection = connection
        self._dimension = dimension

    def __missing__(self, value: str) -> int:
        named = (self._dimension, value)
        find = "SELECT id FROM dimension_values WHERE dimension = ? AND value = ?"
        make = "INSERT INTO dimension_values (dimension, value) VALUES (?, ?) RETURNING id"
        row = self._connection.execute(find, named).fetchone() or self._connection.execute(make, named).fetchone()
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
