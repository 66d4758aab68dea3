"""
Days of people: budgets are changed, moved, deleted and brought back, alerts acknowledged and snoozed.

`python -m tests.simulation.people 0 100` lives through a hundred seeds and names what went wrong.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import structlog

from bot.adapters.store.audit import AuditLine
from bot.commands.alerts import acknowledge, snooze
from bot.commands.budget_changes import delete_by_click
from bot.commands.request import Asker, Click
from bot.commands.table import ACTIONS
from bot.core.alerts.levels import NOTHING_TOLD, Snooze, State, Until
from bot.core.amounts import NANO
from bot.core.budgets.budget import ORGANISATION, Budget, Raise
from bot.core.errors import UserError
from bot.core.periods import DAY
from bot.core.slack.numbers import money
from tests.simulation.faults import Dice, Killed, MemorySlack, MortalStore
from tests.simulation.queued_messages import differences, once, rows
from tests.simulation.world import NAMES, PROJECTS, Ledger, World

START = datetime(2026, 11, 9, 14, 5, tzinfo=UTC)
MADE = START - 60 * DAY
DANA = Asker("U0DANA", "T0", "C0SPEND", is_admin=True)
MAIN, OTHER, THIRD = "#ai-spend", "#checkout", "#third"
DAYS = 5
CALM = 25  # turns
STANDS = "SELECT key, ts FROM outbox WHERE act IN ('post', 'reply') AND state = 'sent' ORDER BY id"
UNDO = next(one for one in ACTIONS if one.id == "budget_undo")


class People:
    """Two bots on one store, and people who change what they tell of."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random = Random(seed)  # noqa: S311 - luck, not a secret
        self.dice = Dice(self.random)
        self.now = START
        self.slack = MemorySlack(self.dice, lambda: self.now)
        self.slack.linger = self._linger
        self.path = folder / f"people-{seed}.db"
        self.ledger = Ledger()
        self.bots = [World(self.path, self.slack, START, self._store) for _ in range(2)]
        for bot in self.bots:
            bot.ledger = self.ledger
        store = self.bots[0].store
        store.names.save(list(NAMES.known), START)
        with store.write() as connection:
            for budget in self._budgets():
                store.budgets.add(connection, budget)
        self.trail: list[str] = []  # what people did, for who looks into a seed

    def _store(self, path: Path) -> MortalStore:
        store = MortalStore(path)
        store.dice = self.dice
        return store

    def _budgets(self) -> Iterator[Budget]:
        yield Budget(ORGANISATION, (), "cost", 900 * NANO, "month", created_at=MADE)
        for name in PROJECTS:
            period = self.random.choice(("day", "week", "month"))
            amount = {"day": 40, "week": 120, "month": 300}[period] * NANO
            channel = self.random.choice(("", "", OTHER, THIRD))
            yield Budget("project", (f"proj_{name}",), "cost", amount, period, (50, 80, 100), channel, created_at=MADE)

    def run(self) -> list[str]:
        self.dice.kill, self.dice.fail = 4, 60
        while self.now < START + DAYS * DAY:
            self._pass_time(timedelta(minutes=self.random.choice((1, 5, 20, 90, 400))))
            self._weather()
            if self.random.randrange(2):
                self.ledger.spend(self.random.choice(PROJECTS), self.now, self.random.randrange(1, 30) * NANO)
            for _ in range(self.random.randrange(3)):
                self._person()
            self._turn()
        self.dice.kill = self.dice.fail = 0
        self.slack.closed = frozenset()
        self.slack.is_down = False
        for _ in range(CALM):
            self._pass_time(timedelta(minutes=11))
            self._turn()
        faults = [*differences(self.path, self.slack), *self._untold()]
        for bot in self.bots:
            bot.close()
        return faults

    # What happens

    def _weather(self) -> None:
        self.slack.is_down = self.random.randrange(12) == 0
        self.slack.closed = frozenset({self.random.choice((OTHER, THIRD))} if self.random.randrange(6) == 0 else ())
        if self.random.randrange(40) == 0 and not self.slack.archived:
            self.slack.replace_channel(OTHER)

    def _turn(self) -> None:
        one, other = self.random.sample(self.bots, 2)
        self.slack.meanwhile = one.meanwhile = partial(self._meanwhile, one, other)
        for job in (lambda bot: bot.ledger.read(bot.now), World.check, World.deliver):
            self._survive(one, job)
        self.slack.meanwhile = one.meanwhile = nothing
        if self.random.randrange(2):
            self._survive(other, World.check)
            self._survive(other, World.deliver)

    def _meanwhile(self, one: World, other: World) -> None:
        if self.random.randrange(6) == 0:
            self.slack.meanwhile = one.meanwhile = nothing
            if self.random.randrange(2):
                self._person()
            else:
                self._survive(other, self.random.choice((World.check, World.deliver)))

    def _survive(self, bot: World, job: Callable[[World], object]) -> None:
        bot.now = self.now
        try:
            job(bot)
        except Killed:
            self.dice.kill, kill = 0, self.dice.kill
            bot.restart()
            self.dice.kill = kill

    def _linger(self) -> None:
        if self.random.randrange(20) == 0:
            self._pass_time(timedelta(seconds=self.random.randrange(1, 25)))

    def _pass_time(self, by: timedelta) -> None:
        self.now += by
        for bot in self.bots:
            bot.now = self.now

    # What people do

    def _person(self) -> None:
        bot = self.random.choice(self.bots)
        acts = (self._amount, self._levels, self._move, self._owner, self._delete, self._restore, self._snooze)
        act = self.random.choice((*acts, self._amount, self._raise, self._acknowledge, self._acknowledge))
        bot.now = self.now
        self.dice.kill, kill = 0, self.dice.kill
        try:
            self.trail.append(f"{self.now:%d %H:%M:%S} {act(bot)}")
        except UserError as error:
            self.trail.append(f"{self.now:%d %H:%M:%S} {error}")
        finally:
            self.dice.kill = kill

    def _some(self, bot: World) -> Budget:
        known = bot.store.budgets.all()
        if not known:
            raise UserError("There is no budget.")
        return self.random.choice(known)

    def _change(self, bot: World, **fields: object) -> str:
        budget = self._some(bot)
        with bot.store.write() as connection:
            bot.store.budgets.change(connection, replace(budget, **fields))
            line = AuditLine(self.now, DANA.user_id, "budget changed", f"budget:{budget.id}")
            bot.store.audit.append(connection, line)
        return f"{budget.id} {fields}"

    def _amount(self, bot: World) -> str:
        return self._change(bot, amount=self.random.choice((20, 35, 50, 90, 120, 200, 300, 500, 900)) * NANO)

    def _raise(self, bot: World) -> str:
        amount = self._some(bot).amount * self.random.choice((1, 2, 4))
        until = self.now + timedelta(hours=self.random.randrange(1, 60))
        return self._change(bot, raised=Raise(amount, until, "launch", DANA.user_id))

    def _levels(self, bot: World) -> str:
        return self._change(bot, levels=self.random.choice(((50, 80, 100), (80,), (25, 50, 100), (100, 150))))

    def _move(self, bot: World) -> str:
        return self._change(bot, channel=self.random.choice(("", OTHER, THIRD)))

    def _owner(self, bot: World) -> str:
        return self._change(bot, owner=self.random.choice(("", "", "U0SAM")))

    def _delete(self, bot: World) -> str:
        budget = self._some(bot)
        delete_by_click(Click("budget_delete", str(budget.id), DANA), bot.services)
        return f"delete {budget.id}"

    def _restore(self, bot: World) -> str:
        gone = [id for id in range(1, 6) if id not in {one.id for one in bot.store.budgets.all()}]
        if not gone:
            return "-"
        UNDO.run(Click("budget_undo", str(gone[0]), DANA), bot.services)
        return f"restore {gone[0]}"

    def _acknowledge(self, bot: World) -> str:
        states = bot.store.alerts.states(self.now - 40 * DAY)
        keys = sorted({one.message for one in states.values() if one.message})
        if not keys:
            return "-"
        key = self.random.choice(keys)
        acknowledge(key, DANA, bot.budget_sums(), bot.services)
        return f"ack {key}"

    def _snooze(self, bot: World) -> str:
        budget, sums = self._some(bot), bot.budget_sums()
        until = self.random.choice((Until.NEXT, Until.FURTHER, Until.MORNING))
        status = sums.current(budget)
        snoozed = Snooze(until, status.percent, self.now + timedelta(hours=6), DANA.user_id, self.now)
        snooze([budget], snoozed, DANA, sums, bot.services)
        return f"snooze {budget.id} {until}"

    # What should have been heard

    def _untold(self) -> Iterator[str]:
        """Levels that are passed at the end and were never told, and messages that show an old amount."""
        bot = self.bots[0]
        sums, arrived = bot.budget_sums(), Counter(one.key.partition("~")[0] for one in once(self.slack))
        states, standing = bot.store.alerts.states(self.now - 40 * DAY), self.slack.standing()
        where = {str(key).partition("~")[0]: ts for key, ts in rows(self.path, STANDS)}
        for budget in bot.store.budgets.all():
            status = sums.current(budget)
            state = states.get((budget.id, status.period.start), NOTHING_TOLD)
            passed = [level for level in budget.levels if status.has_passed(level)]
            for level in passed:
                mark = state.mark(level)
                if mark is None or mark.state not in (State.TOLD, State.COVERED):
                    yield f"untold: {budget.id} {level} is {mark and mark.state}, at {status.percent}"
            if passed and not state.message:
                yield f"untold: {budget.id} {passed}, {[(one.level, one.state) for one in state.marks]}"
            if state.message and not arrived[state.message]:
                yield f"never: {state.message}"
            if state.message and f"of {money(status.amount)}" not in standing[where[state.message]]:
                yield f"old: {budget.id} {money(status.amount)} in {standing[where[state.message]]}"


def nothing() -> None:
    """No other process does anything now."""


def live(seed: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        return People(seed, Path(folder)).run()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    for number in range(*map(int, sys.argv[1:])):
        for fault in live(number):
            print(f"seed {number}: {fault}", flush=True)
