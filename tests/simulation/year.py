"""A year of budgets under bad luck, and the question at its end: who was told what, when, and how often?"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path
from random import Random

from bot.core.amounts import NANO
from bot.core.budgets.budget import ORGANISATION, Budget, budget_period
from bot.core.budgets.budget_names import period_name
from bot.core.periods import DAY, HOUR, Period, Width, floor
from bot.core.reports.report_days import EVERY_DAY
from bot.core.reports.schedules import Schedule
from tests.simulation.faults import Dice, Killed, MemorySlack, MortalStore, Sent
from tests.simulation.queued_messages import differences, left, once, settled, unsettled
from tests.simulation.verdict import Crossing, Heard, Look, first_look, turns_between, verdict
from tests.simulation.weather import Weather
from tests.simulation.world import PROJECTS, SETTINGS, Ledger, OddClock

START = datetime(2026, 1, 1, tzinfo=UTC)
MAIN, OTHER = SETTINGS["USAGE_BOT_ALERT_CHANNEL"], "#checkout"
TOLD = re.compile(r"(The organisation|[a-z-]+) is (?:already )?at ([\d,]+) % of its (?:(\w+) )?budget(?: for (.+?))?: ")
BLIND = re.compile(r"Nothing could be read from OpenAI since (.+?):")
CLOSED = re.compile(r"(The organisation|[a-z-]+): (\S.*?) ended (?:within|over) budget: ")
SEEING = re.compile(r"OpenAI can be read again since")
CALM = timedelta(days=2)  # at the end everything works, so that what waits can go out
BLIND_AFTER = HOUR  # three turns of the sync, or an hour
SLOWEST = 25  # seconds of one answer
PERIODS = ("day", "week", "week", "week", "month", "month", "month", "month")  # a day's costs as much time as the rest
OFF = (3, 40 * 24, -3, -2 * 24)  # hours by which a clock that jumps is off
JUMPS = 20  # jobs, until one runs with such a clock
REPORT_AT = timedelta(hours=9)
REPORT = re.compile(r"(?:report|digest)-(\d)-(\d{4}-\d\d-\d\d)")
MONDAY = (0,)  # a digest costs as much as ten checks: one a week, and each day a report of a single question
REPORTS = (("digest", MONDAY), ("requests yesterday", EVERY_DAY))
TIDIED = 25  # turns, until a person deletes a message
BEATS = 5  # of the many on which a bot looks for what waits, until its next turn


@dataclass(frozen=True)
class Outcome:
    """`faults` is all that went wrong, in words. `longest` is the most turns that an alert waited to be sent."""

    faults: tuple[str, ...]
    passed: int
    told: int
    outgoing: int
    kills: int
    longest: int


@dataclass(frozen=True)
class Passing:
    """A level, and the hour in which what was spent reached it."""

    hour: datetime
    budget: Budget
    period: Period
    level: int

    @property
    def named(self) -> tuple[str, str]:
        return _who(self.budget), period_name(self.budget.period, self.period)


class Year:
    """Two bots on one store. What happens is decided by the seed alone."""

    def __init__(
        self,
        seed: int,
        folder: Path,
        *,
        days: int = 365,
        hours: int = 72,
        slack: Callable[..., MemorySlack] = MemorySlack,
        bot: type[OddClock] = OddClock,
    ) -> None:
        """`hours` is the longest time between two turns of a bot; `slack` is made with the dice and a clock."""
        self.random = Random(seed)  # noqa: S311 - luck, not a secret
        self.dice = Dice(self.random)
        self.now = START
        self.end = START + timedelta(days=days)
        self.hours = hours
        self.kills = 0
        self.slack = slack(self.dice, lambda: self.now)
        self.slack.linger = self._linger
        self.ledger = Ledger()
        self.budgets = tuple(self._budgets())
        self._spend()
        self.renewed = START + timedelta(days=days // 2)  # when one channel takes the place of another
        self.weather = Weather(self.random, Period(START, self.end))
        self.path = folder / f"{seed}.db"
        self.bots = [bot(self.path, self.slack, START, self._store) for _ in range(2)]
        for bot in self.bots:
            bot.ledger = self.ledger
        with self.bots[0].store.write() as connection:
            for budget in self.budgets:
                self.bots[0].store.budgets.add(connection, budget)
            for question, days in REPORTS:
                report = Schedule(question, MAIN, "UTC", time(9), days, created_at=START)
                self.bots[0].store.schedules.add(connection, report)
        self.passings = tuple(self._passings())
        self.moments = sorted({*(one.hour for one in self.passings), *self.weather.turns()})
        self.started = START  # the first attempt to read
        self.tried: datetime | None = None  # the first of the attempts in a row that read nothing
        self.reads: list[datetime] = []
        self.looks: list[Look] = []  # checks that came to their end
        self.attempts = (START, START)  # the last one to read that began, and the last one that came to its end
        self.reports: tuple[set[tuple[str, str]], set[tuple[str, str]]] = (set(), set())  # a look began, must have sent
        self.turns: dict[str, list[datetime]] = {MAIN: [], OTHER: []}
        self.silences: tuple[set[datetime], set[datetime]] = (set(), set())  # that a check began, or ended, in

    def _store(self, path: Path) -> MortalStore:
        store = MortalStore(path)
        store.dice = self.dice
        return store

    def _budgets(self) -> Iterator[Budget]:
        made = START - timedelta(days=40)  # long before: no budget is made when past
        yield Budget(ORGANISATION, (), "cost", self.random.randrange(2_000, 6_000) * NANO, "month", created_at=made)
        for name in PROJECTS:
            period = self.random.choice(PERIODS)
            amount = {"day": 30, "week": 200, "month": 900}[period] * self.random.randrange(5, 20) * NANO // 10
            levels = tuple(sorted(self.random.sample((25, 50, 75, 80, 90, 100, 120), self.random.randrange(1, 5))))
            channel = self.random.choice(("", "", OTHER))
            yield Budget("project", (f"proj_{name}",), "cost", amount, period, levels, channel, created_at=made)

    def _spend(self) -> None:
        for name in PROJECTS:
            usual = self.random.randrange(1, 4)
            for hour in Period(START, self.end).buckets(Width.HOUR):
                burst = 30 if self.random.randrange(2000) == 0 else 1
                dollars = self.random.randrange(2 * usual + 1) * burst if hour.hour > 6 else 0
                self.ledger.spend(name, hour, dollars * NANO)

    def run(self) -> Outcome:
        self.dice.kill, self.dice.fail = 6, 80
        while self.now < self.end + CALM:
            self.now = self._next()
            if self.now >= self.end:
                self.dice.kill = self.dice.fail = 0
            self._turn()
        heard = [*self._heard()]
        crossings = [*self._crossings()]
        faults = [*verdict(crossings, heard, self.turns), *differences(self.path, self.slack)]
        faults += [*self._unsettled(heard), *self._unclosed(), *self._blind(), *self._reported()]
        for bot in self.bots:
            bot.close()
        told = {one.alert: one for one in heard}
        waits = (turns_between(one, told[one.alert], self.turns[one.channel]) for one in crossings if one.alert in told)
        outgoing = len(self.slack.arrived())
        return Outcome(tuple(faults), len(crossings), len(heard), outgoing, self.kills, max(waits, default=0))

    # What happens

    def _next(self) -> datetime:
        """Now and then soon, now and then just after something happened, else at any time."""
        luck = self.random.randrange(10)
        coming = self.moments[bisect_right(self.moments, self.now) :][:1]
        if luck < 3 and coming and coming[0] < self.now + self.hours * HOUR:
            return coming[0] + timedelta(minutes=self.random.randrange(1, 90))
        is_rough = self._is_away(self.weather.openai) or self._is_away(self.weather.slack)
        most = 60 if luck < 5 else 6 * 60 if is_rough else self.hours * 60
        return self.now + timedelta(minutes=self.random.randrange(5, most))

    def _is_away(self, outages: list[Period]) -> bool:
        return any(self.now in outage for outage in outages)

    def _turn(self) -> None:
        self.slack.is_down = self._is_away(self.weather.slack)
        is_closed = self._is_away(self.weather.channel)
        self.slack.closed = frozenset((OTHER, "C0CHECKOUT") if is_closed else ())
        self.slack.threadless = frozenset({MAIN} if self._is_away(self.weather.threadless) else ())
        self.slack.is_bare = self._is_away(self.weather.bare)
        if self.now >= self.renewed:
            self.renewed = self.end + CALM + DAY
            self.slack.replace_channel(OTHER)
        if self.random.randrange(TIDIED) == 0:
            self.slack.delete_by_hand(settled(self.path))
        if not self.slack.is_down:
            self.turns[MAIN].append(self.now)
            self.turns[OTHER] += [] if is_closed else [self.now]
        one, other = self.random.sample(self.bots, 2)
        self._work(one, other)
        if self.random.randrange(3) == 0:
            self._work(other, one)

    def _work(self, bot: OddClock, beside: OddClock) -> None:
        self.slack.meanwhile = bot.meanwhile = partial(self._meanwhile, bot, beside)
        of_turn = self._jump()
        for job in (self._read, self._check, self._report, self._deliver):
            bot.off = of_turn or self._jump()
            while not self._survive(bot, job):
                pass  # it was killed, and starts again
            bot.off = timedelta()
        self.slack.meanwhile = bot.meanwhile = nothing

    def _jump(self) -> timedelta:
        """Now and then a clock is off for one read, check, digest or delivery, or all of a turn, and right again."""
        is_off = self.now < self.end and self.random.randrange(JUMPS) == 0
        return timedelta(hours=self.random.choice(OFF)) if is_off else timedelta()

    def _read(self, bot: OddClock) -> None:
        is_away, now = self._is_away(self.weather.openai), bot.now
        if not bot.may_read(is_away=is_away):
            return
        if not is_away:
            self.ledger.read(now, bot.clock())
            self.reads.append(now)
        self.started = now if self.started == START else self.started
        self.tried = (self.tried or now) if is_away else None
        self.attempts = (now, self.attempts[1])
        bot.note_read(is_read=not is_away)
        self.attempts = (now, now)

    def _report(self, bot: OddClock) -> None:
        """What is due until the next one is; a digest of a day whose end somebody tried to read."""
        may_be, must_be = (set() if bot.off else {*self._due(bot.now, attempt)} for attempt in self.attempts)
        begun, ended = self.reports
        begun |= may_be
        bot.report()
        if bot.services.guard is None or bot.guard.has_heard:  # else nobody said what time it is
            ended |= must_be

    def _due(self, now: datetime, attempt: datetime) -> Iterator[tuple[str, str]]:
        planned = floor(now - REPORT_AT, Width.DAY) + REPORT_AT
        for number, (question, days) in enumerate(REPORTS, 1):
            is_read = question != "digest" or attempt >= planned - REPORT_AT
            if planned > START and planned.weekday() in days and is_read:
                yield str(number), f"{planned:%Y-%m-%d}"

    def _check(self, bot: OddClock) -> None:
        since = max(self.ledger.known, self.started)
        is_long = self.tried is not None and bot.now - max(since, self.tried) > BLIND_AFTER
        silence = {since} if is_long else set()
        begun, ended = self.silences
        begun |= silence
        if bot.check().statuses:
            ended |= silence
            self.looks.append(Look(self.ledger.known, bot.now))

    def _deliver(self, bot: OddClock) -> None:
        """A failure holds its channel for seconds or minutes: what is behind it goes out on a later beat."""
        for _ in range(BEATS):
            bot.deliver()
            if self.slack.is_down or not (bot.store.outbox.backlog().waiting or self.slack.late):
                return
            self._pass_time(timedelta(minutes=1))

    def _meanwhile(self, bot: OddClock, other: OddClock) -> None:
        """The other bot does something while this one is in the middle of a check or a post."""
        if self.random.randrange(8) == 0:
            self.slack.meanwhile = bot.meanwhile = nothing
            self._survive(other, self.random.choice((self._check, self._report, OddClock.deliver)))

    def _linger(self) -> None:
        """An answer that takes its time."""
        if self.random.randrange(20) == 0:
            self._pass_time(timedelta(seconds=self.random.randrange(1, SLOWEST)))

    def _pass_time(self, by: timedelta) -> None:
        self.now += by
        for bot in self.bots:
            bot.now = self.now

    def _survive(self, bot: OddClock, job: Callable[[OddClock], object]) -> bool:
        bot.now = self.now
        heard, self.slack.hear = self.slack.hear, bot.hear
        try:
            job(bot)
        except Killed:
            self.kills += 1
            self._restart(bot)
            return False
        finally:
            self.slack.hear = heard
        return True

    def _restart(self, bot: OddClock) -> None:
        """A new process on the old file; the other one may find it with any write half done."""
        kill, self.dice.kill = self.dice.kill, 0
        bot.restart()
        self.dice.kill = kill

    # What should have been heard, and what was

    def _passings(self) -> Iterator[Passing]:
        for budget in self.budgets:
            moment = START
            while moment < self.end:
                period = budget_period(budget.period, moment)
                hours = [*Period(period.start, min(period.end, self.end)).buckets(Width.HOUR)]
                spent = [*accumulate(self._spent(budget, hour) for hour in hours)]
                for level in budget.levels:
                    place = bisect_left(spent, -(-budget.amount * level // 100))
                    if place < len(hours):
                        yield Passing(hours[place], budget, period, level)
                moment = period.end

    def _spent(self, budget: Budget, hour: datetime) -> int:
        spent = self.ledger.hours[hour]
        names = PROJECTS if budget.scope == ORGANISATION else (_who(budget),)
        return sum(spent.get(name, 0) for name in names)

    def _crossings(self) -> Iterator[Crossing]:
        for one in self.passings:
            seen = self.reads[bisect_right(self.reads, one.hour)]
            yield Crossing((*one.named, one.level), one.budget.channel or MAIN, seen, first_look(self.looks, seen))

    def _heard(self) -> Iterator[Heard]:
        """What the channels heard, from the words alone; a message repeats its first line in its body."""
        for sent in (*self._messages(), *left(self.path, self.slack)):
            for who, percent, month, day in {*TOLD.findall(sent.text)}:
                level = self._level((who, day or month), int(percent.replace(",", "")))
                yield Heard((who, day or month, level), sent.at, sent.is_loud or self._is_under_loud(sent))

    def _level(self, named: tuple[str, str], percent: int) -> int:
        """What a channel is told is how far a budget has got; the level is the highest one below that."""
        passed = [one.level for one in self.passings if one.named == named and one.level <= percent]
        return max(passed, default=percent)

    def _messages(self) -> Iterator[Sent]:
        """An edit that Slack refused is no news, for its message takes the old one's place; nor is a report."""
        arrived = once(self.slack)
        return (sent for sent in arrived if "~" not in sent.key and not REPORT.fullmatch(sent.key))

    def _is_under_loud(self, sent: Sent) -> bool:
        """
        Under a message that notified of it: notes of projects go into the thread of the organisation's, when both fire
        in one run; and a line into that of the message which took the place of one that could not be edited.
        """
        above = (one for one in self.slack.arrived() if one.ts == sent.thread_ts)
        return any("The organisation" in one.text or "~" in one.key for one in above)

    def _unsettled(self, heard: list[Heard]) -> Iterator[str]:
        ids = {budget.identity: number for number, budget in enumerate(self.budgets, 1)}
        named = {(ids[one.budget.identity], f"{one.period.start:%Y-%m-%d}"): one.named for one in self.passings}
        return unsettled(self.path, Counter(one.alert for one in heard), named)

    def _unclosed(self) -> Iterator[str]:
        """Who scrolls back sees of each period how it ended: the message that told of it was edited."""
        closed = {
            (who, name.casefold()) for text in self.slack.standing().values() for who, name in CLOSED.findall(text)
        }
        for who, name in dict.fromkeys(one.named for one in self.passings if one.period.end <= self.end):
            if (who, name.casefold()) not in closed:
                yield f"stale: {(who, name)} does not show its end"

    def _blind(self) -> Iterator[str]:
        """Each silence of OpenAI is told, and its end. A check that was killed may have told one or not."""
        begun, ended = (len(times) for times in self.silences)
        messages = [*self._messages()]
        blind, seeing = (sum(len({*told.findall(one.text)}) for one in messages) for told in (BLIND, SEEING))
        if not ended <= blind <= begun or seeing != blind:
            yield f"blind: {ended} to {begun} silences, {blind} told, {seeing} ends told"

    def _reported(self) -> Iterator[str]:
        """Each report of each day on which a bot looked in time, not before its hour; that it came once is known."""
        begun, ended = self.reports
        sent = {found.groups(): one.at for one in self.slack.arrived() if (found := REPORT.fullmatch(one.key))}
        yield from (f"report: {one} was not sent" for one in sorted(ended - sent.keys()))
        yield from (f"report: {one} was not due" for one in sorted(sent.keys() - begun))
        due = {one: datetime.fromisoformat(f"{one[1]}T00:00:00+00:00") + REPORT_AT for one in sent}
        yield from (f"early: report {one}" for one, at in sent.items() if at < due[one])


def nothing() -> None:
    """No other process does anything now."""


def _who(budget: Budget) -> str:
    return budget.names[0].removeprefix("proj_") if budget.names else "The organisation"
