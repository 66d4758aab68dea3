"""Replaces signs that an output cannot take by the nearest ones: an answer is not lost for its `≈`."""

from __future__ import annotations

import codecs
import sys

NEAREST = {
    "≈": "~",
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "·": "-",
    "•": "*",
    "×": "x",
    "→": "->",
    "≤": "<=",
    "≥": ">=",
    "“": '"',
    "”": '"',
    "’": "'",
    "█": "#",
    "✓": "+",
    "✗": "x",
    "─": "-",
    "\u00a0": " ",
    "\u202f": " ",
}


def print_any_sign() -> None:
    """From now on the encoding of a terminal or a pipe makes no print fail."""
    codecs.register_error("nearest", _nearest)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="nearest")


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(NEAREST.get(sign, "?") for sign in signs), error.end
