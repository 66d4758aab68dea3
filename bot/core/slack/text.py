"""Names and sentences made safe and short: what people or OpenAI named must not act, and must stay readable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any


def listed(things: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = tuple(things) or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def clean(text: str) -> str:
    """Foreign text on one line: controls become spaces, marks that turn or hide text go, half characters too."""
    kept = (_shown(char) for char in text)
    return " ".join("".join(kept).split())


_JOINERS = "\u200c\u200d"  # emoji and some scripts need them


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category == "Cs":
        return "\ufffd"
    return "" if category == "Cf" and char not in _JOINERS else char


def escape(text: str) -> str:
    """Foreign text for mrkdwn and for a message's `text`. The text object must be verbatim as well."""
    return entities(clean(text))


def entities(text: str) -> str:
    """Our own lines as mrkdwn: only what Slack would read as markup is replaced."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def code(text: str) -> str:
    """Lines in a code block that back-ticks cannot leave. The lines are kept as they are, so clean names first."""
    safe = entities(text).replace("`", "'")
    return f"```\n{safe}\n```"


# `≈ $5`, `100 %`, `1.2 M`, `15 GB`, `24 h`, `9 s …`: each is one word to who reads it.
_ONE_WORD = re.compile(r"(?<=≈) |(?<=\d) (?=%|[kMG]?B\b|[kMsh]\b)| (?=…)")
_READ_BACK = {"value", "initial_value", "private_metadata", "block_id", "action_id"}  # by the program, not by people


def unbroken(value: Any) -> Any:
    """The same text or blocks, with no line break within a number and no line that begins with `…`."""
    if isinstance(value, str):
        return _ONE_WORD.sub("\u00a0", value)
    if isinstance(value, Mapping):
        return {name: part if name in _READ_BACK else unbroken(part) for name, part in value.items()}
    return [unbroken(part) for part in value] if isinstance(value, list | tuple) else value


def size(text: str) -> int:
    """Length as Slack's JavaScript counts it: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int) -> str:
    """At most `limit` long: the middle goes, since names differ at both ends; no letter is cut in two."""
    if size(text) <= limit:
        return text
    letters = _letters(text)
    tail = _fitting(reversed(letters), (limit - 1) // 3)
    head = _fitting(letters, limit - 1 - size("".join(tail)))
    return "".join(head).rstrip() + "…" + "".join(reversed(tail)).lstrip()


def _letters(text: str) -> list[str]:
    """What is drawn as one: a letter with its accents, an emoji with what is joined to it."""
    letters: list[str] = []
    for char in text:
        joins = unicodedata.category(char) in ("Mn", "Me", "Mc") or char in _JOINERS
        if letters and (joins or letters[-1][-1] == "\u200d"):
            letters[-1] += char
        else:
            letters.append(char)
    return letters


def _fitting(letters: Iterable[str], limit: int) -> list[str]:
    fitting: list[str] = []
    for letter in letters:
        limit -= size(letter)
        if limit < 0:
            break
        fitting.append(letter)
    return fitting


def cut(text: str, limit: int) -> str:
    """At most `limit` long: the end goes. For sentences; names are better shortened."""
    if size(text) <= limit:
        return text
    return "".join(_fitting(_letters(text), limit - 1)).rstrip() + "…"


def distinct(labels: Iterable[str], limit: int) -> list[str]:
    """Labels of at most `limit`, each different from the others, in the same order."""
    taken: set[str] = set()
    result = []
    for label in labels:
        short, number = shorten(label, limit), 1
        while short in taken:
            number += 1
            mark = f" ({number})"
            short = shorten(label, limit - len(mark)) + mark
        taken.add(short)
        result.append(short)
    return result


def columns(text: str) -> int:
    """Columns that `text` takes in a terminal or a code block."""
    marks = ("Mn", "Me", "Cf")
    return sum(
        0 if unicodedata.category(char) in marks else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
