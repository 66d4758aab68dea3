"""Requests that were seen before: Slack delivers some twice, and whoever records one can send it again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar

import structlog

from bot.adapters.store.conversations import ConversationStore
from bot.core.errors import UpstreamError

log = structlog.get_logger()

# A signature is good for five minutes; no workspace sends this many requests meanwhile.
REMEMBERED = 20_000

T = TypeVar("T")


def request_id(body: Mapping[str, Any]) -> str:
    """Slack's own id of a command, a click or a form, or of an event; '' for what has none."""
    return body.get("trigger_id") or body.get("event_id") or ""


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


class Claims:
    """
    Requests that were begun, in the store, so that each runs in one of its processes only, also after a restart.

    They are claimed after the acknowledgement, which waits for no disk.
    """

    def __init__(self, store: ConversationStore, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def once(self, work: Callable[[Mapping[str, Any]], T]) -> Callable[[Mapping[str, Any]], T | None]:
        """`work` that does nothing with a request that was claimed before."""

        def run(body: Mapping[str, Any]) -> T | None:
            return work(body) if self._is_first(request_id(body)) else None

        return run

    def _is_first(self, id: str) -> bool:
        try:
            return not id or self._store.claim(id, self._clock())
        except UpstreamError as error:  # what changes something waits for the store by itself
            log.warning("request.not_claimed", code=error.code)
            return True
