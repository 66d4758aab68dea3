"""A world for budgets: what was spent in which hour, when the reader saw it, and a clock that somebody moves."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from types import SimpleNamespace

from bot.adapters.slack import Slack
from bot.adapters.store import Store
from bot.commands.standing import Standing
from bot.core.amounts import Amount
from bot.core.freshness import ReadNote
from bot.core.names import Named, Names
from bot.core.periods import DAY, Period, Width, floor
from bot.jobs.check import Checked, check
from bot.jobs.delivery import deliver
from bot.services import Services
from bot.settings import load_settings

PROJECTS = ("checkout-prod", "web-app", "support-bot", "data-eval")
NAMES = Names([Named("project", f"proj_{name}", name) for name in PROJECTS])
SETTINGS = {
    "OPENAI_ADMIN_KEY": "sk-admin-none",
    "SLACK_BOT_TOKEN": "xoxb-none",
    "USAGE_BOT_ALERT_CHANNEL": "#ai-spend",
    "USAGE_BOT_ADMINS": "U0DANA",
}


class Ledger:
    """Spend by project and hour. `read` is what a reader does: until then nobody knows what was spent."""

    def __init__(self) -> None:
        self.hours: dict[datetime, dict[str, int]] = defaultdict(dict)
        self.notes: dict[datetime, ReadNote] = {}
        self.known: datetime = datetime.min.replace(tzinfo=UTC)
        self._sums: dict[str, tuple[list[datetime], list[int]]] | None = None

    def spend(self, project: str, at: datetime, quantity: int) -> None:
        hour = self.hours[floor(at, Width.HOUR)]
        hour[project] = hour.get(project, 0) + quantity
        self._sums = None

    def read(self, now: datetime) -> None:
        first = min(self.hours, default=now)
        start = floor(first, Width.DAY) if self.known.year == 1 else floor(self.known - DAY, Width.DAY)
        for day in Period(start, now + timedelta(microseconds=1)).buckets(Width.DAY):
            self.notes[day] = ReadNote(now, 1)
        self.known = now

    def total(self, period: Period, project: str) -> int:
        return self.upto(min(period.end, self.known), project) - self.upto(period.start, project)

    def upto(self, end: datetime, project: str) -> int:
        """All that was spent in hours that began before `end`."""
        if self._sums is None:
            self._sums = {name: self._running(name) for name in PROJECTS}
        starts, sums = self._sums[project]
        return sums[bisect_left(starts, end)]

    def _running(self, project: str) -> tuple[list[datetime], list[int]]:
        starts = sorted(self.hours)
        spent = (self.hours[start].get(project, 0) for start in starts)
        return starts, [0, *accumulate(spent)]

    def amounts(self, metric: str, period: Period, dimension: str | None) -> dict[str, Amount]:
        return {f"proj_{name}": Amount(self.total(period, name)) for name in PROJECTS}


class World:
    """The bot's jobs on a real store and a Slack on loopback, at a time that tests set."""

    def __init__(self, path: Path, slack: Slack, now: datetime, open_store: Callable[[Path], Store] = Store) -> None:
        self.now = now
        self.ledger = Ledger()
        self.path = path
        self.slack = slack
        self.settings = load_settings(values=SETTINGS)
        self.open_store = open_store
        self.store = open_store(path)
        self.services = self._services()

    def _services(self) -> Services:
        nothing = SimpleNamespace()  # neither OpenAI nor prices are asked by the jobs under test
        return Services(self.settings, lambda: self.now, self.store, nothing, nothing, self.slack)

    def standing(self) -> Standing:
        recent = {day: note for day, note in self.ledger.notes.items() if day > self.now - 100 * DAY}
        return Standing(self.now, NAMES, recent, self.ledger.amounts)

    def check(self, **options: bool) -> Checked:
        return check(self.services, self.standing, **options)

    def deliver(self) -> int:
        return deliver(self.services, self.now)

    def restart(self) -> None:
        """What a kill leaves: the file, and nothing of the process."""
        self.store.close()
        self.store = self.open_store(self.path)
        self.services = self._services()

    def close(self) -> None:
        self.store.close()
