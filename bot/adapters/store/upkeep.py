"""Upkeep of the file: a checked backup while the bot runs, and pruning by retention."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.adapters.store.failures import damaged, explained, reached
from bot.adapters.store.fetching import slot_of
from bot.adapters.store.moments import to_text
from bot.adapters.store.opening import connect
from bot.adapters.store.tables import SLOTS, TABLES
from bot.core.errors import UserError
from bot.core.periods import Width
from bot.core.usage.freshness import HOUR_GRAIN


def back_up(source: Path, target: Path, patience: float) -> None:
    """
    Write a checked copy of the store to a new file with mode 0600. When killed, it leaves no file.

    SQLite makes the copy: reading the file ourselves would miss the WAL, and drop SQLite's locks when we close it.
    """
    part = target.with_name(f"{target.name}.part")
    with explained(target), reached(target):
        if target.exists():
            raise UserError(f"{target} exists already: name a new file for the backup.")
        part.unlink(missing_ok=True)  # of a backup that was killed
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            _copy(source, part, patience)
        except BaseException:
            part.unlink()
            raise
        part.rename(target)


def _copy(source: Path, target: Path, patience: float) -> None:
    with explained(source), closing(connect(source, patience, mode="ro")) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    with closing(connect(target, patience, mode="ro")) as connection:
        if not is_sound(connection):
            raise damaged(source)
    with target.open("rb") as copy:
        os.fsync(copy.fileno())


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether every page and row of the store is intact."""
    try:
        return bool(connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def forget(connection: sqlite3.Connection, now: datetime) -> int:
    """Delete hours that are no longer kept; returns how many. Days are kept for ever, and freed pages are reused."""
    oldest = HOUR_GRAIN.kept_since(now)
    for name, width in {(table.name, table.width) for tables in TABLES.values() for table in tables}:
        if width is not Width.DAY:
            connection.execute(f"DELETE FROM {name} WHERE {SLOTS[width]} < ?", (slot_of(oldest, width),))
    gone = connection.execute("DELETE FROM reads WHERE width <> ? AND start < ?", (Width.DAY, to_text(oldest)))
    return gone.rowcount
