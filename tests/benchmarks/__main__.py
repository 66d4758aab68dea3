"""`python -m tests.benchmarks [--only GROUP …] [--rounds N] [--write]`: prints the table of docs/performance.md."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.table import Row, drawn

# Each is a module with `run(rounds)`.
GROUPS = (
    "reading",
    "parsing",
    "storing",
    "asking",
    "thinking",
    "starting",
    "answering",
    "waiting",
    "polite",
    "largest",
)
PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- table -->\n", "\n<!-- end of table -->"


def rows(groups: list[str], rounds: int) -> Iterator[Row]:
    for group in groups:
        for row in importlib.import_module(f"tests.benchmarks.{group}").run(rounds):
            print(row.line(), flush=True)
            yield row


def write(table: str) -> None:
    text = PAGE.read_text()
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}{table}{END}{after}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=list(GROUPS), metavar="GROUP")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    asked = parser.parse_args()
    table = drawn(list(rows(asked.only, asked.rounds)))
    print(f"\n{table}")
    if asked.write:
        write(table)
    raise SystemExit("missed" in table)


if __name__ == "__main__":
    main()
