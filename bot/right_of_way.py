"""Who may wait gives way: work to acknowledgements, and the reader of pages to people."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from threading import Condition
from typing import TypeVar

WORK = 1.0  # seconds that work gives way at most: Slack waits three for an acknowledgement
CALM = 0.01  # seconds without a new request after which a burst is over
READER = 0.1  # seconds that the reader does, at each step: an answer from the store takes a few hundredths
WRITER = 0.01  # seconds that it does while it holds the store's lock, which people's own writes want
STEP = 200  # rows: a millisecond or two of the reader's work

T = TypeVar("T")


class RightOfWay:
    """
    Counts the requests that are not acknowledged yet, and those that are worked on.

    One interpreter serves all threads. In a burst, the threads that answer the first commands would keep it from the
    last ones; and at any time the thread that reads pages would keep it from a question.
    """

    def __init__(self, *, work: float = WORK, reader: float = READER, calm: float = CALM) -> None:
        self._work = work
        self._calm = calm
        self._reader = reader
        self._changed = Condition()
        self._unacknowledged = 0
        self._served = 0
        self._came = 0  # requests since somebody looked

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

    def work_gives_way(self, since: float) -> None:
        """Wait until all is acknowledged and nothing more comes, until a second after the moment `since` at most."""
        while not self._is_calm() and time.monotonic() < since + self._work:
            time.sleep(self._calm)

    def _is_calm(self) -> bool:
        with self._changed:
            came, self._came = self._came, 0
            return not came and not self._unacknowledged

    def reader_gives_way(self) -> None:
        """Wait until nobody waits for anything, for a tenth of a second at most."""
        self._give_way(self._reader)

    def in_turns(self, rows: Iterable[T], *, is_writing: bool = False) -> Iterator[T]:
        """The reader's rows: after some of them, whoever asks has the interpreter."""
        rest, longest = iter(rows), min(WRITER, self._reader) if is_writing else self._reader
        return chain.from_iterable(self._steps(rest, longest))

    def _steps(self, rest: Iterator[T], longest: float) -> Iterator[tuple[T, ...]]:
        while some := tuple(islice(rest, STEP)):
            self._give_way(longest)
            yield some

    def _give_way(self, seconds: float) -> None:
        if not self._unacknowledged and not self._served:  # nearly always; who comes now is met at the next step
            return
        with self._changed:
            self._changed.wait_for(lambda: not self._unacknowledged and not self._served, seconds)

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
            self._came += max(0, unacknowledged)
            if not self._unacknowledged:
                self._changed.notify_all()
