"""`naive`: default limits, json, sqlite-utils row by row."""

from __future__ import annotations

from pathlib import Path

import httpx
from sqlite_utils import Database

from tests.benchmarks.programs.plain import pages
from tests.benchmarks.programs.reads import COUNTERS, FIELDS, Read, report


def work(url: str, database: Path, reads: list[Read]) -> None:
    store = Database(database)
    with httpx.Client() as client:
        for read in reads:
            rows = store.table(f"rows_{read.width}", pk=("start", *FIELDS))
            for bucket in pages(client, url, read, None):
                rows.upsert_all(
                    {"start": bucket["start_time"]}
                    | {name: row[name] if row[name] is not None else "" for name in FIELDS}
                    | {name: row[name] for name in COUNTERS}
                    for row in bucket["results"]
                )
    store.close()


if __name__ == "__main__":
    report(work)
