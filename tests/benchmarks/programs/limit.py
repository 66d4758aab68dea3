"""`limit`: as fast as it goes. Four threads, typed decoding bucket by bucket, numbers for texts, raw SQLite."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from operator import attrgetter
from pathlib import Path
from typing import Any

import httpx
import msgspec

from tests.benchmarks.programs.reads import COUNTERS, FIELDS, Read, insert, report, table, widths

Result = msgspec.defstruct(
    "Result", [*((name, int) for name in COUNTERS), *((name, str | bool | None, None) for name in FIELDS)]
)
Bucket = msgspec.defstruct("Bucket", [("start_time", int), ("results", list[Result])])
Page = msgspec.defstruct("Page", [("data", list[msgspec.Raw]), ("has_more", bool), ("next_page", str | None, None)])
PAGE, BUCKET = msgspec.json.Decoder(Page), msgspec.json.Decoder(Bucket)
KEY, COUNTS = attrgetter(*FIELDS), attrgetter(*COUNTERS)
IN_FLIGHT = 4


def work(url: str, database: Path, reads: list[Read]) -> None:
    with closing(sqlite3.connect(database)) as connection, httpx.Client() as client:
        connection.execute("PRAGMA journal_mode = WAL")
        for width in widths(reads):
            connection.execute(table(width, text=False, key=False))
        for read, body in _bodies(client, url, reads):
            for raw in PAGE.decode(body).data:
                connection.executemany(insert(read.width), _records(BUCKET.decode(raw)))
        connection.commit()


def _bodies(client: httpx.Client, url: str, reads: list[Read]) -> Iterator[tuple[Read, bytes]]:
    """In order, a few ahead."""
    windows = [(read, window) for read in reads for window in read.windows()]
    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        ahead: deque[tuple[Read, Future[bytes]]] = deque()
        for read, (start, end) in windows:
            asked = read.parameters(start, end, read.limit)
            ahead.append((read, pool.submit(_get, client, f"{url}/organization/{read.path}", asked)))
            if len(ahead) == IN_FLIGHT:
                first, body = ahead.popleft()
                yield first, body.result()
        for last, body in ahead:
            yield last, body.result()


def _get(client: httpx.Client, address: str, asked: list[tuple[str, str]]) -> bytes:
    return client.get(address, params=asked).content


IDS: dict[object, int] = {}


def _records(bucket: Any) -> Iterator[tuple[int, ...]]:
    start = bucket.start_time
    for row in bucket.results:
        yield (start, *[IDS.setdefault(value, len(IDS)) for value in KEY(row)], *COUNTS(row))


if __name__ == "__main__":
    report(work)
