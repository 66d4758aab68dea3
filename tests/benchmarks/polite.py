"""The first sync at the polite rate, which decides there and not the program; what closed periods ask after it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

from bot import commands
from bot.adapters.store import Store
from bot.app import open_services
from bot.commands.request import LOCAL
from bot.core.catalogue import ENDPOINT
from bot.core.names import Sightings
from bot.core.observer import Observer
from bot.core.periods import Period
from bot.core.usage.freshness import DAY_GRAINS, FIRST_READ, HOUR_GRAINS, Grain
from bot.demo.openai import ADMIN_KEY
from bot.jobs.names import refresh_names
from bot.jobs.snapshot import take_snapshot
from bot.settings import load_settings
from tests.benchmarks.folders import folder
from tests.benchmarks.table import Row
from tests.benchmarks.waiting import moment, simulated
from tests.moment import NOW

CLOSED = (
    *("yesterday", "last week over $10 by project", "gpt-5* last week by project", "yesterday by model in tokyo"),
    "why yesterday",
)


class Requests(Observer):
    """Counts requests to OpenAI."""

    def __init__(self) -> None:
        self.count = 0

    def openai_request(self, endpoint: str, outcome: str, seconds: float, attempt: int) -> None:
        self.count += 1


def run(rounds: int) -> Iterator[Row]:
    began = time.monotonic()
    clock, requests = partial(moment, began), Requests()
    with simulated(began) as url, folder() as path:
        values = {
            "OPENAI_ADMIN_KEY": ADMIN_KEY,
            "OPENAI_BASE_URL": url,
            "USAGE_BOT_DATABASE": str(path / "x.db"),
            "USAGE_BOT_TIMEZONE": "Europe/Berlin",
        }
        with open_services(load_settings(values=values), clock=clock, observer=requests) as services:
            start = time.monotonic()
            assert not take_snapshot(services, clock()).failures
            took = time.monotonic() - start
            used, pages = read_at_least(services.store)
            what = f"first sync of {FIRST_READ.days} days at the polite rate, {used} endpoints in use"
            said = f"{took / pages:.2f} × ({took:.0f} s, {requests.count} requests)"
            yield Row(
                "polite", f"{what}, against a second for each page of days and hours: ≤ 2 ×", took / pages, 2, said
            )
            refresh_names(services, clock(), Sightings())
            requests.count = 0
            for question in CLOSED:
                commands.run(question, LOCAL, services)
            what = f"requests of {len(CLOSED)} questions about closed periods after it: 0"
            yield Row("polite", what, requests.count, 0, str(requests.count), is_exact=True)


def read_at_least(store: Store) -> tuple[int, int]:
    """How many endpoints were used, and the fewest pages in which the days and hours come that were read."""
    grains = (*DAY_GRAINS, *HOUR_GRAINS)
    found = {
        grain: store.usage.notes(grain.endpoint, grain.width, Period(NOW - 2 * FIRST_READ, NOW)) for grain in grains
    }
    used = {grain.endpoint for grain, notes in found.items() if any(note.rows for note in notes.values())}
    return len(used - {"costs"}), sum(-(-len(notes) // _limit(grain)) for grain, notes in found.items())


def _limit(grain: Grain) -> int:
    return ENDPOINT[grain.endpoint].limits[grain.width]
