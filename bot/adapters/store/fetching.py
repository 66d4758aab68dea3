"""Reads sums from the store: a query becomes one SELECT over the smallest table that can answer it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from typing import Any

import msgspec

from bot.adapters.store.moments import from_text, to_text
from bot.adapters.store.tables import TABLES, Table, full, smallest, tables_of
from bot.adapters.store.values import learn
from bot.core.periods import Period, Width, floor, from_unix, to_unix
from bot.core.usage.buckets import QUANTITY, Bucket, Filter, Row, UsageQuery, row_of
from bot.core.usage.freshness import ReadNote


def table_for(query: UsageQuery, counters: Collection[str] = ()) -> Table | None:
    """The table that can answer; None for minutes, and for detail that is not kept."""
    return smallest(query, {*query.group_by, *(it.dimension for it in query.filters)}, counters)


def at_once(
    connection: sqlite3.Connection, columns: Collection[str], rest: str, values: Sequence[str]
) -> list[list[Any]]:
    """
    All rows of `SELECT columns rest`, column by column, each fetched in one step as a JSON text.

    Python releases its lock at each step of SQLite. Row by row, a question waits each time for a thread that
    reads pages: while a sync runs it took half as long again.
    """
    names = [f"c{number}" for number in range(len(columns))]
    named = ", ".join(f"{column} AS {name}" for column, name in zip(columns, names, strict=True))
    wanted = ", ".join(f"json_group_array({name})" for name in names)
    texts = connection.execute(f"SELECT {wanted} FROM (SELECT {named} {rest})", values).fetchone()
    return [*map(_COLUMN.decode, texts)]


_COLUMN = msgspec.json.Decoder(list[Any])


def notes(
    connection: sqlite3.Connection, endpoints: Collection[str], width: Width, period: Period
) -> dict[str, dict[datetime, ReadNote]]:
    """When each bucket that touches `period` was read, by start; buckets that were never read are missing."""
    columns = at_once(
        connection,
        ("endpoint", "start", "read_at", "rows"),
        "FROM reads WHERE endpoint IN (SELECT value FROM json_each(?)) AND width = ? AND start >= ? AND start < ?",
        (json.dumps([*endpoints]), width, to_text(floor(period.start, width)), to_text(period.end)),
    )
    found: dict[str, dict[datetime, ReadNote]] = {endpoint: {} for endpoint in endpoints}
    for endpoint, start, read_at, count in zip(*columns, strict=True):
        found[endpoint][from_text(start)] = ReadNote(from_text(read_at), count)
    return found


_EXTRA = "json_extract(nullif(extra, ''), '$.{}')"
_UNIT = f"coalesce({_EXTRA.format('quantity_unit')}, '')"
# What bills say beside their dollars, added up; nothing where one has none, or another unit.
QUANTITIES = (
    f"iif(count({_EXTRA.format(QUANTITY)}) = count(*) AND min({_UNIT}) = max({_UNIT}), json_object('quantity',"
    f" total({_EXTRA.format(QUANTITY)}), 'quantity_unit', max({_UNIT})), '')"
)

SECONDS = {width: int(width.span.total_seconds()) for width in Width}
SECONDS[Width.SIDE] = SECONDS[Width.QUARTER]  # a side begins with the midnight of a zone, and a day has one for each


def slot_of(start: datetime, width: Width) -> int:
    """A bucket's start as the tables have it: days, hours or quarters of one since 1970."""
    return to_unix(start) // SECONDS[width]


def from_slot(slot: int, width: Width) -> datetime:
    return from_unix(slot * SECONDS[width])


def apart(
    connection: sqlite3.Connection, endpoint: str, starts: Iterable[datetime], width: Width, inner: Width
) -> list[datetime]:
    """The buckets of `width` to which those of the `inner` one do not add up, compared by what both tables have."""
    slots, inside = [slot_of(start, width) for start in starts], SECONDS[width] // SECONDS[inner]
    wide, narrow = TABLES[endpoint, width], TABLES[endpoint, inner][0]
    table = next((one for one in reversed(wide) if "model" in one.dimensions), wide[0])
    counters = [name for name in table.counters if name in narrow.counters]
    groups = [name for name in table.dimensions if name in narrow.dimensions]
    sides = []
    for one, times, time in (
        (table, slots, table.slot),
        (narrow, [inside * slot + place for slot in slots for place in range(inside)], f"{narrow.slot} / {inside}"),
    ):
        conditions, values = where(one, times)
        sums = [f"sum({full(one.count(counter))})" for counter in counters]
        places = ", ".join(str(number) for number in range(1, len(groups) + 2))
        columns = ", ".join([time, *map(one.column, groups), *sums])
        some = " + ".join(sums)
        sides.append(
            (f"SELECT {columns} FROM {one.name} WHERE {conditions} GROUP BY {places} HAVING {some} > 0", values)
        )
    found: set[int] = set()
    for (first, some_values), (second, more) in (sides, sides[::-1]):
        rows = connection.execute(f"SELECT * FROM ({first}) EXCEPT SELECT * FROM ({second})", some_values + more)
        found.update(row[0] for row in rows)
    return [from_slot(slot, width) for slot in sorted(found)]


@dataclass(frozen=True, slots=True)
class Fetch:
    """
    One query on one connection. Counters that are not in `counters` are 0 in the rows.

    `values` are dimension values by id; new ones are added. `known` says when the buckets of the period were read.
    """

    connection: sqlite3.Connection
    query: UsageQuery
    table: Table
    counters: Collection[str]
    values: dict[int, str]
    known: Mapping[datetime, ReadNote]

    def by_bucket(self) -> tuple[Bucket, ...]:
        """The buckets that were read. One that was open then ends at the time it was read."""
        span, known = self.query.width.span, self._notes()
        rows = self._by_slot(known)
        return tuple(
            Bucket(start, min(start + span, note.read_at), tuple(sorted(rows[slot])))
            for slot, (start, note) in known.items()
        )

    def _by_slot(self, known: Collection[int]) -> dict[int, list[Row]]:
        slots, found = self._rows(known, self.table.slot)
        if len(known) == 1:  # a question about one day: the most frequent of all
            return dict.fromkeys(known, found)
        rows: dict[int, list[Row]] = {slot: [] for slot in known}
        for slot, row in zip(slots, found, strict=True):
            rows[slot].append(row)
        return rows

    def whole(self) -> tuple[Bucket, ...]:
        """The period as one bucket; none when no part of it was read."""
        known = self._notes()
        _, rows = self._rows(known, "")
        return (Bucket(self.query.period.start, self.query.period.end, tuple(sorted(rows))),) if known else ()

    def _notes(self) -> dict[int, tuple[datetime, ReadNote]]:
        """When each slot of the period was read, in order of time."""
        starts: Iterable[datetime] = self.query.period.buckets(self.query.width)
        if self.query.width is Width.SIDE:  # midnights are not always a day apart
            starts = (start for start in sorted(self.known) if start in self.query.period)
        return {slot_of(start, self.query.width): (start, self.known[start]) for start in starts if start in self.known}

    def _rows(self, slots: Iterable[int], slot: str) -> tuple[list[int], list[Row]]:
        """Sums, and the day or hour of each; 0 when `slot` is '' and all times are summed."""
        groups = [self.table.column(dimension) for dimension in self.query.group_by]
        conditions, values = where(self.table, slots)
        narrowed, more = matching(self.table, self.query.filters)
        columns = {"slot": slot or "0", **dict(zip(self.query.group_by, groups, strict=True)), **self._sums(slot)}
        rest = f"FROM {self.table.name} WHERE {conditions}{narrowed} {self._grouped(slot, groups)}"
        found = at_once(self.connection, columns.values(), rest, values + more)
        return self._made(dict(zip(columns, found, strict=True)))

    def _made(self, columns: Mapping[str, list[Any]]) -> tuple[list[int], list[Row]]:
        """The rows, made column by column, which is fastest."""
        slots, ids = columns["slot"], [columns[dimension] for dimension in self.query.group_by]
        learn(self.values, set().union(*ids), self.connection)
        texts = [map(self.values.__getitem__, column) for column in ids]
        keys = zip(*texts, strict=True) if texts else repeat((), len(slots))
        zeros, counters = [0] * len(slots), self.query.spec.counters
        counts: Iterable[tuple[int, ...]] = repeat((0,) * len(counters))
        if columns.keys() & {*counters}:
            counts = zip(*(columns.get(counter, zeros) for counter in counters), strict=True)
        estimates, extra = columns.get("estimate", repeat(None)), columns.get("extra", repeat(""))
        # Not strict: a value that no row has comes without end.
        rows = zip(keys, counts, estimates, columns.get("unpriced", zeros), extra)  # noqa: B905
        return slots, [*map(row_of, rows)]

    def _is_each_row(self, slot: str) -> bool:
        """Whether nothing has to be added up: the table has one row for each that is wanted."""
        return bool(slot) and {*self.query.group_by} == {*self.table.dimensions}

    def _grouped(self, slot: str, groups: Sequence[str]) -> str:
        if self._is_each_row(slot):
            return ""
        names = ", ".join([slot] * bool(slot) + [*groups])
        return f"GROUP BY {names}" if names else "HAVING count(*) > 0"

    def _sums(self, slot: str) -> dict[str, str]:
        """What a row has beside its key, by name; what none of them has is left out."""
        wanted = [counter for counter in self.query.spec.counters if counter in self.counters]
        sums = {counter: full(self.table.count(counter)) for counter in wanted}
        if self.table.is_priced:
            sums |= {"estimate": "estimate", "unpriced": "unpriced"}
        if self._is_each_row(slot):
            return {**sums, "extra": "extra"} if self.table is tables_of(self.query)[0] else sums
        sums = {name: f"sum({one})" for name, one in sums.items()}
        return {**sums, "extra": QUANTITIES} if QUANTITY in self.counters else sums


def where(table: Table, slots: Iterable[int]) -> tuple[str, list[str]]:
    """The WHERE condition for these times: a list and not a span, so that SQLite seeks by day and project."""
    condition, values = f"{table.slot} IN (SELECT value FROM json_each(?))", [json.dumps(list(slots))]
    if table.shared:
        condition += " AND endpoint = (SELECT id FROM dimension_values WHERE dimension = 'endpoint' AND value = ?)"
        values.append(table.shared)
    return condition, values


def matching(table: Table, filters: Iterable[Filter]) -> tuple[str, list[str]]:
    """Further conditions, each opened by AND."""
    conditions, values = "", []
    for it in filters:
        patterns = [value for value in it.values if "*" in value]
        among = " OR value GLOB ?" * len(patterns)
        conditions += (
            f" AND {table.column(it.dimension)} {'NOT ' if it.excluded else ''}IN (SELECT id FROM dimension_values"
            f" WHERE dimension = ? AND (value IN (SELECT value FROM json_each(?)){among}))"
        )
        values += [it.dimension, json.dumps([value for value in it.values if value not in patterns]), *patterns]
    return conditions, values
