"""
The two sides of a UTC day that a zone's midnight cuts in two: local days are told by them, by key and by user too.

Hours are kept without keys and users. The shorter side of each day is kept with all that its day has; the other side is
the day less this one. While the day is open its early side is kept as soon as it is final: it ends a local day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.catalogue import COMPLETIONS
from bot.core.periods import DAY, Period, Width, floor, local_midnight
from bot.core.usage.buckets import Bucket, Row, UsageQuery, summed
from bot.core.usage.finest import EVERY
from bot.core.usage.freshness import is_final
from bot.core.usage.parameters import aligned

SUMMED = ("input_tokens", "output_tokens", "num_model_requests")  # what is left of a day has one of these


@dataclass(frozen=True, slots=True, order=True)
class Side:
    """What a UTC day has before the local midnight `cut`, or from it on when the side is late."""

    cut: datetime
    is_late: bool

    @property
    def day(self) -> datetime:
        return floor(self.cut, Width.DAY)

    @property
    def period(self) -> Period:
        return Period(self.cut, self.day + DAY) if self.is_late else Period(self.day, self.cut)

    @property
    def other(self) -> Side:
        return replace(self, is_late=not self.is_late)


def kept_side(cut: datetime, read_at: datetime) -> Side:
    """The shorter side, since less has to be read and kept; the early one of a day that was open when it was read."""
    day = floor(cut, Width.DAY)
    return Side(cut, is_late=cut - day > DAY / 2 and is_final(day, Width.DAY, read_at))


def is_midnight(moment: datetime, zone: ZoneInfo) -> bool:
    return local_midnight(moment.astimezone(zone).date(), zone) == moment


def midnights(zone: ZoneInfo, period: Period) -> Iterator[datetime]:
    """Local midnights that cut a UTC day of `period` in two; where clocks change, the first of two."""
    for day in period.buckets(Width.DAY):
        local = day.astimezone(zone).date()
        cuts = (local_midnight(one, zone) for one in (local, local + DAY))
        yield from [cut for cut in cuts if day < cut < day + DAY][:1]


def query_of_side(side: Side) -> UsageQuery:
    """What OpenAI is asked for: whole hours by every dimension, or their quarters when midnight lies inside of one."""
    width = Width.HOUR if floor(side.cut, Width.HOUR) == side.cut else Width.QUARTER
    return UsageQuery(COMPLETIONS.name, aligned(side.period, Width.HOUR), width, EVERY)


def side_in_one(buckets: Iterable[Bucket], side: Side) -> Bucket:
    """All of a side in one bucket, as it is stored: it starts with the midnight, whichever side it is."""
    rows = (row for bucket in buckets if bucket.start in side.period for row in bucket.rows)
    return Bucket(side.cut, side.period.end, summed(rows))


def less(whole: Iterable[Row], part: Iterable[Row]) -> tuple[Row, ...]:
    """What is left of a day's rows without those of one side."""
    left = summed([*whole, *map(_negative, part)])
    return tuple(row for row in left if any(row.counts) or row.unpriced)  # an estimate alone is what rounding left


def _negative(row: Row) -> Row:
    estimate = None if row.estimate is None else -row.estimate
    return Row(row.key, tuple([-count for count in row.counts]), estimate, -row.unpriced)
