"""Parts of names that belong together: `prod vs staging` are checkout-prod and checkout-staging."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.names import Choice, Index, family_name, squash
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Words
from bot.core.names import Named

_JOINTS = (
    *("and", "or", "vs", "vs.", "v", "versus", "than", "then", "to", "with", "against", "&", "+", "/", ",", "from"),
    *("over", "plus", "beside", "by"),
)
_PIECE = re.compile(r"[^\W\d_]{3,}")
_MOST_OF_A_NAME = 4  # words


class Kin(NamedTuple):
    """The names that parts in a line stand for, by the place of each, and the places of what they have in common."""

    names: dict[int, Choice]
    stems: frozenset[int]


_NONE = Kin({}, frozenset())
_Pieces = tuple[str, ...]


@lru_cache(maxsize=64)  # asked at every word of a question
def kin_names(words: Words, known: Index) -> Kin:
    """Two parts of which one stands behind a joint, and that complete the same rest to a name; else nothing."""
    parts = {at: word.text for at, word in enumerate(words) if _is_part(words, at, known)}
    if not parts:
        return _NONE
    whole = list(_whole_names(words, known))
    found: dict[int, set[tuple[str, _Pieces]]] = {}
    for at, text in parts.items():
        for start, kind, pieces in whole:
            if _are_joined(words, start, at):
                found.setdefault(at, set()).update(
                    (kind, one) for one in _with(pieces, text) if (kind, one) in _of(known)
                )
        for other, second in parts.items():
            if other != at and text != second and _are_joined(words, *sorted((at, other))):
                found.setdefault(at, set()).update(_completed(text, second, known))
    sure = {at: next(iter(one)) for at, one in found.items() if len(one) == 1}
    names = {at: _choice(known, *one) for at, one in sure.items()}
    rests = {squash("".join(piece for piece in pieces if piece != parts[at])) for at, (_, pieces) in sure.items()}
    stems = (at for at, word in enumerate(words) if at not in names and len(rests) == 1 and squash(word.text) in rests)
    return Kin(names, frozenset(stems)) if names else _NONE


def read_stem(words: Words, at: int, context: Context) -> Match | None:
    """`checkout` in `what did checkout cost, prod and staging together`: it names both."""
    return Match(Draft(), 1) if at in kin_names(words, context.index).stems else None


def _is_part(words: Words, at: int, known: Index) -> bool:
    """Whether the word is a part of some name, and no name or grammar of its own."""
    word = words[at]
    is_plain = not (word.slot or word.quoted or word.unused) and _PIECE.fullmatch(word.text) is not None
    return is_plain and word.text in known.words and not known.spelt(word.text) and not known.family(word.text)


def _are_joined(words: Words, first: int, second: int) -> bool:
    """Whether a joint leads the second: `staging compared to prod`, `nano cheaper than mini`."""
    return first < second and words.text(second - 1 - (words.text(second - 1) == "the")) in _JOINTS


def _whole_names(words: Words, known: Index) -> Iterator[tuple[int, str, _Pieces]]:
    """The names that the line has in full, with their places."""
    for at in range(len(words)):
        for length in range(1, _MOST_OF_A_NAME + 1):
            run = " ".join(words.text(at + step) for step in range(length))
            if not words.text(at + length - 1):
                break
            yield from ((at, "model", _pieces_of_text(family)) for family in _families(run, known))
            yield from ((at, one.kind, _pieces(one)) for one in known.spelt(run) if one.kind != "model")


def _families(run: str, known: Index) -> set[str]:
    ids = known.family(run)
    return {family_name(Named("model", one, one)) for one in ids}


def _with(pieces: _Pieces, text: str) -> Iterator[_Pieces]:
    """The name with each of its parts replaced: `gpt-5-nano` by mini is gpt-5-mini."""
    yield from ((*pieces[:at], text, *pieces[at + 1 :]) for at in range(len(pieces)))


def _completed(text: str, second: str, known: Index) -> Iterator[tuple[str, _Pieces]]:
    """Names with the one part that are names with the other part in its place too."""
    for named in known.words.get(text, ()):
        pieces = _pieces(named)
        swapped = tuple(second if piece == text else piece for piece in pieces)
        if len(pieces) > 1 and (named.kind, swapped) in _of(known):
            yield named.kind, pieces


def _choice(known: Index, kind: str, pieces: _Pieces) -> Choice:
    return Choice(kind, tuple(sorted(named.id for named in _of(known)[kind, pieces])))


def _pieces(named: Named) -> _Pieces:
    return _pieces_of_text(family_name(named))


def _pieces_of_text(text: str) -> _Pieces:
    return tuple(re.findall(r"[^\W_]+", text.casefold()))


@lru_cache(maxsize=4)
def _of(known: Index) -> dict[tuple[str, _Pieces], list[Named]]:
    """All names by their parts; what is gone only where nothing else is called so."""
    table: dict[tuple[str, _Pieces], list[Named]] = {}
    for named in sorted(known.known, key=lambda named: named.gone):
        if named.kind != "team":
            same = table.setdefault((named.kind, _pieces(named)), [])
            same.extend([named] if not named.gone or not same else [])
    return table
