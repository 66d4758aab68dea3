"""Patterns of wishes, in words: `[<politely>]* <delete> … <budget> …` becomes a regular expression for a whole line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.core.grammar.wish_words import WISHES
from bot.core.patterns import Pattern

_PIECE = Pattern(r"…|\[[^\]]*\]\*?|(?:<[a-z ]+>|[^\s\[\]<>…])+")
_GAP = r"[,;:!]*\s+"


class _Part(NamedTuple):
    """One part as a regular expression, and how often it may stand there: '', '?' or '*'."""

    text: str
    many: str = ""

    @property
    def is_any(self) -> bool:
        return self.text == ".*?"


def wish_pattern(pattern: str, slots: Mapping[str, str] | None = None) -> Pattern:
    """
    What a whole line says. Raises ValueError for a pattern that cannot work.

    In it `a|b` is either word, `[a b]` may be missing, `[a]*` may come several times, `…` is any words or none, and
    `<…>` is a row of WISHES, or one of `slots`: regular expressions by their names.
    """
    parts = [*_parts(pattern, slots or {})]
    if all(part.many for part in parts):
        raise ValueError(f"The pattern “{pattern}” may be empty.")
    return Pattern(rf"\s*{_joined(parts)}\s*", re.IGNORECASE | re.DOTALL)


def _parts(pattern: str, slots: Mapping[str, str]) -> Iterator[_Part]:
    for piece in _PIECE.findall(pattern):
        if piece.startswith("["):
            inner = [*_parts(piece.strip("[]*"), slots)]
            yield _Part(_joined(inner), "*" if piece.endswith("*") else "?")
        else:
            yield _Part(".*?" if piece == "…" else _either(piece, slots))


def _joined(parts: Sequence[_Part]) -> str:
    """With blanks between them: behind an optional part as long as none that must be there came before, else before."""
    text, is_begun, is_after_any = "", False, False
    for part in parts:
        gap = "" if is_after_any or not is_begun else _GAP
        if part.is_any:
            text += part.text
        elif part.many:
            text += f"(?:{gap}{part.text}{'' if is_begun else _GAP}){part.many}"
        else:
            text += gap + part.text
        is_begun = is_begun or not part.many
        is_after_any = part.is_any or (is_after_any and bool(part.many))
    return text


def _either(piece: str, slots: Mapping[str, str]) -> str:
    found: list[str] = []
    for one in piece.split("|"):
        name = one.strip("<>")
        if name in slots and name != one:
            found.append(slots[name])
        elif name != one and name not in WISHES:
            raise ValueError(f"<{name}> of a pattern is no row of WISHES and no slot.")
        else:
            found += map(_whole, WISHES[name] if name != one else (one,))
    return f"(?:{'|'.join(sorted(found, key=len, reverse=True))})"


def _whole(phrase: str) -> str:
    """A phrase with the ends of its words: `drop` is not in `dropbox`; a mark such as `?` may stand anywhere."""
    text = r"\s+".join(map(re.escape, phrase.split()))
    before, after = (r"\b" if end.isalnum() else "" for end in (phrase[0], phrase[-1]))
    return f"{before}{text}{after}"
