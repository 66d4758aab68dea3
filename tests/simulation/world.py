"""A world for budgets: what was spent in which hour, when the reader saw it, and a clock that somebody moves."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from pydantic import SecretStr

from bot.adapters.slack import Slack
from bot.adapters.store import Store
from bot.commands.standing import Standing
from bot.core.amounts import Amount
from bot.core.freshness import ReadNote
from bot.core.names import Named, Names
from bot.core.periods import DAY, HOUR, Period, Width, floor
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

    def spend(self, project: str, at: datetime, quantity: int) -> None:
        hour = self.hours[floor(at, Width.HOUR)]
        hour[project] = hour.get(project, 0) + quantity

    def read(self, now: datetime) -> None:
        first = min(self.hours, default=now)
        start = floor(first, Width.DAY) if self.known.year == 1 else floor(self.known - DAY, Width.DAY)
        for day in Period(start, now + timedelta(microseconds=1)).buckets(Width.DAY):
            self.notes[day] = ReadNote(now, 1)
        self.known = now

    def total(self, period: Period, project: str) -> int:
        end = min(period.end, self.known)
        hours = (period.start + step * HOUR for step in range((end - period.start) // HOUR + 1))
        return sum(self.hours.get(hour, {}).get(project, 0) for hour in hours if hour < end)

    def amounts(self, metric: str, period: Period, dimension: str | None) -> dict[str, Amount]:
        return {f"proj_{name}": Amount(self.total(period, name)) for name in PROJECTS}


class World:
    """The bot's jobs on a real store and a Slack on loopback, at a time that tests set."""

    def __init__(self, path: Path, slack_url: str, now: datetime) -> None:
        self.now = now
        self.ledger = Ledger()
        self.path = path
        self.slack = Slack(SecretStr("xoxb-local"), slack_url, timeout=2)
        self.settings = load_settings(values=SETTINGS)
        self.store = Store(path)
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
        self.store = Store(self.path)
        self.services = self._services()

    def close(self) -> None:
        self.store.close()
