"""`cursor`: one endpoint read page after page, as typed values, without a store."""

from __future__ import annotations

from pathlib import Path

import httpx

from bot.core.periods import to_unix
from tests.benchmarks.programs.limit import BUCKET, PAGE
from tests.benchmarks.programs.reads import Read, of_completions, report

SEEN: list[int] = []


def work(url: str, _database: Path, reads: list[Read]) -> None:
    read = of_completions(reads)
    asked = read.parameters(to_unix(read.period.start), to_unix(read.period.end), read.limit)
    cursor: list[tuple[str, str]] = []
    with httpx.Client() as client:
        while True:
            page = PAGE.decode(client.get(f"{url}/organization/{read.path}", params=asked + cursor).content)
            for raw in page.data:
                SEEN.extend(row.input_tokens for row in BUCKET.decode(raw).results)
            if not page.has_more:
                return
            cursor = [("page", page.next_page)]


if __name__ == "__main__":
    report(work, lambda _: {"rows": len(SEEN), "tokens": sum(SEEN)})
