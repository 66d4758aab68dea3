"""A counter that the catalogue has and the store has not gets its column, with what waited for it in `extra`."""

from __future__ import annotations

import sqlite3

from bot.adapters.store.tables import TABLES, Table


def add_columns(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Add missing columns; returns them as `table.column`. Tables shared by endpoints have room for all counters."""
    tables = {tables[0].name: tables[0] for tables in TABLES.values() if not tables[0].shared}
    return tuple(
        _added(connection, table, counter)
        for table in tables.values()
        for counter in table.counters
        if counter not in _columns(connection, table)
    )


def _columns(connection: sqlite3.Connection, table: Table) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")}


def _added(connection: sqlite3.Connection, table: Table, counter: str) -> str:
    connection.execute(f"ALTER TABLE {table.name} ADD COLUMN {counter} INTEGER NOT NULL DEFAULT 0")
    connection.execute(
        f"UPDATE {table.name} SET {counter} = json_extract(extra, ?1),"
        " extra = replace(json_remove(extra, ?1), '{}', '')"
        " WHERE extra <> '' AND json_type(extra, ?1) = 'integer'",
        (f"$.{counter}",),
    )
    _show(connection, table, counter)
    return f"{table.name}.{counter}"


def _show(connection: sqlite3.Connection, table: Table, counter: str) -> None:
    """In the views that name each counter of this table, before the estimate."""
    views = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'view' AND instr(sql, ?) AND instr(sql, ', extra FROM')",
        (f" FROM {table.name} AS usage",),
    ).fetchall()
    for name, sql in views:
        connection.execute(f"DROP VIEW {name}")
        connection.execute(sql.replace(", estimate,", f", {counter}, estimate,", 1))
