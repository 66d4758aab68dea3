"""The store: one SQLite file, many readers, one writer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self

from bot.adapters.store.alerts import AlertShelf
from bot.adapters.store.audit import AuditShelf
from bot.adapters.store.budgets import BudgetShelf
from bot.adapters.store.failures import told
from bot.adapters.store.lock import WriteLock
from bot.adapters.store.meta import MetaShelf
from bot.adapters.store.names import NameShelf
from bot.adapters.store.opening import connect, make_private, migrate, migrations, pending
from bot.adapters.store.outbox import OutboxShelf
from bot.adapters.store.runs import RunShelf
from bot.adapters.store.schedules import ScheduleShelf
from bot.adapters.store.usage import UsageShelf

PATIENCE = 10.0  # seconds to wait for another process; Litestream holds the lock for up to a few


class Store:
    """Everything the bot remembers. Safe to share between threads, and the file between processes."""

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        """Open `path`, made when missing, and bring its schema up to date. Raises UpstreamError with the cure."""
        self.path = path
        self._patience = patience
        self.usage = UsageShelf(self)
        self.meta = MetaShelf(self)
        self.names = NameShelf(self)
        self.runs = RunShelf(self)
        self.audit = AuditShelf(self)
        self.budgets = BudgetShelf(self)
        self.alerts = AlertShelf(self)
        self.outbox = OutboxShelf(self)
        self.schedules = ScheduleShelf(self)
        with told(path):
            make_private(path)
            with closing(connect(path, patience, mode="ro")) as reader:
                pending(reader, path, migrations())  # refuses what we may not touch, before touching it
            self._lock = WriteLock(path, patience)
            self._writer = connect(path, patience, mode="rw")
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A read-only connection of one's own, with one view of the store for as long as it is open."""
        with told(self.path), closing(connect(self.path, self._patience, mode="ro")) as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """The writing connection in a transaction: committed at the end, rolled back by any exception."""
        with told(self.path), self._lock.held():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            finally:
                if self._writer.in_transaction:  # some failures, a full disk for one, have rolled back already
                    self._writer.execute("ROLLBACK")

    def close(self) -> None:
        """Let go of the file. The last one to leave moves the WAL into it, hence under the lock."""
        with told(self.path), self._lock.held():
            self._writer.close()
        self._lock.close()

    def _prepare(self) -> None:
        with told(self.path), self._lock.held():
            self._writer.execute("PRAGMA journal_mode = WAL")
        known = migrations()
        with self.write() as connection:  # which also shows a read-only or busy file now, not at the first alert
            if pending(connection, self.path, known):  # asked again: another process may have been quicker
                migrate(connection, known)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
