"""The life of a budget's alert: what its channel was told, and what to tell it now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.budgets.budget import FULL, BudgetStatus
from bot.core.periods import DAY, Period
from bot.core.usage.freshness import SETTLING

LEVEL = "level"
PACE = "pace"
REMINDER = timedelta(days=1)
SECOND = timedelta(seconds=1)
CORRECTED_BY = 3 * DAY  # after the end of a period, whether its last bill could be read or not
BILLED_BY = 35 * DAY  # when that bill is read so late, the period is looked at once more
RESTATED = 2  # points that a number must fall below a level before the level is armed again
FURTHER = 20  # points of a snooze until so much more of the budget is used


class AlertEvent(StrEnum):
    """What happens to an alert. Those of TELLING notify the channel, the others show at most in its message."""

    PASSED = "passed"  # the first level of the period: a new message
    HIGHER = "higher"  # another level: the message is edited, its thread tells the channel
    ALREADY = "already"  # made or lowered when past
    REMINDED = "reminded"
    CLOSED = "closed"
    REARMED = "rearmed"  # restated below a level, which can be passed again
    CHANGED = "changed"  # the amount or the levels are others
    HIDDEN = "hidden"  # passed while snoozed
    COVERED = "covered"  # passed below a level that was told
    FIRST_LOOK = "watched"  # first look at this period


NEW_LEVEL = (AlertEvent.PASSED, AlertEvent.HIGHER, AlertEvent.ALREADY)
TELLING = (*NEW_LEVEL, AlertEvent.REMINDED)


class State(StrEnum):
    """What became of one level in one period."""

    ARMED = "armed"
    TOLD = "told"
    COVERED = "covered"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Mark:
    """One level's row. `round` counts how often it was armed again: the same level told anew is a new message."""

    level: int
    state: State
    at: datetime
    round: int = 0


class Until(StrEnum):
    """What ends a snooze."""

    NEXT = "next"
    FURTHER = "further"
    MORNING = "morning"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Snooze:
    """`percent` is where the budget stood when it was snoozed. `hides_full` was asked for in so many words."""

    until: Until
    percent: int
    ends_at: datetime
    by: str
    at: datetime
    hides_full: bool = False

    def is_on(self, status: BudgetStatus, now: datetime) -> bool:
        if self.until is Until.FURTHER and status.has_passed(self.percent + FURTHER):
            return False
        return now < self.ends_at

    def hides(self, level: int, status: BudgetStatus, now: datetime) -> bool:
        """Whether a level that was just passed is hidden. A snooze until the next level ends with that level."""
        if self.until is Until.NEXT or (level >= FULL and not self.hides_full):
            return False
        return self.is_on(status, now)

    def quiets_reminders(self, status: BudgetStatus, now: datetime) -> bool:
        """Who snoozed at 80 % did not mean the reminders at 100 %."""
        return (self.percent >= FULL or self.hides_full) and self.is_on(status, now)


@dataclass(frozen=True, slots=True)
class AlertState:
    """What was told about one budget in one period. `message` is the key of its message in the channel."""

    marks: tuple[Mark, ...] = ()
    terms: str = ""
    message: str = ""
    told_at: datetime | None = None
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    closed_at: datetime | None = None
    snooze: Snooze | None = None
    paced: int = 0  # the forecast, in percent, that was last told

    def mark(self, level: int) -> Mark | None:
        return next((mark for mark in self.marks if mark.level == level), None)

    @property
    def settled(self) -> tuple[int, ...]:
        """The levels that need no more words: told, or covered by a higher one."""
        return tuple(mark.level for mark in self.marks if mark.state in (State.TOLD, State.COVERED))


NOTHING_TOLD = AlertState()


@dataclass(frozen=True, slots=True)
class Decision:
    """One event of one alert. `levels` are those whose row changes with it; the highest of them gives the words."""

    event: AlertEvent
    levels: tuple[int, ...] = ()
    round: int = 0

    @property
    def level(self) -> int:
        return max(self.levels, default=0)


@dataclass(frozen=True, slots=True)
class AlertRow:
    """
    One alert by its identity: kind, budget (0 for none), subject, slot and level. `slot` is the start of the
    period, or the moment that a thing without a budget is about. `message` is the key of what told it.
    """

    kind: str
    budget: int
    subject: str
    slot: datetime
    level: int
    at: datetime
    message: str
    state: State = State.TOLD
    round: int = 0
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None

    @property
    def is_told(self) -> bool:
        return self.state is State.TOLD


def decide(status: BudgetStatus, state: AlertState, *, now: datetime) -> tuple[Decision, ...]:
    """What to tell about `status`, and what to note; nothing while nothing is known."""
    if status.spent is None:
        return ()
    if state.closed_at is not None:
        return _after_the_end(status, state, now)
    decisions = [*_changed(status, state), *_restated(status, state)]
    decisions += _passed(status, after(state, decisions, status, now=now), _telling_event(status, state), now)
    if not any(decision.event in NEW_LEVEL for decision in decisions):
        decisions += _reminded(status, state, now)
    if status.is_final:
        decisions.append(Decision(AlertEvent.CLOSED))
    return tuple(decisions)


def is_done(state: AlertState, period: Period, now: datetime, *, is_settled: bool) -> bool:
    """Whether nothing more comes: the period was closed, and looked at once more when its last bill was complete."""
    if state.closed_at is None:
        return False
    return state.closed_at >= period.end + SETTLING or now >= period.end + (BILLED_BY if is_settled else CORRECTED_BY)


def _after_the_end(status: BudgetStatus, state: AlertState, now: datetime) -> tuple[Decision, ...]:
    """The bill of the last day comes when its period is closed: what it passes is told, and the end is shown anew."""
    if is_done(state, status.period, now, is_settled=status.is_settled) or state.terms != status.terms:
        return ()
    decisions = _passed(status, state, _telling_event(status, state), now)
    return (*decisions, Decision(AlertEvent.CLOSED)) if status.is_settled else tuple(decisions)


def _changed(status: BudgetStatus, state: AlertState) -> list[Decision]:
    """The first look at a period notes its terms; other terms arm the levels that they put out of reach."""
    if not state.terms:
        return [Decision(AlertEvent.FIRST_LOOK)]
    if state.terms == status.terms:
        return []
    above = (level for level in state.settled if not status.has_passed(level))
    return [Decision(AlertEvent.CHANGED, tuple(above))]


def _restated(status: BudgetStatus, state: AlertState) -> list[Decision]:
    """A level is armed again when a correction takes the number two points below it."""
    if status.spent is None or state.terms != status.terms:
        return []
    percents = status.spent.quantity * 100
    fallen = tuple(level for level in state.settled if percents <= status.amount * (level - RESTATED))
    return [Decision(AlertEvent.REARMED, fallen)] if fallen else []


def _passed(status: BudgetStatus, state: AlertState, event: AlertEvent, now: datetime) -> list[Decision]:
    """Several levels at once are one message, the highest; what lies below a told level needs no words."""
    due = [level for level in status.budget.levels if status.has_passed(level) and level not in state.settled]
    highest = max((mark.level for mark in state.marks if mark.state is State.TOLD), default=0)
    hidden = [level for level in due if state.snooze and state.snooze.hides(level, status, now)]
    shown = [level for level in due if level > highest and level not in hidden]
    if shown:
        mark = state.mark(max(shown))
        return [Decision(event, tuple(level for level in due if level <= max(shown)), mark.round if mark else 0)]
    below = tuple(level for level in due if level < highest)
    new = tuple(level for level in hidden if level > highest and not _is_hidden(state.mark(level)))
    decisions = [Decision(AlertEvent.COVERED, below)] if below else []
    return decisions + ([Decision(AlertEvent.HIDDEN, new)] if new else [])


def _is_hidden(mark: Mark | None) -> bool:
    return mark is not None and mark.state is State.HIDDEN


def _telling_event(status: BudgetStatus, state: AlertState) -> AlertEvent:
    """How the next level is told: by spending it was passed, or by a budget that was made or lowered below it."""
    made = status.budget.created_at
    is_new = not state.terms and made is not None and made >= status.period.start
    if is_new or (state.terms and state.terms != status.terms):
        return AlertEvent.ALREADY
    return AlertEvent.HIGHER if state.message else AlertEvent.PASSED


def _reminded(status: BudgetStatus, state: AlertState, now: datetime) -> list[Decision]:
    due = (
        status.has_passed(FULL)
        and now < status.period.end
        and state.told_at is not None
        and now - state.told_at >= REMINDER
        and state.acknowledged_at is None
        and not (state.snooze and state.snooze.quiets_reminders(status, now))
    )
    return [Decision(AlertEvent.REMINDED)] if due else []


def after(state: AlertState, decisions: Iterable[Decision], status: BudgetStatus, *, now: datetime) -> AlertState:
    """The state after `decisions`. The caller adds the message's key."""
    for decision in decisions:
        state = replace(state, marks=_marked(state, decision, now), terms=status.terms)
        if decision.event in TELLING:
            state = replace(state, told_at=now)
        if decision.event in NEW_LEVEL:
            ends = state.snooze is not None and state.snooze.until is Until.NEXT
            state = replace(state, acknowledged_by="", acknowledged_at=None, snooze=None if ends else state.snooze)
        if decision.event is AlertEvent.CLOSED:
            state = replace(state, closed_at=_closed_at(status, now))
    return state


def _closed_at(status: BudgetStatus, now: datetime) -> datetime:
    """Without a complete bill, before there could be one: however late that comes, the end is looked at once more."""
    return now if status.is_settled else min(now, status.period.end + SETTLING - SECOND)


def unsaid(state: AlertState, levels: Collection[int], *, keeps_message: bool) -> AlertState:
    """
    The state as if those levels had never been told: their message was withdrawn before Slack had it.

    What they covered in the same run is no more covered; a round further, the same level is a new message. Armed as
    long as the first: nothing was told of them that the number could have fallen below.
    """
    times = {mark.at for mark in state.marks if mark.level in levels}
    first = min((mark.at for mark in state.marks), default=None)
    marks = tuple(
        Mark(mark.level, State.ARMED, first or mark.at, mark.round + 1) if mark.at in times else mark
        for mark in state.marks
    )
    if keeps_message:
        return replace(state, marks=marks)
    return replace(state, marks=marks, message="", told_at=None, acknowledged_by="", acknowledged_at=None)


def _marked(state: AlertState, decision: Decision, now: datetime) -> tuple[Mark, ...]:
    marks = {mark.level: mark for mark in state.marks}
    for level in decision.levels:
        was = marks.get(level, Mark(level, State.ARMED, now))
        new = _state_of(level, decision)
        marks[level] = Mark(level, new, now, was.round + (new is State.ARMED))
    return tuple(marks[level] for level in sorted(marks))


def _state_of(level: int, decision: Decision) -> State:
    if decision.event in (AlertEvent.REARMED, AlertEvent.CHANGED):
        return State.ARMED
    if decision.event in NEW_LEVEL:
        return State.TOLD if level == decision.level else State.COVERED
    return State.HIDDEN if decision.event is AlertEvent.HIDDEN else State.COVERED
