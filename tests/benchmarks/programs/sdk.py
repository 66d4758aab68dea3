"""`sdk`: the official client's objects and maximum limits, one page a call as it offers them; raw SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from openai import OpenAI

from bot.core.periods import to_unix
from tests.benchmarks.programs.reads import COUNTERS, FIELDS, Read, insert, report, table, widths


def work(url: str, database: Path, reads: list[Read]) -> None:
    client = OpenAI(api_key="sk-none", admin_api_key="sk-admin-none", base_url=url)
    with closing(sqlite3.connect(database)) as connection:
        for width in widths(reads):
            connection.execute(table(width, text=True, key=True))
        for read in reads:
            ask = getattr(client.admin.organization.usage, read.path.removeprefix("usage/"))
            for bucket in _buckets(ask, read):
                connection.executemany(insert(read.width), _records(bucket))
        connection.commit()


def _buckets(ask: Any, read: Read) -> Any:
    asked = {"start_time": to_unix(read.period.start), "end_time": to_unix(read.period.end)}
    more: dict[str, str] = {}
    while True:
        page = ask(**asked, bucket_width=read.width, group_by=list(read.fields), limit=read.limit, **more)
        yield from page.data
        if not page.has_more:
            return
        more = {"page": page.next_page}


def _records(bucket: Any) -> Any:
    for row in bucket.results:
        key = [value if (value := getattr(row, name)) is not None else "" for name in FIELDS]
        yield [bucket.start_time, *key, *[getattr(row, name, 0) or 0 for name in COUNTERS]]


if __name__ == "__main__":
    report(work)
