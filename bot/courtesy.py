"""Work gives way to acknowledgements: Slack waits three seconds for one, a person longer for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

PATIENCE = 1.0  # seconds that work gives way at most


class Courtesy:
    """
    Counts the requests that are not acknowledged yet.

    In a burst, the threads that answer the first commands would keep the interpreter from the last ones.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._changed = Condition()
        self._pending = 0

    @contextmanager
    def acknowledging(self) -> Iterator[None]:
        with self._changed:
            self._pending += 1
        try:
            yield
        finally:
            with self._changed:
                self._pending -= 1
                if not self._pending:
                    self._changed.notify_all()

    def give_way(self) -> None:
        """Wait until nothing is pending, for a second at most."""
        with self._changed:
            self._changed.wait_for(lambda: not self._pending, self._patience)
