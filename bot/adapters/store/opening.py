"""Opening the file: made private, checked before it is touched, brought to the newest schema."""

from __future__ import annotations

import contextlib
import errno
import os
import runpy
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.errors import UpstreamError

if TYPE_CHECKING:
    from sqlite_utils.migrations import Migrations

PACKAGE = Path(__file__).parents[2]
WAL_KEPT = 8 * 1024 * 1024  # bytes; a first read of months would leave a WAL of its size for ever
MIGRATIONS = (PACKAGE / "migrations" / "migrations.py", PACKAGE.parent / "migrations" / "migrations.py")


def make_private(path: Path) -> None:
    """Make folder and file if they are missing, for the owner alone. What is there keeps its modes."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A file that is there is not opened here: closing it would drop the locks SQLite has on it in this process.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def identity(path: Path) -> tuple[int, int] | None:
    """What a file is, whatever lies at its path later; None when nothing does."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def connect(path: Path, patience: float, *, mode: str) -> sqlite3.Connection:
    """A connection in autocommit mode: each transaction is begun by name. `mode` is `ro` or `rw`."""
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(
        address, uri=True, timeout=patience, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    if mode == "rw":
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA journal_size_limit = {WAL_KEPT}")
    return connection


def migrations() -> Migrations:
    """The set of migrations, read by path: in a wheel they are inside the package, in a checkout beside it."""
    file = next(file for file in MIGRATIONS if file.exists())
    found: Migrations = runpy.run_path(str(file))["migrations"]
    return found


def pending(connection: sqlite3.Connection, path: Path, known: Migrations) -> list[str]:
    """Names of migrations that this store lacks. Refuses a store that has some that we do not know."""
    from sqlite_utils import Database

    store = Database(connection)
    with Database(memory=True) as nothing:  # to which every migration is still to come
        every = {migration.name for migration in known.pending(nothing)}
    if newer := [migration.name for migration in known.applied(store) if migration.name not in every]:
        raise UpstreamError(
            f"The store {path} was written by a newer usage-bot (it has {newer[-1]}): upgrade usage-bot, or put the "
            "backup made before that upgrade in its place.",
            transient=False,
            code="newer",
        )
    return [migration.name for migration in known.pending(store)]


def migrate(connection: sqlite3.Connection, known: Migrations) -> None:
    """Apply what is pending, all of it or nothing: inside the transaction of `connection`."""
    from sqlite_utils import Database

    known.apply(Database(connection))
