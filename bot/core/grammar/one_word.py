"""
Whether a reader may begin with a word, found out by asking it of the word alone.

A reader that finds nothing, and that has looked at nothing but the word, finds nothing wherever the word stands. So
nobody has to write down with which words a reader begins, and a new reader needs no row for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any, NoReturn, cast

from bot.core.errors import UserError
from bot.core.grammar.tokens import Words


class _LooksFurther(Exception):
    """The reader wants to know more than the word."""


def looks_further(*_: object) -> NoReturn:
    raise _LooksFurther


class _Place:
    """A place in an unknown line. It can be compared with places beside it, and with nothing else."""

    def __init__(self, beside: int = 0) -> None:
        self.beside = beside

    def __add__(self, steps: int) -> _Place:
        return _Place(self.beside + steps)

    def __sub__(self, other: Any) -> Any:
        return self.beside - other.beside if isinstance(other, _Place) else _Place(self.beside - other)

    def __eq__(self, other: object) -> bool:
        return self.beside == (other.beside if isinstance(other, _Place) else looks_further())

    def __lt__(self, other: object) -> bool:
        return self.beside < (other.beside if isinstance(other, _Place) else looks_further())

    def __le__(self, other: object) -> bool:
        return self < other or self == other

    def __gt__(self, other: object) -> bool:
        return not self <= other

    def __ge__(self, other: object) -> bool:
        return not self < other

    __hash__ = __index__ = __bool__ = __str__ = __format__ = looks_further


class _Unseen:
    """What a reader is given besides the words. It may be handed on, and to ask it anything looks further."""

    def __getattr__(self, name: str) -> _Unseen:
        return self

    __call__ = __eq__ = __hash__ = __bool__ = __iter__ = __getitem__ = __len__ = __str__ = looks_further


class _OneWord(Words):
    """A line of which one word is known, and not even whether others stand beside it."""

    own: str

    @cached_property
    def text(self) -> Callable[[int], str]:
        return lambda at: self.own if at == _PLACE else looks_further()

    @property
    def _texts(self) -> tuple[str, ...]:
        return looks_further()

    def __iter__(self) -> Iterator[Any]:
        return looks_further()

    __len__ = __getitem__ = __contains__ = __add__ = __hash__ = __eq__ = looks_further


_PLACE = cast("int", _Place())
_UNSEEN: Any = _Unseen()


@lru_cache(maxsize=8)  # a new word is asked about by every reader and slot in turn
def _line(text: str) -> _OneWord:
    line = _OneWord()
    line.own = text
    return line


def may_begin(read: Callable[[Words, int, Any], object], text: str) -> bool:
    """Whether `read` may find something at a word of this text, in any line and with any third argument."""
    try:
        return read(_line(text), _PLACE, _UNSEEN) is not None
    except (_LooksFurther, TypeError, UserError):  # an unknown place is no number, so range() does not take it
        return True
