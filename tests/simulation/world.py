"""A world for budgets: what was spent in which hour, when the reader saw it, and a clock that somebody moves."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import accumulate
from pathlib import Path
from types import SimpleNamespace

from bot.adapters.clock_guard import SLACK, ClockGuard
from bot.adapters.slack import Slack
from bot.adapters.store import Store
from bot.core.amounts import Amount
from bot.core.names import Named, Names
from bot.core.periods import DAY, Period, Width, floor
from bot.core.usage.freshness import ReadNote
from bot.jobs.check import Checked, check
from bot.jobs.delivery import deliver
from bot.jobs.reports import send_reports
from bot.services import Services
from bot.settings import load_settings
from bot.sources.budget_status import BudgetSums
from bot.sources.reads import LAST_TRIED, note_attempt
from bot.sources.right_time import is_clock_right

PROJECTS = ("checkout-prod", "web-app", "support-bot", "data-eval")
NAMES = Names([Named("project", f"proj_{name}", name) for name in PROJECTS])
SETTINGS = {
    "OPENAI_ADMIN_KEY": "sk-admin-none",
    "SLACK_BOT_TOKEN": "xoxb-none",
    "USAGE_BOT_ALERT_CHANNEL": "#ai-spend",
    "USAGE_BOT_ADMINS": "U0DANA",
    "USAGE_BOT_DIGEST_AT": "off",
}


class Ledger:
    """Spend by project and hour. `read` is what a reader does: until then nobody knows what was spent."""

    def __init__(self) -> None:
        self.hours: dict[datetime, dict[str, int]] = defaultdict(dict)
        self.notes: dict[datetime, ReadNote] = {}
        self.bills: dict[datetime, ReadNote] | None = None  # as those of use, unless somebody sets others
        self.known: datetime = datetime.min.replace(tzinfo=UTC)
        self._starts: list[datetime] = []
        self._sums: dict[str, list[int]] = {}

    def spend(self, project: str, at: datetime, quantity: int) -> None:
        hour = self.hours[floor(at, Width.HOUR)]
        hour[project] = hour.get(project, 0) + quantity
        self._starts, self._sums = [], {}

    def read(self, now: datetime, noted: datetime | None = None) -> None:
        """`noted` is when the reader's clock says that it was."""
        noted = noted or now
        first = min(self.hours, default=now)
        start = floor(first, Width.DAY) if self.known.year == 1 else floor(self.known - DAY, Width.DAY)
        read = {day: ReadNote(noted, 1) for day in Period(start, noted + timedelta(microseconds=1)).buckets(Width.DAY)}
        self.notes = {day: note for day, note in self.notes.items() if day > now - 100 * DAY} | read
        self.known = now

    def amounts(self, metric: str, period: Period, dimension: str | None) -> dict[str, Amount]:
        """All that was spent in hours that began in `period` and are known."""
        first, last = self._place(period.start), self._place(min(period.end, self.known))
        return {f"proj_{name}": Amount(sums[last] - sums[first]) for name, sums in self._running().items()}

    def _place(self, moment: datetime) -> int:
        if not self._starts:
            self._starts = sorted(self.hours)
        return bisect_left(self._starts, moment)

    def _running(self) -> dict[str, list[int]]:
        if not self._sums:
            for name in PROJECTS:
                spent = (self.hours[start].get(name, 0) for start in self._starts)
                self._sums[name] = [0, *accumulate(spent)]
        return self._sums


class World:
    """The bot's jobs on a real store and a Slack on loopback, at a time that tests set."""

    def __init__(self, path: Path, slack: Slack, now: datetime, open_store: Callable[[Path], Store] = Store) -> None:
        self.now = now
        self.ledger = Ledger()
        self.path = path
        self.slack = slack
        self.settings = load_settings(values=SETTINGS)
        self.open_store = open_store
        self.meanwhile: Callable[[], None] = lambda: None  # what another process does before this one's check writes
        self.store = open_store(path)
        self.services = self._services()

    def _services(self) -> Services:
        nothing = SimpleNamespace(organisation="")  # neither OpenAI nor prices are asked by the jobs under test
        return Services(self.settings, lambda: self.now, self.store, nothing, nothing, self.slack)

    def budget_sums(self) -> BudgetSums:
        return BudgetSums(self.now, NAMES, self.ledger.notes, self.ledger.amounts, self.ledger.bills)

    def check(self, **options: bool) -> Checked:
        looks = iter([self.meanwhile])  # the second look is inside of the write, for which others wait

        def look() -> BudgetSums:
            seen = self.budget_sums()
            next(looks, lambda: None)()
            return seen

        return check(self.services, look, **options)

    def deliver(self) -> int:
        return deliver(self.services, self.now)

    def restart(self, copy: Path | None = None) -> None:
        """What a kill leaves: the file, and nothing of the process. Of a store that is lost, a copy is put back."""
        self.store.close()
        if copy:
            copy.replace(self.path)
        self.store = self.open_store(self.path)
        self.services = self._services()

    def close(self) -> None:
        self.store.close()


class OddClock(World):
    """The same on a machine whose clock can be `off`; whatever Slack answers says what time it is."""

    def __init__(self, path: Path, slack: Slack, now: datetime, open_store: Callable[[Path], Store] = Store) -> None:
        self.off = timedelta()
        super().__init__(path, slack, now, open_store)

    def _services(self) -> Services:
        self.guard = ClockGuard(self.clock, lambda: self.now.timestamp())
        return replace(super()._services(), clock=self.clock, guard=self.guard)

    def clock(self) -> datetime:
        return self.now + self.off

    def hear(self) -> None:
        self.guard.hear({"date": format_datetime(self.now, usegmt=True)}, SLACK)

    def may_read(self, *, is_away: bool) -> bool:
        """As the reader does: what the clock says is looked at before, and when OpenAI has answered."""
        if not is_clock_right(self.services):
            return False
        if is_away or self.services.guard is None:
            return True
        self.hear()
        return self.guard.error() is None

    def note_read(self, *, is_read: bool) -> None:
        note_attempt(self.services, self.clock(), is_read=is_read)
        self.services.store.meta.set(LAST_TRIED, self.clock().isoformat())

    def budget_sums(self) -> BudgetSums:
        return BudgetSums(self.clock(), NAMES, self.ledger.notes, self.ledger.amounts)

    def report(self) -> int:
        return send_reports(self.services, self.clock())

    def deliver(self) -> int:
        return deliver(self.services, self.clock())
