"""A Slack that says yes to everything, in a process of its own, and counts what it was told at GET /stats."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from subprocess import PIPE, Popen
from urllib.request import urlopen

from bot.demo.slack.workspace import TEAM
from tests.benchmarks.exchange import JsonExchange


class Yes(JsonExchange):
    told = 0

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        Yes.told += 1
        self._send(
            {"ok": True, "ts": "1.1", "channel": "C0SPEND", "team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT"}
        )

    def do_GET(self) -> None:
        self._send({"told": Yes.told})

    def _send(self, answer: object) -> None:
        self.send_json(json.dumps(answer).encode())


@contextmanager
def sink() -> Iterator[str]:
    with Popen([sys.executable, "-m", "tests.benchmarks.programs.sink"], stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def told(url: str) -> int:
    with urlopen(f"{url}/stats") as answer:
        return int(json.loads(answer.read())["told"])


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Yes)
    server.daemon_threads = True
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
