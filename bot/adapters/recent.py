"""What need not be asked or made again: answers of the last minute, and what comes of facts that stay the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

KEPT_FOR = timedelta(minutes=1)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept:
    at: datetime
    answer: Future[Any] = field(default_factory=Future)


class Recent:
    """
    What OpenAI answered within the last minute: people who ask the same share one request.

    Safe to use from several threads. A failure is told to all who waited for it, and kept for nobody else.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Hashable, _Kept] = {}

    def get(self, key: Hashable, now: datetime, ask: Callable[[], T]) -> tuple[T, datetime]:
        """The answer to `key` and when it was asked for; `ask` is called when nobody did within a minute."""
        kept, is_mine = self._claim(key, now)
        if is_mine:
            self._fill(key, kept, ask)
        return kept.answer.result(), kept.at

    def _claim(self, key: Hashable, now: datetime) -> tuple[_Kept, bool]:
        with self._lock:
            # A clock that was set back must not keep an answer for longer.
            self._kept = {known: kept for known, kept in self._kept.items() if abs(now - kept.at) < KEPT_FOR}
            known = self._kept.get(key)
            if known is None:
                self._kept[key] = mine = _Kept(now)
                return mine, True
            return known, False

    def _fill(self, key: Hashable, kept: _Kept, ask: Callable[[], T]) -> None:
        try:
            kept.answer.set_result(ask())
        except BaseException as error:
            with self._lock:
                if self._kept.get(key) is kept:
                    del self._kept[key]
            kept.answer.set_exception(error)
            raise


class Unchanged(Generic[T]):
    """The last thing that was made, for as long as what it was made of stays the same."""

    def __init__(self) -> None:
        self._kept: tuple[object, T] | None = None

    def get(self, made_of: object, make: Callable[[], T]) -> T:
        kept = self._kept
        if kept is None or kept[0] != made_of:
            self._kept = kept = (made_of, make())
        return kept[1]
