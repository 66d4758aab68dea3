"""Usage and costs: saved bucket by bucket, fetched as any sum of them."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bot.adapters.store.fetching import Fetch, apart, notes, slot_of, table_for
from bot.adapters.store.moments import from_text, to_text
from bot.adapters.store.saving import Save
from bot.adapters.store.tables import TABLES, tables_of
from bot.adapters.store.values import KnownIds
from bot.core.periods import HOUR, Period, Width, floor
from bot.core.usage.buckets import QUANTITY, Bucket, Restatement, UsageQuery
from bot.core.usage.freshness import ReadNote, is_final
from bot.core.usage.price_rules import is_newer_list

if TYPE_CHECKING:
    from bot.adapters.store import Store


class UsageStore:
    def __init__(self, store: Store) -> None:
        self.store = store
        self._values: dict[int, str] = {}
        self.ids = KnownIds()

    def save(
        self, query: UsageQuery, buckets: Iterable[Bucket], read_at: datetime, prices: str = ""
    ) -> tuple[Restatement, ...]:
        """
        Replace stored buckets, all or none. Returns the restatements of closed days.

        `query` has the groups of a grain that the store keeps (core.freshness.GRAINS), or more, and no filters.
        `prices` is the version of the prices that the estimates were made with.
        """
        taken = tuple(buckets)  # iterate before the store is locked
        _check(query, taken, read_at)
        with self.store.write() as connection:
            return Save.into(connection, query, read_at, prices, self.ids).buckets(taken)

    def fetch(
        self,
        query: UsageQuery,
        *,
        whole: bool = False,
        counters: Collection[str] | None = None,
        notes: Mapping[datetime, ReadNote] | None = None,
    ) -> tuple[Bucket, ...]:
        """
        The buckets of the period that were read, empty ones too; with `whole` one bucket with the sum of all.

        Rows carry the sum of their estimates. Name the `counters` that are wanted: those of the
        metrics lie ready, and adding up all of them takes a hundred times as long. The others are 0 then.
        A sum of bills has its `quantity` in `extra` when it is wanted.
        `notes` are passed in when they were read already.
        Raises ValueError for detail that the store does not keep. `notes` says whether it was read.
        """
        wanted = query.spec.counters if counters is None else counters
        table = table_for(query, [name for name in wanted if name != QUANTITY])
        if table is None:
            raise ValueError(f"the store does not keep {query.endpoint} {query.width} by {query.group_by}")
        with self.store.read() as connection:
            known = _notes(connection, query) if notes is None else notes
            fetch = Fetch(connection, query, table, wanted, self._values, known)
            return fetch.whole() if whole else fetch.by_bucket()

    def notes(self, endpoint: str, width: Width, period: Period) -> dict[datetime, ReadNote]:
        """When each bucket that touches `period` was read, by start; buckets that were never read are missing."""
        return self.read_notes((endpoint,), width, period)[endpoint]

    def read_notes(
        self, endpoints: Collection[str], width: Width, period: Period
    ) -> dict[str, dict[datetime, ReadNote]]:
        """The notes of several endpoints."""
        with self.store.read() as connection:
            return notes(connection, endpoints, width, period)

    def days_apart(self, endpoint: str, period: Period) -> tuple[datetime, ...]:
        """
        The UTC days of `period` whose hours do not add up to them, by project and model; the first is the oldest.

        Days with an hour that was never read are left out: that hour is read next.
        """
        days = self.notes(endpoint, Width.DAY, period)
        hours = Counter(floor(start, Width.DAY) for start in self.notes(endpoint, Width.HOUR, period))
        whole = [day for day, note in days.items() if hours[day] >= min(24, -(-(note.read_at - day) // HOUR))]
        with self.store.read() as connection:
            return tuple(apart(connection, endpoint, whole, Width.DAY, Width.HOUR))

    def hours_apart(self, endpoint: str, period: Period) -> tuple[datetime, ...]:
        """The final hours of `period` to which their quarters, where they were all read, do not add up."""
        quarters = Counter(floor(start, Width.HOUR) for start in self.notes(endpoint, Width.QUARTER, period))
        hours = self.notes(endpoint, Width.HOUR, period) if quarters else {}
        whole = [one for one, note in hours.items() if quarters[one] == 4 and is_final(one, Width.HOUR, note.read_at)]
        with self.store.read() as connection:
            return tuple(apart(connection, endpoint, whole, Width.HOUR, Width.QUARTER)) if whole else ()

    def first_day(self) -> datetime | None:
        """The first UTC day of which rows were read; None before the first one."""
        with self.store.read() as connection:
            (start,) = connection.execute(
                "SELECT min(start) FROM reads WHERE width = ? AND rows > 0", (Width.DAY,)
            ).fetchone()
        return from_text(start) if start else None

    def confirm(self, endpoint: str, width: Width, starts: Iterable[datetime], read_at: datetime) -> None:
        """Note that OpenAI still says what is stored of these buckets."""
        stamp = to_text(read_at)
        with self.store.write() as connection:
            connection.executemany(
                "UPDATE reads SET read_at = ? WHERE endpoint = ? AND width = ? AND start = ? AND read_at < ?",
                [(stamp, endpoint, width, to_text(start), stamp) for start in starts],
            )

    def forget(self, queries: Iterable[UsageQuery]) -> None:
        """Take these buckets for never read: they are read again."""
        with self.store.write() as connection:
            connection.executemany(
                "DELETE FROM reads WHERE endpoint = ? AND width = ? AND start = ?",
                [(one.endpoint, one.width, to_text(one.period.start)) for one in queries],
            )

    def values(self, dimension: str) -> tuple[str, ...]:
        """All values of a dimension that were ever stored, with '' for "no value"."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT value FROM dimension_values WHERE dimension = ? ORDER BY value", (dimension,)
            ).fetchall()
        return tuple(value for (value,) in rows)

    def restatements(self, since: datetime) -> tuple[Restatement, ...]:
        """Changes of closed days that were seen at or after `since`, oldest first."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT endpoint, day, project, counter, old, new, at FROM restatements WHERE at >= ? ORDER BY id",
                (to_text(since),),
            ).fetchall()
        return tuple(
            Restatement(endpoint, from_text(day), project, counter, old, new, from_text(at))
            for endpoint, day, project, counter, old, new, at in rows
        )

    def re_estimate(self, prices: str, estimated: Callable[[Bucket, UsageQuery], Bucket]) -> int:
        """
        Estimate again what was estimated with other prices, one bucket at a time; returns how many.

        A newer list does not change earlier days, except that it may price what had no price.
        """
        stale = self._estimated_otherwise(prices)
        for query, before in stale:
            with self.store.write() as connection:
                if _has_changed(connection, query, before, prices):
                    table = TABLES[query.endpoint, query.width][0]
                    known = _notes(connection, query)
                    for bucket in Fetch(connection, query, table, query.spec.counters, {}, known).by_bucket():
                        Save.into(connection, query, bucket.end, prices, self.ids).replace([estimated(bucket, query)])
                connection.execute(
                    "UPDATE reads SET prices = ? WHERE endpoint = ? AND width = ? AND start = ?",
                    (prices, query.endpoint, query.width, to_text(query.period.start)),
                )
        return len(stale)

    def to_estimate_again(self, prices: str) -> tuple[UsageQuery, ...]:
        """The buckets that `re_estimate` will estimate again."""
        stale = self._estimated_otherwise(prices)
        if not stale:
            return ()
        with self.store.read() as connection:
            return tuple(query for query, before in stale if _has_changed(connection, query, before, prices))

    def _estimated_otherwise(self, prices: str) -> list[tuple[UsageQuery, str]]:
        """A query for each bucket that has estimates of other prices, and of which; the newest first."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT endpoint, width, start, prices FROM reads"
                " WHERE prices <> ? AND rows > 0 AND endpoint NOT LIKE 'costs%' ORDER BY start DESC",
                (prices,),
            ).fetchall()
        return [
            (_bucket_query(endpoint, Width(width), from_text(start)), before) for endpoint, width, start, before in rows
        ]


def _notes(connection: sqlite3.Connection, query: UsageQuery) -> dict[datetime, ReadNote]:
    return notes(connection, (query.ledger,), query.width, query.period)[query.ledger]


def _has_changed(connection: sqlite3.Connection, query: UsageQuery, before: str, prices: str) -> bool:
    """Whether other prices hold for a bucket than those it was estimated with."""
    return not (is_newer_list(before, prices, query.period.start.date()) and _is_priced(connection, query))


def _is_priced(connection: sqlite3.Connection, query: UsageQuery) -> bool:
    """Whether all that was used in a bucket has a price. The small tables need not be asked."""
    table = TABLES[query.endpoint, query.width][0]
    if table.shared:
        return False
    slot = slot_of(query.period.start, query.width)
    found = connection.execute(f"SELECT 1 FROM {table.name} WHERE {table.slot} = ? AND unpriced > 0 LIMIT 1", (slot,))
    return found.fetchone() is None


def _bucket_query(endpoint: str, width: Width, start: datetime) -> UsageQuery:
    """The query for one bucket in all the detail that is kept."""
    return UsageQuery(endpoint, Period(start, start + width.span), width, TABLES[endpoint, width][0].dimensions)


def _check(query: UsageQuery, buckets: tuple[Bucket, ...], read_at: datetime) -> None:
    """Raise ValueError unless the snapshot has all the detail that is kept, of the whole bucket."""
    tables = tables_of(query)
    if not tables or query.filters or not set(tables[0].dimensions) <= set(query.group_by):
        raise ValueError(f"{query.endpoint} {query.width} by {query.group_by} is no grain of the store")
    for bucket in buckets:
        end = bucket.start + query.width.span
        if bucket.start < query.period.start or query.period.end < min(end, read_at):
            raise ValueError(f"the question cut the bucket of {bucket.start}")
