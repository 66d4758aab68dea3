"""What was heard against what should have been: the verdict on a year, which knows nothing of how the bot works."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

Alert = tuple[str, str, int]  # who, which period, level

PATIENCE = 4  # turns in which Slack would have taken a message, before one counts as late


@dataclass(frozen=True, slots=True)
class Crossing:
    """A level that spend reached. `seen` is the read that first showed it, `looked` the first whole check since."""

    alert: Alert
    channel: str
    seen: datetime
    looked: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """A whole check: the read that it saw, and its moment."""

    read: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """An alert as its channel got it. `is_loud` says that the channel was notified."""

    alert: Alert
    at: datetime
    is_loud: bool = True


def verdict(
    crossings: Iterable[Crossing], heard: Iterable[Heard], turns: Mapping[str, Sequence[datetime]]
) -> Iterator[str]:
    """Everything that is wrong. `turns` are the moments, by channel, at which what waited could have been sent."""
    times: dict[Alert, list[Heard]] = defaultdict(list)
    for one in heard:
        times[one.alert].append(one)
    periods: dict[tuple[str, str], list[Crossing]] = defaultdict(list)
    for crossing in crossings:
        periods[crossing.alert[:2]].append(crossing)
    for levels in periods.values():
        for crossing in levels:
            above = [one for one in levels if one.alert[2] > crossing.alert[2]]
            yield from _of_crossing(crossing, above, times.pop(crossing.alert, []), turns[crossing.channel])
    yield from (f"wrong: {alert} was never passed" for alert in times)


def first_look(looks: Sequence[Look], seen: datetime) -> datetime:
    """When a check first saw that read. A check of the same moment may have been before it."""
    return looks[bisect_left(looks, seen, key=lambda one: one.read)].at


def _of_crossing(
    crossing: Crossing, above: Iterable[Crossing], heard: Sequence[Heard], turns: Sequence[datetime]
) -> Iterator[str]:
    """
    A level is told once, unless a higher one was to be seen no later than the first whole check that could see it.

    A check that was killed in its last instant counts as none, so a level that it told may stand beside a higher one;
    two that came to light in the same read may not.
    """
    alert = crossing.alert
    if not heard:
        if all(one.seen > crossing.looked for one in above):
            yield f"missing: {alert}"
        return
    if len(heard) > 1:
        yield f"doubled: {alert} {len(heard)} times"
    if any(one.seen == crossing.seen for one in above):
        yield f"beside: {alert} was told, and a higher one passed with it"
    if heard[0].at < crossing.seen:
        yield f"early: {alert}"
    if not heard[0].is_loud:
        yield f"quiet: {alert} notified nobody"
    if (waited := turns_between(crossing, heard[0], turns)) > PATIENCE:
        yield f"late: {alert} waited for {waited} turns"


def turns_between(crossing: Crossing, heard: Heard, turns: Sequence[datetime]) -> int:
    """How often it could have been sent before it was."""
    return bisect_right(turns, heard.at) - bisect_right(turns, crossing.looked)
