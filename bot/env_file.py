"""The lines of `.env`: what they set, and which of them cannot be what somebody meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream

from bot.core.errors import UserError
from bot.files import read_text

NAME = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)")
COMMENTED = re.compile(r"=[^\S\n]+#\S")  # a channel with a blank before its sign

Nearest = Callable[[str], str]


@dataclass
class Given:
    """What somebody set, by variable, and what is wrong with it. A file that `is_lost` may hold anything."""

    values: dict[str, str]
    problems: list[str] = field(default_factory=list)
    is_lost: bool = False


def read_env_file(path: Path, nearest: Nearest) -> Given:
    """`nearest` tells the variable that is probably meant by a name, itself if it is one, or ''."""
    try:
        text = read_text(path)
    except UserError as error:
        return Given({}, [str(error)], is_lost=True)
    return _read(text, path, nearest) if text else Given({})


def _read(text: str, path: Path, nearest: Nearest) -> Given:
    lines = list(parse_stream(StringIO(text)))
    kept = [line for line in lines if not _is_unreadable(line) and _value(line)]
    problems = [_unreadable(line, path, nearest) for line in lines if _is_unreadable(line)]
    problems += [_commented(line, path) for line in lines if _is_commented(line)]
    problems += _twice([line for line in kept if nearest(str(line.key)) == line.key], path)
    found = dotenv_values(stream=StringIO("".join(line.original.string for line in kept)))
    return Given({name.upper(): value for name, value in found.items() if value}, problems)


def _value(line: Binding) -> str:
    """What is empty counts as not set, wherever it stands."""
    return (line.value or "").strip()


def _is_unreadable(line: Binding) -> bool:
    return line.error or (line.key is not None and line.value is None)


def _unreadable(line: Binding, path: Path, nearest: Nearest) -> str:
    """Which line it is; never its text, which can hold a secret."""
    begins = NAME.match(line.original.string)
    name = nearest(begins[1].upper()) if begins else ""
    return (
        f"Line {_number(line)} of {path} cannot be read. Write it as {name or 'NAME'}=value, with both quotes or none."
    )


def _is_commented(line: Binding) -> bool:
    """`= #ai-spend`: a blank before the sign makes the channel a comment."""
    is_channel = bool(line.key) and str(line.key).upper().endswith("_CHANNEL")
    return is_channel and line.value == "" and bool(COMMENTED.search(line.original.string))


def _commented(line: Binding, path: Path) -> str:
    return f"Line {_number(line)} of {path} has a comment for a channel. Write {line.key}='#name', with quotes."


def _twice(ours: list[Binding], path: Path) -> list[str]:
    """Of two values one does not hold, and nobody says which."""
    first: dict[str, Binding] = {}
    problems = []
    for line in ours:
        name = str(line.key)
        earlier = first.setdefault(name, line)
        if _value(earlier) != _value(line):
            problems.append(
                f"{name} stands twice in {path}, in lines {_number(earlier)} and {_number(line)}. Keep one."
            )
    return problems


def _number(line: Binding) -> int:
    text = line.original.string
    return line.original.line + text[: -len(text.lstrip())].count("\n")
