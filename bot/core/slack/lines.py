"""Lists that may be long: as many lines as a message holds, and the number of those that are left out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.slack import blocks
from bot.core.slack.message import Block
from bot.core.slack.text import size

ROOM = 10_000  # of Slack's 13,000 characters over all blocks
A_BLOCK = 2_900


def line_blocks(lines: Sequence[str], more: str, *, room: int = ROOM) -> list[Block]:
    """Sections of whole lines; `more` follows the count of what had no room."""
    kept: list[list[str]] = [[]]
    shown = 0
    for line in lines:
        room -= size(line) + 1
        if room < 0:
            break
        if sum(size(one) + 1 for one in kept[-1]) + size(line) > A_BLOCK:
            kept.append([])
        kept[-1].append(line)
        shown += 1
    found: list[Block] = [blocks.section("\n".join(group)) for group in kept if group]
    return found + ([blocks.context(f"and {len(lines) - shown} more{more}")] if shown < len(lines) else [])
