"""Rounds: what is compared runs by turns in one invocation, and the median of the rounds' ratios counts."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import TypeVar

T = TypeVar("T")


def by_turns(rounds: int, programs: Mapping[str, Callable[[], T]]) -> dict[str, list[T]]:
    """Every program once a round; who begins changes, because the first one warms the caches of the others."""
    found: dict[str, list[T]] = {name: [] for name in programs}
    names = list(programs)
    for number in range(rounds):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            found[name].append(programs[name]())
    return found


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def against(ours: Sequence[Sequence[float]], theirs: Sequence[Sequence[float]]) -> list[float]:
    """Every run of ours against their median of its round, sorted: so a round on a slower machine counts no more."""
    return sorted(one / p50(others) for runs, others in zip(ours, theirs, strict=True) for one in runs)


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Of one run. What earlier runs left behind is collected before, not in the middle."""
    gc.collect()
    return took(work, clock)


def many(work: Callable[[], object], times: int, clock: Callable[[], float] = time.thread_time) -> list[float]:
    """
    Seconds of each of `times` runs after one that warms up, sorted.

    Of this thread's processor, unless told otherwise: what waits for nobody takes as long, and neighbours on the
    machine are not measured.
    """
    work()
    return sorted(took(work, clock) for _ in range(times))


def took(work: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    work()
    return clock() - start


def p50(ordered: Sequence[float]) -> float:
    return ordered[len(ordered) // 2]


def p99(ordered: Sequence[float]) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
