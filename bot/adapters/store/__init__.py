"""The store: one SQLite file, many readers, one writer."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from bot.adapters.store.alerts import AlertStore
from bot.adapters.store.audit import AuditStore
from bot.adapters.store.budgets import BudgetStore
from bot.adapters.store.claims import ClaimStore
from bot.adapters.store.closes import CloseStore
from bot.adapters.store.conversations import ConversationStore, forget_conversations
from bot.adapters.store.failures import explained, reached, replaced
from bot.adapters.store.future import forget_future
from bot.adapters.store.growing import add_columns
from bot.adapters.store.lock import WriteLock
from bot.adapters.store.meta import MetaStore
from bot.adapters.store.names import NameStore
from bot.adapters.store.opening import connect, identity, make_private, migrate, pending
from bot.adapters.store.outbox import OutboxStore
from bot.adapters.store.people import PeopleStore
from bot.adapters.store.price_lists import PriceListStore
from bot.adapters.store.readers import Readers
from bot.adapters.store.runs import RunStore
from bot.adapters.store.schedules import ScheduleStore
from bot.adapters.store.sent_messages import SentMessages
from bot.adapters.store.upkeep import back_up, forget, is_sound
from bot.adapters.store.usage import UsageStore
from bot.core.errors import UpstreamError

LEAVING = 1.0  # seconds that closing waits for a write
FIRST = "m001_notes"

PATIENCE = 10.0  # seconds to wait for another process; Litestream holds the lock for up to a few


class Store:
    """Everything the bot remembers. Safe to share between threads, and the file between processes."""

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        """Open `path`, made when missing, and bring its schema up to date. Raises UpstreamError with the cure."""
        self.path = path
        self._patience = patience
        self._held = threading.local()
        self._schema = -1  # as it was at the last write
        self.usage = UsageStore(self)
        self.meta = MetaStore(self)
        self.names = NameStore(self)
        self.price_lists = PriceListStore(self)
        self.closes = CloseStore(self)
        self.runs = RunStore(self)
        self.audit = AuditStore(self)
        self.budgets = BudgetStore(self)
        self.alerts = AlertStore(self)
        self.outbox = OutboxStore(self)
        self.claims = ClaimStore(self)
        self.sent_messages = SentMessages(self)
        self.schedules = ScheduleStore(self)
        self.people = PeopleStore(self)
        self.conversations = ConversationStore(self)
        with explained(path), reached(path):
            make_private(path)
            with closing(connect(path, patience, mode="ro")) as reader:
                pending(reader, path)  # refuses what we may not touch, before touching it
            self._readers = Readers(path, patience)
            self._lock = WriteLock(path, patience)
            self._writer = connect(path, patience, mode="rw")
            self._file = identity(path)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A read-only connection for this thread, with one view of the store until the end of the block."""
        if (held := getattr(self._held, "connection", None)) is not None:
            yield held
            return
        with explained(self.path), self._readers.one() as connection, self._unless_newer(connection):
            yield connection

    @contextmanager
    def _unless_newer(self, connection: sqlite3.Connection) -> Iterator[None]:
        """A table that is not there was renamed by a newer release, if there was one: that is said then."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
                pending(connection, self.path)
            raise

    @contextmanager
    def view(self) -> Iterator[None]:
        """Everything that this thread reads in the block is of one moment, so that sums agree with their parts."""
        with self.read() as connection:
            before = getattr(self._held, "connection", None)
            self._held.connection = connection
            try:
                yield
            finally:
                self._held.connection = before

    @contextmanager
    def write(self, patience: float | None = None, *, is_durable: bool = True) -> Iterator[sqlite3.Connection]:
        """
        The writing connection in a transaction: committed at the end, rolled back by any exception.

        `patience`: seconds to wait for whoever else writes; usually as long as the store was opened with. What is not
        durable does not wait for the disk: a power cut may lose it, and never what was written before.
        """
        with explained(self.path), self._lock.held(patience), self._synchronous(is_durable):
            self.check_file()
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                self._check_schema()
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                self.usage.ids.clear()
                raise
            finally:
                if self._writer.in_transaction:  # some failures, such as a full disk, have rolled back already
                    self._writer.execute("ROLLBACK")

    @contextmanager
    def _synchronous(self, is_durable: bool) -> Iterator[None]:
        if is_durable:
            yield
            return
        self._writer.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self._writer.execute("PRAGMA synchronous = FULL")

    def check_file(self) -> None:
        """Raise UpstreamError when the file is no longer the one that was opened."""
        if identity(self.path) != self._file:
            raise replaced(self.path)

    def _check_schema(self) -> None:
        """Raise UpstreamError when a newer release changed the schema meanwhile: writing could damage it."""
        (schema,) = self._writer.execute("PRAGMA schema_version").fetchone()
        if schema != self._schema:
            pending(self._writer, self.path)
            self._schema = schema

    def backup(self, path: Path) -> None:
        """Copy the store as it is now to a new file, and check the copy. Others read and write meanwhile."""
        back_up(self.path, path, self._patience)

    def prune(self, now: datetime) -> int:
        """Delete hours that are no longer kept; returns how many buckets."""
        with self.write() as connection:
            forget_conversations(connection, now)
            return forget(connection, now)

    def forget_future(self, connection: sqlite3.Connection, now: datetime, tolerance: timedelta) -> int:
        """Clear stored times that lie in the future, left by a wrong clock. `now` must be right."""
        return forget_future(connection, now, tolerance)

    def is_sound(self) -> bool:
        """Whether the whole file is intact. A large store takes a while."""
        with self.read() as connection:
            return is_sound(connection)

    def close(self) -> None:
        """Close the file, under the lock: the last connection moves the WAL into it."""
        try:
            with self._lock.held(LEAVING):
                self._disconnect()
        except UpstreamError:  # another process is writing, so ours is not the last connection
            self._disconnect()
        self._lock.close()

    def _disconnect(self) -> None:
        self._readers.close()
        self._writer.close()

    def _prepare(self) -> None:
        with explained(self.path), self._lock.held():
            self._writer.execute("PRAGMA journal_mode = WAL")
        with self.write() as connection:  # a read-only or busy file fails here, not at the first alert
            lacking = pending(connection, self.path)  # asked again: another process may have been quicker
            if lacking and lacking[0] != FIRST:
                self._keep_before(lacking[0])
            if lacking:
                migrate(connection)
            add_columns(connection)

    def _keep_before(self, migration: str) -> None:
        """Back up first, so that one can go back to the release before."""
        kept = self.path.with_name(f"{self.path.name}.before-{migration}")
        fresh = kept.with_name(f"{kept.name}.part")
        fresh.unlink(missing_ok=True)  # of an upgrade that was killed
        self.backup(fresh)
        fresh.replace(kept)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def lacking(path: Path) -> list[str]:
    """Names of the migrations that a store lacks. The file is opened read-only and closed again."""
    with explained(path), reached(path), closing(connect(path, PATIENCE, mode="ro")) as reader:
        return pending(reader, path)
