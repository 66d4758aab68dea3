"""Who may wait gives way: work to acknowledgements, and the reader of pages to people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

WORK = 1.0  # seconds that work gives way at most: Slack waits three for an acknowledgement
READER = 0.1  # seconds that the reader does, at each step: an answer from the store takes a few hundredths


class RightOfWay:
    """
    Counts the requests that are not acknowledged yet, and those that are worked on.

    One interpreter serves all threads. In a burst, the threads that answer the first commands would keep it from the
    last ones; and at any time the thread that reads pages would keep it from a question.
    """

    def __init__(self, *, work: float = WORK, reader: float = READER) -> None:
        self._work = work
        self._reader = reader
        self._changed = Condition()
        self._unacknowledged = 0
        self._served = 0

    @contextmanager
    def acknowledging(self) -> Iterator[None]:
        """Around what ends with an acknowledgement."""
        with self._counted(1, 0):
            yield

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Around the work for a person."""
        with self._counted(0, 1):
            yield

    def work_gives_way(self) -> None:
        """Wait until all is acknowledged, for a second at most."""
        with self._changed:
            self._changed.wait_for(lambda: not self._unacknowledged, self._work)

    def reader_gives_way(self) -> None:
        """Wait until nobody waits for anything, for a tenth of a second at most."""
        with self._changed:
            self._changed.wait_for(lambda: not self._unacknowledged and not self._served, self._reader)

    @contextmanager
    def _counted(self, unacknowledged: int, served: int) -> Iterator[None]:
        self._count(unacknowledged, served)
        try:
            yield
        finally:
            self._count(-unacknowledged, -served)

    def _count(self, unacknowledged: int, served: int) -> None:
        with self._changed:
            self._unacknowledged += unacknowledged
            self._served += served
            if not self._unacknowledged:
                self._changed.notify_all()
