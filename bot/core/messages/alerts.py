"""The list of alerts: what is open and who is on it, what was told lately, what waits for Slack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.alerts import AlertRow, State, Told
from bot.core.budgets import Budget
from bot.core.messages import blocks
from bot.core.messages.budget import scope_name
from bot.core.messages.dates import stamp
from bot.core.messages.mention import mention
from bot.core.messages.message import Message
from bot.core.messages.text import escape, listed
from bot.core.names import Names
from bot.core.outbox import Undelivered

SHOWN = 10

Open = tuple[Budget, datetime, Told]


def alerts_message(
    open_now: Sequence[Open],
    recent: Sequence[AlertRow],
    waiting: Sequence[Undelivered],
    budgets: Mapping[int, Budget],
    names: Names,
    zone: ZoneInfo,
) -> Message:
    unseen = sum(told.acknowledged_at is None for _, _, told in open_now)
    text = f"{len(open_now)} open, {unseen} of them unacknowledged" if open_now else "Nothing is open"
    lines = [open_line(one, names, zone) for one in open_now[:SHOWN]]
    sent = [row for row in recent if row.state is State.TOLD]
    parts = [blocks.section("\n".join([f"*{text}*", *lines]))]
    if sent:
        told = [_sent_line(row, budgets, names, zone) for row in sent[:SHOWN]]
        parts.append(blocks.section("\n".join(["*Told in the last 7 days*", *told])))
    if waiting:
        parts.append(
            blocks.section("\n".join(["*Waiting for Slack*", *(_waiting_line(one) for one in waiting[:SHOWN])]))
        )
    return Message(text, tuple(parts))


def open_line(one: Open, names: Names, zone: ZoneInfo) -> str:
    """`checkout-prod passed 50, 80 % · last told Mon 23 Nov 14:05 · acknowledged by @sam`."""
    budget, _, told = one
    levels = listed(str(mark.level) for mark in told.marks if mark.state is State.TOLD)
    parts = [f"{scope_name(budget, names)} passed {levels} %"]
    parts += [f"last told {stamp(told.told_at, zone)}"] if told.told_at else []
    parts.append(f"acknowledged by {mention(told.acknowledged_by)}" if told.acknowledged_at else "nobody is on it")
    parts += [f"snoozed by {mention(told.snooze.by)}"] if told.snooze else []
    return " · ".join(parts)


def _sent_line(row: AlertRow, budgets: Mapping[int, Budget], names: Names, zone: ZoneInfo) -> str:
    budget = budgets.get(row.budget)
    about = scope_name(budget, names) if budget else escape(row.subject)
    level = f" {row.level} %" if row.level else ""
    return f"{stamp(row.at, zone)} {row.kind}{level} {about}"


def _waiting_line(one: Undelivered) -> str:
    why = f" ({escape(one.reason)})" if one.reason else ""
    return f"{escape(one.channel)}{why}: {one.text}"
