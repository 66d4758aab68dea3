"""Failures of SQLite and the file system as sentences for a person, with the cure."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.errors import UpstreamError

SHARED_MEMORY = 32 * 1024  # bytes of the file that readers and writers share
# By SQLite's primary result code: whether a later try may succeed, and the sentence.
REASONS = {
    sqlite3.SQLITE_BUSY: (True, "is busy: another program is writing to it; try again in a moment"),
    sqlite3.SQLITE_LOCKED: (True, "is busy: another program is writing to it; try again in a moment"),
    sqlite3.SQLITE_FULL: (True, "cannot grow because the disk is full: free some space, and the bot goes on by itself"),
    sqlite3.SQLITE_IOERR: (True, "cannot be read or written because the disk reports an error: check the disk"),
    sqlite3.SQLITE_READONLY: (False, "is read-only: make the file and its folder writable for the bot"),
    sqlite3.SQLITE_PERM: (False, "is read-only: make the file and its folder writable for the bot"),
    sqlite3.SQLITE_CANTOPEN: (
        False,
        "cannot be opened: check that the path names a file the bot may read and write, on a writable disk",
    ),
    sqlite3.SQLITE_NOTADB: (False, "is not a database: put a backup in its place, or set USAGE_BOT_DATABASE"),
    sqlite3.SQLITE_CORRUPT: (False, "is damaged: stop the bot and put a backup in its place"),
}


def busy(path: Path) -> UpstreamError:
    """The error when another process holds the lock for longer than we wait."""
    return _failure(path, sqlite3.SQLITE_BUSY)


def damaged(path: Path) -> UpstreamError:
    return _failure(path, sqlite3.SQLITE_CORRUPT)


def replaced(path: Path) -> UpstreamError:
    """The error when another file lies where ours lay: writes would be lost, or damage the other file."""
    text = f"The store {path} was replaced or removed while the bot ran: start the bot again."
    return UpstreamError(text, transient=False, code="replaced")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise failures of the machine as UpstreamError. Bugs of our own stay sqlite3 errors."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # extended codes carry the primary one in the low byte
        if code not in REASONS:
            raise
        if code == sqlite3.SQLITE_IOERR and _is_full(path):
            code = sqlite3.SQLITE_FULL
        raise _failure(path, code) from error


def _is_full(path: Path) -> bool:
    """Whether the disk is full. SQLite reports an I/O error when there is no room for its shared memory file."""
    try:
        return shutil.disk_usage(path.parent).free < SHARED_MEMORY
    except OSError:
        return False


@contextmanager
def reached(path: Path) -> Iterator[None]:
    """The same for OSError. Only our own code may be inside: a caller's OSError is not about the store."""
    try:
        yield
    except OSError as error:
        raise UpstreamError(f"The store {path} cannot be used: {error.strerror}.", transient=False) from error


def _failure(path: Path, code: int) -> UpstreamError:
    transient, reason = REASONS[code]
    return UpstreamError(f"The store {path} {reason}.", transient=transient, code=_name(code))


def _name(code: int) -> str:
    names = ("BUSY", "LOCKED", "FULL", "IOERR", "READONLY", "PERM", "CANTOPEN", "NOTADB", "CORRUPT")
    return next(f"SQLITE_{name}" for name in names if getattr(sqlite3, f"SQLITE_{name}") == code)
