"""Block Kit blocks as plain dicts; all mrkdwn is verbatim, so that a name cannot become a mention or a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.slack.text import clean, cut, size

Json = dict[str, Any]
CLICK = 2000  # characters of what a button tells when it is clicked
PAGE = 14  # rows of a table before it is turned over: two weeks of days


def mrkdwn(text: str) -> Json:
    """`text` is ours; what people or OpenAI named must have gone through `escape`."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain(text: str, limit: int = 3000) -> Json:
    return {"type": "plain_text", "text": cut(clean(text), limit) or "-", "emoji": False}


def header(text: str) -> Json:
    return {"type": "header", "text": plain(text, 150)}


def section(text: str, *, accessory: Json | None = None) -> Json:
    """A paragraph of mrkdwn. Without `expand` Slack folds a tall one behind "See more"."""
    block: Json = {"type": "section", "text": mrkdwn(fitted(text, 3000)), "expand": True}
    return block if accessory is None else {**block, "accessory": accessory}


def fields(*texts: str) -> Json:
    """Up to ten short texts in two columns."""
    return {"type": "section", "fields": [mrkdwn(fitted(text, 2000)) for text in texts[:10]]}


def context(*texts: str) -> Json:
    """Small print, one element a text."""
    return {"type": "context", "elements": [mrkdwn(fitted(text, 2000)) for text in texts[:10]]}


def fitted(text: str, limit: int) -> str:
    """mrkdwn of at most `limit`; an entity is never cut in two."""
    if size(text) <= limit:
        return text
    short = cut(text, limit).removesuffix("…")
    start = short.rfind("&")
    return (short[:start] if start >= 0 and ";" not in short[start:] else short) + "…"


@dataclass(frozen=True, slots=True)
class Button:
    """`value` is what the click carries: for questions, the question's text. `style` is primary, danger or none."""

    label: str
    action: str
    value: str
    style: str = ""


def actions(*buttons: Button) -> Json:
    """A row of buttons. A button whose value would not fit into a click is left out."""
    return {"type": "actions", "elements": [button(one) for one in buttons[:25] if size(one.value) <= CLICK]}


def button(one: Button) -> Json:
    element: Json = {
        "type": "button",
        "text": plain(one.label, 75),
        "action_id": one.action,
        "value": one.value,
    }
    return {**element, "style": one.style} if one.style else element


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` makes the column sort by number; all cells of such a column need one."""

    text: str
    value: int | float | None = None


def data_table(caption: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], *, names: int = 1) -> Json:
    """
    A native table. A column sorts by number only when each of its cells has a value.

    The first `names` columns go behind the numbers, since a phone shows what stands on the left.
    """
    head = (*head[names:], *head[:names])
    rows = [(*row[names:], *row[:names]) for row in rows]
    numeric = [all(row[place].value is not None for row in rows) for place in range(len(head))]
    return {
        "type": "data_table",
        "caption": cut(clean(caption), 150),
        "page_size": min(max(len(rows), 1), PAGE),
        "row_header_column_index": len(head) - names,
        "rows": [
            [{"type": "raw_text", "text": title} for title in head],
            *([_cell(cell, is_number) for cell, is_number in zip(row, numeric, strict=True)] for row in rows),
        ],
    }


def _cell(cell: Cell, is_number: bool) -> Json:
    text = clean(cell.text) or "-"  # an empty cell refuses the whole message
    return (
        {"type": "raw_number", "value": cell.value, "text": text} if is_number else {"type": "raw_text", "text": text}
    )


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one set of bars: a value for each of the chart's categories."""

    name: str
    values: tuple[int | float, ...]


def chart(kind: str, title: str, categories: Sequence[str], series: Sequence[Series], *, unit: str) -> Json:
    """A native bar, line or area chart. Slack has no number format, so the unit is the axis' label."""
    return {
        "type": "data_visualization",
        "title": cut(clean(title), 50),
        "chart": {
            "type": kind,
            "series": [
                {
                    "name": one.name,
                    "data": [
                        {"label": label, "value": value} for label, value in zip(categories, one.values, strict=True)
                    ],
                }
                for one in series
            ],
            "axis_config": {"categories": list(categories), "y_label": unit},
        },
    }
