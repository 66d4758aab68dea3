"""The largest organisation: 2,000 projects and 64,000 rows a day for a month; what grows, grows with the rows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bot.adapters.store import Store
from bot.core.catalogue import COMPLETIONS
from bot.core.periods import DAY, HOUR, Period, Width
from bot.core.reports.schedules import told_day
from bot.core.usage.buckets import Bucket, UsageQuery
from bot.core.usage.buckets import Row as UsageRow
from bot.core.usage.freshness import HOUR_GRAIN
from bot.jobs.check import check_budgets
from bot.services import Services
from bot.sources.digest_facts import digest
from tests.benchmarks.asking import PROJECT, living, question
from tests.benchmarks.folders import folder
from tests.benchmarks.invented import MODELS, NOW, TODAY
from tests.benchmarks.rounds import by_turns, many, p50, ratio
from tests.benchmarks.server import served
from tests.benchmarks.table import Row

PROJECTS, DAYS, TIMES = 2000, 30, 5
HALF, FULL = 32_000, 64_000  # rows a day
SHAPES = {HALF: "2000,4,4", FULL: "2000,4,8"}
BOUND = 540_000
BOUND_MEMORY, MONTH_MEMORY = 400, 250  # MiB
CHECK = 250  # milliseconds
Found = dict[str, Any]


def run(rounds: int) -> Iterator[Row]:
    with folder() as path:
        small, large = (synced(path, rows, DAYS, SHAPES[rows]) for rows in (HALF, FULL))
        yield from _sync(small, large)
        for rows in (HALF, FULL):
            add_hours(path / f"{rows}.db", PROJECTS)
        with living(path / f"{HALF}.db", PROJECTS) as few, living(path / f"{FULL}.db", PROJECTS) as many_rows:
            yield from _asked(rounds, few, many_rows)
    with folder() as path:
        found = synced(path, BOUND, 1, "2000,18,15")
        said = f"{found['cpu']:.0f} s of the processor, {found['peak']:.0f} MiB at most"
        what = f"sync of a day of {BOUND:,} rows, a page of 340 MB: memory in MiB ≤ {BOUND_MEMORY}"
        yield Row("largest", what, found["peak"], BOUND_MEMORY, said)


def synced(path: Path, rows: int, days: int, shape: str) -> Found:
    """A first sync into a store that stays."""
    with served(days=days, shape=shape, same=1, latency=0) as url:
        words = ["-m", "tests.benchmarks.programs.product", url, str(path / f"{rows}.db"), str(days), "0"]
        done = subprocess.run([sys.executable, *words], stdout=subprocess.PIPE, check=True)
    found: Found = json.loads(done.stdout)
    assert found["rows"] == rows * days, found
    return found


def _sync(small: Found, large: Found) -> Iterator[Row]:
    each = large["cpu"] / large["rows"]
    said = f"{large['cpu']:.0f} s of the processor, {1e6 * each:.0f} µs a row, {large['peak']:.0f} MiB at most"
    yield Row("largest", f"sync of {large['rows']:,} rows, {COMPLETIONS.name} of {DAYS} days", each, None, said)
    what = f"the same: memory in MiB ≤ {MONTH_MEMORY}"
    yield Row("largest", what, large["peak"], MONTH_MEMORY, f"{large['peak']:.0f} MiB at most")
    figure = each / (small["cpu"] / small["rows"])
    yield Row("largest", "sync: time a row at 64,000 rows a day ÷ at 32,000: ≤ 1.15", figure, 1.15)


def add_hours(path: Path, projects: int) -> None:
    """The last day by hours, and the same day of the four weeks before: what spikes are looked for in."""
    counts = (1000,) + (0,) * (len(COMPLETIONS.counters) - 1)
    rows = [UsageRow((f"proj_{id:016}", MODELS[0], "false", "default"), counts, 10**8 + id) for id in range(projects)]
    with Store(path) as store:
        for week in range(5):
            end = TODAY + HOUR - 7 * week * DAY
            period = Period(end - DAY, end)
            hours = [Bucket(start, start + HOUR, tuple(rows)) for start in period.buckets(Width.HOUR)]
            query = UsageQuery(COMPLETIONS.name, period, Width.HOUR, HOUR_GRAIN.group_by)
            store.usage.save(query, hours, NOW, "benchmark")


def _asked(rounds: int, small: Services, large: Services) -> Iterator[Row]:
    for name, work in _works():
        times = {"small": partial(many, work(small), TIMES), "large": partial(many, work(large), TIMES)}
        found = by_turns(rounds, times)
        figure = ratio([p50(one) for one in found["large"]], [p50(one) for one in found["small"]]) / (FULL / HALF)
        took = 1000 * min(p50(one) for one in found["large"])
        if name.startswith("check"):
            what = f"{name} and spikes of as many projects: milliseconds ≤ {CHECK}"
            yield Row("largest", what, took, CHECK, f"{took:.0f} ms")
        said = f"{figure:.2f} × ({took:.0f} ms)"
        yield Row("largest", f"{name}: time a row at 64,000 rows a day ÷ at 32,000: ≤ 1.15", figure, 1.15, said)


def _works() -> Iterator[tuple[str, Callable[[Services], Callable[[], object]]]]:
    yield f"check of {PROJECTS:,} budgets", lambda services: lambda: check_budgets(services, NOW)
    yield "digest", lambda services: lambda: digest(services, told_day(NOW))
    for text in ("yesterday by model", "month by project", f"30d by day project:{PROJECT}"):
        yield text.partition(" project:")[0], lambda services, text=text: question(services, text)
