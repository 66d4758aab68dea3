"""What Slack refuses: a message against the limits of its blocks (docs/facts.md, Slack 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.core.slack.message import Message
from bot.core.slack.text import size

# Where Slack's pages disagree with each other, the stricter number stands here.
BLOCKS = 50
TEXT = 4_000  # chat.update refuses more
ALL_TEXT = 13_000  # msg_blocks_too_long was seen at about 13,200
TABLE_ROWS, TABLE_COLUMNS, TABLE_TEXT = 100, 20, 10_000
SERIES, POINTS = 6, 20
ONE_A_MESSAGE = (("data_visualization",), ("table", "data_table"))
# Blocks that a message may hold and that this module does not look into.
UNCHECKED = ("divider", "card", "carousel", "container", "context_actions", "plan", "task_card", "file", "video")

Violations = Iterator[str]
Json = Mapping[str, Any]


def violations(message: Message) -> tuple[str, ...]:
    """Each broken limit as Slack words it: `must be … [json-pointer:/blocks/0/text]`. Empty: Slack takes it."""
    return tuple(_message(message))


def unsafe(message: Message) -> tuple[str, ...]:
    """Where a name could act: mrkdwn that is not verbatim turns a bare `@here` into a mention."""
    return tuple(
        f"must be verbatim [json-pointer:{pointer}]"
        for pointer, value in _walk(list(message.blocks), "/blocks")
        if isinstance(value, Mapping) and value.get("type") == "mrkdwn" and value.get("verbatim") is not True
    )


def _message(message: Message) -> Violations:
    yield from _length(message.text, 1, TEXT, "/text")
    if len(message.blocks) > BLOCKS:
        yield _said(f"no more than {BLOCKS} items allowed", "/blocks")
    kinds = [block.get("type") for block in message.blocks]
    for group in ONE_A_MESSAGE:
        if sum(kinds.count(kind) for kind in group) > 1:
            yield _said(f"only one {group[-1]} allowed", "/blocks")
    if total_text(message) >= ALL_TEXT:
        yield _said("msg_blocks_too_long", "/blocks")
    for number, block in enumerate(message.blocks):
        yield from _block(block, f"/blocks/{number}")


def total_text(message: Message) -> int:
    """Characters of content over all blocks: what is said, not how it is marked up."""
    marks = ("/type", "/action_id", "/block_id", "/style")
    leaves = _walk(list(message.blocks), "")
    return sum(size(value) for pointer, value in leaves if isinstance(value, str) and not pointer.endswith(marks))


def _walk(value: object, pointer: str) -> Iterator[tuple[str, object]]:
    yield pointer, value
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _walk(part, f"{pointer}/{key}")
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value):
            yield from _walk(part, f"{pointer}/{number}")


def _said(what: str, pointer: str) -> str:
    return f"{what} [json-pointer:{pointer}]"


def _length(text: object, least: int, most: int, pointer: str) -> Violations:
    if not isinstance(text, str):
        yield _said("must be a string", pointer)
    elif size(text) < least:
        yield _said(f"must be at least {least} characters", pointer)
    elif size(text) > most:
        yield _said(f"must be no more than {most} characters", pointer)


def _items(items: object, least: int, most: int, pointer: str) -> Violations:
    if not isinstance(items, list | tuple):
        yield _said("must be a list", pointer)
    elif not least <= len(items) <= most:
        yield _said(f"must have between {least} and {most} items", pointer)


def _text(thing: object, most: int, pointer: str, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Violations:
    if not isinstance(thing, Mapping):
        yield _said("must provide an object", pointer)
    elif thing.get("type") not in kinds:
        yield _said(f"must be {' or '.join(kinds)}", pointer)
    else:
        yield from _length(thing.get("text"), 1, most, f"{pointer}/text")


def _block(block: Json, pointer: str) -> Violations:
    kind = block.get("type")
    if "block_id" in block:
        yield from _length(block["block_id"], 1, 255, f"{pointer}/block_id")
    if kind in CHECKS:
        yield from CHECKS[str(kind)](block, pointer)
    elif kind not in UNCHECKED:
        yield _said(f"unsupported type: {kind}", f"{pointer}/type")


def _section(block: Json, pointer: str) -> Violations:
    if "text" not in block and "fields" not in block:
        yield _said("must have text or fields", pointer)
    if "text" in block:
        yield from _text(block["text"], 3000, f"{pointer}/text")
    if "fields" in block:
        yield from _items(block["fields"], 1, 10, f"{pointer}/fields")
        for number, one in enumerate(block["fields"]):
            yield from _text(one, 2000, f"{pointer}/fields/{number}")
    if "accessory" in block:
        yield from _element(block["accessory"], f"{pointer}/accessory")


def _header(block: Json, pointer: str) -> Violations:
    yield from _text(block.get("text"), 150, f"{pointer}/text", ("plain_text",))


def _context(block: Json, pointer: str) -> Violations:
    yield from _items(block.get("elements"), 1, 10, f"{pointer}/elements")
    for number, one in enumerate(block.get("elements", ())):
        if one.get("type") == "image":
            yield from _image(one, f"{pointer}/elements/{number}")
        else:
            yield from _text(one, 3000, f"{pointer}/elements/{number}")


def _actions(block: Json, pointer: str) -> Violations:
    elements: Sequence[Json] = block.get("elements", ())
    yield from _items(elements, 1, 25, f"{pointer}/elements")
    ids = [one.get("action_id") for one in elements]
    if len(set(ids)) < len(ids):
        yield _said("action_id must be unique in its block", f"{pointer}/elements")
    for number, one in enumerate(elements):
        yield from _element(one, f"{pointer}/elements/{number}")


def _element(one: Json, pointer: str) -> Violations:
    if one.get("type") == "image":
        yield from _image(one, pointer)
        return
    yield from _length(one.get("action_id", ""), 1, 255, f"{pointer}/action_id")
    if one.get("type") == "button":
        yield from _text(one.get("text"), 75, f"{pointer}/text", ("plain_text",))
        yield from _length(one.get("value", ""), 0, 2000, f"{pointer}/value")
        yield from _length(one.get("url", ""), 0, 3000, f"{pointer}/url")
        if one.get("style") not in (None, "primary", "danger"):
            yield _said("must be primary or danger", f"{pointer}/style")
    else:
        yield from _options(one, pointer)


def _options(one: Json, pointer: str) -> Violations:
    """Overflow menus hold 5 options, selects 100; an option's text is as long as a button's, its value 150."""
    if "options" not in one:
        return
    most = 5 if one.get("type") == "overflow" else 100
    yield from _items(one["options"], 1, most, f"{pointer}/options")
    for number, option in enumerate(one["options"]):
        yield from _text(option.get("text"), 75, f"{pointer}/options/{number}/text")
        yield from _length(option.get("value"), 1, 150, f"{pointer}/options/{number}/value")
    if "placeholder" in one:
        yield from _text(one["placeholder"], 150, f"{pointer}/placeholder", ("plain_text",))


def _image(one: Json, pointer: str) -> Violations:
    yield from _length(one.get("alt_text"), 1, 2000, f"{pointer}/alt_text")
    yield from _length(one.get("image_url", ""), 0, 3000, f"{pointer}/image_url")
    if "title" in one:
        yield from _text(one["title"], 2000, f"{pointer}/title", ("plain_text",))


def _rich_text(block: Json, pointer: str) -> Violations:
    if not isinstance(block.get("elements"), list | tuple):
        yield _said("must be a list", f"{pointer}/elements")


def _markdown(block: Json, pointer: str) -> Violations:
    yield from _length(block.get("text"), 1, 12_000, f"{pointer}/text")


def _table(block: Json, pointer: str) -> Violations:
    rows = block.get("rows", ())
    is_native = block.get("type") == "data_table"
    if is_native:
        yield from _length(block.get("caption"), 1, 3000, f"{pointer}/caption")
        if not 1 <= block.get("page_size", 5) <= 100:
            yield _said("must be between 1 and 100", f"{pointer}/page_size")
    yield from _items(rows, 2 if is_native else 1, TABLE_ROWS + is_native, f"{pointer}/rows")
    if len({len(row) for row in rows}) > 1:
        yield _said("rows must have the same number of cells", f"{pointer}/rows")
    if sum(size(str(cell.get("text", ""))) for row in rows for cell in row) > TABLE_TEXT:
        yield _said(f"no more than {TABLE_TEXT} characters allowed", f"{pointer}/rows")
    for number, row in enumerate(rows):
        yield from _items(row, 1, TABLE_COLUMNS, f"{pointer}/rows/{number}")
        for place, cell in enumerate(row):
            yield from _cell(cell, f"{pointer}/rows/{number}/{place}", is_head=number == 0)


def _cell(cell: Json, pointer: str, *, is_head: bool) -> Violations:
    kind = cell.get("type")
    if kind == "rich_text" and not is_head:
        return
    if kind not in ("raw_text", "raw_number"):
        yield _said("must be raw_text or raw_number", f"{pointer}/type")
        return
    yield from _length(cell.get("text"), 1, TABLE_TEXT, f"{pointer}/text")
    if kind == "raw_number" and not _is_number(cell.get("value")):
        yield _said("must be a number", f"{pointer}/value")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def _chart(block: Json, pointer: str) -> Violations:
    yield from _length(block.get("title"), 1, 50, f"{pointer}/title")
    drawn = block.get("chart", {})
    if drawn.get("type") == "pie":
        yield from _pie(drawn.get("segments", ()), f"{pointer}/chart/segments")
    elif drawn.get("type") in ("bar", "area", "line"):
        yield from _axes(drawn, f"{pointer}/chart")
    else:
        yield _said("must be pie, bar, area or line", f"{pointer}/chart/type")


def _pie(segments: Sequence[Json], pointer: str) -> Violations:
    yield from _items(segments, 1, SERIES, pointer)
    for number, segment in enumerate(segments):
        yield from _length(segment.get("label"), 1, 20, f"{pointer}/{number}/label")
        if not (_is_number(segment.get("value")) and segment["value"] > 0):
            yield _said("must be greater than 0", f"{pointer}/{number}/value")


def _axes(drawn: Json, pointer: str) -> Violations:
    series, axis = drawn.get("series", ()), drawn.get("axis_config", {})
    categories = axis.get("categories", ())
    yield from _items(series, 1, SERIES, f"{pointer}/series")
    yield from _items(categories, 1, POINTS, f"{pointer}/axis_config/categories")
    yield from _labels(categories, f"{pointer}/axis_config/categories")
    yield from _labels([one.get("name") for one in series], f"{pointer}/series")
    for name in ("x_label", "y_label"):
        yield from _length(axis.get(name, ""), 0, 50, f"{pointer}/axis_config/{name}")
    for number, one in enumerate(series):
        points = one.get("data", ())
        if sorted(str(point.get("label")) for point in points) != sorted(map(str, categories)):
            yield _said("must have one point for each category", f"{pointer}/series/{number}/data")
        if not all(_is_number(point.get("value")) for point in points):
            yield _said("must be numbers", f"{pointer}/series/{number}/data")


def _labels(labels: Sequence[object], pointer: str) -> Violations:
    if len(set(labels)) < len(labels):
        yield _said("must be unique", pointer)
    for number, label in enumerate(labels):
        yield from _length(label, 1, 20, f"{pointer}/{number}")


CHECKS: Mapping[str, Callable[[Json, str], Violations]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "rich_text": _rich_text,
    "markdown": _markdown,
    "table": _table,
    "data_table": _table,
    "data_visualization": _chart,
}
