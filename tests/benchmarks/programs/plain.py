"""`plain`: what a careful person writes first. One cursor, json, texts as they are, an upsert of SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from bot.core.periods import to_unix
from tests.benchmarks.programs.reads import COUNTERS, FIELDS, Read, insert, report, table, widths


def work(url: str, database: Path, reads: list[Read]) -> None:
    with closing(sqlite3.connect(database)) as connection, httpx.Client() as client:
        connection.execute("PRAGMA journal_mode = WAL")
        for width in widths(reads):
            connection.execute(table(width, text=True, key=True))
        for read in reads:
            upsert = insert(read.width).replace("INSERT", "INSERT OR REPLACE")
            for bucket in pages(client, url, read, read.limit):
                connection.executemany(upsert, _records(bucket))
        connection.commit()


def pages(client: httpx.Client, url: str, read: Read, limit: int | None) -> Iterator[dict[str, Any]]:
    """Buckets along the cursor; with None as many a page as OpenAI likes."""
    asked = read.parameters(to_unix(read.period.start), to_unix(read.period.end), limit)
    cursor: list[tuple[str, str]] = []
    while True:
        answer = client.get(f"{url}/organization/{read.path}", params=asked + cursor)
        page = json.loads(answer.raise_for_status().content)
        yield from page["data"]
        if not page["has_more"]:
            return
        cursor = [("page", page["next_page"])]


def _records(bucket: dict[str, Any]) -> Iterator[list[object]]:
    for row in bucket["results"]:
        key = [row[name] if row[name] is not None else "" for name in FIELDS]
        yield [bucket["start_time"], *key, *[row[name] for name in COUNTERS]]


if __name__ == "__main__":
    report(work)
