"""The alerts of a period: when each was sent, about what, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from zoneinfo import ZoneInfo

from bot.core.alerts.alert_list_message import sent_groups, sent_line
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
    opened = {row for row, is_open in rows if is_open}
    count = f"{numbers.plural(len(rows), 'alert')} sent" if rows else "No alert was sent"
    text = f"{count}, {when}{f'; {len(opened)} still open' if opened else ''}"
    groups = sent_groups([row for row, _ in rows])
    lines = [f"{sent_line(group, budgets, names, zone)}{_state(group, opened)}" for group in groups]
    return Message(text, (blocks.section(f"*{text}*"), *line_blocks(lines, "")))


def _state(group: Sequence[AlertRow], opened: Set[AlertRow]) -> str:
    """Who acknowledged it stands in its line already."""
    if not opened.isdisjoint(group):
        return " · *open*"
    return "" if group[0].acknowledged_at else " · over"
