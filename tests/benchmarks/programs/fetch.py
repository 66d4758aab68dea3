"""The product's client alone: one endpoint read as buckets, without a store."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from bot.adapters.openai_usage import OpenAIUsage
from bot.core.catalogue import COMPLETIONS
from bot.core.periods import Width
from bot.core.usage.buckets import UsageQuery
from tests.benchmarks.programs.reads import Read, of_completions, report

SEEN: list[int] = []


def work(url: str, _database: Path, reads: list[Read]) -> None:
    client = OpenAIUsage(url, SecretStr("sk-admin-benchmark"), rate=10_000)
    query = UsageQuery("completions", of_completions(reads).period, Width.DAY, COMPLETIONS.kept)
    for bucket in client.buckets(query):
        SEEN.extend(row.counts[0] for row in bucket.rows)
    client.close()


if __name__ == "__main__":
    report(work, lambda _: {"rows": len(SEEN), "tokens": sum(SEEN)})
