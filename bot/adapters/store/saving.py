"""Writes buckets. Each is replaced as a whole, with its sums, the time it was read and its restatements."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import chain, repeat
from operator import sub
from typing import Self

from bot.adapters.store.fetching import slot_of, where
from bot.adapters.store.moments import from_text, to_text
from bot.adapters.store.tables import BILLS, COMPUTED, Table, tables_of
from bot.adapters.store.values import Ids, KnownIds
from bot.core.catalogue import COMPLETIONS, METRICS
from bot.core.periods import DAY, Width
from bot.core.usage.buckets import ROWS_AT_ONCE, Bucket, Restatement, Row, Rows, UsageQuery, lots, summed
from bot.core.usage.freshness import is_final, is_settled

# Restatements are noted for what people ask for: the counters of the metrics, and billed dollars.
TOLD = {"amount", *(name for metric in METRICS for counters in metric.counters.values() for name in counters)}

Column = Sequence[object]  # one value of each row


@dataclass(frozen=True, slots=True)
class Save:
    """Buckets of one query on their way into one open write."""

    connection: sqlite3.Connection
    query: UsageQuery
    read_at: datetime
    prices: str
    ids: tuple[Ids, ...]  # of endpoints, and one for each dimension of the table

    @classmethod
    def into(
        cls, connection: sqlite3.Connection, query: UsageQuery, read_at: datetime, prices: str, known: KnownIds
    ) -> Self:
        dimensions = tables_of(query)[0].dimensions
        ids = tuple(known.of(connection, name) for name in ("endpoint", *dimensions))
        return cls(connection, query, read_at, prices, ids)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tables_of(self.query)

    def buckets(self, buckets: Iterable[Bucket]) -> tuple[Restatement, ...]:
        """Replace the stored buckets by `buckets`, except those that were read later."""
        coming = {bucket.start: bucket for bucket in buckets}
        if not coming:
            return ()
        read_before = self._read_before(coming)
        taken = [bucket for start, bucket in coming.items() if read_before.get(start, self.read_at) <= self.read_at]
        closed = [one.start for one in taken if one.start in read_before and self._is_closed(one.start, read_before)]
        before = {start: self._by_project(start) for start in closed}
        self.replace(taken)
        self._forget_sides(one.start for one in taken)
        self._note(taken)
        return tuple(found for start in closed for found in self._restated(start, before[start]))

    def replace(self, buckets: Sequence[Bucket]) -> None:
        """Replace all rows, with one statement a table: a sync saves hundreds of hours at once."""
        detail, *sums = self.tables
        rows = [(slot_of(bucket.start, self.query.width), self._regrouped(bucket.rows)) for bucket in buckets]
        slots = [(slot,) for slot, _ in rows]
        for table in self.tables:
            self._empty(table, slots)
        try:
            self._insert(detail, rows)
        except sqlite3.IntegrityError:  # a key is there twice: rare, and checking for it first costs a tenth of a save
            self._empty(detail, slots)
            self._insert(detail, [(slot, summed(repeated)) for slot, repeated in rows])
        for source, table in zip(self.tables, sums, strict=False):
            self.connection.executemany(_sum_up(source, table), slots)

    def _empty(self, table: Table, slots: list[tuple[int]]) -> None:
        condition = f" AND endpoint = {self.ids[0][table.shared]}" if table.shared else ""
        self.connection.executemany(f"DELETE FROM {table.name} WHERE {table.slot} = ?{condition}", slots)

    def _insert(self, table: Table, buckets: list[tuple[int, Rows]]) -> None:
        """Some rows at a time, column by column. A column that is zero in all of them stands in the statement alone."""
        coming = chain.from_iterable(zip(repeat(slot), rows, strict=False) for slot, rows in buckets)
        for lot in lots(coming, ROWS_AT_ONCE):
            slots, rows = zip(*lot, strict=True)
            columns = self._columns(table, slots, rows)
            bound = {name: column for name, column in columns.items() if any(column) or None in column}
            zero = tuple(name for name in columns if name not in bound)
            self.connection.executemany(_insert(table.name, tuple(bound), zero), zip(*bound.values(), strict=True))

    def _regrouped(self, rows: Rows) -> Rows:
        """Rows with the key in the table's order."""
        wanted, asked = self.tables[0].dimensions, self.query.group_by
        if wanted == asked:
            return rows
        places = [asked.index(dimension) for dimension in wanted]
        return summed(row._replace(key=tuple(row.key[place] for place in places)) for row in rows)

    def _columns(self, table: Table, slots: Column, rows: Sequence[Row]) -> dict[str, Column]:
        """What is stored of these rows, by column."""
        keys, counts, estimates, unpriced, extras = zip(*rows, strict=True)
        endpoint, *ids = self.ids
        shared = {"endpoint": [endpoint[table.shared]] * len(rows)} if table.shared else {}
        values = zip(table.columns, ids, zip(*keys, strict=True), strict=True)
        groups = {name: [*map(known.__getitem__, column)] for name, known, column in values}
        counted = _less_computed(dict(zip(table.counts, zip(*counts, strict=True), strict=True)))
        priced = {"estimate": estimates, "unpriced": unpriced} if table.is_priced else {}
        return {**shared, table.slot: slots, **groups, **counted, **priced, "extra": extras}

    def _read_before(self, starts: Collection[datetime]) -> dict[datetime, datetime]:
        rows = self.connection.execute(
            "SELECT start, read_at FROM reads WHERE endpoint = ? AND width = ? AND start BETWEEN ? AND ?",
            (self.query.ledger, self.query.width, to_text(min(starts)), to_text(max(starts))),
        ).fetchall()
        return {from_text(start): from_text(read_at) for start, read_at in rows}

    def _note(self, buckets: Iterable[Bucket]) -> None:
        endpoint, width, read_at = self.query.ledger, self.query.width, to_text(self.read_at)
        self.connection.executemany(
            "INSERT OR REPLACE INTO reads (endpoint, width, start, read_at, rows, prices) VALUES (?, ?, ?, ?, ?, ?)",
            [(endpoint, width, to_text(one.start), read_at, len(one.rows), self.prices) for one in buckets],
        )

    def _forget_sides(self, starts: Iterable[datetime]) -> None:
        """
        Sides are read anew after their day: what is left of it without one has to be of the same numbers.

        Of an open day nothing is told by what is left.
        """
        if (self.query.endpoint, self.query.width) != (COMPLETIONS.name, Width.DAY):
            return
        days = [day for day in starts if is_final(day, Width.DAY, self.read_at)]
        self.connection.executemany(
            "DELETE FROM reads WHERE endpoint = ? AND width = ? AND start >= ? AND start < ?",
            [(COMPLETIONS.name, Width.SIDE, to_text(day), to_text(day + DAY)) for day in days],
        )

    def _is_closed(self, start: datetime, read_before: Mapping[datetime, datetime]) -> bool:
        """Whether this day was final, so that a change is a restatement. What is beside its day restates nothing."""
        if self.query.width is not Width.DAY or self.query.ledger in BILLS:
            return False
        known = read_before[start]
        return is_settled(start, known) if self.query.endpoint == "costs" else is_final(start, Width.DAY, known)

    def _by_project(self, start: datetime) -> dict[str, tuple[int, ...]]:
        table = self.tables[-1]
        conditions, values = where(table, [slot_of(start, self.query.width)])
        counts = ", ".join(f"sum({column})" for column in table.counts)
        rows = self.connection.execute(
            f"SELECT (SELECT value FROM dimension_values WHERE id = project), {counts} FROM {table.name}"
            f" WHERE {conditions} GROUP BY project",
            values,
        )
        return {project: tuple(sums) for project, *sums in rows}

    def _restated(self, start: datetime, before: dict[str, tuple[int, ...]]) -> tuple[Restatement, ...]:
        after, counters = self._by_project(start), self.tables[-1].counters
        nothing = (0,) * len(counters)
        changed = tuple(
            Restatement(self.query.endpoint, start, project, counter, old, new, self.read_at)
            for project in sorted({*before, *after})
            for counter, old, new in zip(
                counters, before.get(project, nothing), after.get(project, nothing), strict=True
            )
            if old != new and counter in TOLD
        )
        self.connection.executemany(
            "INSERT INTO restatements (at, endpoint, day, project, counter, old, new) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (to_text(it.at), it.endpoint, to_text(it.start), it.project, it.counter, it.old, it.new)
                for it in changed
            ],
        )
        return changed


def _less_computed(counts: dict[str, tuple[int, ...]]) -> dict[str, Column]:
    """These counters as they are stored: what equals its computed value is NULL, and is left out where all does."""
    kept: dict[str, Column] = {**counts}
    for name in COMPUTED.keys() & counts.keys():
        first, *less = (counts[part] for part in COMPUTED[name].split(" - "))
        computed = tuple(map(sub, first, *less)) if less else first
        if counts[name] == computed:
            del kept[name]
        else:
            kept[name] = [None if it == known else it for it, known in zip(counts[name], computed, strict=True)]
    return kept


@cache
def _insert(table: str, bound: tuple[str, ...], zero: tuple[str, ...]) -> str:
    values = [*"?" * len(bound), *("''" if name == "extra" else "0" for name in zero)]
    return f"INSERT INTO {table} ({', '.join((*bound, *zero))}) VALUES ({', '.join(values)})"


def _sum_up(source: Table, table: Table) -> str:
    """Fill a table of sums for one day from the more detailed one."""
    columns = [table.slot, *table.columns]
    sums = [f"sum({column})" for column in table.sums]
    return (
        f"INSERT INTO {table.name} ({', '.join([*columns, *table.sums])}) SELECT {', '.join(columns + sums)}"
        f" FROM {source.name} WHERE {table.slot} = ? GROUP BY {', '.join(columns)}"
    )
