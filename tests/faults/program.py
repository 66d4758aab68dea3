"""The service with a clock that a test moves: `python -m tests.faults.program OFFSET_FILE [HOST:PORT]`."""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import Bot, open_services, serve, wall_clock
from bot.core.observer import Observer
from bot.logs import configure_logs
from bot.metrics import Metrics
from bot.settings import RUNNING, load_settings

RATE = 1000.0  # requests a second to the simulated OpenAI, which has no limit of its own


def moved(offset: Path) -> Callable[[], datetime]:
    """The machine's clock plus the seconds in a file, as if somebody had set it."""
    return lambda: wall_clock() + timedelta(seconds=float(offset.read_text()))


def main(offset: Path, http: str = "") -> None:
    configure_logs()
    watch = Metrics() if http else Observer()
    with open_services(load_settings(*RUNNING), clock=moved(offset), rate=RATE, watch=watch) as services:
        serve(Bot(services, http=http))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
