"""The list of alerts: what is open, since when, why, who has it; what was sent lately; what waits for Slack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.core.alerts.alert_buttons import Told, alert_buttons
from bot.core.alerts.alert_message import fullest_name, headline
from bot.core.alerts.cause_lines import driver_lines
from bot.core.alerts.levels import LEVEL, AlertRow
from bot.core.alerts.message_facts import AlertFacts
from bot.core.alerts.open_alerts import HARD_LIMIT, OpenAlerts, is_tended
from bot.core.alerts.outbox import Undelivered
from bot.core.alerts.rules import RULE
from bot.core.alerts.rules.hard_limit import IS_ENFORCING
from bot.core.alerts.rules.rule import subject_name
from bot.core.alerts.snooze_ends import snooze_end
from bot.core.budgets.budget import Budget
from bot.core.budgets.budget_messages import NativeWords, stopped_text
from bot.core.budgets.budget_names import its_budget, scope_name, when_full
from bot.core.names import Names
from bot.core.openai_pages import raise_limit
from bot.core.periods import Period
from bot.core.slack import blocks
from bot.core.slack.channels import refusal_words
from bot.core.slack.dates import ago, stamp
from bot.core.slack.lines import line_blocks
from bot.core.slack.mention import mention
from bot.core.slack.message import Block, Message
from bot.core.slack.text import escape, listed

OPEN = 5  # with buttons, each as long as a paragraph
SHOWN = 10
UNKNOWN = "⚪"  # the sign of what another version of the bot told
NOT_ACKNOWLEDGED = "not acknowledged"
ROOM = 3_000  # of each list, so that all of them fit into a message


def alerts_message(
    first: Sequence[Block],
    opened: Sequence[Block],
    texts: tuple[str, str],
    sent: Sequence[str],
    waiting: Sequence[Undelivered],
    command: str,
) -> Message:
    """
    `first` is what OpenAI stops, `opened` of `open_blocks`; `texts` are that of a lock screen and that of the message,
    where what is stopped has its own line.
    """
    text, head = texts
    parts: list[Block] = [*first, blocks.section(f"*{head}*"), *opened]
    if sent:
        more = [f"and {len(sent) - SHOWN} more"] if len(sent) > SHOWN else []
        parts += line_blocks(["*Sent in the last 7 days*", *sent[:SHOWN], *more], "", room=ROOM)
    elif not (first or opened):
        parts.append(blocks.context("None was sent in the last 7 days"))
    if waiting:
        parts += line_blocks(["*Not sent yet*", *(_waiting_line(one) for one in waiting[:SHOWN])], "", room=ROOM)
    if first or opened:
        parts.append(blocks.context(f"{escape(command)} ack NAME · {escape(command)} snooze NAME until tomorrow"))
    return Message(text, tuple(parts))


def alerts_text(opened: OpenAlerts, native: NativeWords) -> str:
    """`data-eval is stopped by OpenAI's hard limit: requests fail now; 1 other open alert, …`: the worst first."""
    text = open_text(opened, native.stopped)
    return f"{stopped_text(native)}{text[0].lower()}{text[1:]}" if native.stopped else text


def open_text(opened: OpenAlerts, stopped: Sequence[str] = ()) -> str:
    """`2 open alerts, 1 not acknowledged`; where OpenAI stops something, none is no good news."""
    count, alone = opened.count, opened.alone
    if not count:
        return "No other open alerts" if stopped else "No open alerts"
    if count == 1:
        return f"1 open alert, {NOT_ACKNOWLEDGED if alone else 'acknowledged or snoozed'}"
    said = f"{alone} {NOT_ACKNOWLEDGED}" if alone else "all acknowledged or snoozed"
    return f"{count} open alerts, {said if alone < count else 'none acknowledged'}"


def unread_line(unread: str) -> str:
    """What follows while no bill is read; `unread` says for how long."""
    said = f"⚠️ {unread[0].upper()}{unread[1:]}: budgets in dollars go by list prices meanwhile."
    return f"{said} A level that only the bill passes is alerted when the bill is read, also of a period that is over."


def open_blocks(opened: OpenAlerts, names: Names, zone: ZoneInfo, now: datetime) -> list[Block]:
    """Each in two lines with its buttons; budgets that were told in one message are looked after as one."""
    parts: list[Block] = []
    shown = opened.of_budgets[:OPEN]
    for place, one in enumerate(shown):
        parts.append(blocks.section(_open_text(one, names)))
        is_last_of_message = place + 1 == len(shown) or shown[place + 1].key != one.key
        if is_last_of_message:
            same = [other for other in shown if other.key == one.key]
            told = Told(len(same), fullest_name(same, names) if len(same) > 1 else "")
            needs_ack = one.state.acknowledged_at is None and not one.is_eased
            parts += alert_buttons(one.key, told, needs_ack=needs_ack, primary=False)
    for row in opened.findings[:OPEN]:
        parts.append(blocks.section(_finding_text(row, opened.budgets, names, zone, now)))
        if row.acknowledged_at is None and row.message not in {one.key for one in opened.of_budgets}:
            parts.append(blocks.actions(blocks.Button("Acknowledge", "alert_ack", row.message)))
    hidden = opened.count - len(shown) - len(opened.findings[:OPEN])
    return [*parts, *([blocks.context(f"and {hidden} more")] if hidden else [])]


def _open_text(one: AlertFacts, names: Names) -> str:
    why = "".join(f"\n{line}" for line in driver_lines(one, names))
    said = " · ".join([*_alerted(one), *when_full(one.status, one.full_at), _who(one)])
    return f"*{headline(one, names)}*\n{said}{why}"


def _alerted(one: AlertFacts) -> list[str]:
    """`Alerted at 50 % Mon 23 Nov 14:05 (2 h ago)`: the number may have gone on since."""
    when = f" {stamp(one.since, one.zone)} ({ago(one.now - one.since)} ago)" if one.since else ""
    return [f"Alerted at {one.level} %{when}"]


def _finding_text(row: AlertRow, budgets: Mapping[int, Budget], names: Names, zone: ZoneInfo, now: datetime) -> str:
    text = told_text(row, budgets, names)
    who = f"acknowledged by {mention(row.acknowledged_by)}" if row.acknowledged_at else NOT_ACKNOWLEDGED
    sign = RULE[row.kind].sign if row.kind in RULE else UNKNOWN
    if row.kind == HARD_LIMIT and row.level == IS_ENFORCING:
        cure = raise_limit(row.subject.partition(":")[2])
        return f"*{sign} {text}: requests fail now*\n{_since(row.at, zone, now)}{who}\n{cure}"
    return f"*{sign} {text}*\n{_since(row.at, zone, now)}{who}"


def _since(since: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    return f"Since {stamp(since, zone)} ({ago(now - since)}) · " if since else ""


def _who(one: AlertFacts) -> str:
    """`not acknowledged, owner @sam`, `acknowledged by @dana Mon 23 Nov 14:12 · snoozed by @dana until …`."""
    state, owner = one.state, one.status.budget.owner
    said = [] if is_tended(one) else [f"{NOT_ACKNOWLEDGED}{f', owner {mention(owner)}' if owner else ''}"]
    if state.acknowledged_at:
        said.append(f"acknowledged by {mention(state.acknowledged_by)} {stamp(state.acknowledged_at, one.zone)}")
    if state.snooze and state.snooze.is_on(one.status, one.now):
        until = snooze_end(state.snooze, one.zone)
        said.append(f"snoozed by {mention(state.snooze.by)} until {until}")
    return " · ".join(said or ["back below the level that alerted"])


def sent_lines(sent: Sequence[AlertRow], budgets: Mapping[int, Budget], names: Names, zone: ZoneInfo) -> list[str]:
    """A line for each of `sent_groups`."""
    return [sent_line(rows, budgets, names, zone) for rows in sent_groups(sent)]


def sent_groups(sent: Sequence[AlertRow]) -> list[Sequence[AlertRow]]:
    """What has a line of its own: one alert, or all that one message told of a kind that has a heading."""
    groups = [list(rows) for _, rows in groupby(sent, lambda row: (row.kind, row.message, row.acknowledged_by))]
    return [rows for group in groups for rows in _lines_of(group)]


def sent_line(rows: Sequence[AlertRow], budgets: Mapping[int, Budget], names: Names, zone: ZoneInfo) -> str:
    """`Mon 23 Nov 15:05 · ci-runner passed 80 % of its November budget · acknowledged by @sam`."""
    by = [f"acknowledged by {mention(rows[0].acknowledged_by)}"] if rows[0].acknowledged_at else []
    return " · ".join([stamp(rows[0].at, zone), _sent_text(rows, budgets, names), *by])


def _lines_of(rows: Sequence[AlertRow]) -> Sequence[Sequence[AlertRow]]:
    is_shared = rows[0].kind in RULE and RULE[rows[0].kind].shared
    return [rows] if is_shared else [[row] for row in rows]


def _sent_text(rows: Sequence[AlertRow], budgets: Mapping[int, Budget], names: Names) -> str:
    if len(rows) == 1:
        return told_text(rows[0], budgets, names)
    return f"{RULE[rows[0].kind].shared}: {listed(subject_name(row.subject, names) for row in rows)}"


def told_text(row: AlertRow, budgets: Mapping[int, Budget], names: Names) -> str:
    """`ci-runner passed 80 % of its November budget`, `The model dall-e-3 has no price`."""
    budget = budgets.get(row.budget)
    who = subject_name(row.subject, names)
    if row.budget:
        who = scope_name(budget, names) if budget else "A budget"
    if row.kind == LEVEL:
        return _level_line(row, who, budget)
    return RULE[row.kind].line(row, who) if row.kind in RULE else f"{who}: {escape(row.kind)}"


def _level_line(row: AlertRow, who: str, budget: Budget | None) -> str:
    if budget is None:
        return f"{who} passed {row.level} %"
    return f"{who} passed {row.level} % of {its_budget(budget, Period(row.slot, row.slot))}"


def _waiting_line(one: Undelivered) -> str:
    why = f" ({refusal_words(one.reason)})" if one.reason else ""
    return f"{escape(one.channel)}{why}: {one.text}"
