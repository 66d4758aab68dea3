"""Opening the file: made private, checked before it is touched, brought to the newest schema."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import runpy
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.errors import UpstreamError

if TYPE_CHECKING:
    from sqlite_utils.migrations import Migrations

PACKAGE = Path(__file__).parents[2]
WAL_KEPT = 8 * 1024 * 1024  # bytes; a first read of months would leave a WAL of its size for ever
STEP = re.compile(r"^def (m\d{3}_\w+)\(", re.MULTILINE)
WRITING = ("synchronous = FULL", "foreign_keys = ON", f"journal_size_limit = {WAL_KEPT}")
MIGRATIONS = (PACKAGE / "migrations" / "migrations.py", PACKAGE.parent / "migrations" / "migrations.py")


def make_private(path: Path) -> None:
    """Make folder and file if they are missing, for the owner alone. What is there keeps its modes."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if path.exists() and not path.is_file():  # SQLite would wait for a pipe
        raise OSError(errno.EINVAL, "it is no file")
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
    try:
        for setting in WRITING if mode == "rw" else ():
            connection.execute(f"PRAGMA {setting}")
    except BaseException:  # of a file that is no store
        connection.close()
        raise
    return connection


def migrations() -> Migrations:
    """The set of migrations, read by path: in a wheel they are inside the package, in a checkout beside it."""
    found: Migrations = runpy.run_path(str(_file()))["migrations"]
    return found


def _file() -> Path:
    return next(file for file in MIGRATIONS if file.exists())


def names() -> list[str]:
    """The migrations' names as their file has them: to run it takes sqlite-utils, which is a tenth of a start."""
    return STEP.findall(_file().read_text(encoding="utf-8"))


def pending(connection: sqlite3.Connection, path: Path) -> list[str]:
    """Names of migrations that this store lacks. Refuses a store that has some that we do not know."""
    known, applied = names(), _applied(connection)
    if newer := [name for name in applied if name not in known]:
        raise UpstreamError(
            f"The store {path} was written by a newer usage-bot (it has {newer[-1]}): upgrade usage-bot, or put the "
            "backup made before that upgrade in its place.",
            transient=False,
            code="newer",
        )
    return [name for name in known if name not in applied]


def _applied(connection: sqlite3.Connection) -> list[str]:
    """In the order in which they were applied; sqlite-utils notes them."""
    noted = connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone()
    if noted is None:
        return []
    rows = connection.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = 'usage-bot' ORDER BY rowid"
    ).fetchall()
    return [name for (name,) in rows]


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is pending, all of it or nothing: inside the transaction of `connection`."""
    from sqlite_utils import Database

    migrations().apply(Database(connection))
