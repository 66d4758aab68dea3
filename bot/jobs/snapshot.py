"""The reader: what is due of usage and costs goes from OpenAI into the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.core.catalogue import COSTS
from bot.core.errors import UpstreamError
from bot.core.estimates import estimated
from bot.core.freshness import GRAINS, HOUR_GRAIN, Grain, ReadNote, due_to_look_at, due_to_read, month_again_slot
from bot.core.names import Sightings
from bot.core.periods import DAY, Period, Width
from bot.core.usage import Bucket, Restatement, UsageQuery
from bot.services import Services
from bot.sources.reads import LAST_READ, LAST_TRIED, note_attempt

log = structlog.get_logger()
Progress = Callable[[int, int], None]
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
    failures: list[UpstreamError] = []
    for grain in GRAINS:
        if error := reader.read_grain(grain):
            failures.append(error)
        if error and error.code in (*KEY_IS_REFUSED, STOPPING):
            break  # no other endpoint will answer either
    if not any(error.code == STOPPING for error in failures):
        services.store.meta.set(LAST_TRIED, now.isoformat())
    if not failures:
        _note_run(services, now)
    return Snapshot(reader.buckets, tuple(reader.restated), tuple(failures), reader.sightings)


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
        self.rows = 0
        self.sightings = Sightings()
        self.restated: list[Restatement] = []
        self.changed: list[Period] = []  # days of completions that changed: their hours are read again
        self.done = 0
        slot = month_again_slot(now)
        self.month_again = slot is not None and not services.store.runs.has(MONTH_AGAIN, slot)

    def read_grain(self, grain: Grain) -> UpstreamError | None:
        failed = None
        rows_before = self.rows
        try:
            self._read(grain)
        except UpstreamError as error:
            if error.code != STOPPING:
                log.warning("read failed", endpoint=grain.endpoint, width=grain.width.value, reason=str(error))
            failed = error
        outcome, rows = failed.code if failed else "ok", self.rows - rows_before
        self.services.watch.read(grain.endpoint, grain.width.value, outcome, rows)
        return failed

    def _read(self, grain: Grain) -> None:
        kept = grain.kept_since(self.now)
        since = kept if self.since is None else max(self.since, kept) if grain is HOUR_GRAIN else self.since
        horizon = Period(min(since, kept - DAY * 40), self.now + DAY)
        notes = self.services.store.usage.notes(grain.endpoint, grain.width, horizon)
        spans = [*due_to_read(grain, notes, now=self.now, since=since)]
        if grain is HOUR_GRAIN:
            spans += self.changed
        looks = due_to_look_at(grain, notes, now=self.now, month_again=self.month_again)
        for span in looks:
            spans += self._changed(grain, span, notes)
        for done, span in enumerate(spans):
            self.progress(self.done + done, self.done + len(spans))
            self._save(grain, span)
        self.done += len(spans)

    def _changed(self, grain: Grain, span: Period, notes: Mapping[datetime, ReadNote]) -> Sequence[Period]:
        """Days of `span` whose totals are no longer what the store holds; the others are noted as read now."""
        coarse = UsageQuery(grain.endpoint, span, Width.DAY)
        ours = {bucket.start: _totals(bucket) for bucket in self.services.store.usage.fetch(coarse)}
        theirs = {bucket.start: _totals(bucket) for bucket in self.services.openai.buckets(coarse)}
        # Each amount is rounded to a nanodollar, so a sum of many is not the total to the last of them.
        slack = {start: note.rows if grain.endpoint == COSTS.name else 0 for start, note in notes.items()}
        changed = [
            start
            for start in span.buckets(Width.DAY)
            if not _are_equal(ours.get(start), theirs.get(start), slack.get(start, 0))
        ]
        same = [start for start in span.buckets(Width.DAY) if start not in changed]
        self.services.store.usage.confirm(grain.endpoint, Width.DAY, same, self.now)
        days = [Period(start, start + DAY) for start in changed]
        if grain.endpoint == HOUR_GRAIN.endpoint:
            self.changed += [day for day in days if day.start >= HOUR_GRAIN.kept_since(self.now)]
        return days

    def _save(self, grain: Grain, span: Period) -> None:
        query = UsageQuery(grain.endpoint, span, grain.width, grain.group_by)
        for batch in _batches(self._politely(self.services.openai.buckets(query))):
            for bucket in batch:
                self.sightings.add(query.group_by, bucket)
            priced = [self._priced(bucket, query) for bucket in self._politely(batch)]
            self.restated += self.services.store.usage.save(query, priced, self.now, self._prices)
            self.buckets += len(batch)
            self.rows += sum(len(bucket.rows) for bucket in batch)

    def _politely(self, buckets: Iterable[Bucket]) -> Iterator[Bucket]:
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


def _batches(buckets: Iterable[Bucket]) -> Iterator[list[Bucket]]:
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
