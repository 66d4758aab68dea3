"""The reader: what is due of usage and costs goes from OpenAI into the store."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.adapters.clock_guard import CLOCK_OFF
from bot.core.catalogue import COMPLETIONS, COSTS
from bot.core.errors import UpstreamError
from bot.core.names import Sightings
from bot.core.periods import DAY, HOUR, Period, Width, floor
from bot.core.usage.buckets import Bucket, Restatement, UsageQuery, is_sane
from bot.core.usage.buckets_to_ask import requests_for
from bot.core.usage.estimates import estimated
from bot.core.usage.finest import finest_queries, improved, in_doubt, priced_by_hour
from bot.core.usage.freshness import (
    DAY_GRAINS,
    GRAINS,
    HOUR_GRAIN,
    HOUR_GRAINS,
    QUARTER_GRAINS,
    Grain,
    ReadNote,
    due_to_look_at,
    due_to_read,
    joined,
    month_again_slot,
    needs_quarters,
)
from bot.core.usage.reading import complete
from bot.services import Services
from bot.sources.reads import COMPLETE, LAST_TRIED, note_attempt, note_unserved, zones_in_use
from bot.sources.right_time import is_clock_right

log = structlog.get_logger()
Progress = Callable[[int, int], None]
Buckets = Iterable[Bucket]
MONTH_AGAIN = "month-again"
HOURS_COMPARED = "hours-compared"
PAGES_A_RUN, PAGE_OF_HOURS = 2, 7 * DAY  # of the hours of an endpoint beside completions
QUARTERS_A_RUN = 3  # days of minutes an endpoint and run, beside what is open
ROWS_A_COMMIT = 2_000
KEY_IS_REFUSED = ("invalid_api_key", "missing_scope", "forbidden", CLOCK_OFF)
STOPPING = "stopping"
DAY_GRAIN = next(grain for grain in DAY_GRAINS if grain.endpoint == "completions")  # what most budgets count
BROKE = "What OpenAI answers about {} cannot be taken in; the log says where it broke."


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
    guard = services.guard
    if guard and not is_clock_right(services) and (error := guard.error()):
        return Snapshot(0, (), (error,), Sightings())
    reader = _Reader(services, now, since, progress or (lambda done, of: None))
    reader.price_again()
    reader.read()
    note_unserved(services, reader.unserved)
    failures = tuple(error for grain, error in reader.failed.items() if grain.endpoint not in reader.unserved)
    if guard and (services.clock() < now or any(error.code == CLOCK_OFF for error in failures)):
        guard.was_off = True  # it was ahead when the run began: what was noted is forgotten before the check
        return Snapshot(reader.buckets, tuple(reader.restated), failures, reader.sightings)
    note_attempt(services, now, is_read=DAY_GRAIN not in reader.failed and reader.buckets > 0)
    if not any(error.code == STOPPING for error in failures):
        services.store.meta.set(LAST_TRIED, now.isoformat())
    if not failures:
        _note_run(services, now)
    return Snapshot(reader.buckets, tuple(reader.restated), failures, reader.sightings)


def _note_run(services: Services, now: datetime) -> None:
    """Remember a run that read everything."""
    services.store.meta.set(COMPLETE, now.isoformat())
    with services.store.write() as connection:
        services.store.runs.claim(connection, HOURS_COMPARED, f"{now:%Y-%m-%d}", now)
        if slot := month_again_slot(now):
            services.store.runs.claim(connection, MONTH_AGAIN, slot, now)


class _Reader:
    """The state of one run: how far it is, and what it found."""

    def __init__(self, services: Services, now: datetime, since: datetime | None, progress: Progress) -> None:
        self.services = services
        self.now = now
        self.since = since
        self.progress = progress
        self.prices = services.prices.book  # a file that changes meanwhile is for the next run
        self.buckets = 0
        self.done = 0
        self.rows: Counter[Grain] = Counter()
        self.sightings = Sightings()
        self.restated: list[Restatement] = []
        self.failed: dict[Grain, UpstreamError] = {}
        self.changed_hours: dict[UsageQuery, Grain] = {}
        self.changed_days: dict[UsageQuery, Grain] = {}
        self.hours_again: dict[UsageQuery, Grain] = {}
        self.saved_days: dict[str, datetime] = {}  # by endpoint, the first that was saved
        self.finest: dict[Width, dict[datetime, Bucket]] = defaultdict(dict)
        self.finest_models: dict[tuple[Width, datetime], frozenset[str]] = {}
        self.notes = {grain: self._notes(grain) for grain in DAY_GRAINS}

    def read(self) -> None:
        """What is due, what OpenAI has changed since it was read, and the hours that do not add up to their day."""
        self._each(self._due(DAY_GRAINS), self._save)
        self._each(self._looks(), self._compare)
        self._each(self._hours_due(), self._save)
        self._each(self.changed_hours, self._save)
        self._each(self._ready_days(), self._save)
        self._each(self._open_days_that_differ(), self._compare_hours)
        self._each({**self._hours_that_differ(), **self.hours_again}, self._save)
        self._each(self._quarters_due(), self._save)
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
        return self.since if grain.width is Width.DAY else max(self.since, kept)

    def _due(self, grains: Iterable[Grain]) -> dict[UsageQuery, Grain]:
        return {
            _of(grain, span): grain
            for grain in grains
            for span in due_to_read(grain, self.notes[grain], now=self.now, since=self._since(grain))
        }

    @property
    def unserved(self) -> frozenset[str]:
        """Endpoints that were never read and are not found: OpenAI does not serve them to everybody."""
        never = (
            grain.endpoint for grain, error in self.failed.items() if error.code == "not_found" and grain in self.notes
        )
        read = {grain.endpoint for grain, notes in self.notes.items() if notes}
        return frozenset(never) - read - {COMPLETIONS.name, COSTS.name}

    def _hours_due(self) -> dict[UsageQuery, Grain]:
        """
        Hours of completions, and of the days on which another endpoint was used.

        Of those a few pages with each read, the newest first: nine endpoints would be two thirds of a first read.
        """
        found = dict.fromkeys(self._narrow_due(HOUR_GRAIN, None), HOUR_GRAIN)
        for grain in HOUR_GRAINS[1:]:
            wanted = self._narrow_due(grain, self._used_days(grain))
            pages = (page for query in wanted for page in _parts(query, PAGE_OF_HOURS))
            found.update(dict.fromkeys(_newest(pages, PAGES_A_RUN), grain))
        return found

    def _narrow_due(self, grain: Grain, days: Collection[datetime] | None) -> Iterator[UsageQuery]:
        """What is due of the hours (or quarters) of these days, in as few requests as can be."""
        notes = self.services.store.usage.notes(grain.endpoint, grain.width, Period(self._since(grain), self.now))
        starts = [
            start
            for span in due_to_read(grain, notes, now=self.now, since=self._since(grain))
            for start in span.buckets(grain.width)
            if days is None or floor(start, Width.DAY) in days
        ]
        for one in requests_for(_of(grain, Period(self.now, self.now)), starts):
            yield replace(one.query, limit=None)

    def _used_days(self, grain: Grain) -> set[datetime]:
        period = Period(grain.kept_since(self.now), self.now)
        notes = self.services.store.usage.notes(grain.endpoint, Width.DAY, period)
        return {day for day, note in notes.items() if note.rows}

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
        waiting = {grain.endpoint for grain in HOUR_GRAINS if grain in self.failed}
        return {query: grain for query, grain in self.changed_days.items() if query.endpoint not in waiting}

    def _open_days_that_differ(self) -> dict[UsageQuery, Grain]:
        """
        The hours so far of endpoints whose day so far is not what its hours add up to, without their detail.

        Traffic between two requests makes them differ too, so OpenAI is asked which of the finished hours changed.
        """
        today = Period(floor(self.now, Width.DAY), self.now)
        return {
            UsageQuery(grain.endpoint, today, Width.HOUR): grain
            for grain in HOUR_GRAINS
            if today.start < self.now and self.services.store.usage.days_apart(grain.endpoint, today)
        }

    def _compare_hours(self, grain: Grain, coarse: UsageQuery, buckets: Buckets) -> None:
        """Note the finished hours whose totals are no longer what the store holds."""
        ours = {bucket.start: _totals(bucket) for bucket in self.services.store.usage.fetch(coarse)}
        changed = [
            bucket.start
            for bucket in buckets
            if bucket.end == bucket.start + HOUR and _totals(bucket) != ours.get(bucket.start, ())
        ]
        for span in joined(changed, Width.HOUR):
            self._read_again(grain, span)

    def _read_again(self, grain: Grain, span: Period) -> None:
        """These hours, and their quarters where those are kept."""
        self.hours_again.update({_of(narrow, span): narrow for narrow in self._within(grain, span)})

    def _within(self, grain: Grain, span: Period) -> Iterator[Grain]:
        yield grain
        yield from (one for one in QUARTER_GRAINS if one.endpoint == grain.endpoint and self._has(one, span))

    def _hours_that_differ(self) -> dict[UsageQuery, Grain]:
        """
        Finished days whose hours do not add up to them: those saved now, and once a day all that are kept.

        What changed the hours has changed their quarters too.
        """
        days = (
            (grain, Period(day, day + DAY))
            for grain in HOUR_GRAINS
            for day in self.services.store.usage.days_apart(grain.endpoint, self._compared(grain))
        )
        return {_of(narrow, day): narrow for grain, day in days for narrow in self._within(grain, day)}

    def _compared(self, grain: Grain) -> Period:
        today = floor(self.now, Width.DAY)
        since = grain.kept_since(self.now)
        if self.services.store.runs.has(HOURS_COMPARED, f"{today:%Y-%m-%d}"):
            since = max(since, min(self.saved_days.get(grain.endpoint, today), today))
        return Period(since, today)

    def _quarters_due(self) -> dict[UsageQuery, Grain]:
        """Quarters of an hour where a zone needs them: what is open, and some of what is missing, the newest first."""
        if not needs_quarters(zones_in_use(self.services), self.now):
            return {}
        found: dict[UsageQuery, Grain] = {}
        for grain in QUARTER_GRAINS:
            wanted = self._narrow_due(grain, self._used_days(grain))
            days = (day for query in wanted for day in _parts(query, DAY))
            found.update(dict.fromkeys(_newest(days, QUARTERS_A_RUN), grain))
        return found

    def _each(self, asked: Mapping[UsageQuery, Grain], take: Callable[[Grain, UsageQuery, Buckets], None]) -> None:
        """Take the answer to every query. Of a grain that fails no more is taken; the others go on."""
        wanted = (query for query, grain in asked.items() if grain not in self.failed and not self._is_over)
        for done, (query, buckets) in enumerate(self.services.openai.each(wanted)):
            grain = asked[query]
            self.progress(self.done + done, self.done + len(asked))
            if grain in self.failed or self._is_over:
                continue  # on its way before the failure
            try:
                take(grain, query, complete(buckets, query, self.now))
            except UpstreamError as error:
                self._failed(grain, error)
            except Exception:  # a bug of ours in one grain leaves the others, and the check, alone
                log.exception("read broke", endpoint=grain.endpoint, width=grain.width.value)
                self._failed(grain, UpstreamError(BROKE.format(grain.endpoint), transient=False, code="bug"))
        self.done += len(asked)

    def _failed(self, grain: Grain, error: UpstreamError) -> None:
        self.failed[grain] = error
        if error.code != STOPPING:
            log.warning("read failed", endpoint=grain.endpoint, width=grain.width.value, reason=str(error))

    @property
    def _is_over(self) -> bool:
        """Whether no other endpoint will answer either."""
        return any(error.code in (*KEY_IS_REFUSED, STOPPING) for error in self.failed.values())

    def _compare(self, grain: Grain, coarse: UsageQuery, buckets: Buckets) -> None:
        """Note the days whose totals are no longer what the store holds; the others count as read now."""
        ours = {bucket.start: _totals(bucket) for bucket in self.services.store.usage.fetch(coarse)}
        theirs = {bucket.start: _totals(bucket) for bucket in buckets}
        if any(ours.values()) and not any(theirs.values()):
            raise _all_gone(coarse)
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
        for narrow in (*HOUR_GRAINS, *QUARTER_GRAINS):
            is_kept = narrow.endpoint == grain.endpoint and day.start >= narrow.kept_since(self.now)
            if is_kept and (narrow.width is Width.HOUR or self._has(narrow, day)):
                self.changed_hours[_of(narrow, day)] = narrow

    def _has(self, grain: Grain, period: Period) -> bool:
        return bool(self.services.store.usage.notes(grain.endpoint, grain.width, period))

    def _save(self, grain: Grain, query: UsageQuery, buckets: Buckets) -> None:
        for batch in _batches(self._politely(buckets)):
            for bucket in batch:
                self.sightings.add(query.group_by, bucket)
            priced = self._at_the_finest(query, [self._priced(bucket, query) for bucket in self._politely(batch)])
            self._refuse_absurd(priced)
            self.restated += self.services.store.usage.save(query, priced, self.now, self.prices.version)
            if query.width is Width.DAY:
                first = min(bucket.start for bucket in batch)
                self.saved_days[query.endpoint] = min(first, self.saved_days.get(query.endpoint, first))
            self.buckets += len(batch)
            self.rows[grain] += sum(len(bucket.rows) for bucket in batch)

    def _at_the_finest(self, query: UsageQuery, buckets: list[Bucket]) -> list[Bucket]:
        """Long-context rates are decided by the hour and by every dimension, whatever is kept."""
        since = HOUR_GRAIN.kept_since(self.now)
        recent = [bucket for bucket in buckets if bucket.start >= since]
        doubts = in_doubt(recent, query, self.prices.rates)
        unknown = {start: models for start, models in doubts.items() if not self._is_known(query, start, models)}
        self._read_finest(query, unknown)
        return [self._improved(bucket, query, doubts) for bucket in buckets]

    def _improved(self, bucket: Bucket, query: UsageQuery, doubts: Mapping[datetime, frozenset[str]]) -> Bucket:
        if bucket.start not in doubts:
            return bucket
        return improved(bucket, query, doubts[bucket.start], self.finest[min(query.width, Width.HOUR, key=_span)])

    def _read_finest(self, query: UsageQuery, doubts: Mapping[datetime, frozenset[str]]) -> None:
        for one in finest_queries(query, doubts):
            found = self.services.openai.read(one)
            for bucket in priced_by_hour(found, one, self.prices.rates):
                self.finest[one.width][bucket.start] = bucket
                self.finest_models[one.width, bucket.start] = frozenset(one.filters[0].values)

    def _is_known(self, query: UsageQuery, start: datetime, models: frozenset[str]) -> bool:
        width = min(query.width, Width.HOUR, key=_span)
        period = Period(start, min(start + query.width.span, self.now))
        return all(models <= self.finest_models.get((width, one), frozenset()) for one in period.buckets(width))

    def _politely(self, buckets: Buckets) -> Iterator[Bucket]:
        """People first: before each bucket, whoever asks has the interpreter."""
        for bucket in buckets:
            self.services.right_of_way.reader_gives_way()
            yield bucket

    def price_again(self) -> None:
        """Prices that changed since the last run hold for what is stored, too. What cannot be priced stays as it is."""
        try:
            if self.services.store.usage.has_other_prices(self.prices.version):
                self._read_stored_doubts()
            self.services.store.usage.re_estimate(self.prices.version, self._priced_again)
        except (OverflowError, ValueError):
            log.exception("prices broke", version=self.prices.version)
        except UpstreamError as error:  # the next run tries again
            log.warning("prices wait", version=self.prices.version, reason=str(error))

    def _read_stored_doubts(self) -> None:
        """Days of the store in which an average does not tell the long requests: OpenAI has their hours in full."""
        period = Period(HOUR_GRAIN.kept_since(self.now), self.now)
        query = UsageQuery(COMPLETIONS.name, period, Width.DAY, ("project", "model"))
        self._read_finest(query, in_doubt(self.services.store.usage.fetch(query), query, self.prices.rates))

    def _priced_again(self, bucket: Bucket, query: UsageQuery) -> Bucket:
        """Asks nobody: the store is being written."""
        priced = self._priced(bucket, query)
        found = in_doubt([priced], query, self.prices.rates)
        known = {start: models for start, models in found.items() if self._is_known(query, start, models)}
        return self._improved(priced, query, known)

    @staticmethod
    def _refuse_absurd(buckets: Iterable[Bucket]) -> None:
        for bucket in buckets:
            if not is_sane(bucket):
                text = f"OpenAI's answer was refused: its numbers for {bucket.start:%Y-%m-%d} are beyond all reason."
                raise UpstreamError(text, transient=False, code="malformed")

    def _priced(self, bucket: Bucket, query: UsageQuery) -> Bucket:
        return estimated(bucket, query, self.prices.rates)


def _all_gone(coarse: UsageQuery) -> UpstreamError:
    days = f"{coarse.period.start:%Y-%m-%d} to {coarse.period.end - DAY:%Y-%m-%d}"
    return UpstreamError(
        f"OpenAI says that nothing was used or billed from {days} ({coarse.endpoint.replace('_', ' ')}), which it had"
        " reported before. What was read stays as it is until OpenAI has it again.",
        transient=True,
        code="all_empty",
    )


def _span(width: Width) -> timedelta:
    return width.span


def _parts(query: UsageQuery, page: timedelta) -> Iterator[UsageQuery]:
    """The query request by request, cut at midnight: a day of minutes is one, and so are seven of hours."""
    start = floor(query.period.start, Width.DAY)
    while start < query.period.end:
        if part := query.period.overlap(Period(start, start + page)):
            yield replace(query, period=part)
        start += page


def _newest(queries: Iterable[UsageQuery], most: int) -> list[UsageQuery]:
    return sorted(queries, key=lambda one: one.period, reverse=True)[:most]


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
