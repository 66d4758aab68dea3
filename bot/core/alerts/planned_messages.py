"""Plans the messages of a run: new ones, edits of those that stand, and lines in their threads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.alerts.levels import NEW_LEVEL, AlertEvent, AlertState, Decision, Mark, after
from bot.core.alerts.outbox import Act
from bot.core.budgets.budget import ORGANISATION, BudgetStatus
from bot.core.slack.mention import is_person

FIRST_LOOK = Decision(AlertEvent.FIRST_LOOK)
GROUP = "group-"
MANY = 3  # from so many new messages in one channel on, a run writes one for all
AT_FIRST = 1  # what the very first look finds is one message, however little it is

# Steps that leave a line in the thread of the message; True are those that must notify the channel.
THREAD_LINES = {
    AlertEvent.HIGHER: True,
    AlertEvent.ALREADY: True,
    AlertEvent.REMINDED: True,
    AlertEvent.REARMED: False,
    AlertEvent.CHANGED: False,
    AlertEvent.CLOSED: False,
}


@dataclass(frozen=True, slots=True)
class BudgetChange:
    """What changed for one budget in a run: its alert state before and after, and the decisions between."""

    status: BudgetStatus
    channel: str
    was: AlertState
    then: AlertState
    decisions: tuple[Decision, ...]

    @property
    def new_level(self) -> Decision | None:
        return next((decision for decision in self.decisions if decision.event in NEW_LEVEL), None)

    @property
    def opens(self) -> bool:
        """Whether this needs a new message, since nothing was told in this period before."""
        return self.new_level is not None and not self.was.message

    @property
    def changed(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.then.marks if mark not in self.was.marks)

    def key(self, event: AlertEvent, number: int) -> str:
        """The key of a message about this budget and period."""
        return f"{event}-{self.status.budget.id}-{self.status.period.start:%Y%m%d}-{number}"

    @property
    def level_key(self) -> str:
        """The identity of the alert: budget, period, level, and how often the level was armed again."""
        level = self.new_level
        assert level is not None, "only asked of what passed a level"  # noqa: S101
        return level_key(self.status.budget.id, self.status.period.start, level.level, level.round)


def level_key(budget: int, start: datetime, level: int, round: int) -> str:
    return f"{AlertEvent.PASSED}-{budget}-{start:%Y%m%d}-{level}" + (f"-{round}" if round else "")


@dataclass(frozen=True, slots=True)
class DueMessage:
    """A message to write: the changes that it tells, and where it goes."""

    act: Act
    key: str
    channel: str
    news: tuple[BudgetChange, ...]
    about: str = ""
    broadcast: bool = False
    decision: Decision = FIRST_LOOK

    @property
    def is_line(self) -> bool:
        """Whether it is a line in the thread of another message."""
        return self.act is Act.LINE

    def decision_on(self, one: BudgetChange) -> Decision:
        """What this message says about one of its budgets: each of a group passed a level of its own."""
        return self.decision if self.is_line else one.new_level or self.decision


def budget_change(
    status: BudgetStatus, was: AlertState, decisions: Sequence[Decision], channel: str, *, now: datetime
) -> BudgetChange | None:
    if not decisions:
        return None
    return BudgetChange(status, channel, was, after(was, decisions, status, now=now), tuple(decisions))


def addressed(news: Iterable[BudgetChange], beside: Mapping[str, int], many: int = MANY) -> tuple[BudgetChange, ...]:
    """
    Give each its message: its own, its group's, or the one it had. `beside` is how much else each channel hears,
    and `many` become one.
    """
    known = tuple(news)
    groups = _groups(known, beside, many)
    return tuple(_addressed(one, groups) for one in known)


def _addressed(one: BudgetChange, groups: dict[str, str]) -> BudgetChange:
    if not one.opens:
        return one
    return replace(one, then=replace(one.then, message=groups.get(one.level_key, one.level_key)))


def _groups(news: Sequence[BudgetChange], beside: Mapping[str, int], many: int) -> dict[str, str]:
    """The group's key for each opening that belongs to a group: parents and what goes into their threads do not."""
    groups = {}
    for channel, alone in _alone(news).items():
        if len(alone) > 1 and len(alone) + beside.get(channel, 0) >= many:
            groups.update({one.level_key: f"{GROUP}{alone[0].level_key}" for one in alone})
    return groups


def _alone(news: Sequence[BudgetChange]) -> dict[str, list[BudgetChange]]:
    """By channel, what opens a message that is in nobody's thread."""
    alone: dict[str, list[BudgetChange]] = defaultdict(list)
    for one in news:
        if one.opens and parent(one, news) is None:
            alone[one.channel].append(one)
    return alone


def joined(news: Sequence[BudgetChange], beside: Mapping[str, int], many: int = MANY) -> dict[str, str]:
    """By channel, the new message that findings join: with what opens there they are many. `news` are addressed."""
    return {
        channel: alone[0].then.message
        for channel, alone in _alone(news).items()
        if beside.get(channel, 0) and len(alone) + beside[channel] >= many
    }


def parent(one: BudgetChange, news: Sequence[BudgetChange]) -> BudgetChange | None:
    """The organisation's news of this run and channel, into whose thread news of a part of it goes."""
    if one.status.budget.scope == ORGANISATION:
        return None
    firing = (
        other
        for other in news
        if other.status.budget.scope == ORGANISATION
        and other.new_level
        and other.channel == one.channel
        and other.status.period.overlap(one.status.period)
    )
    return next(firing, None)


def notes(news: Sequence[BudgetChange]) -> tuple[DueMessage, ...]:
    """
    The messages of a run, openings first; `news` have their messages. One edit a message is enough.

    Edits come before lines: an edit that is refused becomes a message that notifies, and then its lines need not.
    """
    written: list[DueMessage] = []
    for key, members in _openings(news).items():
        first = members[0]
        above = parent(first, news) if len(members) == 1 else None
        about = above.then.message if above else ""
        act = Act.REPLY if about else Act.POST
        written.append(DueMessage(act, key, first.channel, members, about, decision=first.new_level or FIRST_LOOK))
    edited = {one.then.message: one for one in news if _shows(one)}
    written += [DueMessage(Act.EDIT, "", one.channel, (one,), message) for message, one in edited.items()]
    for one in news:
        written += _thread_lines(one)
    return tuple(written)


def in_person(news: Sequence[BudgetChange], not_told: Collection[str]) -> tuple[DueMessage, ...]:
    """
    What the owners of budgets hear themselves: one message for each and for each message of the run that passed a
    level of theirs. `not_told` switched it off.
    """
    heard: dict[tuple[str, str], list[BudgetChange]] = defaultdict(list)
    for one in news:
        owner = one.status.budget.owner
        if one.new_level and is_person(owner) and owner not in not_told and owner != one.channel:
            heard[owner, one.then.message].append(one)
    return tuple(
        DueMessage(Act.TELL, f"owner-{many[0].level_key}", owner, tuple(many), about)
        for (owner, about), many in heard.items()
    )


def _openings(news: Sequence[BudgetChange]) -> dict[str, tuple[BudgetChange, ...]]:
    """By message, the organisation's first: the others may go into its thread."""
    openings: dict[str, tuple[BudgetChange, ...]] = {}
    for one in sorted(news, key=lambda one: one.status.budget.scope != ORGANISATION):
        if one.opens:
            openings[one.then.message] = (*openings.get(one.then.message, ()), one)
    return openings


def _thread_lines(one: BudgetChange) -> list[DueMessage]:
    lines = []
    for decision in one.decisions:
        is_opening = one.opens and decision is one.new_level
        is_empty = decision.event is AlertEvent.CHANGED and not decision.levels
        # A group of hundreds would end in hundreds of lines; its message shows each end.
        is_empty |= decision.event is AlertEvent.CLOSED and one.then.message.startswith(GROUP)
        if not one.then.message or is_opening or is_empty or decision.event not in THREAD_LINES:
            continue
        loud = THREAD_LINES[decision.event]
        lines.append(
            DueMessage(Act.LINE, _line_key(one, decision), one.channel, (one,), one.then.message, loud, decision)
        )
    return lines


def _line_key(one: BudgetChange, decision: Decision) -> str:
    if decision.event in NEW_LEVEL:
        return one.level_key
    if decision.event is AlertEvent.REMINDED:
        told_at = one.then.told_at
        return one.key(decision.event, int(told_at.timestamp()) if told_at else 0)
    rounds = sum(mark.round for mark in one.then.marks)  # grows with each arming, so that no two lines share a key
    return one.key(decision.event, rounds)


def _shows(one: BudgetChange) -> bool:
    """Whether the message that stands needs new words."""
    if not one.then.message:
        return False
    events = {decision.event for decision in one.decisions} & THREAD_LINES.keys()
    return bool(events - {*NEW_LEVEL, AlertEvent.CHANGED} if one.opens else events)
