"""The alerts of a period: when each was sent, about what, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.core.alerts.alert_list_message import sent_lines
from bot.core.alerts.levels import AlertRow
from bot.core.budgets.budget import Budget
from bot.core.names import Names
from bot.core.slack import blocks, numbers
from bot.core.slack.lines import line_blocks
from bot.core.slack.message import Message


def sent_message(
    rows: Sequence[tuple[AlertRow, bool]], budgets: Mapping[int, Budget], when: str, names: Names, zone: ZoneInfo
) -> Message:
    """`4 alerts sent, Sun 1 Nov – Mon 23 Nov; 1 still open`, and these, the newest first."""
    opened = sum(is_open for _, is_open in rows)
    count = f"{numbers.plural(len(rows), 'alert')} sent" if rows else "No alert was sent"
    text = f"{count}, {when}{f'; {opened} still open' if opened else ''}"
    told = sent_lines([row for row, _ in rows], budgets, names, zone)
    lines = [
        f"{line} · {_state(row, is_open)}".removesuffix(" · ") for line, (row, is_open) in zip(told, rows, strict=True)
    ]
    return Message(text, (blocks.section(f"*{text}*"), *line_blocks(lines, "")))


def _state(row: AlertRow, is_open: bool) -> str:
    """Who acknowledged it stands in its line already."""
    return "*open*" if is_open else "" if row.acknowledged_at else "over"
