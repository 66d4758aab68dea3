"""
Days of a bot whose clock is off for a read, a check, a delivery or a digest: what it then says against what is true.

The simulated year hears messages; here the numbers are looked at. An organisation is a list of events
(`tests/random_questions.py`), and each number is counted from it by brute force: answers by day, month and hour, where
each budget stands, which levels were told, what a digest says. `python -m tests.simulation.wrong_clock 0 100` lives
through a hundred seeds and names what differs.
"""

from __future__ import annotations

import logging
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random
from typing import Any

import structlog

from bot.adapters.clock_guard import SLACK, ClockGuard
from bot.adapters.prices import Prices
from bot.adapters.store import Store
from bot.core.alerts.levels import State
from bot.core.budgets.budget import ORGANISATION, Budget, BudgetStatus, budget_period
from bot.core.periods import DAY, Period, Width, floor
from bot.core.reports.schedules import Schedule
from bot.core.slack.numbers import money
from bot.core.usage.buckets import Bucket, UsageQuery
from bot.jobs.check import check_budgets
from bot.jobs.delivery import deliver
from bot.jobs.reports import send_reports
from bot.jobs.snapshot import take_snapshot
from bot.services import Services
from bot.settings import load_settings
from tests.random_questions import Asked, Count, Organisation, _learn, difference, facts, organisation
from tests.simulation.faults import Dice, MemorySlack, Sent
from tests.simulation.world import SETTINGS

START = datetime(2026, 11, 26, 20, 40, 33, tzinfo=UTC)  # the month ends while it runs
TURNS = 6
OFF = tuple(timedelta(hours=hours) for hours in (3, 26, 40 * 24, -3, -26, -5 * 24))
DIGEST_AT = time(9)
DIGEST = re.compile(r"digest-1-(\d{4}-\d\d-\d\d)")
# A question, its period up to now, and its rows.
QUESTIONS: tuple[tuple[str, Callable[[datetime], tuple[datetime, datetime]], tuple[str, ...]], ...] = (
    ("cost today", lambda now: (floor(now, Width.DAY), now), ()),
    ("cost yesterday by project", lambda now: (floor(now, Width.DAY) - DAY, floor(now, Width.DAY)), ("project",)),
    ("cost this month", lambda now: (budget_period("month", now).start, now), ()),
    ("cost last month", lambda now: _before(budget_period("month", now).start), ()),
    ("tokens last 7 days by day", lambda now: (floor(now, Width.DAY) - 6 * DAY, now), ("day",)),
    ("tokens today by hour", lambda now: (floor(now, Width.DAY), now), ("hour",)),
)


def _before(month: datetime) -> tuple[datetime, datetime]:
    return budget_period("month", month - DAY).start, month


class DatedOrganisation(Organisation):
    """
    Answers with a date, as OpenAI does. What it says of days to come nobody has recorded: here they are empty, which
    is what a bot with a wrong clock is most easily deceived by.
    """

    hear: Callable[[], None]

    def read(self, query: UsageQuery, *, hurried: bool = False) -> tuple[Bucket, ...]:
        self.hear()
        to_come = (start for start in query.period.buckets(query.width) if start >= self.now)
        return (
            *super().read(query, hurried=hurried),
            *(Bucket(start, start + query.width.span, ()) for start in to_come),
        )

    def _as_it_comes(self, query: UsageQuery) -> Iterator[Bucket]:
        yield from self.read(query)


class Days:
    """What happens is decided by the seed alone."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random = Random(seed)  # noqa: S311 - luck, not a secret
        made = organisation(self.random, START + 10 * DAY)
        self.truth = DatedOrganisation(self.random, START, made.events, begun=START)
        self.truth.hear = self._answered
        self.off = timedelta()
        self.jumps = 0  # answers of OpenAI until the clock jumps in the middle of a read
        self.slack = MemorySlack(Dice(self.random), lambda: self.truth.now)
        self.guard = ClockGuard(self.clock, lambda: self.truth.now.timestamp())
        self.slack.hear = self._dated
        self.store = Store(folder / f"{seed}.db")
        settings = load_settings(values=SETTINGS)
        self.services = Services(
            settings,
            self.clock,
            self.store,
            self.truth,
            Prices(),
            self.slack,
            guard=self.guard,  # type: ignore[arg-type]
        )
        self.most: dict[tuple[int, datetime], int] = {}  # percent that a budget really reached in a period
        self.reached: dict[int, int] = {}  # the percent at which a budget is, in truth
        self.budgets = self._budgets()
        with self.store.write() as connection:
            digest = Schedule("digest", "#ai-spend", "UTC", DIGEST_AT, tuple(range(7)), created_at=START)
            self.store.schedules.add(connection, digest)

    def _budgets(self) -> tuple[Budget, ...]:
        month = sum(event.bill for event in self.truth.events) * 2 // 3
        project = next(event.value("project") for event in self.truth.events if event.value("project"))
        made = START - 60 * DAY
        wanted = (
            Budget(ORGANISATION, (), "cost", max(month, 1), "month", (20, 50, 80, 90, 100), created_at=made),
            Budget(ORGANISATION, (), "cost", max(month // 30, 1), "day", (50, 100), created_at=made),
            Budget("project", (project,), "cost", max(month // 12, 1), "week", (30, 60, 100), created_at=made),
        )
        with self.store.write() as connection:
            return tuple(self.store.budgets.add(connection, budget) for budget in wanted)

    def clock(self) -> datetime:
        return self.truth.now + self.off

    def _dated(self) -> None:
        self.guard.hear(self._headers(), SLACK)

    def _headers(self) -> dict[str, str]:
        return {"date": format_datetime(self.truth.now, usegmt=True)}

    def _answered(self) -> None:
        if self.jumps:
            self.jumps -= 1
            self.off = self.random.choice(OFF) if self.jumps == 0 else self.off
        self.guard.hear_and_check(self._headers())

    def run(self) -> list[str]:
        found = [f"turn {turn}: {fault}" for turn in range(TURNS) for fault in self._turn()]
        found += self._early()
        self.store.close()
        return found

    def _turn(self) -> Iterator[str]:
        """Some jobs by a clock that may be off, and then all of them by one that is right."""
        self.truth.now += timedelta(minutes=self.random.choice((45, 400, 700, 1000, 1500)))
        if self.random.randrange(3) == 0:
            self.truth.restate()
            self.services.recent._kept.clear()
        jobs = (self._read, self._check, self._report, self._deliver)
        for job in self.random.sample(jobs, self.random.randrange(2, 5)):
            self.off = self.random.choice(OFF) if self.random.randrange(4) else timedelta()
            self.jumps = self.random.randrange(1, 30) if not self.off and self.random.randrange(2) else 0
            job()
            self.off, self.jumps = timedelta(), 0
            self.truth.now += timedelta(minutes=self.random.randrange(3))
        self._read()
        statuses = self._check()
        earlier = self.store.outbox.get(f"digest-1-{self._due():%Y-%m-%d}")
        self._report()
        self._deliver()
        yield from self._answers()
        yield from self._stands(statuses)
        yield from self._levels()
        yield from self._digest(is_new=earlier is None)

    def _read(self) -> None:
        take_snapshot(self.services, self.clock())
        if not self.off:
            _learn(self.services, self.truth)

    def _check(self) -> tuple[BudgetStatus, ...]:
        return check_budgets(self.services, self.clock()).statuses

    def _report(self) -> None:
        send_reports(self.services, self.clock())

    def _deliver(self) -> None:
        deliver(self.services, self.clock())

    # What is told, against what is true

    def _counted(self, asked: Asked) -> dict[tuple[str, ...], int]:
        return Count(self.truth, asked, self.services.prices, self.truth.now).rows()

    def _answers(self) -> Iterator[str]:
        for text, period, by in QUESTIONS:
            start, end = period(self.truth.now)
            asked = Asked(
                text, start, end, self.services.zone, text.split()[0], "completions" if "tokens" in text else "", by
            )
            told, total = facts(self.services, asked)
            if what := difference(told, self._counted(asked), total):
                yield f"{self.truth.now:%m-%d %H:%M} {text}: {what}"

    def _spent(self, budget: Budget, period: Period) -> int:
        end = min(period.end, self.truth.now)
        names = tuple(("project", name, False) for name in budget.names)
        asked = Asked("", period.start, end, self.services.zone, "cost", "", (), names)
        return sum(self._counted(asked).values())

    def _stands(self, statuses: Iterable[BudgetStatus]) -> Iterator[str]:
        seen = {(one.budget.id, one.period.start): one for one in statuses}
        for budget in self.budgets:
            period = budget_period(budget.period, self.truth.now)
            status, spent = seen.get((budget.id, period.start)), self._spent(budget, period)
            if status is None or status.spent is None:
                yield f"budget {budget.id} was not looked at"
            elif what := difference({(): status.spent.quantity}, {(): spent}, None):
                yield f"{self.truth.now:%m-%d %H:%M} budget {budget.id} since {period.start:%m-%d}: {what}"
            key = (budget.id, period.start)
            self.reached[budget.id] = spent * 100 // budget.amount
            self.most[key] = max(self.most.get(key, 0), self.reached[budget.id])

    def _levels(self) -> Iterator[str]:
        """What is passed now was told or covered, what never was passed is not; no period is closed before its end."""
        states = self.store.alerts.states(START - 60 * DAY)
        for (id, start), state in states.items():
            budget = next(one for one in self.budgets if one.id == id)
            period = budget_period(budget.period, start)
            told = {mark.level for mark in state.marks if mark.state in (State.TOLD, State.COVERED)}
            if max(told, default=0) > self.most.get((id, start), 0):  # the bill of a period that is over came since
                self.most[id, start] = self._spent(budget, period) * 100 // budget.amount
            if early := {level for level in told if level > self.most.get((id, start), 0)}:
                yield f"budget {id} since {start:%m-%d}: {early} told at {self.most[id, start]} %"
            if state.closed_at is not None and self.truth.now < period.end:
                yield f"budget {id} since {start:%m-%d}: closed before its end"
            if self.truth.now in period:
                passed = {level for level in budget.levels if level <= self.reached[id]}
                if missing := passed - told:
                    yield f"budget {id} since {start:%m-%d}: {missing} not told"

    def _due(self) -> datetime:
        """The day of the digest that was due last."""
        return floor(self.truth.now - timedelta(hours=9), Width.DAY)

    def _digest(self, *, is_new: bool) -> Iterator[str]:
        """The one that was due last came once; one that was written since this turn's read says that day's number."""
        due = self._due()
        sent = [one for one in self.slack.arrived() if one.key == f"digest-1-{due:%Y-%m-%d}"]
        if due <= START:
            return
        if len(sent) != 1:
            yield f"the digest of {due:%m-%d} came {len(sent)} times"
        elif is_new:
            asked = Asked("", due - DAY, due, self.services.zone, "cost", "", ())
            yield from _says(sent[0], sum(self._counted(asked).values()))

    def _early(self) -> Iterator[str]:
        """A digest before its hour, of whichever day, and one that came twice."""
        days = [found[1] for one in self.slack.arrived() if (found := DIGEST.fullmatch(one.key))]
        yield from (f"the digest of {day} came {days.count(day)} times" for day in {*days} if days.count(day) > 1)
        for one in self.slack.arrived():
            if found := DIGEST.fullmatch(one.key):
                hour = datetime.combine(datetime.fromisoformat(found[1]), DIGEST_AT, UTC)
                if one.at < hour:
                    yield f"the digest of {found[1]} came at {one.at:%m-%d %H:%M}"


def _says(sent: Sent, quantity: int) -> Iterator[str]:
    if money(quantity) not in sent.text:
        yield f"{sent.key} does not say {money(quantity)}: {sent.text[:300]}"


def live(seed: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        return Days(seed, Path(folder)).run()


def main(arguments: list[Any]) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    for number in range(*map(int, arguments)):
        for fault in live(number):
            print(f"seed {number}: {fault}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
