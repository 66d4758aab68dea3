"""Estimates, checks and saves what came from OpenAI, in batches that are worth a commit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.core.catalogue import COMPLETIONS
from bot.core.errors import UpstreamError
from bot.core.names import Sightings
from bot.core.periods import DAY, Period, Width, floor
from bot.core.usage.buckets import Bucket, ManyRows, Restatement, UsageQuery, held, require_sane
from bot.core.usage.estimates import estimated
from bot.core.usage.finest import finest_queries, improved, in_doubt, priced_by_hour
from bot.core.usage.freshness import HOUR_GRAIN, SIDE_GRAIN, Grain
from bot.core.usage.sides import Side, side_in_one
from bot.services import Services
from bot.sources.right_organisation import keep_to_one_organisation

log = structlog.get_logger()
ROWS_A_COMMIT = 2_000


class Intake:
    """What one run has saved: how much, what it restates, whom it saw, and the first day of each endpoint."""

    def __init__(self, services: Services, now: datetime) -> None:
        self.services = services
        self.now = now
        self.prices = services.prices.book  # a file that changes meanwhile is for the next run
        self.buckets = 0
        self.rows: Counter[Grain] = Counter()
        self.sightings = Sightings()
        self.restated: list[Restatement] = []
        self.saved_days: dict[str, datetime] = {}
        self._finest: dict[Width, dict[datetime, Bucket]] = defaultdict(dict)
        self._finest_models: dict[tuple[Width, datetime], frozenset[str]] = {}

    def price_again(self) -> None:
        """Apply changed prices to what is stored. What cannot be priced stays as it is."""
        try:
            stale = self.services.store.usage.to_estimate_again(self.prices.version)
            # Sides are priced by their hours, which are not kept: they are read again.
            self.services.store.usage.forget(one for one in stale if one.width is Width.SIDE)
            self._read_stored_doubts(one for one in stale if one.width is not Width.SIDE)
            self.services.store.usage.re_estimate(self.prices.version, self._priced_again)
        except (OverflowError, ValueError):
            log.exception("prices broke", version=self.prices.version)
        except UpstreamError as error:  # the next run tries again
            log.warning("prices wait", version=self.prices.version, reason=str(error))

    def _read_stored_doubts(self, stale: Iterable[UsageQuery]) -> None:
        """What an average does not tell: OpenAI has the hours, and the quarters, of these days in full."""
        since = HOUR_GRAIN.kept_since(self.now)
        days = {floor(one.period.start, Width.DAY) for one in stale if one.endpoint == COMPLETIONS.name}
        for width in (Width.DAY, Width.QUARTER):
            query = UsageQuery(COMPLETIONS.name, Period(since, self.now), width, ("project", "model"))
            buckets = self.services.store.usage.fetch(query) if days else ()
            doubts = in_doubt(buckets, query, self.prices.rates)
            of_days = {start: models for start, models in doubts.items() if floor(start, Width.DAY) in days}
            self._read_finest(query, of_days)

    def _priced_again(self, bucket: Bucket, query: UsageQuery) -> Bucket:
        """Price again without a request: the store is locked. What was read by hour and dimension is more exact."""
        priced = self._priced(bucket, query)
        known = self._models_known(query, bucket.start) if query.endpoint == COMPLETIONS.name else frozenset()
        return self._improved(priced, query, {bucket.start: known} if known else {})

    def save(self, grain: Grain, query: UsageQuery, buckets: Iterable[Bucket]) -> None:
        for batch in _batches(buckets):
            self._save_batch(grain, query, batch)
            batch.clear()  # a day of many rows is not held while the next one is decoded

    def _save_batch(self, grain: Grain, query: UsageQuery, batch: list[Bucket]) -> None:
        for bucket in batch:
            self.sightings.add(query.group_by, self._in_turns(bucket))
        priced = self._at_the_finest(query, [self._priced_in_turns(bucket, query) for bucket in batch])
        require_sane(map(self._in_turns, priced))
        keep_to_one_organisation(self.services)
        written = [self._in_turns(bucket, is_writing=True) for bucket in priced]
        self.restated += self.services.store.usage.save(query, written, self.now, self.prices.version)
        if query.width is Width.DAY:
            first = min(bucket.start for bucket in batch)
            self.saved_days[query.endpoint] = min(first, self.saved_days.get(query.endpoint, first))
        self.buckets += len(batch)
        self.rows[grain] += sum(len(bucket.rows) for bucket in batch)

    def save_side(self, side: Side, query: UsageQuery, buckets: Iterable[Bucket]) -> None:
        """Hours by every dimension are as fine as prices are: they are priced as they come, and kept as one bucket."""
        whole = side_in_one(priced_by_hour(buckets, query, self.prices.rates), side)
        require_sane([whole])
        kept = UsageQuery(query.endpoint, Period(side.cut, side.cut + DAY), Width.SIDE, query.group_by)
        self.services.store.usage.save(kept, [whole], self.now, self.prices.version)
        self.buckets += 1
        self.rows[SIDE_GRAIN] += len(whole.rows)

    def _at_the_finest(self, query: UsageQuery, buckets: list[Bucket]) -> list[Bucket]:
        """Estimate by hour and every dimension, since long-context rates depend on the average request."""
        since = HOUR_GRAIN.kept_since(self.now)
        recent = [bucket for bucket in buckets if bucket.start >= since]
        doubts = in_doubt(recent, query, self.prices.rates)
        unknown = {start: models for start, models in doubts.items() if not models <= self._models_known(query, start)}
        self._read_finest(query, unknown)
        return [self._improved(bucket, query, doubts) for bucket in buckets]

    def _improved(self, bucket: Bucket, query: UsageQuery, doubts: Mapping[datetime, frozenset[str]]) -> Bucket:
        if bucket.start not in doubts:
            return bucket
        return improved(bucket, query, doubts[bucket.start], self._finest[min(query.width, Width.HOUR, key=_span)])

    def _read_finest(self, query: UsageQuery, doubts: Mapping[datetime, frozenset[str]]) -> None:
        for one in finest_queries(query, doubts):
            found = self.services.openai.read(one)
            for bucket in priced_by_hour(found, one, self.prices.rates):
                self._finest[one.width][bucket.start] = bucket
                self._finest_models[one.width, bucket.start] = frozenset(one.filters[0].values)

    def _models_known(self, query: UsageQuery, start: datetime) -> frozenset[str]:
        """The models of which every piece of a bucket was read at the finest."""
        width = min(query.width, Width.HOUR, key=_span)
        pieces = Period(start, min(start + query.width.span, self.now)).buckets(width)
        return frozenset.intersection(*(self._finest_models.get((width, one), frozenset()) for one in pieces))

    def _in_turns(self, bucket: Bucket, *, is_writing: bool = False) -> Bucket:
        """The bucket, whose rows give way while somebody goes through them."""
        rows = partial(self.services.right_of_way.in_turns, bucket.rows, is_writing=is_writing)
        return Bucket(bucket.start, bucket.end, ManyRows(len(bucket.rows), rows)) if bucket.rows else bucket

    def _priced_in_turns(self, bucket: Bucket, query: UsageQuery) -> Bucket:
        priced = self._priced(self._in_turns(bucket), query)
        return held(priced) if isinstance(bucket.rows, tuple) else priced

    def _priced(self, bucket: Bucket, query: UsageQuery) -> Bucket:
        return estimated(bucket, query, self.prices.rates)


def _span(width: Width) -> timedelta:
    return width.span


def _batches(buckets: Iterable[Bucket]) -> Iterator[list[Bucket]]:
    """
    Batches of buckets that are worth a commit and do not hold the store's lock for long.

    The quarters of an hour stay together: what is long is decided by the hour.
    """
    lot: list[Bucket] = []
    rows = 0
    for bucket in buckets:
        lot.append(bucket)
        rows += len(bucket.rows) + 1
        is_whole = floor(bucket.end, Width.HOUR) == bucket.end
        del bucket
        if rows >= ROWS_A_COMMIT and is_whole:
            yield lot
            lot, rows = [], 0
    if lot:
        yield lot
