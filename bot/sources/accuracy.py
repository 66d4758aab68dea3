"""Compares estimates with the bill, on days whose bill is settled and whose usage was read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial

from bot.core.answers.endpoints import PRICED
from bot.core.catalogue import COMPLETIONS, COSTS
from bot.core.periods import DAY, Period, Width, floor
from bot.core.usage.buckets import Bucket, UsageQuery
from bot.core.usage.drift import Charge, Drift, Used, by_way
from bot.core.usage.freshness import is_settled
from bot.core.usage.rates import PRICED_BY, Kind
from bot.core.usage.settlement import Accuracy, accuracies, billed_rates, model_of
from bot.services import Services

DAYS = 30


def settled_days(until: datetime) -> Period:
    """The last 30 days whose bills can be settled at `until`."""
    today = floor(until, Width.DAY)
    return Period(today - (DAYS + 1) * DAY, today - DAY)


def accuracy(services: Services, period: Period) -> Accuracy | None:
    """
    None when no day of the period can be compared.

    What has no price is only in the bill, and so a part of the difference.
    """
    settled = _settled(services, period)
    estimates: dict[datetime, int] = defaultdict(int)
    for bucket in _usage(services, period):
        if bucket.start in settled:
            estimates[bucket.start] += sum(row.estimate or 0 for row in bucket.rows)
    billed = _billed(services, period)
    both = [Accuracy(billed.get(day, 0), estimates[day]) for day in sorted(estimates)]
    return sum(both, Accuracy()) if both else None


def accuracy_by_model(services: Services, period: Period) -> dict[str, Accuracy]:
    """
    The same for each model of completions that line items name, the largest bill first.

    A model that no line item names cannot be compared and is left out.
    """
    settled = _settled(services, period)
    billed: dict[tuple[datetime, str], int] = defaultdict(int)
    for bucket in services.store.usage.fetch(UsageQuery(COSTS.name, period, Width.DAY, ("item",))):
        for row in bucket.rows:
            billed[bucket.start, model_of(row.key[0])] += row.counts[0]
    usage = services.store.usage.fetch(UsageQuery(COMPLETIONS.name, period, Width.DAY, ("model",)), counters=())
    return accuracies(
        (row.key[0], billed[bucket.start, row.key[0]], row.estimate)
        for bucket in usage
        for row in bucket.rows
        if bucket.start in settled and (bucket.start, row.key[0]) in billed
        if row.key[0] and row.estimate is not None and not row.unpriced
    )


def settled_week(until: datetime) -> Period:
    """The last seven days whose bills can be settled at `until`."""
    days = settled_days(until)
    return Period(days.end - 7 * DAY, days.end)


def drift_of_week(services: Services, until: datetime) -> Drift:
    """
    How estimates and bills of the last settled week compare.

    Of thousands of projects that takes seconds, and every check asks for it: it is kept as long as the days' totals,
    which bills and prices change, stay the same.
    """
    week = settled_week(until)
    settled = _settled(services, week)
    totals = [services.store.usage.fetch(UsageQuery(COSTS.name, week, Width.DAY))]
    totals.append(services.store.usage.fetch(UsageQuery(COMPLETIONS.name, week, Width.DAY), counters=()))
    return services.drift.get((week, settled, totals), partial(_drift, services, week, settled))


def _drift(services: Services, week: Period, settled: Collection[datetime]) -> Drift:
    """Row by row: sums over projects leave out what only single rows say, which quantities are."""
    bills = services.store.usage.fetch(UsageQuery(COSTS.name, week, Width.DAY, ("project", "item")))
    charges = [
        Charge((bucket.start, row.key[0]), row.key[1], row.counts[0], *(_quantity(row.extra) or ()))
        for bucket in bills
        for row in bucket.rows
    ]
    groups = ("project", *(name for name in PRICED_BY if name != "project"))
    usage = services.store.usage.fetch(UsageQuery(COMPLETIONS.name, week, Width.DAY, groups), counters=())
    used = (
        Used((bucket.start, row.key[0]), Kind(*row.key[1:]), row.estimate or 0, row.unpriced)
        for bucket in usage
        for row in bucket.rows
    )
    rates = billed_rates((one.item, one.amount, one.quantity, one.unit) for one in charges if one.quantity is not None)
    return Drift(by_way((one for one in charges if one.cell[0] in settled), used), rates)


def _quantity(extra: str) -> tuple[Decimal, str] | None:
    extras = json.loads(extra, parse_float=Decimal, parse_int=Decimal) if extra else {}
    quantity, unit = extras.get("quantity"), extras.get("quantity_unit")
    return (quantity, str(unit)) if isinstance(quantity, Decimal) and unit else None


def _settled(services: Services, period: Period) -> set[datetime]:
    notes = services.store.usage.notes(COSTS.name, Width.DAY, period)
    return {start for start, note in notes.items() if is_settled(start, note.read_at)}


def _usage(services: Services, period: Period) -> Iterator[Bucket]:
    for name in PRICED:
        yield from services.store.usage.fetch(UsageQuery(name, period, Width.DAY), counters=())


def _billed(services: Services, period: Period) -> dict[datetime, int]:
    buckets = services.store.usage.fetch(UsageQuery(COSTS.name, period, Width.DAY))
    return {bucket.start: sum(row.counts[0] for row in bucket.rows) for bucket in buckets}
