"""
A server of invented pages in a process of its own: encoded before, so that only what reads them is measured.

Completions by day and by hour have rows, and the bill where it is wanted; all else answers that nothing was used.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import ThreadingHTTPServer
from subprocess import PIPE, Popen
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

from bot.core.periods import Width, to_unix
from bot.core.usage.freshness import HOUR_GRAIN
from tests.benchmarks.exchange import JsonExchange
from tests.benchmarks.invented import COMPLETIONS, TODAY, Organisation, bill_json, bucket_json, last_days

SPAN = {"1d": 86_400, "1h": 3_600}
DEFAULT_LIMIT = {"1d": 7, "1h": 24}
EMPTY = b'{"object":"bucket","start_time":%d,"end_time":%d,"results":[]}'
COMPLETED, BILLED = "usage/completions", "costs"
Buckets = dict[tuple[str, int], bytes]  # by width and start


class Pages(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, buckets: Buckets, bills: Buckets, latency: float) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.known = {COMPLETED: buckets, BILLED: bills}
        self.latency = latency
        self.lock = threading.Lock()
        self.counted: Counter[str] = Counter()
        self.in_flight = self.most = 0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who finds a page too large hangs up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


# What lists of names and limits hold: usage is all that is measured.
NOBODY = b'{"object":"list","data":[],"has_more":false}'


class Exchange(JsonExchange):
    server: Pages

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/stats":
            return self.send_json(json.dumps(self._stats()).encode())
        with self._counted(url.path):
            time.sleep(self.server.latency)
            body = self._page(url.path, parse_qs(url.query))
        return self.send_json(body)

    def _stats(self) -> dict[str, Any]:
        """What was asked since the last look."""
        server = self.server
        with server.lock:
            found = {"requests": sum(server.counted.values()), "by": dict(server.counted), "in_flight": server.most}
            server.counted.clear()
            server.most = 0
        return found

    @contextmanager
    def _counted(self, path: str) -> Iterator[None]:
        server = self.server
        with server.lock:
            server.counted[_endpoint(path)] += 1
            server.in_flight += 1
            server.most = max(server.most, server.in_flight)
        try:
            yield
        finally:
            with server.lock:
                server.in_flight -= 1

    def _page(self, path: str, query: dict[str, list[str]]) -> bytes:
        if "bucket_width" not in query:
            return NOBODY
        width = query["bucket_width"][0]
        span = SPAN[width]
        start = int(query.get("page", query["start_time"])[0])
        end, limit = int(query["end_time"][0]), int(query.get("limit", [DEFAULT_LIMIT[width]])[0])
        last = min(end, start + limit * span)
        known = self.server.known.get(_endpoint(path), {})
        data = [known.get((width, at)) or EMPTY % (at, at + span) for at in range(start, last, span)]
        more, cursor = (b"true", b'"%d"' % last) if last < end else (b"false", b"null")
        return b'{"object":"page","data":[%b],"has_more":%b,"next_page":%b}' % (b",".join(data), more, cursor)


def _endpoint(path: str) -> str:
    return path.rpartition("/organization/")[2]


def encoded(days: Organisation, asked: argparse.Namespace) -> Buckets:
    found = {}
    shared = bucket_json(days.rows(TODAY), TODAY, SPAN["1d"], COMPLETIONS.kept).partition(b'"results": ')[2]
    for start in last_days(asked.days).buckets(Width.DAY):
        edges = int(start.timestamp()), int(start.timestamp()) + SPAN["1d"]
        if asked.same:
            found["1d", edges[0]] = b'{"object":"bucket","start_time":%d,"end_time":%d,"results":%b' % (*edges, shared)
        else:
            found["1d", edges[0]] = bucket_json(days.rows(start), start, SPAN["1d"], COMPLETIONS.kept)
    for day in last_days(asked.hour_days).buckets(Width.DAY):
        for start, rows in days.hours(day, asked.hour_rows).items():
            found["1h", to_unix(start)] = bucket_json(rows, start, SPAN["1h"], HOUR_GRAIN.group_by)
    return found


def billed(organisation: Organisation, days: int) -> Buckets:
    found = {}
    for start in last_days(days).buckets(Width.DAY):
        found["1d", to_unix(start)] = bill_json(organisation, start)
    return found


@contextmanager
def served(**options: object) -> Iterator[str]:
    """The base URL of a server in another process; `options` are those of `main`."""
    words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    with Popen([sys.executable, "-m", "tests.benchmarks.server", *words], stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def stats(url: str) -> dict[str, Any]:
    with urlopen(f"{url.removesuffix('/v1')}/stats") as answer:
        found: dict[str, Any] = json.loads(answer.read())
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--rows", type=int, default=800, help="rows a day; a multiple of 20")
    parser.add_argument("--hour-days", type=int, default=0)
    parser.add_argument("--hour-rows", type=int, default=0)
    parser.add_argument("--latency", type=float, default=timedelta(milliseconds=50).total_seconds())
    parser.add_argument("--shape", help="projects,keys,models in the place of --rows")
    parser.add_argument("--bills", type=int, default=0, help="1: each project of each day has a bill")
    parser.add_argument("--same", type=int, default=0, help="1: all days have the same rows, which are made quickly")
    asked = parser.parse_args()
    shape = map(int, asked.shape.split(",")) if asked.shape else (asked.rows // 20, 4, 5)
    days = Organisation(*shape)
    bills = billed(days, asked.days) if asked.bills else {}
    server = Pages(encoded(days, asked), bills, asked.latency)
    print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
