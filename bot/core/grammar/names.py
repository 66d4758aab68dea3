"""Names of projects, models, keys and users: found exactly, then by how they begin, then with a typo."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache

from bot.core.errors import UserError
from bot.core.grammar.errors import Ambiguous, UnknownName
from bot.core.grammar.spelling import Spellings
from bot.core.names import Named, Names, quoted

KINDS = ("project", "team", "model", "key", "user")
UNATTRIBUTED = Named("project", "", "unattributed")  # what belongs to no project, in one word that can be typed
# What OpenAI's ids begin with. A user is `user-…`, `user_…` or, when no person is behind it, `svc_acct_…`; `user_id`
# and `key_ids` are words of its parameters.
IDS = (
    r"(?P<project>proj_[\w-]+)|(?P<key>key_(?!ids?\b)[\w-]+)"
    r"|(?P<user>(?:user-|user_(?=[\w-]*\d)|svc_acct_)[\w-]+)"
)
_ID = re.compile(IDS, re.ASCII)
_PIECE = r"[^\W_]+"
_SNAPSHOT = r"-(?:\d{4}-?\d\d-?\d\d|\d{4})"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a typed name stands for: ids or names of one dimension. `repaired` says that it was read with a typo."""

    dimension: str
    values: tuple[str, ...]
    repaired: str = ""


class Index:
    """Known names by their spelling, with and without separators."""

    def __init__(self, names: Names) -> None:
        known = tuple(named for named in names.known if named.kind in KINDS)
        self.known = known
        self.exact: dict[str, list[Named]] = {}
        self.squashed: dict[str, list[Named]] = {}
        self.words: dict[str, list[Named]] = {}
        self.families: dict[str, set[str]] = {}
        self.stems = tuple((stem, named) for named in known for stem in spellings(named) if stem)
        for named in known:
            self._add(named)
        self.exact.setdefault(UNATTRIBUTED.name, []).append(UNATTRIBUTED)
        self._near = Spellings(self.stems)
        self._near_words = Spellings((word, word) for word in self.words if len(word) > 4)
        self._squashed = sorted({*self.squashed, *self.families})
        self.longest = max((_pieces(named.name or named.id) for named in known), default=1)

    def _add(self, named: Named) -> None:
        for spelt in {named.name.casefold(), named.id.casefold(), named.email.casefold()} - {""}:
            self.exact.setdefault(spelt, []).append(named)
            self.squashed.setdefault(squash(spelt), []).append(named)
        for word in set(re.findall(r"[^\W_]+", named.name.casefold())):
            self.words.setdefault(word, []).append(named)
        if named.kind == "model":
            for stem in spellings(named):
                self.families.setdefault(stem, set()).add(named.id)

    def begins(self, stem: str) -> bool:
        """Whether some name begins so, separators left out: `4o mini` begins gpt-4o-mini."""
        starts = (stem, f"gpt{stem}") if stem[:1].isdecimal() else (stem,)
        places = ((start, bisect_left(self._squashed, start)) for start in starts)
        return any("".join(self._squashed[place : place + 1]).startswith(start) for start, place in places)

    def spelt(self, typed: str, kind: str = "") -> list[Named]:
        """Names and ids that are spelt so; if there are none, those that differ only in separators."""
        return _of_kind(self.exact.get(typed, ()), kind) or _of_kind(self.squashed.get(squash(typed) or " ", ()), kind)

    def family(self, typed: str) -> tuple[str, ...]:
        """A model and its dated snapshots: `gpt-5` has gpt-5-2025-08-07, but not gpt-5-mini."""
        stem = squash(typed)
        found = self.families.get(stem, set())
        if not found and stem[:1].isdecimal() and any(map(str.isalpha, stem)):
            found = self.families.get(f"gpt{stem}", set())
        return tuple(sorted(found))

    def begun(self, typed: str, kind: str = "") -> list[Named]:
        stem = squash(typed)
        return _of_kind((named for spelt, named in self.stems if stem and spelt.startswith(stem)), kind)

    def containing(self, typed: str, kind: str = "") -> list[Named]:
        """Names that have this word: `eval` finds data-eval, `lee` finds Sam Lee."""
        return _of_kind(self.words.get(typed, ()), kind) if len(typed) > 1 else []

    def with_pieces(self, typed: str) -> list[Named]:
        """Those with several pieces written so one after the other: `3-large` for text-embedding-3-large."""
        pieces = _joined(typed)
        return [named for named, name in self._joined if pieces in name] if pieces.count("-") > 2 else []

    @cached_property
    def initials(self) -> dict[str, list[Named]]:
        """What has several words in its name, by their first letters: `ds` for Data Science."""
        found: dict[str, list[Named]] = {}
        for named in self.known:
            pieces = re.findall(_PIECE, named.name.casefold())
            if len(pieces) > 1 and named.kind in ("project", "team") and not named.gone:
                found.setdefault("".join(piece[0] for piece in pieces), []).append(named)
        return found

    @cached_property
    def _joined(self) -> tuple[tuple[Named, str], ...]:
        return tuple((named, _joined(family_name(named).casefold())) for named in self.known)

    def nearly_containing(self, typed: str) -> list[Named]:
        """Names that have a word like this: `chekout` finds checkout-prod."""
        return [named for word in self._near_words.near(typed) for named in self.words[word]]

    def near(self, typed: str, kind: str = "") -> list[Named]:
        return _of_kind(self._near.near(squash(typed)), kind)

    def matching(self, pattern: str, kind: str = "") -> list[Named]:
        return _of_kind(
            (named for named in self.known if fnmatchcase((named.name or named.id).casefold(), pattern)), kind
        )


def _pieces(text: str) -> int:
    return len(re.findall(r"[^\W_]+", text))


def _joined(text: str) -> str:
    """`-text-embedding-3-large-`: its pieces between equal marks."""
    return f"-{'-'.join(re.findall(_PIECE, text))}-"


@lru_cache(maxsize=65536)
def squash(text: str) -> str:
    """The text without what people type differently: case, blanks, dashes and signs."""
    return "".join(character for character in text.casefold() if character.isalnum() or character == ".")


def family_name(named: Named) -> str:
    """What to call it: a model without the date of its snapshot."""
    if named.kind != "model":
        return named.name or named.id
    return re.sub(rf"(?<=.){_SNAPSHOT}$", "", named.id)


def spellings(named: Named) -> tuple[str, ...]:
    return tuple(dict.fromkeys((squash(named.name or named.id), squash(family_name(named)))))


def _of_kind(found: Iterable[Named], kind: str) -> list[Named]:
    found = list(dict.fromkeys(named for named in found if not kind or named.kind == kind))
    if not kind:  # where a team and a project share a name, the project is meant
        found = [named for named in found if named.kind != "team"] or found
    return [named for named in found if not named.gone] or found


@lru_cache(maxsize=4)
def index(names: Names) -> Index:
    """The index of these names. It is remembered: building it reads thousands of names, and names rarely change."""
    return Index(names)


def exact_choice(typed: str, known: Index, kind: str = "", *, quoted: bool = False) -> Choice | None:
    """
    The name, id, model family or pattern that is spelt so. A quoted text is a name or an id only.

    Raises Ambiguous when things of two kinds are called so.
    """
    if quoted and kind:
        found = _of_kind(known.exact.get(typed, ()), kind)
        return _only(typed, found) if found else _by_id(typed, kind)
    if "*" in typed:
        return _pattern(typed, known, kind)
    found = known.spelt(typed, kind)
    family = known.family(typed) if kind in ("", "model") else ()
    others = [named for named in found if named.kind != "model"]
    if family and not others:
        return Choice("model", family)
    if not found:
        return _by_id(typed, kind)
    if family:
        found = [*others, Named("model", typed, typed)]
    return _only(typed, found)


def _by_id(typed: str, kind: str) -> Choice | None:
    match = _ID.fullmatch(typed)
    if not match or not match.lastgroup or kind not in ("", match.lastgroup):
        return None
    return Choice(match.lastgroup, (typed,))


def _only(typed: str, found: list[Named]) -> Choice:
    if len(found) == 1:
        return Choice(found[0].kind, (found[0].id,))
    raise two_readings(typed, found)


def two_readings(typed: str, found: list[Named]) -> Ambiguous:
    one, two = sorted(found, key=lambda named: (named.gone, len(named.name or named.id)))[:2]
    told = [named_text(named, found) for named in (one, two)]
    more = f" ({len(found) - 2} more begin so)" if len(found) > 2 else ""
    return Ambiguous(f"“{typed}” could be {told[0]} or {told[1]}{more}; which one?", (told[0], told[1]), typed)


def named_text(named: Named, rivals: list[Named]) -> str:
    """`project:web-app`; with its id where two have the name."""
    same = [other for other in rivals if other.kind == named.kind and other.name.casefold() == named.name.casefold()]
    text = named.id if len(same) > 1 or not named.name or '"' in named.name else named.name
    return f"{named.kind}:{quoted(text)}"


def _pattern(typed: str, known: Index, kind: str) -> Choice | None:
    """A pattern of models stays a pattern; other patterns become the ids that they match."""
    found = known.matching(typed, kind)
    kinds = sorted({named.kind for named in found}, key=KINDS.index)
    if kind == "model" or kinds == ["model"]:
        return Choice("model", (typed,))
    if len(kinds) == 1:
        return Choice(kinds[0], tuple(named.id for named in found))
    if kinds:
        told = tuple(f"{one}:{typed}" for one in kinds[:2])
        raise Ambiguous(f"“{typed}” could be {told[0]} or {told[1]}; which one?", told, typed)
    return None


def resolve_name(kind: str, typed: str, names: Names) -> tuple[str, ...]:
    """
    The ids of this kind that a typed name stands for: exact, then by how it begins, then with a typo.

    Raises Ambiguous for two candidates, UserError for none.
    """
    choice = near_choice(typed.strip().strip('"').casefold(), index(names), kind)
    if not choice:
        raise unknown_name(kind, typed, names)
    watchable(choice)
    return choice.values


def watchable(choice: Choice) -> None:
    """Raises UserError for a choice that can be asked for but can have no budget."""
    if UNATTRIBUTED.id in choice.values:
        raise UserError("What belongs to no project has no budget of its own; it counts in the organisation's.")


def unknown_name(kind: str, typed: str, names: Names) -> UnknownName:
    """The error for a name that nothing has; `kind` is '' when any kind was meant."""
    what = f"There is no {kind or 'project, model, key or user'} “{typed[:80]}”"
    if not names.known:
        return UnknownName(f"{what} yet: no names were read so far. Try again in a minute.", (), typed)
    shown = f"this month by {kind or 'project'}"
    return UnknownName(f"{what}. `{shown}` lists those there are.", (), typed)


def near_choice(typed: str, known: Index, kind: str = "", *, quoted: bool = False) -> Choice | None:
    """The name that is spelt so; else the only one that begins so; else the only one within a typo."""
    exact = exact_choice(typed, known, kind, quoted=quoted)
    if exact:
        return exact
    found = known.containing(typed, kind) or known.begun(typed, kind) or known.near(typed, kind)
    return _repaired(typed, found) if found else None


def _repaired(typed: str, found: list[Named]) -> Choice:
    families = {(named.kind, family_name(named)) for named in found}
    if len(families) == 1 and (len(found) == 1 or found[0].kind == "model"):
        return Choice(found[0].kind, tuple(named.id for named in found), family_name(found[0]))
    raise two_readings(typed, found)
