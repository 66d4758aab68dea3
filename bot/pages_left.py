"""How many pages a question still waits for, so that a person who waits can be told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock


class PagesLeft:
    """Counts up as requests are planned and down as their pages come."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._left = 0

    @property
    def count(self) -> int:
        return self._left

    def add(self, pages: int) -> None:
        """`pages` more are asked for; fewer than none came."""
        with self._lock:
            self._left = max(0, self._left + pages)


_CURRENT: ContextVar[PagesLeft | None] = ContextVar("pages_left", default=None)


@contextmanager
def counting_pages() -> Iterator[PagesLeft]:
    """Count what this thread asks OpenAI for, to the end of the block."""
    pages = PagesLeft()
    token = _CURRENT.set(pages)
    try:
        yield pages
    finally:
        _CURRENT.reset(token)


def pages_asked(count: int) -> None:
    """Tell whoever counts that `count` more pages are on their way; negative when they came."""
    if (pages := _CURRENT.get()) is not None:
        pages.add(count)
