"""The check: compares budgets with what was spent, and writes the messages that are due."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.adapters.store.moments import from_text, to_text
from bot.core.alerts.alert_message import ALSO_ROOM, also_blocks, also_in, note_message, owner_message
from bot.core.alerts.levels import NOTHING_TOLD, AlertEvent, AlertState, Decision, decide, is_done
from bot.core.alerts.message_facts import AlertFacts
from bot.core.alerts.outbox import Act, QueuedMessage
from bot.core.alerts.planned_messages import (
    AT_FIRST,
    FIRST_LOOK,
    GROUP,
    MANY,
    THREAD_LINES,
    BudgetChange,
    DueMessage,
    addressed,
    budget_change,
    in_person,
    joined,
    notes,
)
from bot.core.alerts.quiet_hours import may_be_told
from bot.core.alerts.rules.finding import Finding
from bot.core.alerts.rules.finding_message import finding_rows
from bot.core.budgets.budget import ORGANISATION, Budget, BudgetStatus, budget_period
from bot.core.budgets.drivers import Drivers
from bot.core.budgets.openai_limits import KEPT, kept_limits, limit_on
from bot.core.periods import Period
from bot.core.slack.message import Block
from bot.jobs.findings import find, tell_findings
from bot.services import Services
from bot.sources.alert_channels import alert_channels
from bot.sources.alert_facts import Gap, brief, crossing, gap_before
from bot.sources.budget_status import REACH, BudgetSums, budget_sums, open_periods
from bot.sources.causes import drivers
from bot.sources.right_time import is_clock_right
from bot.sources.rule_facts import COMPARED, Gathered, gather
from bot.sources.withdrawing import withdraw

Key = tuple[int, datetime]  # a budget and the start of a period
# Steps whose message says what drives the budget, and for how many budgets of a run.
EXPLAINED = {AlertEvent.PASSED, *THREAD_LINES} - {AlertEvent.CLOSED}
MOST_EXPLAINED = 3
SEEN = "budgets_as_of"  # the read that the last check saw
CHANGES = "budgets_changed"  # the last change by a person that a check saw
QUIET = "quiet_since"  # when the quiet hours began in which the last check was; empty outside of them


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check saw, and the messages that it wrote (or would write)."""

    statuses: tuple[BudgetStatus, ...]
    outgoing: tuple[QueuedMessage, ...]


def check_budgets(services: Services, now: datetime, *, dry_run: bool = False) -> Checked:
    """Check every budget and write the messages that are due; delivery sends them."""
    return check(services, partial(budget_sums, services, now), dry_run=dry_run)


def check_changes(services: Services, now: datetime) -> None:
    """Check between reads: a new budget over a level alerts within seconds, and so does what waited for morning."""
    ended = services.store.meta.get(QUIET) and services.quiet_until(now) is None
    if ended or services.store.meta.get(CHANGES) != str(services.store.audit.latest()):
        check_budgets(services, now)


def check(services: Services, sums: Callable[[], BudgetSums], *, dry_run: bool = False) -> Checked:
    """Decide and write in one transaction: of two bots, the second one sees what the first one told."""
    if not is_clock_right(services):
        return Checked((), ())
    before = _before(services, sums())
    with services.store.write() as connection:
        now = sums()
        if now.notes != before.budget_sums.notes:
            before = _before(services, now)
        connection.execute("SAVEPOINT looked")
        checked = _Check(services, before, connection).run()
        if dry_run:
            connection.execute("ROLLBACK TO looked")
    return checked


@dataclass(frozen=True, slots=True)
class _Before:
    """Facts that take long to read, gathered before the write, since other writers wait for it."""

    budget_sums: BudgetSums
    gathered: Gathered
    drivers: Mapping[int, Drivers | None]  # by budget


def _before(services: Services, budget_sums: BudgetSums) -> _Before:
    sums = _Look(services, budget_sums)
    statuses = sums.statuses()
    return _Before(budget_sums, gather(services, budget_sums, statuses), sums.drivers(statuses))


class _Look:
    """Where every budget stands, beside what was told of it."""

    def __init__(self, services: Services, budget_sums: BudgetSums) -> None:
        self.services = services
        self.budget_sums = budget_sums
        self.states = services.store.alerts.states(budget_sums.now - REACH)
        self.quiet_until = services.quiet_until(budget_sums.now)

    def statuses(self) -> tuple[BudgetStatus, ...]:
        now = self.budget_sums.now
        return tuple(
            self.budget_sums.status(budget, period)
            for budget in self.services.store.budgets.all()
            for period in open_periods(budget, now, partial(self._is_done, budget))
        )

    def _is_done(self, budget: Budget, period: Period) -> bool:
        state, sums = self.states.get((budget.id, period.start), NOTHING_TOLD), self.budget_sums
        return is_done(state, period, sums.now, is_settled=sums.is_billed(period))

    def decisions(self, status: BudgetStatus) -> tuple[Decision, ...]:
        decided = decide(status, self.states.get(_key(status), NOTHING_TOLD), now=self.budget_sums.now)
        return decided if may_be_told(decided, status, self.quiet_until) else ()

    def drivers(self, statuses: Sequence[BudgetStatus]) -> dict[int, Drivers | None]:
        """What drives the organisation's budget and the fullest few with news; the others have a button for it."""
        due = [one for one in statuses if any(decision.event in EXPLAINED for decision in self.decisions(one))]
        due.sort(key=lambda one: (one.budget.scope != ORGANISATION, -one.percent))  # the rest go into its thread
        return {one.budget.id: drivers(one.budget, self.budget_sums, self.services) for one in due[:MOST_EXPLAINED]}


class _Check(_Look):
    """One run, inside one write."""

    def __init__(self, services: Services, before: _Before, connection: sqlite3.Connection) -> None:
        super().__init__(services, before.budget_sums)
        self.connection = connection
        self.before = before
        self.channels = alert_channels(services)
        seen = services.store.meta.get(SEEN)
        sync = timedelta(minutes=services.settings.sync_minutes)
        self.is_first_look = seen is None
        self.limits = kept_limits(services.store.meta.get(KEPT))
        self.gap = gap_before(self.budget_sums.as_of, from_text(seen) if seen else None, sync)
        quiet = services.store.meta.get(QUIET)
        self.quiet_since = from_text(quiet) if quiet else None
        if self.quiet_since and self.gap is None and self.quiet_until is None:
            self.gap = Gap(self.quiet_since, self.budget_sums.now, was_quiet=True)

    def run(self) -> Checked:
        gathered = self.before.gathered
        changes = str(self.services.store.audit.latest())
        statuses = self.statuses()
        now = self.budget_sums.now
        self.services.store.budgets.note_seen(self.connection, (one for one in statuses if now in one.period))
        self._withdraw_changed(statuses)
        self._readdress()
        news = [one for one in map(self._news, statuses) if one]
        scene = replace(gathered.scene, quiet_until=self.quiet_until, is_first_look=self.is_first_look)
        found = find(
            scene, {**self.states, **{_key(one.status): one.then for one in news}}, self.services, self.channels
        )
        beside = {channel: len(many) for channel, many in found.alone.items()}
        many = AT_FIRST if self.is_first_look else MANY
        news = list(addressed(news, beside, many))
        for one in news:
            self._save(one)
        members, with_findings = self._members(statuses), joined(news, beside, many)
        also = {key: self._also(found.alone[channel]) for channel, key in with_findings.items()}
        due = (*notes(news), *self._in_person(news))
        outgoing = [self._letter(note, members, also) for note in due]
        outgoing += tell_findings(found, with_findings, self.budget_sums.names, self.services, self.connection)
        for queued in outgoing:
            self.services.store.outbox.put(self.connection, queued, now=self.budget_sums.now)
        moments = {SEEN: self.budget_sums.as_of, COMPARED: gathered.compared_until}
        self._remember(
            {key: to_text(moment) for key, moment in moments.items() if moment}
            | {CHANGES: changes, QUIET: to_text(self.quiet_since or now) if self.quiet_until else ""}
        )
        return Checked(statuses, tuple(outgoing))

    def _in_person(self, news: Sequence[BudgetChange]) -> tuple[DueMessage, ...]:
        """Nobody is told in person what the first look finds: it happened before."""
        is_news = news and not self.is_first_look
        return in_person(news, self.services.store.people.not_told()) if is_news else ()

    def _remember(self, facts: Mapping[str, str]) -> None:
        self.connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(facts.items()))

    def _withdraw_changed(self, statuses: Sequence[BudgetStatus]) -> None:
        """Withdraw waiting messages of budgets that a person changed: they name the old amount."""
        known = ((status, self.states.get(_key(status), NOTHING_TOLD)) for status in statuses)
        changed = [
            _key(status) for status, was in known if was.terms not in ("", status.terms) and was.closed_at is None
        ]
        self.states |= withdraw(changed, self.states, self.services, self.connection, self.budget_sums.now)

    def _readdress(self) -> None:
        """What waits for a channel that its budgets or the settings have left goes where their messages go now."""
        outbox, channels = self.services.store.outbox, self.channels
        where = {budget.id: channels.of(budget.channel) for budget in self.services.store.budgets.all()}
        where[0] = channels.of("")
        for (id, channel), budgets in outbox.waiting_for(self.connection, self.budget_sums.now).items():
            wanted = {where.get(budget, channel) for budget in budgets}
            if len(wanted) == 1 and channels.of(channel) not in wanted:
                outbox.readdress(self.connection, id, *wanted)

    def _news(self, status: BudgetStatus) -> BudgetChange | None:
        was = self.states.get(_key(status), NOTHING_TOLD)
        decisions = self.decisions(status)
        channel = self.channels.of(status.budget.channel)
        return budget_change(status, was, decisions, channel, now=self.budget_sums.now)

    def _save(self, one: BudgetChange) -> None:
        self.states[_key(one.status)] = one.then
        budget = one.status.budget.id
        self.services.store.alerts.save(self.connection, budget, one.status.period.start, one.then, one.changed)
        if one.was.snooze and not one.then.snooze:
            self.services.store.alerts.snooze(self.connection, f"budget:{budget}", None)

    def _members(self, statuses: Sequence[BudgetStatus]) -> Mapping[str, Sequence[BudgetStatus]]:
        """The budgets that each message speaks of."""
        members: dict[str, list[BudgetStatus]] = defaultdict(list)
        for status in statuses:
            members[self.states.get(_key(status), NOTHING_TOLD).message].append(status)
        return members

    def _letter(
        self, note: DueMessage, members: Mapping[str, Sequence[BudgetStatus]], also: Mapping[str, Sequence[Block]]
    ) -> QueuedMessage:
        beside = also.get(note.key, ())
        if note.act is Act.EDIT:
            of_message = [*members[note.about], *self._ended(note.about, members[note.about])]
            all_facts = [self._brief(status, FIRST_LOOK) for status in of_message]
            written = self.services.store.outbox.get(note.about)
            beside = also_in(written.message) if written else also.get(note.about, ())
        else:
            all_facts = [self._brief(one.status, note.decision_on(one), one.was) for one in note.news]
        if note.act is Act.TELL:
            message = owner_message(all_facts, self.budget_sums.names, self.services.settings.command)
        else:
            message = note_message(note, all_facts, self.budget_sums.names, beside)
        return QueuedMessage(note.key, note.channel, message, note.act, note.about, note.broadcast)

    def _ended(self, message: str, known: Sequence[BudgetStatus]) -> list[BudgetStatus]:
        """Budgets of a group that were deleted, or whose period ended in an earlier run: it still names them."""
        if not message.startswith(GROUP):
            return []
        there = {_key(status) for status in known}
        keys = [key for key, state in self.states.items() if state.message == message and key not in there]
        budgets = ((self.services.store.budgets.get(id), start) for id, start in keys)
        return [
            self.budget_sums.status(budget, budget_period(budget.period, start)) for budget, start in budgets if budget
        ]

    def _also(self, found: Sequence[Finding]) -> Sequence[Block]:
        return also_blocks(finding_rows(found, self.budget_sums.names, self.services.zone, room=ALSO_ROOM))

    def _brief(self, status: BudgetStatus, decision: Decision, was: AlertState = NOTHING_TOLD) -> AlertFacts:
        state = self.states[_key(status)]
        if decision.event not in (AlertEvent.FIRST_LOOK, AlertEvent.CLOSED) and was.closed_at is None:
            state = replace(state, closed_at=None)  # an end in the same run is told by what follows
        own = brief(status, state, decision.event, decision.level, self.budget_sums, self.services)
        late = crossing(status, decision.event, decision.level, self.gap, self.budget_sums)
        return replace(
            own,
            crossing=late,
            drivers=self.before.drivers.get(status.budget.id),
            limit=limit_on(status.budget, self.limits),
        )


def _key(status: BudgetStatus) -> Key:
    return (status.budget.id, status.period.start)
