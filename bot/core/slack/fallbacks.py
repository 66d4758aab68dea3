"""The same message for workspaces that refuse new blocks: native, then a text table, then text alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.slack import blocks
from bot.core.slack.message import Block, Message
from bot.core.slack.text import code, columns, entities, shorten, size

NATIVE = ("data_visualization", "data_table")
NAME = 40
SECTION = 2900  # of 3000 characters
PLAIN = 3900  # of the 4000 that an update takes


def is_native(message: Message) -> bool:
    """Whether it has a chart or a table that a workspace may not know."""
    return any(block["type"] in NATIVE for block in message.blocks)


def ladder(message: Message) -> tuple[Message, ...]:
    """The message and its plainer forms, best first; only those that differ."""
    rungs = [message]
    if is_native(message):
        rungs.append(Message(message.text, text_blocks(message.blocks)))
    if message.blocks:
        rungs.append(Message(plain_text(message)))
    return tuple(rungs)


def text_blocks(native: Sequence[Block]) -> tuple[Block, ...]:
    """The table as a code block, or the chart when there is no table; everything else stays."""
    has_table = any(block["type"] == "data_table" for block in native)
    result: list[Block] = []
    for block in native:
        if block["type"] == "data_table" or (block["type"] == "data_visualization" and not has_table):
            result.append(blocks.section(code_table(grid(block), SECTION)))
        elif block["type"] != "data_visualization":
            result.append(block)
    return tuple(result)


def plain_text(message: Message) -> str:
    """Everything a message says, without blocks: mrkdwn that still is escaped."""
    room, said = PLAIN, []
    for block in text_blocks(message.blocks):
        text = block_text(block)
        if not text:
            continue
        if size(text) >= room:
            break
        said.append(text)
        room -= size(text) + 1
    return "\n".join(said) or message.text


def block_text(block: Block) -> str:
    """The words of one block; buttons have none."""
    if block["type"] == "header":
        return f"*{entities(block['text']['text'])}*"
    if block["type"] == "section":
        parts = [*([block["text"]] if "text" in block else []), *block.get("fields", ())]
        return "\n".join(_mrkdwn(part) for part in parts)
    if block["type"] == "context":
        return "\n".join(_mrkdwn(part) for part in block["elements"] if "text" in part)
    return ""


def _mrkdwn(part: dict[str, Any]) -> str:
    text: str = part["text"]
    return entities(text) if part["type"] == "plain_text" else text


def grid(block: Block) -> list[list[tuple[str, bool]]]:
    """A table's or a chart's cells: their text, and whether they are numbers. The first row is the head."""
    if block["type"] == "data_table":
        return [[(cell["text"], cell["type"] == "raw_number") for cell in row] for row in block["rows"]]
    series = block["chart"]["series"]
    unit = block["chart"]["axis_config"].get("y_label", "")
    form = ",.2f" if "dollar" in unit else ","
    head = [(unit, False), *((one["name"], False) for one in series)]
    rows = [
        [(label, False), *((f"{one['data'][place]['value']:{form}}", True) for one in series)]
        for place, label in enumerate(block["chart"]["axis_config"]["categories"])
    ]
    return [head, *rows]


def code_table(cells: Sequence[Sequence[tuple[str, bool]]], room: int) -> str:
    """Columns in a code block, numbers to the right; rows that do not fit are counted."""
    short = [[(shorten(text, NAME), is_number) for text, is_number in row] for row in cells]
    lines = aligned(short)
    kept, used = [], size(code("")) + len("and 9,999 more\n")
    for line in lines:
        used += size(code(line)) - size(code("")) + 1
        if used > room:
            break
        kept.append(line)
    hidden = len(lines) - len(kept)
    return code("\n".join([*kept, *([f"and {hidden:,} more"] if hidden else [])]))


def aligned(cells: Sequence[Sequence[tuple[str, bool]]]) -> list[str]:
    """One line a row; wide letters and emoji count as two columns."""
    widths = [max(columns(row[place][0]) for row in cells) for place in range(len(cells[0]))]
    to_right = [any(row[place][1] for row in cells) for place in range(len(cells[0]))]
    return [
        "  ".join(_padded(text, widths[place], to_right[place]) for place, (text, _) in enumerate(row)).rstrip()
        for row in cells
    ]


def _padded(text: str, width: int, to_right: bool) -> str:
    space = " " * (width - columns(text))
    return space + text if to_right else text + space
