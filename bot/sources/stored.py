"""Reads from the store: which buckets are final, which endpoints are in use, and the rows themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.core.answers.endpoints import PRICED, counted_endpoint
from bot.core.answers.planner import Held, Plan, SidesRequest, is_kept
from bot.core.catalogue import COMPLETIONS, COSTS, METRIC
from bot.core.periods import DAY, HOUR, MINUTE, Period, Width, floor
from bot.core.question import Question
from bot.core.usage.buckets import LEDGERS, QUANTITY, Bucket, Rows, UsageQuery
from bot.core.usage.buckets_to_ask import BucketRequest, BucketSpan
from bot.core.usage.freshness import (
    FIRST_READ,
    GRACE,
    GRAINS,
    HOUR_GRAIN,
    LOOKED,
    ReadNote,
    is_final,
    is_fresh,
    is_quiet,
    is_settled,
    joined,
    needs_quarters,
    stands_in,
)
from bot.core.usage.reading import STORE, Reading
from bot.core.usage.sides import SUMMED, Side, is_midnight, kept_side, less
from bot.services import Services

MINUTES_AN_HOUR = HOUR // MINUTE
ROWS_IN_AN_INSTANT = 150_000  # at most, by hours: most rows are not in each of their minutes
Notes = Mapping[tuple[str, Width], Mapping[datetime, ReadNote]]


@dataclass(frozen=True)
class ReadNotes:
    """
    The notes of everything that a question of `metric` may need, read once; `also` are counters beside its own.

    `sync` is how often the store is read. `is_sum` says that a sum over all endpoints is asked for.
    """

    notes: Notes
    metric: str
    now: datetime
    sync: timedelta
    also: tuple[str, ...] = ()
    is_sum: bool = False

    def _stands_in(self, name: str, note: ReadNote) -> bool:
        return self.is_sum and name not in LEDGERS and stands_in(name, note.read_at, now=self.now, sync=self.sync)

    def _is_billed_lately(self, name: str, start: datetime, note: ReadNote) -> bool:
        """A day that is over and not settled: its bill grows by the hour, and the last turn of the reader saw it."""
        is_bill = name in (COSTS.name, *LEDGERS)
        return is_bill and start + DAY <= note.read_at and is_fresh(note.read_at, now=self.now, sync=self.sync)

    def _is_quiet(self, name: str, notes: Mapping[datetime, ReadNote]) -> bool:
        return self.is_sum and name not in (COMPLETIONS.name, COSTS.name, *LEDGERS) and is_quiet(notes, self.now)

    def is_small(self, query: UsageQuery) -> bool:
        """Whether its minutes are few rows, by the rows that their hours have."""
        hours = self.notes.get((query.endpoint, Width.HOUR), {})
        rows = sum(note.rows for start, note in hours.items() if start in query.period)
        return query.width.span >= HOUR or rows * MINUTES_AN_HOUR <= ROWS_IN_AN_INSTANT

    def counters(self, query: UsageQuery) -> tuple[str, ...]:
        """What has to be added up. Dollars of usage are its estimates, which come without being asked for."""
        if query.endpoint == COSTS.name:
            return (*query.spec.counters, *({*self.also} & {QUANTITY}))
        return (*METRIC[self.metric].counters.get(query.endpoint, ()), *self.also)

    def held(self, *, unfinished: bool = False, standing_in: Collection[str] = ()) -> Held:
        """The buckets that are final, and of endpoints that are `standing_in` the fresh ones; with `unfinished` all."""
        final: dict[str, set[BucketSpan]] = {}
        empty: dict[str, set[datetime]] = {}
        bills = self.notes.get((COSTS.name, Width.DAY), {})
        unsettled = {
            BucketSpan(start, Width.DAY) for start, note in bills.items() if not is_settled(start, note.read_at)
        }
        if unfinished:  # bills that are missing will not be asked for
            days = self.notes.get((COMPLETIONS.name, Width.DAY), {})
            unsettled |= {BucketSpan(start, Width.DAY) for start in days if start not in bills}
        for (name, width), notes in self.notes.items():
            for start, note in notes.items() if width is not Width.SIDE else ():
                is_fresh_enough = name in standing_in and is_fresh(note.read_at, now=self.now, sync=self.sync)
                if (
                    unfinished
                    or is_fresh_enough
                    or _is_for_good(name, width, start, note)
                    or self._stands_in(name, note)
                    or self._is_billed_lately(name, start, note)
                ):
                    final.setdefault(name, set()).add(BucketSpan(start, width))
                    if not note.rows and width is Width.DAY:
                        empty.setdefault(name, set()).add(start)
            if width is Width.DAY and self._is_quiet(name, notes):
                empty.setdefault(name, set()).add(floor(self.now, Width.DAY))
        cuts = {floor(cut, Width.DAY): cut for cut in self.notes.get((COMPLETIONS.name, Width.SIDE), {})}
        return Held(final, empty, unsettled, self._empty_until(), self._empty_hours(), cuts)

    def _empty_hours(self) -> dict[str, set[datetime]]:
        return {
            name: {start for start, note in notes.items() if not note.rows and is_final(start, width, note.read_at)}
            for (name, width), notes in self.notes.items()
            if width is Width.HOUR
        }

    def _empty_until(self) -> dict[str, dict[datetime, datetime]]:
        """How far days of usage without a row are known to have none: what is counted late may still come."""
        return {
            name: {start: note.read_at - GRACE for start, note in notes.items() if not note.rows}
            for (name, width), notes in self.notes.items()
            if width is Width.DAY and name != COSTS.name
        }

    def endpoints(self, now: datetime) -> tuple[str, ...]:
        """Usage endpoints that may hold something: not those that the store looked at lately and never saw used."""
        return tuple(name for name in PRICED if name == COMPLETIONS.name or not self._is_unused(name, now))

    def _is_unused(self, name: str, now: datetime) -> bool:
        notes = self.notes.get((name, Width.DAY), {}).values()
        looked = max((note.read_at for note in notes), default=None)
        return looked is not None and now - looked < LOOKED and not any(note.rows for note in notes)


def read_notes(
    services: Services, question: Question, now: datetime, also: tuple[str, ...] = (), *, is_live: bool = True
) -> ReadNotes:
    since = floor(question.period.start, Width.DAY)
    if "item" in question.dimensions:
        also = (*also, QUANTITY)
    if is_live:  # what was used lately is asked for now
        since = min(since, floor(now - FIRST_READ, Width.DAY))
    names = {*PRICED, COSTS.name} if question.metric == "cost" else {counted_endpoint(question)}
    kept = {width: {it.endpoint for it in GRAINS if it.width is width and it.endpoint in names} for width in Width}
    kept[Width.DAY] |= {*LEDGERS} if question.metric == "cost" else set()
    spans = {Width.DAY: Period(since, now)}
    if kept[Width.HOUR] and not _is_of_days(question, now):
        # There are many notes of hours: those after the period are left out.
        first = max(floor(question.period.start, Width.DAY), HOUR_GRAIN.kept_since(now))
        spans[Width.HOUR] = Period(first, max(first, min(question.period.end, now)))
        spans[Width.SIDE] = Period(first, spans[Width.HOUR].end + DAY)  # the midnight may be the period's end
        if is_inside_hours(question, now):
            spans[Width.QUARTER] = spans[Width.HOUR]
    notes = {
        (name, width): found
        for width, span in spans.items()
        for name, found in services.store.usage.read_notes(kept[width], width, span).items()
    }
    if (sides := (COMPLETIONS.name, Width.SIDE)) in notes:
        notes[sides] = {cut: note for cut, note in notes[sides].items() if is_midnight(cut, ZoneInfo(question.zone))}
    is_sum = question.metric == "cost" and not question.endpoint
    sync = timedelta(minutes=services.settings.sync_minutes)
    return ReadNotes(notes, question.metric, now, sync, also, is_sum)


def is_inside_hours(question: Question, now: datetime) -> bool:
    """Whether an edge of the period, or a day of its zone, lies inside of an hour."""
    clocks = [clock for kept in question.times for clock in kept.hours or ()]
    edges = (question.period.start, *(() if question.period.end >= now else (question.period.end,)))
    return any(edge.minute for edge in (*edges, *clocks)) or needs_quarters([ZoneInfo(question.zone)], now)


def _is_of_days(question: Question, now: datetime) -> bool:
    """Whether UTC days are all that a question can need: there are many more notes of hours."""
    period = question.period
    is_open = period.end >= now
    is_whole = floor(period.start, Width.DAY) == period.start and (
        is_open or floor(period.end, Width.DAY) == period.end
    )
    if any(kept.hours for kept in question.times) or question.unit_of_hours:
        return False
    is_one = question.time_unit is None and not question.recurring and not question.times
    return is_whole and (is_one or question.zone == "UTC")


def _is_for_good(name: str, width: Width, start: datetime, note: ReadNote) -> bool:
    return is_settled(start, note.read_at) if name in (COSTS.name, *LEDGERS) else is_final(start, width, note.read_at)


def stored(services: Services, asked: Iterable[BucketRequest], held: ReadNotes, planned: Plan) -> tuple[Reading, ...]:
    """The stored rows of these queries and of the plan's sides; buckets that were never read are left out."""
    found = (reading for one in asked if is_kept(one.query) for reading in _readings(services, one, held, planned))
    sides = _of_sides(services, planned.sides, held) if planned.sides else ()
    return (*found, *sides)


def _of_sides(services: Services, asked: SidesRequest, held: ReadNotes) -> Iterator[Reading]:
    """A side has its rows in its first piece; the others are known with it."""
    days, cuts = (held.notes[COMPLETIONS.name, width] for width in (Width.DAY, Width.SIDE))
    counters = (*held.counters(asked.query), *SUMMED)

    def rows_of(width: Width, notes: Mapping[datetime, ReadNote]) -> dict[datetime, Rows]:
        buckets = services.store.usage.fetch(replace(asked.query, width=width), counters=counters, notes=notes)
        return {bucket.start: bucket.rows for bucket in buckets}

    def is_kept_side(side: Side) -> bool:
        return side == kept_side(side.cut, cuts[side.cut].read_at)

    kept = rows_of(Width.SIDE, {side.cut: cuts[side.cut] for side in asked.pieces})
    whole = rows_of(Width.DAY, {side.day: days[side.day] for side in asked.pieces if not is_kept_side(side)})
    for side, pieces in asked.pieces.items():
        rows = kept[side.cut] if is_kept_side(side) else less(whole[side.day], kept[side.cut])
        at = min(days[side.day].read_at, cuts[side.cut].read_at)
        yield from _in_pieces(replace(asked.query, period=side.period), pieces, rows, at)


def _in_pieces(query: UsageQuery, pieces: Collection[BucketSpan], rows: Rows, at: datetime) -> Iterator[Reading]:
    first = min(pieces)
    for width in sorted({piece.width for piece in pieces}):
        found = [piece for piece in pieces if piece.width is width]
        buckets = tuple((Bucket(one.start, one.end, rows if one == first else ()), at) for one in found)
        yield Reading(replace(query, width=width), STORE, buckets)


def _readings(services: Services, one: BucketRequest, held: ReadNotes, planned: Plan) -> Iterator[Reading]:
    """The readings. When nothing depends on the day, the store adds up the days, in a tenth of the time."""
    notes = held.notes.get((one.query.ledger, one.query.width), {})
    known = {start: notes[start].read_at for start in sorted(one.starts) if start in notes}
    alike = [start for start in known if planned.adds_up(BucketSpan(start, one.query.width), one.query, known[start])]
    fetch = partial(_fetched, services, counters=held.counters(one.query), notes=notes)
    for span in joined(alike, one.query.width):
        query, buckets = fetch(replace(one.query, period=span), whole=True)
        times = [(start, at) for start, at in known.items() if start in span]
        yield Reading(query, STORE, tuple((bucket, times[0][1]) for bucket in buckets), tuple(times[1:]))
    if apart := known.keys() - alike:
        span = Period(min(apart), max(apart) + one.query.width.span)
        query, buckets = fetch(replace(one.query, period=span))
        yield Reading(query, STORE, tuple((bucket, known[bucket.start]) for bucket in buckets if bucket.start in apart))


def _fetched(
    services: Services,
    query: UsageQuery,
    *,
    counters: tuple[str, ...],
    notes: Mapping[datetime, ReadNote],
    whole: bool = False,
) -> tuple[UsageQuery, tuple[Bucket, ...]]:
    """Rows that hold something unpriced are fetched by model too, so that the answer can name it."""
    fetch = partial(services.store.usage.fetch, counters=counters, notes=notes, whole=whole)
    buckets = fetch(query)
    is_priced = query.endpoint != COSTS.name and "model" not in query.group_by
    if is_priced and any(row.unpriced for bucket in buckets for row in bucket.rows):
        names = {*query.group_by, "model"}
        query = replace(query, group_by=tuple(name for name in query.spec.dimensions if name in names))
        return query, fetch(query)
    return query, buckets
