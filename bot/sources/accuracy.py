"""How far estimates were off the bill, on days whose bill is settled and whose usage all has a price."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.core.catalogue import COSTS
from bot.core.freshness import is_settled
from bot.core.periods import Period, Width
from bot.core.reach import PRICED
from bot.core.settlement import Accuracy
from bot.core.usage import Bucket, UsageQuery
from bot.services import Services


def accuracy(services: Services, period: Period) -> Accuracy | None:
    """None when no day of the period can be compared."""
    notes = services.store.usage.notes(COSTS.name, Width.DAY, period)
    settled = {start for start, note in notes.items() if is_settled(start, note.read_at)}
    estimates: dict[datetime, int] = {}
    unpriced: set[datetime] = set()
    for bucket in _usage(services, period):
        known = [row.estimate for row in bucket.rows if row.estimate is not None]
        if len(known) < len(bucket.rows) or any(row.unpriced for row in bucket.rows):
            unpriced.add(bucket.start)
        estimates[bucket.start] = estimates.get(bucket.start, 0) + sum(known)
    compared = settled & (estimates.keys() - unpriced)
    billed = _billed(services, period)
    both = [Accuracy(billed.get(day, 0), estimates[day]) for day in sorted(compared)]
    return sum(both, Accuracy()) if both else None


def _usage(services: Services, period: Period) -> Iterator[Bucket]:
    for name in PRICED:
        yield from services.store.usage.fetch(UsageQuery(name, period, Width.DAY), counters=())


def _billed(services: Services, period: Period) -> dict[datetime, int]:
    buckets = services.store.usage.fetch(UsageQuery(COSTS.name, period, Width.DAY))
    return {bucket.start: sum(row.counts[0] for row in bucket.rows) for bucket in buckets}
