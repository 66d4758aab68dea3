"""Finds since when spend has been steady: the answer to `why` when nothing moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = 7  # weekdays differ, so weeks are compared
NEAR = 20  # percent that a week may lie off the last one and count as the same


@dataclass(frozen=True, slots=True)
class Steady:
    """`a_day` is the mean of the last whole week. `is_older`: it was so before the first day that is known."""

    a_day: int
    since: date
    is_older: bool


def steady(days: Mapping[date, int], today: date) -> Steady | None:
    """What the days before `today` have been like; None with less than a week that is known without a gap."""
    last = _week(days, today)
    if not last:
        return None
    start, end = today - timedelta(WEEK), today
    while (week := _week(days, end := end - timedelta(1))) is not None and abs(week - last) * 100 <= last * NEAR:
        start = end - timedelta(WEEK)
    return Steady(last // WEEK, start, is_older=week is None)


def _week(days: Mapping[date, int], end: date) -> int | None:
    """The sum of the seven days before `end`."""
    week = [days.get(end - timedelta(back)) for back in range(1, WEEK + 1)]
    known = [one for one in week if one is not None]
    return sum(known) if len(known) == WEEK else None
