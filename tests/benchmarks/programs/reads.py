"""What every reader reads, and how each tells what it did."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.core.catalogue import COMPLETIONS, DIMENSION, ENDPOINT
from bot.core.periods import Period, Width, to_unix
from bot.core.usage.freshness import DAY_GRAINS, HOUR_GRAIN
from tests.benchmarks.invented import last_days

COUNTERS = COMPLETIONS.counters
DIMENSIONS = COMPLETIONS.kept
FIELDS = tuple(DIMENSION[name].field for name in DIMENSIONS)


@dataclass(frozen=True)
class Read:
    """One endpoint at one width over all of the period."""

    endpoint: str
    path: str
    width: str
    fields: tuple[str, ...]
    limit: int
    period: Period

    @property
    def has_rows(self) -> bool:
        return self.endpoint == "completions"

    def parameters(self, start: int, end: int, limit: int | None) -> list[tuple[str, str]]:
        asked = [("start_time", str(start)), ("end_time", str(end)), ("bucket_width", self.width)]
        asked += [("group_by", field) for field in self.fields]
        return asked + ([("limit", str(limit))] if limit else [])

    def windows(self) -> Iterator[tuple[int, int]]:
        """Spans of one page each."""
        end, span = to_unix(self.period.end), int(Width(self.width).span.total_seconds())
        for start in range(to_unix(self.period.start), end, span * self.limit):
            yield start, min(end, start + span * self.limit)


def reads(days: int, hour_days: int) -> list[Read]:
    """
    Everything that a first sync asks for where completions alone are used.

    The open day and hour are left out, for their end moves.
    """
    found = []
    for grain in (*DAY_GRAINS, HOUR_GRAIN):
        spec = ENDPOINT[grain.endpoint]
        period = last_days(hour_days if grain.width is Width.HOUR else days)
        fields = tuple(DIMENSION[name].field for name in grain.group_by)
        if period.start < period.end:
            found.append(Read(spec.name, spec.path, grain.width.value, fields, spec.limits[grain.width], period))
    return found


def of_completions(reads: Iterable[Read]) -> Read:
    """Their read by day."""
    return next(read for read in reads if read.has_rows and read.width == Width.DAY.value)


def table(width: str, *, text: bool, key: bool) -> str:
    """A plain table for rows: dimensions as text or as numbers, with a key or without."""
    kind = "TEXT" if text else "INTEGER"
    columns = ", ".join([f"{name} {kind}" for name in FIELDS] + [f"{name} INTEGER" for name in COUNTERS])
    primary = f", PRIMARY KEY (start, {', '.join(FIELDS)})" if key else ""
    return f"CREATE TABLE rows_{width} (start INTEGER, {columns}{primary})"


def told(database: Path) -> dict[str, int]:
    """The answer to compare: rows, and the sum of the tokens, of every table of rows."""
    with closing(sqlite3.connect(database)) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'rows!_%' ESCAPE '!'")
        ]
        sums = [connection.execute(f"SELECT count(*), sum(input_tokens) FROM {name}").fetchone() for name in names]
    return {"rows": sum(rows for rows, _ in sums), "tokens": sum(tokens or 0 for _, tokens in sums)}


def peak_mib() -> float:
    """The most memory this process ever held; `ru_maxrss` would count its parent's."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


def report(work: Callable[[str, Path, list[Read]], object], answer: Callable[[Path], dict[str, int]] = told) -> None:
    """Run `work` as the command line says, and print what it took as JSON."""
    url, database, days, hour_days = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    wanted = reads(days, hour_days)
    start, cpu = time.perf_counter(), time.process_time()
    work(url, database, wanted)
    took = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu, "peak": peak_mib()}
    print(json.dumps({**took, **answer(database)}))


def insert(width: str) -> str:
    return f"INSERT INTO rows_{width} VALUES ({', '.join('?' * (1 + len(FIELDS) + len(COUNTERS)))})"


def widths(wanted: Iterable[Read]) -> list[str]:
    return sorted({read.width for read in wanted if read.has_rows})
