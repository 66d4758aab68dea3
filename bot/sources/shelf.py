"""What the store can tell: which of its buckets are final, which endpoints are in use, and the readings themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.catalogue import COMPLETIONS, COSTS, METRIC
from bot.core.cover import Asked, Piece
from bot.core.freshness import (
    FIRST_READ,
    GRAINS,
    HOUR_GRAIN,
    LOOKED,
    ReadNote,
    is_final,
    is_quiet,
    is_settled,
    stands_in,
)
from bot.core.periods import Period, Width, floor
from bot.core.planner import Held, is_kept
from bot.core.question import Question
from bot.core.reach import PRICED, counted
from bot.core.reading import STORE, Reading
from bot.core.usage import Bucket, UsageQuery
from bot.services import Services

Notes = Mapping[tuple[str, Width], Mapping[datetime, ReadNote]]


@dataclass(frozen=True)
class Asking:
    """When a sum over all endpoints is asked for, and how often the store is read; without `now`, something else."""

    now: datetime | None = None
    sync: timedelta = timedelta()

    def stands_in(self, name: str, note: ReadNote) -> bool:
        return self.now is not None and stands_in(name, note.read_at, now=self.now, sync=self.sync)

    def is_quiet(self, name: str, notes: Mapping[datetime, ReadNote]) -> bool:
        return self.now is not None and name not in (COMPLETIONS.name, COSTS.name) and is_quiet(notes, self.now)


@dataclass(frozen=True)
class Ledger:
    """The notes of everything that a question of `metric` may need, read once; `also` are counters beside its own."""

    notes: Notes
    metric: str
    also: tuple[str, ...] = ()
    asked: Asking = Asking()

    def counters(self, query: UsageQuery) -> tuple[str, ...]:
        """What has to be added up. Dollars of usage are its estimates, which come without being asked for."""
        if query.endpoint == COSTS.name:
            return query.spec.counters
        return (*METRIC[self.metric].counters.get(query.endpoint, ()), *self.also)

    def held(self, *, unfinished: bool = False) -> Held:
        """What the store has for good; with `unfinished` all that it has."""
        final: dict[str, set[Piece]] = {}
        empty: dict[str, set[datetime]] = {}
        bills = self.notes.get((COSTS.name, Width.DAY), {})
        unsettled = {Piece(start, Width.DAY) for start, note in bills.items() if not is_settled(start, note.read_at)}
        if unfinished:  # nobody will be asked for the bills that are not there
            days = self.notes.get((COMPLETIONS.name, Width.DAY), {})
            unsettled |= {Piece(start, Width.DAY) for start in days if start not in bills}
        for (name, width), notes in self.notes.items():
            for start, note in notes.items():
                if unfinished or _is_for_good(name, width, start, note) or self.asked.stands_in(name, note):
                    final.setdefault(name, set()).add(Piece(start, width))
                    if not note.rows and width is Width.DAY:
                        empty.setdefault(name, set()).add(start)
            if self.asked.now and width is Width.DAY and self.asked.is_quiet(name, notes):
                empty.setdefault(name, set()).add(floor(self.asked.now, Width.DAY))
        return Held(final, empty, unsettled)

    def endpoints(self, now: datetime) -> tuple[str, ...]:
        """Usage endpoints that may hold something: not those that the store looked at lately and never saw used."""
        return tuple(name for name in PRICED if name == COMPLETIONS.name or not self._is_unused(name, now))

    def _is_unused(self, name: str, now: datetime) -> bool:
        notes = self.notes.get((name, Width.DAY), {}).values()
        looked = max((note.read_at for note in notes), default=None)
        return looked is not None and now - looked < LOOKED and not any(note.rows for note in notes)


def ledger(services: Services, question: Question, now: datetime, also: tuple[str, ...] = ()) -> Ledger:
    since = min(floor(question.period.start, Width.DAY), floor(now - FIRST_READ, Width.DAY))
    names = {*PRICED, COSTS.name} if question.metric == "cost" else {counted(question)}
    grains = {(grain.endpoint, grain.width) for grain in GRAINS if grain.endpoint in names}
    kept_hours = Period(max(since, HOUR_GRAIN.kept_since(now)), now)
    spans = {Width.DAY: Period(since, now), Width.HOUR: kept_hours}
    notes = {(name, width): services.store.usage.notes(name, width, spans[width]) for name, width in grains}
    is_sum = question.metric == "cost" and not question.endpoint
    sync = timedelta(minutes=services.settings.sync_minutes)
    return Ledger(notes, question.metric, also, Asking(now, sync) if is_sum else Asking())


def _is_for_good(name: str, width: Width, start: datetime, note: ReadNote) -> bool:
    return is_settled(start, note.read_at) if name == COSTS.name else is_final(start, width, note.read_at)


def stored(services: Services, asked: Iterable[Asked], held: Ledger) -> tuple[Reading, ...]:
    """What the store has of these queries; buckets that were never read are left out."""
    return tuple(_reading(services, one, held) for one in asked if is_kept(one.query))


def _reading(services: Services, one: Asked, held: Ledger) -> Reading:
    known = held.notes.get((one.query.endpoint, one.query.width), {})
    query, buckets = _fetched(services, one.query, held.counters(one.query))
    kept = tuple(
        (bucket, known[bucket.start].read_at)
        for bucket in buckets
        if bucket.start in one.starts and bucket.start in known
    )
    return Reading(query, STORE, kept)


def _fetched(services: Services, query: UsageQuery, counters: tuple[str, ...]) -> tuple[UsageQuery, tuple[Bucket, ...]]:
    """Rows that hold something unpriced are fetched by model too, so that the answer can name it."""
    buckets = services.store.usage.fetch(query, counters=counters)
    if "model" not in query.group_by and any(row.unpriced for bucket in buckets for row in bucket.rows):
        names = {*query.group_by, "model"}
        query = replace(query, group_by=tuple(name for name in query.spec.dimensions if name in names))
        return query, services.store.usage.fetch(query, counters=counters)
    return query, buckets
