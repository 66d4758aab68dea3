"""The lock that every write takes, between threads and between processes."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.adapters.store.failures import busy

POLL = 0.01  # seconds; flock has no time-out of its own


class WriteLock:
    """
    Held for a whole write, its commit and its checkpoint.

    SQLite's own write lock is not enough: before 3.51.3 two connections that write and checkpoint at the same
    instant can corrupt a WAL. The kernel releases the file lock of a killed process, so none is ever left behind.
    """

    def __init__(self, path: Path, patience: float) -> None:
        """`path` is the store's; the lock is a file beside it. `patience` is in seconds."""
        self._path = path
        self._patience = patience
        self._threads = threading.Lock()
        self._owner = 0
        self._file = os.open(path.with_name(path.name + "-lock"), os.O_RDWR | os.O_CREAT, 0o600)

    @contextmanager
    def held(self, patience: float | None = None) -> Iterator[None]:
        """Hold the lock for the block. Raises UpstreamError after waiting for `patience`."""
        if self._owner == threading.get_ident():
            raise RuntimeError("a write inside a write")  # it would wait for itself
        patience = self._patience if patience is None else patience
        deadline = time.monotonic() + patience
        if not self._threads.acquire(timeout=patience):
            raise busy(self._path)
        try:
            self._owner = threading.get_ident()
            self._wait_for_processes(deadline)
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self._owner = 0
            self._threads.release()

    def close(self) -> None:
        os.close(self._file)

    def _wait_for_processes(self, deadline: float) -> None:
        while True:
            try:
                return fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise busy(self._path) from None
            time.sleep(POLL)
