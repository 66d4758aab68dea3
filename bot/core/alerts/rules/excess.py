"""Finds unusual use: the last hours against the same hours of four weeks before, and against their worst."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log10

from bot.core.amounts import NANO

DAY, WEEK = 24, 168  # hours
WEEKS = 4
FEWEST = 3  # of the four weeks must be known before anything is usual
KEPT = 35 * DAY  # hours that are looked at: as many as the store keeps
DAYS_KEPT = 70 * DAY  # of which whole days are looked at: a week a month ago needs the weeks before it
TIMES = 2.0  # the largest excess of the weeks before


@dataclass(frozen=True, slots=True)
class SpikeWindow:
    """
    A number of hours. An excess counts from `floor` nanodollars on, and from `over` percent of the usual on.

    It must also be `share` percent of a usual day: twice the use of a quiet hour is no news.
    """

    hours: int
    floor: int
    over: int = 50
    share: int = 0


WINDOWS = (SpikeWindow(1, 5 * NANO, share=10), SpikeWindow(6, 8 * NANO, share=10), SpikeWindow(DAY, 10 * NANO))
WEEKLY = SpikeWindow(WEEK, 25 * NANO, over=30)


@dataclass(frozen=True, slots=True)
class Excess:
    """What was spent in the last `hours`, what usually is, and what the difference had to pass."""

    hours: int
    spent: int
    usual: int
    bound: int

    @property
    def quantity(self) -> int:
        return self.spent - self.usual


class WindowSums:
    """
    What one subject used in any `window` steps of time, all of one length, beside what it usually uses in them.

    A place is a number of steps: step 0 ends at place 1. `first` is the place from which on the subject is known to
    be in use; a step of `unread` is not known. `week` is how many steps a week has, `kept` how many count.
    """

    def __init__(
        self, spent: Sequence[int], window: int, *, week: int, kept: int, first: int = 0, unread: Collection[int] = ()
    ) -> None:
        whole = [0, *accumulate(spent)]
        self.known = [here - there for here, there in zip(whole, [0] * window + whole, strict=False)]
        # An hour earlier or later where that is more: a nightly job moves with the clocks.
        moved = map(max, self.known, [0, *self.known], [*self.known[1:], 0])
        self._near = self.known if window >= week else list(moved)
        self._missing = [0, *accumulate(step in unread for step in range(len(spent)))] if unread else []
        self._window, self._week, self._kept, self._first = window, week, kept, first + window
        self._worst = -1

    def usual(self, place: int, *, accepted: bool = False) -> int | None:
        """
        The upper median of the four weeks before; None when too few are known.

        Where a change was told a week ago and more, last week is usual too.
        """
        known = self._weeks(place, range(-1, -WEEKS - 1, -1), 0, place)
        if len(known) < FEWEST:
            return None
        middle = sorted(known)[len(known) // 2]
        return max(middle, known[0]) if accepted else middle

    def was_seen(self, place: int, level: float, *, until: int, step: int = 1) -> bool:
        """Whether the time before `until` that is kept had an excess above `level`."""
        first = max(place - self._kept + self._window, self._first)
        if first <= self._worst <= until and self._excess_then(self._worst, place) > level:
            return True
        for at in range(until, first - 1, -step):
            if self.known[at] > level and self._excess_then(at, place) > level:
                self._worst = at
                return True
        return False

    def _excess_then(self, at: int, place: int) -> int:
        """The excess at a place of the past, over the other weeks that are kept."""
        known = self._weeks(at, _AROUND, place - self._kept + self._window, place - self._week // 7)
        return self.known[at] - (sorted(known)[len(known) // 2] if known else 0)

    def _weeks(self, place: int, weeks: Sequence[int], first: int, last: int) -> list[int]:
        """The same hours so many weeks later, as far as they are known and within the bounds."""
        first = max(first, self._first)
        places = [place + week * self._week for week in weeks]
        if not self._missing:
            return [self._near[at] for at in places if first <= at <= last]
        missing, window = self._missing, self._window
        return [self._near[at] for at in places if first <= at <= last and missing[at] == missing[at - window]]


_AROUND = tuple(week for week in range(-WEEKS, WEEKS + 1) if week)


class HourlyUse:
    """
    One subject, hour by hour from a midnight on, and whole UTC days that end with the last midnight.

    A place is a number of hours. `first` is the one from which on it is known to be in use, where that is not its
    first hour with any use; hours of `unread` are not known.
    """

    def __init__(
        self,
        spent: Sequence[int],
        days: Sequence[int] | None = None,
        *,
        first: int | None = None,
        unread: Collection[int] = (),
    ) -> None:
        used = next((place for place, one in enumerate(spent) if one), len(spent)) if first is None else first
        self.windows = {
            one.hours: WindowSums(spent, one.hours, week=WEEK, kept=KEPT, first=used, unread=unread) for one in WINDOWS
        }
        if days is None:
            days = [sum(spent[at : at + DAY]) for at in range(0, len(spent) - DAY + 1, DAY)]
        began = next((place for place, one in enumerate(days) if one), len(days))
        self.days_before = len(days) - len(spent) // DAY  # days that are known and hours are not
        self.weeks = WindowSums(days, 7, week=7, kept=DAYS_KEPT // DAY, first=began)

    def excess(self, place: int, window: SpikeWindow, *, accepted: bool = False) -> Excess | None:
        """The excess at `place`, whatever happened in the weeks before; None when use is as usual or unknown."""
        sums = self.windows[window.hours]
        spent = sums.known[place]
        if spent <= window.floor:
            return None
        usual = sums.usual(place, accepted=accepted)
        if usual is None or spent - usual <= max(window.floor, usual * window.over // 100):
            return None
        of_day = (self.windows[DAY].usual(place, accepted=accepted) or 0) * window.share // 100 if window.share else 0
        bound = max(window.floor, usual * window.over // 100, of_day)
        return Excess(window.hours, spent, usual, bound) if spent - usual > bound else None


def news(hours: HourlyUse, place: int, told_at: Sequence[int] = (), watched: int = 1) -> Excess | None:
    """
    The excess to tell at `place`: the clearest one, unless the weeks before had one half as large.

    `told_at` are the places at which something was told before: an incident is told once, and nothing while it lasts.
    Many subjects have many accidents, so the threshold rises with how many are `watched`.
    """
    times = TIMES * (1 + log10(watched) / 10)
    accepted = bool(told_at) and any(place - KEPT <= at <= place - WEEK for at in told_at)
    found = [one for window in WINDOWS if (one := hours.excess(place, window, accepted=accepted))]
    new = [one for one in found if not _was_seen(hours, place, one, times)]
    best = max(new, key=lambda one: one.quantity / one.bound, default=None)
    best = best or _lasting(hours, place, told_at, times)
    return None if best is None or is_open(hours, place, told_at) else best


def _was_seen(hours: HourlyUse, place: int, found: Excess, times: float) -> bool:
    """The last day is left out: it may be the same incident."""
    return hours.windows[found.hours].was_seen(place, found.quantity / times, until=place - DAY - found.hours)


def _lasting(hours: HourlyUse, place: int, told_at: Sequence[int], times: float) -> Excess | None:
    """The week that ended with the last midnight, when no incident is part of it."""
    if told_at and place // DAY * DAY < told_at[-1] + 2 * WEEK:
        return None
    weeks, midnight = hours.weeks, place // DAY + hours.days_before
    spent = weeks.known[midnight]
    accepted = any(place - DAYS_KEPT <= at for at in told_at)
    usual = weeks.usual(midnight, accepted=accepted) if spent > WEEKLY.floor else None
    if usual is None:
        return None
    found = Excess(WEEK, spent, usual, max(WEEKLY.floor, usual * WEEKLY.over // 100))
    is_new = found.quantity > found.bound and not weeks.was_seen(midnight, found.quantity / times, until=midnight - 7)
    return found if is_new else None


def is_open(hours: HourlyUse, place: int, told_at: Sequence[int]) -> bool:
    """Whether the incident told last still lasts: it ends after a usual day, and after a week at the latest."""
    if not told_at or place >= told_at[-1] + WEEK:
        return False
    return all(hours.excess(at, WINDOWS[-1]) for at in range(told_at[-1] + DAY, place + 1))


def onset(hours: HourlyUse, place: int, window: int) -> int:
    """The place from which on, to `place`, most of an excess came: what was before it is not its cause."""
    sums, best, found, above = hours.windows[1], 0, place - 1, 0
    for at in range(place, max(place - window, 0), -1):
        above += 4 * sums.known[at] - 5 * (sums.usual(at) or 0)
        if above > best:
            best, found = above, at - 1
    return found
