"""The product's own sync, as `usage-bot sync` runs it: estimates, rollups and the ledger included."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import genai_prices.data  # noqa: F401 - the product imports both when it first needs them: a start, not a sync
import sqlite_utils  # noqa: F401

from bot.app import open_services
from bot.jobs.snapshot import take_snapshot
from bot.settings import load_settings
from tests.benchmarks.invented import TODAY
from tests.benchmarks.programs.reads import Read, report

RATE = float(os.environ.get("RATE", "10000"))  # noqa: TID251 - requests a second; the polite default is 1


def work(url: str, database: Path, reads: list[Read]) -> None:
    values = {"OPENAI_ADMIN_KEY": "sk-admin-benchmark", "OPENAI_BASE_URL": url, "USAGE_BOT_DATABASE": str(database)}
    with open_services(load_settings(values=values), clock=lambda: TODAY, rates=(RATE, RATE)) as services:
        taken = take_snapshot(services, TODAY, since=reads[0].period.start)
    assert not taken.failures, taken.failures


def told(database: Path) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as connection:
        tables = ("completions_days", "completions_hours")
        sums = [connection.execute(f"SELECT count(*), sum(input_tokens) FROM {name}").fetchone() for name in tables]
    return {"rows": sum(rows for rows, _ in sums), "tokens": sum(tokens or 0 for _, tokens in sums)}


if __name__ == "__main__":
    report(work, told)
