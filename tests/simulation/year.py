"""A year of budgets under bad luck, and the question at its end: who was told what, and how often?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from bot.core.budgets import ORGANISATION, Budget, budget_period
from bot.core.messages.budget import period_name
from bot.core.periods import HOUR, Period, Width
from bot.demo.slack import LocalSlack
from tests.simulation.faults import Dice, Killed, LoopbackSlack, MemorySlack, MortalStore
from tests.simulation.world import PROJECTS, Ledger, World

START = datetime(2026, 1, 1, tzinfo=UTC)
TOLD = re.compile(
    r"(The organisation|[a-z-]+) (?:passed|is already at) (\d+) % of its (?:(\w+) )?budget(?: for (.+?))?: "
)
CALM = timedelta(days=2)  # at the end everything works, so that what waits can go out


@dataclass(frozen=True)
class Outcome:
    """`passed` are the levels that the spend reached, `told` how often each was told, by (who, period, level)."""

    passed: frozenset[tuple[str, str, int]]
    told: Counter[tuple[str, str, int]]
    waiting: int
    kills: int

    @property
    def doubled(self) -> list[tuple[str, str, int]]:
        return [alert for alert, times in self.told.items() if times > 1]

    @property
    def wrong(self) -> list[tuple[str, str, int]]:
        return [alert for alert in self.told if alert not in self.passed]

    @property
    def missing(self) -> list[tuple[str, str, int]]:
        """Passed levels of which nobody heard: neither themselves nor a higher one of the same period."""
        highest: dict[tuple[str, str], int] = {}
        for who, period, level in self.told:
            highest[who, period] = max(highest.get((who, period), 0), level)
        return [alert for alert in self.passed if highest.get(alert[:2], 0) < alert[2]]


class Year:
    """Two bots on one store. What happens is decided by the seed alone."""

    def __init__(
        self, seed: int, folder: Path, *, days: int = 365, hours: int = 6, local: LocalSlack | None = None
    ) -> None:
        """`hours` is the longest time between two turns of a bot. Without `local` Slack is in memory."""
        self.random = Random(seed)  # noqa: S311 - luck, not a secret
        self.dice = Dice(self.random, kill=4, fail=60)
        self.now = START
        self.end = START + timedelta(days=days)
        self.hours = hours
        self.kills = 0
        clock = partial(getattr, self, "now")
        self.slack = LoopbackSlack(self.dice, clock, local) if local else MemorySlack(self.dice, clock)
        self.ledger = Ledger()
        self.budgets = tuple(self._budgets())
        self._spend()
        path = folder / f"{seed}.db"
        self.bots = [World(path, self.slack, START, self._store) for _ in range(2)]
        for bot in self.bots:
            bot.ledger = self.ledger
        with self.bots[0].store.write() as connection:
            for budget in self.budgets:
                self.bots[0].store.budgets.add(connection, budget)
        self.openai_back = self.slack_back = START

    def _store(self, path: Path) -> MortalStore:
        store = MortalStore(path)
        store.dice = self.dice
        return store

    def _budgets(self) -> Iterator[Budget]:
        made = START - timedelta(days=40)  # long before: no budget is made when past
        yield Budget(ORGANISATION, (), "cost", self.random.randrange(2_000, 6_000), "month", created_at=made)
        for name in PROJECTS:
            period = self.random.choice(("day", "week", "month"))
            amount = {"day": 30, "week": 200, "month": 900}[period] * self.random.randrange(5, 20) // 10
            levels = tuple(sorted(self.random.sample((25, 50, 75, 80, 90, 100, 120), self.random.randrange(1, 5))))
            channel = self.random.choice(("", "", "#checkout"))
            yield Budget("project", (f"proj_{name}",), "cost", amount, period, levels, channel, created_at=made)

    def _spend(self) -> None:
        for name in PROJECTS:
            usual = self.random.randrange(1, 4)
            for hour in Period(START, self.end).buckets(Width.HOUR):
                burst = 30 if self.random.randrange(2000) == 0 else 1
                self.ledger.spend(name, hour, self.random.randrange(2 * usual + 1) * burst if hour.hour > 6 else 0)

    def run(self) -> Outcome:
        calm_from = self.end
        while self.now < self.end + CALM:
            self.now += timedelta(minutes=self.random.randrange(5, self.hours * 60))
            if self.now >= calm_from:
                self.dice.kill = self.dice.fail = 0
                self.now = max(self.now, self.slack_back, self.openai_back)
            self._turn()
        waiting = len(self.bots[0].store.outbox.undelivered(before=self.now + CALM))
        for bot in self.bots:
            bot.close()
        return Outcome(frozenset(self._passed()), self._told(), waiting, self.kills)

    def _turn(self) -> None:
        self._outages()
        if self.now >= self.openai_back:
            self.ledger.read(self.now)
        one, other = self.random.sample(self.bots, 2)
        for bot, beside in ((one, other), (other, one)):
            self.slack.meanwhile = partial(self._meanwhile, beside)
            for job in (World.check, World.deliver):
                self._survive(bot, job)

    def _outages(self) -> None:
        """Each service is away about ten times a year, for up to a day and a half."""
        if self.dice.fail and self.random.randrange(200) == 0:
            self.openai_back = self.now + self.random.randrange(36) * HOUR
        if self.dice.fail and self.random.randrange(200) == 0:
            self.slack_back = self.now + self.random.randrange(36) * HOUR
        self.slack.is_down = self.now < self.slack_back

    def _meanwhile(self, other: World) -> None:
        """The other bot does something while this one is in the middle of a post."""
        if self.random.randrange(4) == 0:
            self.slack.meanwhile = lambda: None
            self._survive(other, self.random.choice((World.check, World.deliver)))

    def _survive(self, bot: World, job: object) -> None:
        bot.now = self.now
        try:
            job(bot)
        except Killed:
            self.kills += 1
            self._restart(bot)

    def _restart(self, bot: World) -> None:
        """A new process on the old file; it may be killed while it starts."""
        kill, self.dice.kill = self.dice.kill, 0
        bot.restart()
        self.dice.kill = kill

    def _passed(self) -> Iterator[tuple[str, str, int]]:
        for budget in self.budgets:
            moment = START
            while moment < self.end:
                period = budget_period(budget.period, moment)
                spent = sum(self.ledger.total(period, name) for name in PROJECTS if self._counts(budget, name))
                for level in budget.levels:
                    if spent * 100 >= budget.amount * level:
                        yield self._who(budget), period_name(budget.period, period), level
                moment = period.end

    def _counts(self, budget: Budget, name: str) -> bool:
        return budget.scope == ORGANISATION or f"proj_{name}" in budget.names

    def _who(self, budget: Budget) -> str:
        return budget.names[0].removeprefix("proj_") if budget.names else "The organisation"

    def _told(self) -> Counter[tuple[str, str, int]]:
        """What the channels heard, from the words alone; a message repeats its first line in its body."""
        told: Counter[tuple[str, str, int]] = Counter()
        for sent in self.slack.arrived():
            if "~" in sent.key:  # an edit that Slack refused: its message takes the place of the old one
                continue
            heard = {(who, day or month, int(level)) for who, level, month, day in TOLD.findall(sent.text)}
            told.update(heard)
        return told
