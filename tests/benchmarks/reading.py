"""The whole sync at 50 ms latency: wall, memory and requests, beside every yardstick; at two sizes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

from tests.benchmarks.folders import folder
from tests.benchmarks.programs.reads import reads
from tests.benchmarks.rounds import by_turns, ratio
from tests.benchmarks.server import served, stats
from tests.benchmarks.table import Row

PROGRAMS = ("product", "limit", "plain", "naive", "sdk")
DAYS, HOUR_DAYS = 90, 35
Found = dict[str, Any]


def program(name: str, url: str, days: int, hour_days: int, **environment: str) -> Found:
    """One run in a fresh process; what it took, what it answers, and what the server saw of it."""
    with folder() as path:
        words = [sys.executable, "-m", f"tests.benchmarks.programs.{name}", url, str(path / "x.db")]
        done = subprocess.run(
            [*words, str(days), str(hour_days)],
            stdout=subprocess.PIPE,
            check=True,
            env={**os.environ, **environment},  # noqa: TID251
        )
    return {**json.loads(done.stdout), **stats(url)}


def compared(
    rounds: int, names: tuple[str, ...], days: int, hour_days: int, **served_with: object
) -> dict[str, list[Found]]:
    with served(days=days, hour_days=hour_days, **served_with) as url:
        found = by_turns(rounds, {name: partial(program, name, url, days, hour_days) for name in names})
    answers = {(run["rows"], run["tokens"]) for runs in found.values() for run in runs}
    assert len(answers) == 1, f"they disagree: {answers}"
    return found


def run(rounds: int) -> Iterator[Row]:
    found = compared(rounds, PROGRAMS, DAYS, HOUR_DAYS, rows=600, hour_rows=25)
    yield from _whole(found)
    yield from _requests(found)
    yield from _growth(rounds)
    yield from _fetch(rounds)


def _of(runs: list[Found], name: str) -> list[float]:
    return [run[name] for run in runs]


def _against(found: dict[str, list[Found]], name: str, what: str = "seconds") -> float:
    return ratio(_of(found["product"], what), _of(found[name], what))


def _whole(found: dict[str, list[Found]]) -> Iterator[Row]:
    size = f"whole sync of {found['product'][0]['rows']:,} rows at 50 ms"
    yield Row("reading", f"{size}, against `limit`: ≤ 1.4 ×", _against(found, "limit"), 1.4)
    yield Row("reading", f"{size}, against `plain`: ≤ 1.1 ×", _against(found, "plain"), 1.1)
    yield Row("reading", "the same against `naive`", _against(found, "naive"))
    yield Row("reading", "the same against the official SDK", _against(found, "sdk"))
    yield Row("reading", "its peak memory, against `limit`: ≤ 1.5 ×", _against(found, "limit", "peak"), 1.5)


def _requests(found: dict[str, list[Found]]) -> Iterator[Row]:
    fewest = sum(len(list(read.windows())) for read in reads(DAYS, HOUR_DAYS))
    asked = max(run["requests"] for run in found["product"])
    most = max(run["in_flight"] for run in found["product"])
    said = f"{asked} of {fewest}"
    yield Row("reading", "requests: ceil(range ÷ maximum limit), exactly", abs(asked - fewest), 0, said, is_exact=True)
    yield Row("reading", "requests in flight: ≤ 4", most, 4, str(most), is_exact=True)


def _growth(rounds: int) -> Iterator[Row]:
    """Processor time a row, which latency does not hide."""
    small, large = (compared(rounds, ("product", "limit"), DAYS, 0, rows=rows, latency=0) for rows in (1000, 2000))
    grown = _against(large, "limit", "cpu") / _against(small, "limit", "cpu")
    yield Row("reading", "growth: that ratio at 180,000 rows ÷ at 90,000, processor time: ≤ 1.15", grown, 1.15)


def _fetch(rounds: int) -> Iterator[Row]:
    """A year of days with few rows: what is measured is waiting."""
    found = compared(rounds, ("fetch", "cursor"), 365, 0, rows=20)
    figure = ratio(_of(found["fetch"], "seconds"), _of(found["cursor"], "seconds"))
    yield Row("reading", "fetch of a year of days, against a sequential cursor: ≤ 0.45 ×", figure, 0.45)
