"""Faults that wait for requests."""

from __future__ import annotations

import threading
from collections.abc import Callable

from bot.demo.faults import Fault
from bot.demo.openai.exchange import Request

Match = str | Callable[[Request], bool]


class Troubles:
    """Faults to meet, in the order in which they were added. Any thread may ask."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Match, Fault, int | None]] = []
        self._lock = threading.Lock()

    def add(self, match: Match, faults: tuple[Fault, ...], times: int | None) -> None:
        with self._lock:
            self._waiting += [(match, fault, times) for fault in faults]

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def of(self, request: Request) -> Fault | None:
        """The fault that this request meets. It is counted."""
        with self._lock:
            for place, (match, fault, times) in enumerate(self._waiting):
                if match in request.path if isinstance(match, str) else match(request):
                    self._waiting[place : place + 1] = [] if times == 1 else [(match, fault, times and times - 1)]
                    return fault
        return None
