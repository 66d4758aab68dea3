"""The check: where budgets stand, what their channels deserve to hear, and the letters that say it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.adapters.store.moments import from_text, to_text
from bot.core.alerts.facts import Briefing
from bot.core.alerts.levels import NOTHING_TOLD, Decision, Step, decide
from bot.core.alerts.message import also_blocks, also_in, note_message
from bot.core.alerts.outbox import Act, Letter
from bot.core.alerts.planned_messages import GROUP, THREAD_LINES, WATCHED, News, Note, addressed, joined, news_of, notes
from bot.core.alerts.rules.facts import Finding
from bot.core.alerts.rules.words import finding_lines
from bot.core.budgets.budget import ORGANISATION, BudgetStatus, budget_period
from bot.core.budgets.drivers import Drivers
from bot.core.budgets.openai_limits import KEPT, kept_limits, limit_on
from bot.core.slack.message import Block
from bot.jobs.findings import find, tell_findings
from bot.services import Services
from bot.sources.alert_facts import brief, crossing, gap_before
from bot.sources.budget_status import REACH, Standing, open_periods, standing
from bot.sources.causes import drivers
from bot.sources.rule_facts import COMPARED, Gathered, gather

Key = tuple[int, datetime]  # a budget and the start of a period
# Steps whose message says what drives the budget, for so many budgets of one run.
EXPLAINED = {Step.PASSED, *THREAD_LINES} - {Step.CLOSED}
MOST_EXPLAINED = 3
SEEN = "budgets_as_of"  # the read that the last check saw
CHANGES = "budgets_changed"  # the last change by a person that a check saw


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check saw, and the letters that it wrote (or would write)."""

    statuses: tuple[BudgetStatus, ...]
    letters: tuple[Letter, ...]


def check_budgets(services: Services, now: datetime, *, dry_run: bool = False) -> Checked:
    """Look at every budget and write the letters that are due; sending them is delivery's work."""
    return check(services, partial(standing, services, now), dry_run=dry_run)


def check_changes(services: Services, now: datetime) -> None:
    """Who makes a budget that is passed already hears so within seconds, and not with the next read."""
    if services.store.meta.get(CHANGES) != str(services.store.audit.latest()):
        check_budgets(services, now)


def check(services: Services, look: Callable[[], Standing], *, dry_run: bool = False) -> Checked:
    """Deciding and writing are one write: of two bots, the second one sees what the first one told."""
    before = _before(services, look())
    with services.store.write() as connection:
        now = look()
        if now.notes != before.standing.notes:
            before = _before(services, now)
        connection.execute("SAVEPOINT looked")
        checked = _Check(services, before, connection).run()
        if dry_run:
            connection.execute("ROLLBACK TO looked")
    return checked


@dataclass(frozen=True, slots=True)
class _Before:
    """What takes long to read, read before the write, which others wait for."""

    standing: Standing
    gathered: Gathered
    drivers: Mapping[int, Drivers | None]  # by budget


def _before(services: Services, standing: Standing) -> _Before:
    look = _Look(services, standing)
    statuses = look.statuses()
    return _Before(standing, gather(services, standing, statuses), look.drivers(statuses))


class _Look:
    """Where every budget stands, beside what was told of it."""

    def __init__(self, services: Services, standing: Standing) -> None:
        self.services = services
        self.standing = standing
        self.told = services.store.alerts.told(standing.now - REACH)

    def statuses(self) -> tuple[BudgetStatus, ...]:
        closed: dict[int, dict[datetime, bool]] = defaultdict(dict)
        for (budget, start), known in self.told.items():
            closed[budget][start] = known.closed_at is not None
        return tuple(
            self.standing.status(budget, period)
            for budget in self.services.store.budgets.all()
            for period in open_periods(budget, self.standing.now, closed[budget.id])
        )

    def decisions(self, status: BudgetStatus) -> tuple[Decision, ...]:
        return decide(status, self.told.get(_key(status), NOTHING_TOLD), now=self.standing.now)

    def drivers(self, statuses: Sequence[BudgetStatus]) -> dict[int, Drivers | None]:
        """Of the organisation and the fullest few that have something to tell; of the others the button says it."""
        due = [one for one in statuses if any(decision.step in EXPLAINED for decision in self.decisions(one))]
        due.sort(key=lambda one: (one.budget.scope != ORGANISATION, -one.percent))  # the rest go into its thread
        return {one.budget.id: drivers(one.budget, self.standing, self.services) for one in due[:MOST_EXPLAINED]}


class _Check(_Look):
    """One run, inside one write."""

    def __init__(self, services: Services, before: _Before, connection: sqlite3.Connection) -> None:
        super().__init__(services, before.standing)
        self.connection = connection
        self.before = before
        seen = services.store.meta.get(SEEN)
        sync = timedelta(minutes=services.settings.sync_minutes)
        self.limits = kept_limits(services.store.meta.get(KEPT))
        self.gap = gap_before(self.standing.as_of, from_text(seen) if seen else None, sync)

    def run(self) -> Checked:
        gathered = self.before.gathered
        changes = str(self.services.store.audit.latest())
        statuses = self.statuses()
        news = [one for one in map(self._news, statuses) if one]
        found = find(gathered.scene, {**self.told, **{_key(one.status): one.then for one in news}}, self.services)
        beside = {channel: len(many) for channel, many in found.alone.items()}
        news = list(addressed(news, beside))
        for one in news:
            self._save(one)
        members, with_findings = self._members(statuses), joined(news, beside)
        also = {key: self._also(found.alone[channel]) for channel, key in with_findings.items()}
        letters = [self._letter(note, members, also) for note in notes(news)]
        letters += tell_findings(found, with_findings, self.standing.names, self.services, self.connection)
        for letter in letters:
            self.services.store.outbox.put(self.connection, letter, now=self.standing.now)
        moments = {SEEN: self.standing.as_of, COMPARED: gathered.compared_until}
        self._remember({key: to_text(moment) for key, moment in moments.items() if moment} | {CHANGES: changes})
        return Checked(statuses, tuple(letters))

    def _remember(self, facts: Mapping[str, str]) -> None:
        self.connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(facts.items()))

    def _news(self, status: BudgetStatus) -> News | None:
        was = self.told.get(_key(status), NOTHING_TOLD)
        decisions = self.decisions(status)
        channel = status.budget.channel or self.services.settings.alert_channel
        return news_of(status, was, decisions, channel, now=self.standing.now)

    def _save(self, one: News) -> None:
        self.told[_key(one.status)] = one.then
        budget = one.status.budget.id
        self.services.store.alerts.save(self.connection, budget, one.status.period.start, one.then, one.changed)
        if one.was.snooze and not one.then.snooze:
            self.services.store.alerts.snooze(self.connection, f"budget:{budget}", None)

    def _members(self, statuses: Sequence[BudgetStatus]) -> Mapping[str, Sequence[BudgetStatus]]:
        """The budgets that each message speaks of."""
        members: dict[str, list[BudgetStatus]] = defaultdict(list)
        for status in statuses:
            members[self.told.get(_key(status), NOTHING_TOLD).message].append(status)
        return members

    def _letter(
        self, note: Note, members: Mapping[str, Sequence[BudgetStatus]], also: Mapping[str, Sequence[Block]]
    ) -> Letter:
        beside = also.get(note.key, ())
        if note.act is Act.EDIT:
            of_message = [*members[note.about], *self._ended(note.about, members[note.about])]
            briefings = [self._brief(status, WATCHED) for status in of_message]
            written = self.services.store.outbox.get(note.about)
            beside = also_in(written.message) if written else also.get(note.about, ())
        else:
            briefings = [self._brief(one.status, note.decision_on(one)) for one in note.news]
        message = note_message(note, briefings, self.standing.names, beside)
        return Letter(note.key, note.channel, message, note.act, note.about, note.broadcast)

    def _ended(self, message: str, known: Sequence[BudgetStatus]) -> list[BudgetStatus]:
        """Those of a group whose period ended in an earlier run: its message goes on to name them."""
        if not message.startswith(GROUP):
            return []
        there = {_key(status) for status in known}
        keys = [key for key, told in self.told.items() if told.message == message and key not in there]
        budgets = {budget.id: budget for budget in self.services.store.budgets.all()}
        return [
            self.standing.status(budgets[id], budget_period(budgets[id].period, start))
            for id, start in keys
            if id in budgets
        ]

    def _also(self, found: Sequence[Finding]) -> Sequence[Block]:
        return also_blocks(finding_lines(found, self.standing.names, self.services.zone))

    def _brief(self, status: BudgetStatus, decision: Decision) -> Briefing:
        told = self.told[_key(status)]
        if decision.step not in (Step.WATCHED, Step.CLOSED):
            told = replace(told, closed_at=None)  # an end in the same run is told by what follows
        own = brief(status, told, decision.step, decision.level, self.standing, self.services)
        late = crossing(status, decision.step, decision.level, self.gap, self.standing)
        return replace(
            own,
            crossing=late,
            drivers=self.before.drivers.get(status.budget.id),
            limit=limit_on(status.budget, self.limits),
        )


def _key(status: BudgetStatus) -> Key:
    return (status.budget.id, status.period.start)
