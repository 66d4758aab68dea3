"""The reader: what is due of usage and costs goes from OpenAI into the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.core.catalogue import COSTS
from bot.core.errors import UpstreamError
from bot.core.names import Sightings
from bot.core.periods import DAY, Period, Width
from bot.core.usage.buckets import Bucket, Restatement, UsageQuery
from bot.core.usage.estimates import estimated
from bot.core.usage.freshness import GRAINS, HOUR_GRAIN, Grain, ReadNote, due_to_look_at, due_to_read, month_again_slot
from bot.services import Services
from bot.sources.reads import LAST_READ, LAST_TRIED, note_attempt

log = structlog.get_logger()
Progress = Callable[[int, int], None]
Buckets = Iterable[Bucket]
MONTH_AGAIN = "month-again"
ROWS_A_COMMIT = 2_000
KEY_IS_REFUSED = ("invalid_api_key", "missing_scope", "forbidden")
STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one run read: buckets, what had changed in days that were final, what failed, and whom it saw."""

    buckets: int
    restated: tuple[Restatement, ...]
    failures: tuple[UpstreamError, ...]
    sightings: Sightings

    def sentence(self) -> str:
        read = f"{self.buckets} bucket{'' if self.buckets == 1 else 's'} read"
        return f"{read}, {len(self.restated)} numbers restated." if self.restated else f"{read}."


def take_snapshot(
    services: Services, now: datetime, *, since: datetime | None = None, progress: Progress | None = None
) -> Snapshot:
    """
    Read what is due of every grain. One grain's failure leaves the others alone and changes nothing in the store.

    `since` reads from that UTC day on, instead of what retention asks for. `progress` is told spans done and known.
    """
    note_attempt(services, now)
    reader = _Reader(services, now, since, progress or (lambda done, of: None))
    reader.price_again()
    reader.read()
    failures = tuple(reader.failed.values())
    if not any(error.code == STOPPING for error in failures):
        services.store.meta.set(LAST_TRIED, now.isoformat())
    if not failures:
        _note_run(services, now)
    return Snapshot(reader.buckets, tuple(reader.restated), failures, reader.sightings)


def _note_run(services: Services, now: datetime) -> None:
    """Remember a run that read everything: `blind` alerts and `doctor` ask for it."""
    services.store.meta.set(LAST_READ, now.isoformat())
    if slot := month_again_slot(now):
        with services.store.write() as connection:
            services.store.runs.claim(connection, MONTH_AGAIN, slot, now)


class _Reader:
    """The state of one run: how far it is, and what it found."""

    def __init__(self, services: Services, now: datetime, since: datetime | None, progress: Progress) -> None:
        self.services = services
        self.now = now
        self.since = since
        self.progress = progress
        self.buckets = 0
        self.done = 0
        self.rows: Counter[Grain] = Counter()
        self.sightings = Sightings()
        self.restated: list[Restatement] = []
        self.failed: dict[Grain, UpstreamError] = {}
        self.changed_hours: dict[UsageQuery, Grain] = {}
        self.changed_days: dict[UsageQuery, Grain] = {}
        self.notes = {grain: self._notes(grain) for grain in GRAINS}

    def read(self) -> None:
        """What is due of every grain, and then what OpenAI has changed since it was read."""
        self._each(self._due(), self._save)
        self._each(self._looks(), self._compare)
        self._each(self.changed_hours, self._save)
        self._each(self._ready_days(), self._save)
        for grain in GRAINS:
            error = self.failed.get(grain)
            if error or not self._is_over:
                outcome = error.code if error else "ok"
                self.services.watch.read(grain.endpoint, grain.width.value, outcome, self.rows[grain])

    def _notes(self, grain: Grain) -> Mapping[datetime, ReadNote]:
        horizon = Period(min(self._since(grain), grain.kept_since(self.now) - DAY * 40), self.now + DAY)
        return self.services.store.usage.notes(grain.endpoint, grain.width, horizon)

    def _since(self, grain: Grain) -> datetime:
        kept = grain.kept_since(self.now)
        if self.since is None:
            return kept
        return max(self.since, kept) if grain is HOUR_GRAIN else self.since

    def _due(self) -> dict[UsageQuery, Grain]:
        return {
            _of(grain, span): grain
            for grain, notes in self.notes.items()
            for span in due_to_read(grain, notes, now=self.now, since=self._since(grain))
        }

    def _looks(self) -> dict[UsageQuery, Grain]:
        slot = month_again_slot(self.now)
        month_again = slot is not None and not self.services.store.runs.has(MONTH_AGAIN, slot)
        return {
            UsageQuery(grain.endpoint, span, Width.DAY): grain
            for grain, notes in self.notes.items()
            for span in due_to_look_at(grain, notes, now=self.now, month_again=month_again)
        }

    def _ready_days(self) -> dict[UsageQuery, Grain]:
        """A day waits for its hours: as long as it is not replaced, the next run sees that both have changed."""
        waits = HOUR_GRAIN.endpoint if HOUR_GRAIN in self.failed else None
        return {query: grain for query, grain in self.changed_days.items() if query.endpoint != waits}

    def _each(self, asked: Mapping[UsageQuery, Grain], take: Callable[[Grain, UsageQuery, Buckets], None]) -> None:
        """Take the answer to every query. Of a grain that fails no more is taken; the others go on."""
        wanted = (query for query, grain in asked.items() if grain not in self.failed and not self._is_over)
        for done, (query, buckets) in enumerate(self.services.openai.each(wanted)):
            grain = asked[query]
            self.progress(self.done + done, self.done + len(asked))
            if grain in self.failed or self._is_over:
                continue  # on its way before the failure
            try:
                take(grain, query, buckets)
            except UpstreamError as error:
                self.failed[grain] = error
                if error.code != STOPPING:
                    log.warning("read failed", endpoint=grain.endpoint, width=grain.width.value, reason=str(error))
        self.done += len(asked)

    @property
    def _is_over(self) -> bool:
        """Whether no other endpoint will answer either."""
        return any(error.code in (*KEY_IS_REFUSED, STOPPING) for error in self.failed.values())

    def _compare(self, grain: Grain, coarse: UsageQuery, buckets: Buckets) -> None:
        """Note the days whose totals are no longer what the store holds; the others count as read now."""
        ours = {bucket.start: _totals(bucket) for bucket in self.services.store.usage.fetch(coarse)}
        theirs = {bucket.start: _totals(bucket) for bucket in buckets}
        # Each amount is rounded to a nanodollar, so a sum of many is not the total to the last of them.
        notes = self.notes[grain] if grain.endpoint == COSTS.name else {}
        slack = {start: note.rows for start, note in notes.items()}
        same = [
            start
            for start in coarse.period.buckets(Width.DAY)
            if _are_equal(ours.get(start), theirs.get(start), slack.get(start, 0))
        ]
        self.services.store.usage.confirm(grain.endpoint, Width.DAY, same, self.now)
        for start in coarse.period.buckets(Width.DAY):
            if start not in same:
                self._note_change(grain, Period(start, start + DAY))

    def _note_change(self, grain: Grain, day: Period) -> None:
        self.changed_days[_of(grain, day)] = grain
        if grain.endpoint == HOUR_GRAIN.endpoint and day.start >= HOUR_GRAIN.kept_since(self.now):
            self.changed_hours[_of(HOUR_GRAIN, day)] = HOUR_GRAIN

    def _save(self, grain: Grain, query: UsageQuery, buckets: Buckets) -> None:
        for batch in _batches(self._politely(buckets)):
            for bucket in batch:
                self.sightings.add(query.group_by, bucket)
            priced = [self._priced(bucket, query) for bucket in self._politely(batch)]
            self.restated += self.services.store.usage.save(query, priced, self.now, self._prices)
            self.buckets += len(batch)
            self.rows[grain] += sum(len(bucket.rows) for bucket in batch)

    def _politely(self, buckets: Buckets) -> Iterator[Bucket]:
        """People first: before each bucket, whoever asks has the interpreter."""
        for bucket in buckets:
            self.services.courtesy.reader_gives_way()
            yield bucket

    def price_again(self) -> None:
        """Prices that changed since the last run hold for what is stored, too."""
        self.services.store.usage.re_estimate(self._prices, self._priced)

    @property
    def _prices(self) -> str:
        return self.services.prices.version

    def _priced(self, bucket: Bucket, query: UsageQuery) -> Bucket:
        return estimated(bucket, query, self.services.prices.rates)


def _of(grain: Grain, span: Period) -> UsageQuery:
    return UsageQuery(grain.endpoint, span, grain.width, grain.group_by)


def _batches(buckets: Buckets) -> Iterator[list[Bucket]]:
    """Buckets as they come, in lots that are worth a commit and do not hold the store's lock for long."""
    lot: list[Bucket] = []
    rows = 0
    for bucket in buckets:
        lot.append(bucket)
        rows += len(bucket.rows) + 1
        if rows >= ROWS_A_COMMIT:
            yield lot
            lot, rows = [], 0
    if lot:
        yield lot


def _are_equal(ours: tuple[int, ...] | None, theirs: tuple[int, ...] | None, slack: int) -> bool:
    if not ours or not theirs:
        return ours == theirs
    return all(abs(one - other) <= slack for one, other in zip(ours, theirs, strict=True))


def _totals(bucket: Bucket) -> tuple[int, ...]:
    """The counters of an ungrouped bucket added up; empty and all zero look alike."""
    sums = tuple(map(sum, zip(*(row.counts for row in bucket.rows), strict=True)))
    return sums if any(sums) else ()
