"""The threads that work on what was acknowledged, once a burst of requests is over."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

import structlog

from bot.right_of_way import RightOfWay

log = structlog.get_logger()

WORKERS = 32  # commands that are worked on at the same time

T = TypeVar("T")
Work = Callable[[], object]


class Workers:
    """
    Work is handed over by one thread, which gives way to acknowledgements.

    A worker that was woken for each request would take the interpreter from the requests that came with it.
    """

    def __init__(self, right_of_way: RightOfWay) -> None:
        self._right_of_way = right_of_way
        self._pool = ThreadPoolExecutor(WORKERS, "slack-work")
        self._waiting: SimpleQueue[tuple[float, Work] | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="slack-hand-over", daemon=True)
        self._thread.start()

    def hand_over(self, work: Work) -> None:
        """To be done soon. What goes wrong in it is logged."""
        self._waiting.put((time.monotonic(), work))

    def submit(self, work: Callable[[Any], T], given: object) -> Future[T]:
        """To be done at once: the acknowledgement waits for it."""
        return self._pool.submit(work, given)

    def close(self, *, wait: bool) -> None:
        """Take no new work; what waits is dropped."""
        self._waiting.put(None)
        self._thread.join()
        self._pool.shutdown(wait=wait, cancel_futures=True)

    def _run(self) -> None:
        while (waiting := self._waiting.get()) is not None:
            came, work = waiting
            self._right_of_way.work_gives_way(since=came)
            self._pool.submit(_logged, work)


def _logged(work: Work) -> None:
    try:
        work()
    except Exception:  # before the listener's own handler; in a worker nobody else would see it
        log.exception("work.bug")
