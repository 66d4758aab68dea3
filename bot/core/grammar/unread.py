"""Suggestions: the nearest questions that are known to be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher, get_close_matches
from heapq import nlargest

from bot.core.errors import UserError
from bot.core.grammar.errors import Ambiguous, NoPeriod, UnknownName
from bot.core.grammar.names import KINDS, Index, family_name, named_text, squash
from bot.core.grammar.time.slashed_dates import SLASHED, rewritten
from bot.core.grammar.tokens import Word, Words, cleaned
from bot.core.names import Named

_EXAMPLES = (
    "today by model",
    "today by project",
    "yesterday",
    "yesterday by project",
    "this week by day",
    "this month by project",
    "this month by model",
    "last month by project",
    "last 7 days by day",
    "last 30 days by model",
    "tokens today by model",
    "requests today by hour",
    "top 5 projects this month",
    "this week vs last week",
    "today vs yesterday",
    "forecast this month",
    "why yesterday",
    "today by key",
    "cached tokens this week by model",
    "this month vs last month",
)

_KIND = r"(?:\b(?:project|model|key|user)\s+)?(?:[a-z-]+[:=])?"

_TWICE = re.compile(r"\b(last|since|until|on|the) \1\b", re.IGNORECASE)  # `last` stood before what was replaced


def _in_place(error: UserError, text: str) -> tuple[str, ...]:
    """The question with each reading in the place of what was typed."""
    if not isinstance(error, (Ambiguous, NoPeriod, UnknownName)) or not error.typed:
        return error.suggestions
    if SLASHED.fullmatch(error.typed):
        return rewritten(cleaned(text), month_first=False), rewritten(cleaned(text), month_first=True)
    typed = re.compile(rf"""{_KIND}["']?{re.escape(error.typed)}(?:'s\b|["'])?""", re.IGNORECASE)
    placed = (typed.sub(each.replace("\\", ""), cleaned(text), count=1) for each in error.suggestions)
    return tuple(_TWICE.sub(r"\1", each) for each in placed)


def suggested(error: UserError, text: str, is_read: Callable[[str], bool], rest: str = "") -> tuple[str, ...]:
    """
    Those of the error first, then the `rest` that was understood, then examples like it.

    A question back keeps its two, everything else is filled to three.
    """
    own = [each for each in _in_place(error, text) if is_read(each)] or [
        each for each in error.suggestions if is_read(each)
    ]
    if isinstance(error, Ambiguous) and len(own) == 2:
        return tuple(own)
    own += [rest] if rest and is_read(rest) else []
    nearest = sorted(_EXAMPLES, key=_likeness_to(text[:200].casefold()), reverse=True)
    return tuple(dict.fromkeys([*own, *nearest]))[:3]


def _likeness_to(text: str) -> Callable[[str], tuple[int, float]]:
    """How many words an example shares with the text, then how alike they are written."""
    words, matcher = set(text.split()) - {"by", "this", "last"}, SequenceMatcher(b=text)

    def likeness(example: str) -> tuple[int, float]:
        matcher.set_seq1(example)
        return len(words & set(example.split())), matcher.ratio()

    return likeness


_ARTICLES = ("the", "our", "my", "called", "named", ":", "=")
_BEFORE_GROUPS = ("by", "per", "top", "each", "every", "which", "all", "and", ",")
_BEFORE_NAMES = (
    *("for", "on", "of", "from", "with", "except", "without", "excluding", "only", "vs", "versus", "not", "did", "by"),
    *("does", "in", "just", "has", "is", "at"),
)
_NEAREST = 2
_ALIKE = 60  # names


def unknown_name(typed: str, known: Index, kind: str = "") -> UnknownName:
    """`I know no project “sam”; the nearest is sam-dev.`"""
    near = nearest(typed, known, kind)
    kinds = kind or "project, model, key or user"
    told = f"; the nearest {'is' if len(near) == 1 else 'are'} {' and '.join(near)}" if near else ""
    return UnknownName(f"I know no {kinds} “{typed[:80]}”{told}.", near, typed)


def nearest(typed: str, known: Index, kind: str = "") -> tuple[str, ...]:
    """The two that are spelt most alike, if any is alike at all, as a question names them."""
    spelt: dict[str, Named] = {}
    for stem, named in known.stems:
        if (not kind or named.kind == kind) and not named.gone:
            spelt.setdefault(stem, named)
    wanted = squash(typed)
    pairs = {wanted[at : at + 2] for at in range(len(wanted) - 1)}
    alike = nlargest(_ALIKE, spelt, key=lambda stem: sum(pair in stem for pair in pairs))  # a closer look costs more
    close = get_close_matches(wanted, alike, n=4, cutoff=0.5)
    found = list(dict.fromkeys(spelt[stem] for stem in close))
    told = (f"model:{family_name(one)}" if one.kind == "model" else named_text(one, found) for one in found)
    return tuple(dict.fromkeys(told))[:_NEAREST]


def without(words: Words, unread: list[int]) -> str:
    """The question without the words that were not understood, and without what only led to them."""
    left: list[Word] = []
    for at, word in enumerate(words):
        if at in unread:
            while left and left[-1].text in (*_ARTICLES, *_BEFORE_NAMES, *KINDS):
                left.pop()
        else:
            left.append(word)
    return " ".join(word.typed for word in left).strip(" ,-–/&+")


def said_kind(words: Words, at: int) -> str:
    """The kind that is said beside the name, `project sam` or `sam project`; in `by project sam` it is a group."""
    if words.text(at + 1) in KINDS:
        return words.text(at + 1)
    while words.text(at - 1) in _ARTICLES:
        at -= 1
    kind = words.text(at - 1)
    return kind if kind in KINDS and words.text(at - 2) not in _BEFORE_GROUPS else ""


def may_be_name(words: Words, at: int) -> bool:
    """Whether the word stands where names stand, or looks like one: `for sam`, `data-evil`, `gpt-6`."""
    if words[at].quoted or re.search(r"\w[-_./]\w|[a-z]\d", words[at].text):
        return True
    while words.text(at - 1) in _ARTICLES:
        at -= 1
    return words.text(at - 1) in _BEFORE_NAMES
