"""Requests that were seen before: Slack delivers some twice, and whoever records one can send it again."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

# A signature is good for five minutes; no workspace sends this many requests meanwhile.
REMEMBERED = 20_000


class Seen:
    """The ids of the last requests, the oldest forgotten first."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def is_new(self, id: str) -> bool:
        """True once for each id. A request without an id is new: there is nothing to know it by."""
        if not id:
            return True
        with self._lock:
            if id in self._ids:
                return False
            self._ids[id] = None
            if len(self._ids) > self._remembered:
                self._ids.popitem(last=False)
            return True
