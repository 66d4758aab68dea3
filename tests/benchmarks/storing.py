"""Storing: a million rows, days that are read again, and the room that a row takes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

from bot.adapters.store import Store
from bot.core.catalogue import COMPLETIONS
from bot.core.periods import DAY, Period
from bot.core.usage.buckets import Bucket, UsageQuery
from bot.core.usage.buckets import Row as UsageRow
from bot.core.usage.freshness import HOUR_GRAINS, QUARTER_GRAINS
from tests.benchmarks import year
from tests.benchmarks.folders import folder
from tests.benchmarks.invented import MODELS, NOW, TODAY
from tests.benchmarks.rounds import by_turns, ratio, seconds
from tests.benchmarks.table import Row

COLUMNS = 1 + len(COMPLETIONS.kept) + len(COMPLETIONS.counters) + 3
NUMBERS = count()


def run(rounds: int) -> Iterator[Row]:
    half, full = first(rounds, 500_000), first(rounds, 1_000_000)
    yield Row("storing", "1,000,000 rows, against raw rows without a key: ≤ 2.2 ×", full, 2.2)
    yield Row("storing", "growth: that ratio at 1,000,000 rows ÷ at 500,000: ≤ 1.15", full / half, 1.15)
    with folder() as path:
        store = path / "year.db"
        year.fill(store, year.ORGANISATION, 364)
        rows = 365 * len(year.ORGANISATION.dimensions)
        room = store.stat().st_size / rows
        yield Row("storing", "a row on disk, sums and indices included: ≤ 75 bytes", room, 75, f"{room:.0f} bytes")
        rows += hours(path / "hours.db")
        room = (store.stat().st_size + (path / "hours.db").stat().st_size) / rows
        what = "the same with hours and quarters of an hour of every endpoint: ≤ 75 bytes"
        yield Row("storing", what, room, 75, f"{room:.0f} bytes")
        yield from again(rounds, store, year.copied(store, path / "raw.db"))


def first(rounds: int, rows: int) -> float:
    """Into an empty store, 15,000 rows a day, days in lots as the sync saves them."""
    days = rows // len(year.ORGANISATION.dimensions)
    model = year.ORGANISATION.bucket(TODAY)
    with folder() as path:
        ours = partial(_ours, path, model, days)
        took = by_turns(rounds, {"ours": ours, "raw": partial(_raw, path, model, days)})
    assert {answer for _, answer in took["ours"]} == {answer for _, answer in took["raw"]}
    return ratio([one for one, _ in took["ours"]], [one for one, _ in took["raw"]])


def _sums(connection: sqlite3.Connection, table: str) -> tuple[int, int]:
    found: tuple[int, int] = connection.execute(f"SELECT count(*), sum(input_tokens) FROM {table}").fetchone()
    return found


def _ours(path: Path, model: Bucket, days: int) -> tuple[float, tuple[int, int]]:
    file = path / f"ours{next(NUMBERS)}.db"
    starts = [TODAY - day * DAY for day in range(days, 0, -1)]
    with Store(file) as store:

        def save() -> None:
            for start in starts:
                query = year.query("completions", Period(start, start + DAY))
                store.usage.save(query, [replace(model, start=start, end=start + DAY)], NOW, "benchmark")

        took = seconds(save)
        with store.read() as connection:
            answer = _sums(connection, "completions_days")
    file.unlink()
    return took, answer


def _raw(path: Path, model: Bucket, days: int) -> tuple[float, tuple[int, int]]:
    file = path / f"raw{next(NUMBERS)}.db"
    ids: dict[str, int] = {}
    records = [(*[ids.setdefault(it, len(ids)) for it in row.key], *row.counts, *row[2:]) for row in model.rows]
    names = [*COMPLETIONS.kept, *COMPLETIONS.counters, "estimate", "unpriced"]
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"CREATE TABLE rows (day INTEGER, {', '.join(f'{it} INTEGER' for it in names)}, extra TEXT)")

        def save() -> None:
            for day in range(days):
                marks = ", ".join("?" * COLUMNS)
                connection.executemany(f"INSERT INTO rows VALUES ({marks})", ((day, *record) for record in records))
                connection.commit()

        took, answer = seconds(save), _sums(connection, "rows")
    file.unlink()
    return took, answer


def hours(path: Path, days: int = 35) -> int:
    """
    Fill a store with the hours and quarters of an hour that are kept, and say how many rows they are.

    Every project uses completions, of text, and every fifth one each other endpoint, with all of its counters.
    """
    projects = sorted({key[0] for key in year.ORGANISATION.dimensions})
    period, rows = Period(TODAY - days * DAY, TODAY), 0
    text = next(iter(year.ORGANISATION.bucket(TODAY).rows)).counts
    with Store(path) as store:
        for grain in (*HOUR_GRAINS, *QUARTER_GRAINS):
            query = UsageQuery(grain.endpoint, period, grain.width, grain.group_by)
            known = [{"project": id, "model": MODELS[0]} for id in projects]
            is_text = grain.endpoint == COMPLETIONS.name
            counts = text if is_text else tuple(range(100_000, 100_000 + len(query.spec.counters)))
            used = tuple(
                UsageRow(tuple(one.get(name, "") for name in query.group_by), counts, 10**7, 0)
                for one in known[:: 1 if is_text else 5]
            )
            buckets = [Bucket(start, start + grain.width.span, used) for start in period.buckets(grain.width)]
            store.usage.save(query, buckets, NOW, "benchmark")
            rows += len(used) * len(buckets)
    return rows


def again(rounds: int, ours: Path, raw: Path) -> Iterator[Row]:
    """Three days, one row in twenty changed, into a year of rows."""
    with Store(ours) as store, closing(sqlite3.connect(raw)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        took = by_turns(
            rounds, {"ours": partial(_resave, store, count(1)), "raw": partial(_upsert, connection, count(1))}
        )
        with store.read() as reader:
            assert _sums(reader, "completions_days") == _sums(connection, "completions_days")
        wal = ours.with_name(f"{ours.name}-wal").stat().st_size / 2**20
    figure = ratio(took["ours"], took["raw"])
    yield Row("storing", "3 days again into 5.5 M rows, sums included, against upserting all: ≤ 1.2 ×", figure, 1.2)
    yield Row("storing", "the WAL that it leaves: ≤ 8 MB", wal, 8, f"{wal:.1f} MB")


def _changed(turn: int) -> list[Bucket]:
    found = []
    for ago in (3, 2, 1):
        bucket = year.ORGANISATION.bucket(TODAY - ago * DAY)
        rows = [
            row._replace(counts=(row.counts[0] + turn, *row.counts[1:])) if place % 20 == 0 else row
            for place, row in enumerate(bucket.rows)
        ]
        found.append(replace(bucket, rows=tuple(rows)))
    return found


def _resave(store: Store, turns: Iterator[int]) -> float:
    buckets = _changed(turn := next(turns))
    query = year.query("completions", Period(TODAY - 3 * DAY, TODAY))
    return seconds(lambda: store.usage.save(query, buckets, NOW + turn * DAY / 24, "benchmark"))


def _upsert(connection: sqlite3.Connection, turns: Iterator[int]) -> float:
    buckets = _changed(next(turns))
    names = [name for (name,) in connection.execute("SELECT name FROM pragma_table_info('completions_days')")]
    wanted = ["day", *COMPLETIONS.kept, *COMPLETIONS.counters, "estimate", "unpriced", "extra"]
    assert set(names) == set(wanted)
    ids = {
        dimension: dict(connection.execute("SELECT value, id FROM dimension_values WHERE dimension = ?", (dimension,)))
        for dimension in COMPLETIONS.kept
    }

    columns, marks = ", ".join(wanted), ", ".join("?" * len(wanted))

    def upsert() -> None:
        for bucket in buckets:
            day = year.number(bucket.start)
            connection.executemany(
                f"INSERT OR REPLACE INTO completions_days ({columns}) VALUES ({marks})",
                (
                    (day, *[ids[name][it] for name, it in zip(ids, row.key, strict=True)], *row.counts, *row[2:])
                    for row in bucket.rows
                ),
            )
        connection.commit()

    return seconds(upsert)
