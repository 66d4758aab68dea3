"""A store with a year (or three) of an organisation's days, written by the product, and rollups to measure it by."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from bot.adapters.store import Store
from bot.core.catalogue import COMPLETIONS
from bot.core.names import Named
from bot.core.periods import DAY, Period, Width
from bot.core.usage.buckets import Bucket, Row, UsageQuery
from bot.core.usage.freshness import DAY_GRAINS
from tests.benchmarks.invented import MODELS, NOW, TODAY, Organisation

ORGANISATION = Organisation(200, 5, 15)  # 15,000 rows a day
LOT = 10  # days a transaction


def query(endpoint: str, period: Period) -> UsageQuery:
    grain = next(one for one in DAY_GRAINS if one.endpoint == endpoint)
    return UsageQuery(endpoint, period, Width.DAY, grain.group_by)


def fill(path: Path, organisation: Organisation, first: int, last: int = 0) -> None:
    """Days from `first` days ago to `last` days ago, today among them when that is 0."""
    with Store(path) as store:
        for ago in range(first, last - 1, -LOT):
            starts = [TODAY - day * DAY for day in range(ago, max(ago - LOT, last - 1), -1)]
            _save(store, organisation, starts)
        projects = {key[0] for key in organisation.dimensions}
        store.names.save([Named("project", id, f"project {number}") for number, id in enumerate(sorted(projects))], NOW)
        store.names.save([Named("model", model, model) for model in MODELS], NOW)


def _save(store: Store, organisation: Organisation, starts: list[datetime]) -> None:
    period = Period(starts[0], starts[-1] + DAY)
    used = [organisation.bucket(start) for start in starts]
    store.usage.save(query(COMPLETIONS.name, period), used, NOW, "benchmark")
    store.usage.save(query("costs", period), [_bill(bucket) for bucket in used], NOW)
    for grain in DAY_GRAINS:
        if grain.endpoint not in (COMPLETIONS.name, "costs"):
            nothing = [Bucket(bucket.start, bucket.end, ()) for bucket in used]
            store.usage.save(query(grain.endpoint, period), nothing, NOW, "benchmark")


def _bill(bucket: Bucket) -> Bucket:
    """What the estimates say, in two line items a project: so the answer does not depend on what is settled."""
    sums: dict[str, int] = {}
    for row in bucket.rows:
        sums[row.key[0]] = sums.get(row.key[0], 0) + (row.estimate or 0)
    rows = [
        Row((project, item), (amount,))
        for project, total in sums.items()
        for item, amount in (("input", total // 3), ("output", total - total // 3))
    ]
    return Bucket(bucket.start, bucket.end, tuple(sorted(rows)))


def rollups(path: Path, source: Path) -> None:
    """The yardstick: the sums and the bill that the questions want and nothing else, made from the rows."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ATTACH ? AS source", (str(source),))
        for name, keys in (("by_model", "day, project, model"), ("by_project", "project, day")):
            columns = ", ".join(f"{key} INTEGER" for key in keys.split(", "))
            connection.execute(f"CREATE TABLE {name} ({columns}, cost INTEGER, PRIMARY KEY ({keys})) WITHOUT ROWID")
            connection.execute(
                f"INSERT INTO {name} SELECT {keys}, sum(estimate) FROM source.completions_days GROUP BY {keys}"
            )
        connection.execute(
            "CREATE TABLE cover (day INTEGER, project INTEGER, cost INTEGER, PRIMARY KEY (day, project)) WITHOUT ROWID"
        )
        connection.execute("INSERT INTO cover SELECT day, project, cost FROM by_project")
        connection.execute(
            "CREATE TABLE bill (day INTEGER, project INTEGER, item INTEGER, cost INTEGER,"
            " PRIMARY KEY (day, project, item)) WITHOUT ROWID"
        )
        connection.execute("INSERT INTO bill SELECT day, project, item, amount FROM source.costs_days")
        connection.execute(
            "CREATE TABLE project AS SELECT id, value FROM source.dimension_values WHERE dimension = 'project'"
        )
        connection.commit()


def copied(source: Path, target: Path) -> Path:
    """Nobody has the store open."""
    shutil.copyfile(source, target)
    return target


def number(moment: datetime) -> int:
    """A day as the tables have it."""
    return int(moment.timestamp()) // 86_400


def ago(days: int) -> int:
    return number(TODAY - timedelta(days=days))
