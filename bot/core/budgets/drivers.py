"""Finds what drives a budget: recent spend against like hours before, by project, model and key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.amounts import ZERO, Amount
from bot.core.periods import DAY, Period, Width, floor

WEEKS = 4
WEEK = 7 * DAY
TOLD_FROM = 10  # percent of the usual that a rise must add before it is said to drive anything
CLEAR = 15  # tenths: fewer times as many tokens or requests explain nothing

Pair = tuple[str, str]  # project, model


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span and the spans that it is like: the same hours of the last weeks, or the week before."""

    span: Period
    like: tuple[Period, ...]

    @property
    def is_day(self) -> bool:
        return self.span.length == DAY


@dataclass(frozen=True, slots=True)
class Growth:
    """`what` (tokens per request, or requests) is `tenths` tenths of its usual; `since` is None when it always was."""

    what: str
    tenths: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Driver:
    """What one model of one project used in the stretch, and usually does; `key` made most of the difference."""

    project: str
    model: str
    now: Amount
    usual: Amount
    key: str = ""
    growth: Growth | None = None

    @property
    def added(self) -> int:
        return self.now.quantity - self.usual.quantity


@dataclass(frozen=True, slots=True)
class Drivers:
    """All of a stretch. `found` is sorted by how much each differs, those as usual last; one that fell is negative."""

    stretch: Stretch
    now: Amount
    usual: Amount
    found: tuple[Driver, ...] = ()

    @property
    def rose(self) -> tuple[Driver, ...]:
        """Those that are worth a word: not those beside which the first one is ten times as much."""
        up = [one for one in self.found if one.added > 0]
        return tuple(one for one in up if one.added * 100 >= up[0].added * TOLD_FROM)

    @property
    def is_risen(self) -> bool:
        """Whether something rose that explains anything, and not a ripple of an even stream."""
        most = max((one.added for one in self.found), default=0)
        return most > 0 and most * 100 >= self.usual.quantity * TOLD_FROM

    @property
    def is_as_usual(self) -> bool:
        """Whether nothing rose or fell by so much."""
        most = max((abs(one.added) for one in self.found), default=0)
        return most * 100 < max(self.usual.quantity * TOLD_FROM, 1)


@dataclass(frozen=True, slots=True)
class Hour:
    """What one model of one project used in an hour, or in the mean of several."""

    quantity: int
    requests: int
    tokens: int


def stretches(now: datetime, as_of: datetime, known: Mapping[datetime, object]) -> tuple[Stretch, ...]:
    """The last 24 whole hours against those of the last weeks, then the last week against the one before."""
    end, today = floor(as_of, Width.HOUR), floor(now, Width.DAY)
    weeks = (Period(end - DAY - week * WEEK, end - week * WEEK) for week in range(1, WEEKS + 1))
    same_hours = tuple(week for week in weeks if floor(week.start, Width.DAY) in known)
    before = Period(today - 2 * WEEK, today - WEEK)
    week_before = (before,) if before.start in known else ()
    return tuple(
        one
        for one in (Stretch(Period(end - DAY, end), same_hours), Stretch(Period(today - WEEK, today), week_before))
        if one.like
    )


def mean(amounts: Sequence[Amount]) -> Amount:
    whole = sum(amounts, ZERO)
    count = max(len(amounts), 1)
    return Amount(whole.quantity // count, whole.estimated // count, whole.estimate)


def drivers_of(stretch: Stretch, now: Mapping[Pair, Amount], like: Sequence[Mapping[Pair, Amount]]) -> Drivers:
    """Every pair that was used now or then, without its key."""
    pairs = {*now, *(pair for one in like for pair in one)}
    usual = {pair: mean([one.get(pair, ZERO) for one in like]) for pair in pairs}
    found = (Driver(*pair, now.get(pair, ZERO), usual[pair]) for pair in pairs)
    ordered = sorted(
        (one for one in found if one.added or one.now.quantity),
        key=lambda one: (-abs(one.added), one.project, one.model),
    )
    return Drivers(stretch, sum(now.values(), ZERO), sum(usual.values(), ZERO), tuple(ordered))


def main_key(driver: Driver, now: Mapping[str, Amount], like: Mapping[str, Amount]) -> str:
    """The key that made at least half of the difference. Keys are known by whole days: their shares are compared."""
    shares = [_shares(one) for one in (now, like)]
    added = {
        key: driver.now.quantity * shares[0].get(key, (0, 1))[0] // shares[0].get(key, (0, 1))[1]
        - driver.usual.quantity * shares[1].get(key, (0, 1))[0] // shares[1].get(key, (0, 1))[1]
        for key in {*now, *like}
        if key
    }
    first = max(sorted(added), key=lambda key: added[key] * (1 if driver.added > 0 else -1), default="")
    return first if first and added[first] * 2 * driver.added >= driver.added**2 else ""


def _shares(used: Mapping[str, Amount]) -> dict[str, tuple[int, int]]:
    whole = sum(amount.quantity for amount in used.values())
    return {key: (amount.quantity, whole) for key, amount in used.items()} if whole else {}


def growth(start: datetime, now: Sequence[Hour], usual: Sequence[Hour]) -> Growth | None:
    """How the work itself changed, from the hour on in which it began to; None when nothing clear did."""
    like = _sum(usual)
    sizes = [(hour.tokens * like.requests, hour.requests * like.tokens) for hour in now]
    counts = [(hour.requests, known.requests) for hour, known in zip(now, usual, strict=True)]
    for what, pairs in (("tokens per request", sizes), ("requests", counts)):
        first = _onset(pairs)
        if first is None or not _explains(first, now, usual):
            continue
        here, there = (sum(side) for side in zip(*pairs[first:], strict=True))
        return Growth(what, (20 * here + there) // (2 * there), start + timedelta(hours=first) if first else None)
    return None


def _onset(pairs: Sequence[tuple[int, int]]) -> int | None:
    """The hour from which on, to the end, the first of each pair is furthest above what is clear of the second."""
    best, found, above = 0, None, 0
    for place, (now, usual) in reversed(tuple(enumerate(pairs))):
        above += 10 * now - CLEAR * usual
        if above > best and any(there for _, there in pairs[place:]):
            best, found = above, place
    return found


def _explains(first: int, now: Sequence[Hour], usual: Sequence[Hour]) -> bool:
    """Whether the hours since then hold at least half of what was added."""
    added = [
        sum(one.quantity for one in now[place:]) - sum(one.quantity for one in usual[place:]) for place in (0, first)
    ]
    return added[1] * 2 >= added[0] > 0


def _sum(hours: Sequence[Hour]) -> Hour:
    return Hour(*(sum(getattr(hour, name) for hour in hours) for name in Hour.__slots__))
