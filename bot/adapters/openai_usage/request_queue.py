"""Whose turn it is to ask OpenAI, and how long each request may take: one queue for all threads."""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.errors import UpstreamError
from bot.core.observer import UNOBSERVED, Observer

HURRIED_TIMES = 4  # how much faster requests go for which a person waits
A_DAY = 24 * 3600.0  # seconds that OpenAI may ask to wait


@dataclass(frozen=True)
class Clockwork:
    """Sleep and the clock, which tests replace, and the observer of requests."""

    sleep: Callable[[float], object]
    monotonic: Callable[[], float]
    jitter: Callable[[], float] = random.random
    observer: Observer = UNOBSERVED
    hear: Callable[[Mapping[str, str]], None] = lambda headers: None  # may refuse an answer by its date


def at_once() -> None:
    """Give way to nobody."""


@dataclass(frozen=True)
class Patience:
    """
    How long to wait for one page: number of `tries`, seconds for each, and the longest wait for a rate limit.

    `ahead` is how many turns may be taken at once when a person waits; 0 is for the reader, which calls `give_way`
    before each step of a thousandth of a second or two.
    """

    tries: int
    deadline: float
    longest_wait: float
    ahead: int = 0
    give_way: Callable[[], object] = at_once


PATIENT = Patience(tries=3, deadline=60.0, longest_wait=30.0)
# For a request a person waits for. One question asks each endpoint once or twice, and the store has an older answer.
HURRIED = Patience(tries=2, deadline=10.0, longest_wait=3.0, ahead=20)


class Queue:
    """
    Spaces the requests of all threads, since the rate limits of these endpoints are not published.

    Turns are evenly spaced, `rate` a second. Hurried requests have a queue of their own: some at once, then `people`
    a second, so that nobody waits for an earlier person's question. The reader gives up as many turns, within bounds.
    """

    def __init__(self, rate: float, time: Clockwork, people: float = 0.0) -> None:
        self._interval = 1 / rate
        self._hurried_interval = 1 / (people or HURRIED_TIMES * rate)
        self._time = time
        self._lock = threading.Lock()
        self._next = -math.inf
        self._next_hurried = -math.inf
        self._closed_until = -math.inf

    def wait(self, longest: float, ahead: int = 0) -> None:
        """Sleep until it is the caller's turn. Raises at once when OpenAI asked to wait longer than `longest`."""
        with self._lock:
            now = self._time.monotonic()
            closed = self._closed_until - now
            if closed > longest:
                raise UpstreamError(
                    f"OpenAI asked to wait; the next read is due in {closed:.0f} seconds.",
                    transient=True,
                    code="rate_limited",
                    retry_after=closed,
                )
            turn = self._hurried_turn(now, ahead) if ahead else self._turn(now)
        if turn > now:
            self._time.sleep(turn - now)

    def _turn(self, now: float) -> float:
        turn = max(now, self._next, self._closed_until)
        self._next = turn + self._interval
        return turn

    def _hurried_turn(self, now: float, ahead: int) -> float:
        turn = max(now, self._next_hurried - ahead * self._hurried_interval, self._closed_until)
        self._next_hurried = max(turn, self._next_hurried) + self._hurried_interval
        owed = min(max(self._next, now) + self._interval, now + ahead * self._interval)
        self._next = max(self._next, owed)
        return turn

    def close_for(self, seconds: float) -> None:
        """Give nobody a turn for `seconds`."""
        with self._lock:
            self._closed_until = max(self._closed_until, self._time.monotonic() + min(seconds, A_DAY))
