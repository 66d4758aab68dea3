"""What the rules found in a period, as the answer to `anything unusual this week?`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core import grammar
from bot.core.alerts.alert_list_message import sent_lines
from bot.core.alerts.levels import AlertRow
from bot.core.answers.followups import USAGE
from bot.core.budgets.budget import Budget
from bot.core.names import Names
from bot.core.question import Question
from bot.core.slack import blocks, dates
from bot.core.slack.blocks import Button
from bot.core.slack.lines import line_blocks
from bot.core.slack.message import Message
from bot.core.slack.text import escape


def anomalies_message(
    rows: Sequence[AlertRow],
    budgets: Mapping[int, Budget],
    names: Names,
    question: Question,
    *,
    now: datetime,
    stopped: Sequence[str] = (),
) -> Message:
    """The newest first, each as it was told; before it what is stopped now, and the budgets whose alert is open."""
    zone = ZoneInfo(question.zone)
    when = dates.period(question.period, zone, year=now.astimezone(zone).year)
    lines = sent_lines(rows, budgets, names, zone)
    first = f"{len(lines)} found, {when}." if rows else _nothing(when, is_stopped=bool(stopped))
    unused = f" · not used: {', '.join(question.unused)}" if question.unused else ""
    smaller = grammar.question_text(replace(question, verb="why", unused=()), names, now=now)
    parts = [
        *(line_blocks(stopped, "") if stopped else []),
        blocks.section(f"*{escape(first)}*"),
        *line_blocks(lines, "more"),
        blocks.context(escape(f"Spikes, pace, new things, prices and limits are watched{unused}")),
        *([] if rows else [blocks.actions(Button("What changed", f"{USAGE}:1", smaller))]),
    ]
    return Message(escape(first), tuple(parts))


def _nothing(when: str, *, is_stopped: bool) -> str:
    """Below what is stopped or burns now all is not well: the rest is."""
    return f"Nothing else unusual, {when}." if is_stopped else f"No unusual use was found, {when}."
