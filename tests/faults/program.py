"""The service in a time that a test lets pass: `python -m tests.faults.program OFFSET_FILE [HOST:PORT]`."""

import sys
from datetime import timedelta
from pathlib import Path

from bot.adapters.clock_guard import since_boot
from bot.app import Bot, open_services, serve, wall_clock
from bot.core.observer import Observer
from bot.logs import configure_logs
from bot.metrics import Metrics
from bot.settings import RUNNING, load_settings

RATE = 1000.0  # requests a second to the simulated OpenAI, which has no limit of its own


def passed(offset: Path) -> float:
    """The seconds in a file. They pass for OpenAI, for Slack and for the machine alike, so that its clock is right."""
    return float(offset.read_text())


def main(offset: Path, http: str = "") -> None:
    configure_logs()
    watch = Metrics() if http else Observer()
    with open_services(
        load_settings(*RUNNING),
        clock=lambda: wall_clock() + timedelta(seconds=passed(offset)),
        elapsed=lambda: since_boot() + passed(offset),
        rates=(RATE, RATE),
        observer=watch,
    ) as services:
        serve(Bot(services, http=http))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
