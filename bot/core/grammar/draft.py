"""The draft of a question: what each reader found, before it is put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import time
from operator import add, attrgetter
from typing import Any, NamedTuple

from bot.core.grammar.amounts import Sum
from bot.core.grammar.names import Choice
from bot.core.grammar.time.calendar import Span
from bot.core.kept_times import KeptTimes
from bot.core.question import OneWay


@dataclass(frozen=True, slots=True)
class Earlier:
    """
    What `vs` names: a span, or `count` units before, or (without a unit) the period before.

    `part` is the part of the span to compare with, where a button wrote it out (`vs A of B`). `is_alike`: the period
    asked about must have as many units. `is_change`: `mom`, which compares each of several units.
    """

    span: Span | None = None
    part: Span | None = None
    count: int = 1
    unit: str = ""
    is_alike: bool = False
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class Lean:
    """A word that says nothing new beside one of the slots `on` which it leans."""

    word: str
    on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """
    What the readers found. Every field is a tuple, so that two drafts add up and a slot that was said twice shows.
    """

    spans: tuple[Span, ...] = ()
    untils: tuple[Span, ...] = ()
    holes: tuple[Span, ...] = ()  # what is left out: `october except the 31st`
    windows: tuple[tuple[time | None, time | None], ...] = ()
    times: tuple[KeptTimes, ...] = ()  # the days and hours that count of a period
    zones: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    soft_cost: tuple[bool, ...] = ()
    endpoints: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    included: tuple[Choice, ...] = ()
    excluded: tuple[Choice, ...] = ()
    contrasts: tuple[str, ...] = ()
    top: tuple[int, ...] = ()
    bottom: tuple[int, ...] = ()
    usual: tuple[int, ...] = ()  # limits of `top` that stand for a number that nobody typed
    over: tuple[Sum, ...] = ()
    under: tuple[Sum, ...] = ()
    percents: tuple[int, ...] = ()  # of budgets
    moved: tuple[OneWay, ...] = ()  # the rows of a comparison that are kept
    figures: tuple[str, ...] = ()
    stats: tuple[Lean, ...] = ()  # names of STATISTICS, for the rows that another word names
    part: tuple[Choice, ...] = ()  # what a share is of
    instead: tuple[Choice, ...] = ()  # `what would it have cost`: the other model, the other way, or what is left out
    versus: tuple[Earlier, ...] = ()
    shapes: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()  # verbs that hold when no other verb was said
    leans: tuple[Lean, ...] = ()
    fillers: tuple[str, ...] = ()

    def __add__(self, other: Draft) -> Draft:
        return Draft(*map(add, _SLOTS(self), _SLOTS(other)))


_SLOTS: Callable[[Draft], tuple[tuple[Any, ...], ...]] = attrgetter(*(field.name for field in fields(Draft)))


class Match(NamedTuple):
    """What a reader found, and how many words it took."""

    draft: Draft
    length: int
