"""What the first question after a start takes beside a later one: the grammar and the commands are imported then."""

from __future__ import annotations

import re
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import bot.cli

bot.cli.cli.get_command(None, "run")  # type: ignore[attr-defined]  # imports what the service does

from bot import commands  # noqa: E402
from bot.core import grammar  # noqa: E402
from bot.core.names import Names  # noqa: E402

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=ZoneInfo("UTC"))


def ask() -> float:
    """Seconds of the processor."""
    start = time.process_time()
    assert commands.run
    assert grammar.read_question("today by model", Names(()), now=NOW, zone=ZoneInfo("UTC"))
    return time.process_time() - start


def held() -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


if __name__ == "__main__":
    before = held()
    print(ask() - ask(), held() - before)
