"""Patterns: a rule of time is written in words, such as `<previous> <unit>`. This module reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from inspect import signature
from typing import Any, NamedTuple

from bot.core.errors import UserError
from bot.core.grammar.errors import Ambiguous, NoPeriod
from bot.core.grammar.one_word import looks_further, may_begin
from bot.core.grammar.time.calendar import Calendar
from bot.core.grammar.time.time_vocabulary import LISTS
from bot.core.grammar.tokens import Words

# The kinds of rules. A rule may begin with what an earlier kind reads, never with its own kind.
KINDS = ("date", "part", "point", "range", "until", "window")
_SHAPE = re.compile(r"\[?(?:<[a-z -]+>|[^<>\[\]\s]+)\]?")


class Read(NamedTuple):
    """What was read at a place: a value, or the error why it is none; and the place after it."""

    value: Any
    end: int


Slot = Callable[["Line", int], Iterable[Read]]


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a pattern: words, a list of words, or a slot."""

    texts: frozenset[str] = frozenset()
    words: str = ""
    slot: str = ""
    is_optional: bool = False


@dataclass(frozen=True)
class TimeRule:
    """
    One rule of time. `pattern` is what it reads; `read(calendar, *values)` is what that means.

    In a pattern `a|b` is either word, `[…]` may be missing, `<…>` is a list of words or a slot. Each slot gives
    `read` a value, None where it is missing. `read` gives None for what it does not mean after all.
    """

    kind: str
    pattern: str
    read: Callable[..., Any]
    parts: tuple[_Part, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """`date: <previous> <unit>`, the id of its test."""
        return f"{self.kind}: {self.pattern}"

    @property
    def begins(self) -> tuple[_Part, ...]:
        """The parts with which the pattern may begin."""
        last = next((place for place, part in enumerate(self.parts) if not part.is_optional), len(self.parts))
        return self.parts[: last + 1]


class TimeRules:
    """The rules of time, prepared for reading. Raises ValueError for a row that cannot work."""

    def __init__(self, rules: Iterable[TimeRule], slots: Mapping[str, tuple[Slot, str]]) -> None:
        """`slots` by name: how one is read, and the kind of rule that it is made of ('' for plain words)."""
        self.slots = {name: slot for name, (slot, _) in slots.items()}
        self._made_of = {name: kind for name, (_, kind) in slots.items()}
        self.rows = tuple(self._prepared(rule) for rule in rules)
        names = [rule.name for rule in self.rows]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"These rules of time stand twice: {', '.join(sorted(twice))}.")
        self.beginnings = {kind: _Beginnings.of(self.rows, kind) for kind in KINDS}

    def begin(self, kinds: tuple[str, ...], text: str) -> bool:
        """Whether a rule of these kinds may begin with this word. With most words of a question none does."""
        return text != "" and any(_begin(self, kind, text) for kind in kinds)

    def made_of(self, slot: str) -> tuple[str, ...]:
        """The kinds of rules whose readings the slot may take; none for plain words."""
        kind = self._made_of[slot]
        return KINDS[: KINDS.index(kind) + 1] if kind else ()

    def reads(self, slot: str, text: str) -> bool:
        """Whether a slot may begin with this word."""
        return text != "" and _reads(self, slot, text)

    def _prepared(self, rule: TimeRule) -> TimeRule:
        if rule.kind not in KINDS:
            raise ValueError(f"The rule “{rule.pattern}” is of no kind; kinds are {', '.join(KINDS)}.")
        parts = tuple(self._part(rule, piece) for piece in _pieces(rule.pattern))
        self._require_beginning(rule, parts)
        values = [part.slot for part in parts if part.slot]
        try:
            signature(rule.read).bind(None, *values)
        except TypeError:
            raise ValueError(
                f"The rule “{rule.pattern}” has {len(values)} values, and its meaning takes others."
            ) from None
        return TimeRule(rule.kind, rule.pattern, rule.read, parts)

    def _part(self, rule: TimeRule, piece: str) -> _Part:
        is_optional, bare = piece.startswith("["), piece.strip("[]")
        name = bare.strip("<>")
        if not bare.startswith("<"):
            return _Part(texts=frozenset(bare.split("|")), is_optional=is_optional)
        if name in LISTS:
            return _Part(words=name, is_optional=is_optional)
        if name not in self.slots:
            raise ValueError(f"The rule “{rule.pattern}” names <{name}>, which is no list of words and no slot.")
        return _Part(slot=name, is_optional=is_optional)

    def _require_beginning(self, rule: TimeRule, parts: tuple[_Part, ...]) -> None:
        """A rule that began with its own kind would never end."""
        for part in parts:
            made_of = self._made_of.get(part.slot, "")
            if made_of and KINDS.index(made_of) >= KINDS.index(rule.kind):
                raise ValueError(f"The rule “{rule.pattern}” begins with <{part.slot}>, which is not read before it.")
            if not part.is_optional:
                return
        raise ValueError(f"The rule “{rule.pattern}” may be empty.")


@dataclass(frozen=True, slots=True)
class _Beginnings:
    """The places in the table of the rules of one kind, by what they may begin with: a word, or a slot."""

    words: Mapping[str, frozenset[int]]
    slots: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, rows: tuple[TimeRule, ...], kind: str) -> _Beginnings:
        words: dict[str, set[int]] = {}
        slots: dict[str, set[int]] = {}
        for place, rule in enumerate(rows):
            for part in rule.begins if rule.kind == kind else ():
                if part.slot:
                    slots.setdefault(part.slot, set()).add(place)
                for word in (*part.texts, *(each.split()[0] for each in LISTS.get(part.words, ()))):
                    words.setdefault(word, set()).add(place)
        return cls(*({name: frozenset(each) for name, each in found.items()} for found in (words, slots)))


def _pieces(pattern: str) -> list[str]:
    pieces = _SHAPE.findall(pattern)
    if "".join(pieces) != pattern.replace(" ", "") and " ".join(pieces) != pattern:
        raise ValueError(f"The rule “{pattern}” cannot be read.")
    return pieces


class _Start(NamedTuple):
    """Which rules of a kind may begin with one word: those that begin with it, and those that begin with a slot."""

    places: frozenset[int]
    slots: tuple[tuple[str, frozenset[int]], ...]


@lru_cache(maxsize=4096)
def _begin(rules: TimeRules, kind: str, text: str) -> _Start | None:
    beginnings = rules.beginnings[kind]
    slots = tuple((slot, places) for slot, places in beginnings.slots.items() if _reads(rules, slot, text))
    places = beginnings.words.get(text, frozenset())
    return _Start(places, slots) if places or slots else None


@lru_cache(maxsize=16384)
def _reads(rules: TimeRules, slot: str, text: str) -> bool:
    if kinds := rules.made_of(slot):
        return rules.begin(kinds, text)

    def first(words: Words, at: int, unseen: Any) -> Read | None:
        return next(iter(rules.slots[slot](_OneWordLine(words, unseen, rules), at)), None)

    return may_begin(first, text)


class Line:
    """The words of one question, and what has been read at each place."""

    def __init__(self, words: Words, calendar: Calendar, rules: TimeRules) -> None:
        self.words, self.calendar, self.rules = words, calendar, rules
        self._read: dict[tuple[str, int], tuple[Read, ...]] = {}
        self._slots: dict[tuple[str, int], tuple[Read, ...]] = {}
        self._lists: dict[tuple[str, int], tuple[int, ...]] = {}

    def readings(self, kinds: tuple[str, ...], at: int) -> list[Read]:
        """What rules of these kinds read at this place, the longest first; of two as long, that of the earlier rule."""
        found: dict[int, Read] = {}
        for kind in kinds:
            for read in self._of_kind(kind, at):
                if read.end not in found or isinstance(found[read.end].value, UserError):
                    found[read.end] = read
        return sorted(found.values(), key=lambda read: -read.end)

    def _of_kind(self, kind: str, at: int) -> tuple[Read, ...]:
        key = (kind, at)
        if key not in self._read:
            found: dict[int, Read] = {}
            for rule in self._begun(kind, at):
                for read in self.by_rule(rule, at):
                    found.setdefault(read.end, read)
            self._read[key] = tuple(found.values())
        return self._read[key]

    def _begun(self, kind: str, at: int) -> Iterator[TimeRule]:
        """The rules that can begin at this place, in the order of the table."""
        start = _begin(self.rules, kind, self.words.text(at)) if self.words.text(at) else None
        if not start:
            return iter(())
        found = set(start.places)
        for slot, places in start.slots:
            if self.slot(slot, at):
                found |= places
        return (self.rules.rows[place] for place in sorted(found))

    def by_rule(self, rule: TimeRule, at: int) -> Iterator[Read]:
        """What one rule reads at this place, whatever the others read."""
        for values, end in self._matches(rule.parts, 0, at):
            if (value := self._meaning(rule, values)) is not None:
                read = Read(value, end)
                yield self._in_its_place(read, at) if isinstance(value, UserError) else read

    def _in_its_place(self, read: Read, at: int) -> Read:
        """The error with the words that it is about, so that its suggestions keep the rest of the question."""
        error = read.value
        if not isinstance(error, UserError) or (isinstance(error, (Ambiguous, NoPeriod)) and error.typed):
            return read
        kind = Ambiguous if isinstance(error, Ambiguous) else NoPeriod
        typed = " ".join(word.typed for word in self.words[at : read.end])
        return Read(kind(str(error), error.suggestions, typed), read.end)

    def _meaning(self, rule: TimeRule, values: tuple[Any, ...]) -> Any:
        if wrong := next((value for value in values if isinstance(value, UserError)), None):
            return wrong
        try:
            return rule.read(self.calendar, *values)
        except UserError as error:
            return error

    def _matches(self, parts: tuple[_Part, ...], place: int, at: int) -> Iterator[tuple[tuple[Any, ...], int]]:
        while place < len(parts) and parts[place].texts and not parts[place].is_optional:
            if self.words.text(at) not in parts[place].texts:  # where most rules end
                return
            place, at = place + 1, at + 1
        if place == len(parts):
            yield (), at
            return
        part = parts[place]
        for value, end in self._reads(part, at):
            for values, last in self._matches(parts, place + 1, end):
                yield ((value, *values) if part.slot else values), last
        if part.is_optional:
            for values, last in self._matches(parts, place + 1, at):
                yield ((None, *values) if part.slot else values), last

    def _reads(self, part: _Part, at: int) -> Iterable[Read]:
        if part.slot:
            return self.slot(part.slot, at)
        if part.words:
            return (Read(None, end) for end in self.ends(part.words, at))
        return (Read(None, at + 1),) if self.words.text(at) in part.texts else ()

    def slot(self, name: str, at: int) -> tuple[Read, ...]:
        key = (name, at)
        if key not in self._slots:
            may_read = self.rules.reads(name, self.words.text(at))
            reads = tuple(self.rules.slots[name](self, at)) if may_read else ()
            is_wrong = any(isinstance(read.value, UserError) for read in reads)
            self._slots[key] = tuple(self._in_its_place(read, at) for read in reads) if is_wrong else reads
        return self._slots[key]

    def ends(self, name: str, at: int) -> tuple[int, ...]:
        """The places after the words of a list that stand here, the longest first."""
        key = (name, at)
        if key not in self._lists:
            self._lists[key] = self.words.ends(at, LISTS[name])
        return self._lists[key]


class _OneWordLine(Line):
    """A line of which one word is known. What rules read of it looks further, and nothing is remembered."""

    def __init__(self, words: Words, calendar: Calendar, rules: TimeRules) -> None:
        self.words, self.calendar, self.rules = words, calendar, rules

    def readings(self, kinds: tuple[str, ...], at: int) -> list[Read]:
        return looks_further()

    def slot(self, name: str, at: int) -> tuple[Read, ...]:
        return tuple(self.rules.slots[name](self, at))

    def ends(self, name: str, at: int) -> tuple[int, ...]:
        return self.words.ends(at, LISTS[name])


@lru_cache(maxsize=64)
def line_of(words: Words, calendar: Calendar, rules: TimeRules) -> Line:
    """The line of these words. It is remembered, so that all readers share what was read."""
    return Line(words, calendar, rules)
