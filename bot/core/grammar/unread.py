"""Suggestions: the nearest questions that are known to be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from heapq import nlargest
from itertools import islice

from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.errors import Ambiguous, NoPeriod, UnknownName
from bot.core.grammar.names import KINDS, Index, family_name, named_text, squash
from bot.core.grammar.real_words import REAL_WORDS
from bot.core.grammar.time.slashed_dates import SLASHED, rewritten
from bot.core.grammar.tokens import Words
from bot.core.grammar.typed_text import cleaned
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

# Topics that people ask about in words that no reader takes, and the nearest question with an answer.
_TOPICS = tuple(
    (frozenset(listed(spelt)), examples)
    for spelt, examples in (
        (
            "limit, limits, cap, over, close, quota, allowance, afford, exceed, budget, budgets, bdgt, kitty, credit",
            ("budgets", "forecast this month"),
        ),
        ("enough, runway, topup, run, lasts, long, wallet, left", ("forecast this month", "budgets")),
        (
            """
            normal, usual, weird, wrong, bad, worse, crazy, odd, strange, happen, happens, happening, broken, off, drop,
            dropped, fix, fixed, launched, launch, feature, help, helped, deployed, shipped, healthy, health, problem
            """,
            ("anomalies last 7 days", "why this week", "this week by day"),
        ),
        (
            "stop, stops, dead, clean, cleanup, kill, alive, delete, disable, revoke, turn, stopped, working, quiet",
            ("idle keys", "idle projects", "last 7 days by day"),
        ),
        (
            "save, saving, savings, waste, wasting, wasted, reduce, optimise, optimize, cheaper, cheap",
            ("saved by cache this month", "this month by model", "cost per 1m tokens this month by model"),
        ),
        (
            "compare, better, than, difference, more, against, versus, vs",
            ("this week vs last week", "this month vs last month"),
        ),
        ("video, videos, picture, pictures, pics, photo, photos, drawing", ("images this month", "this month by item")),
        ("voice, speech, talk, minutes, sound", ("whisper seconds this month", "audio tokens this month")),
        ("file, attach, attachment, send, email, sheet", ("this month by project csv", "last month by project csv")),
        ("break, split, detail, details, where, part, parts", ("this month by project", "this month by model")),
        ("who, person, people, somebody, someone, staff, employee", ("this month by key", "this month by project")),
        ("weekend, weekends, night, nights, saturdays, sundays, weekday", ("last 7 days by day", "today by hour")),
        ("prompt, prompts, latency, errors, speed, slow", ("requests today by hour", "input tokens today by key")),
    )
)
SHOWN = 3

_KIND = r"(?:\b(?:project|model|key|user)\s+)?(?:[a-z-]+[:=])?"

_TWICE = re.compile(r"\b(last|since|until|on|the) \1\b", re.IGNORECASE)  # `last` stood before what was replaced


def in_place(error: UserError, text: str) -> tuple[str, ...]:
    """The question with each suggestion in the place of what was typed."""
    if not isinstance(error, (Ambiguous, NoPeriod, UnknownName)) or not error.typed:
        return error.suggestions
    if SLASHED.fullmatch(error.typed) and error.suggestions[:1] == (rewritten(error.typed, month_first=False),):
        return rewritten(cleaned(text), month_first=False), rewritten(cleaned(text), month_first=True)
    said = r"\s*".join(map(re.escape, error.typed.split()))  # `9-17` are three words
    typed = re.compile(rf"""{_KIND}["']?{said}(?:'s\b|["'])?""", re.IGNORECASE)
    placed = (typed.sub(each.replace("\\", ""), cleaned(text), count=1) for each in error.suggestions)
    return tuple(_TWICE.sub(r"\1", each) for each in placed)


def suggested(
    error: UserError,
    text: str,
    is_read: Callable[[str], bool],
    offers: Iterable[str] = (),
    kinds: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """
    Suggestions of the error, then `offers`: three at most. One place is for an offer of the kind that was wanted,
    `kinds`.

    A question that is asked back keeps its two.
    """
    placed = [each for each in map(_begun, in_place(error, text)) if is_read(each)]
    own = placed or [each for each in error.suggestions if is_read(each)]
    if isinstance(error, Ambiguous) and len(own) == 2:
        return tuple(own)
    has_dates = isinstance(error, NoPeriod) and len(placed) > 1  # of `next month` no `month` is left
    is_full = has_dates or (placed and len(own) >= SHOWN)
    understood = [] if is_full else list(map(_begun, islice(offers, SHOWN)))
    is_placed = isinstance(error, (Ambiguous, NoPeriod, UnknownName))
    told = [*own[:2], *kinds[:1], *understood] if is_placed else [*own[:1], *understood[:1], *kinds[:1], *own[1:]]
    return tuple(dict.fromkeys([*told, *understood[1:], *kinds]))[:SHOWN]


_LEADING = re.compile(r"^(?:(?:but|only|and|just|or|also|n|,)\s+)+", re.IGNORECASE)


def _begun(text: str) -> str:
    """The text as a question of its own begins; `only october` would be read as a follow-up."""
    return _LEADING.sub("", text)


def examples(text: str) -> list[str]:
    """Examples of the topics that the words touch, then the examples that share most words with the text."""
    words = set(re.findall(r"[\w']+", text[:200].casefold()))
    near = [example for spelt, examples in _TOPICS if spelt & words for example in examples]
    words -= {"by", "this", "last"}
    shared = sorted(_EXAMPLES, key=lambda example: len(words & set(example.split())), reverse=True)
    return [*near, *shared]


_ARTICLES = ("the", "our", "my", "called", "named", ":", "=")
_BEFORE_GROUPS = ("by", "per", "top", "each", "every", "which", "all", "and", ",")
BEFORE_NAMES = (
    *("for", "on", "of", "from", "with", "except", "without", "excluding", "only", "vs", "versus", "not", "did", "by"),
    *("does", "in", "just", "has", "is", "at"),
)
_NEAREST = 2
_ALIKE = 60  # names
_CLOSE = 0.6  # of 1, by difflib; `weather` is not whisper


def unknown_name(typed: str, known: Index, kind: str = "") -> UnknownName:
    """`There is no project “sam”; the nearest is sam-dev.`"""
    near = nearest(typed, known, kind)
    kinds = kind or "project, model, key or user"
    told = f"; the nearest {'is' if len(near) == 1 else 'are'} {' and '.join(near)}" if near else ""
    cure = " Whoever runs the bot names teams in `teams.toml`." if kind == "team" and not near else ""
    return UnknownName(f"There is no {kinds} “{typed[:80]}”{told}.{cure}", near, typed)


def is_group(words: Words, at: int) -> bool:
    """`by country`: an English noun behind `by` is no name that was misspelt."""
    return words.text(at - 1) in ("by", "per", "each", "every") and words.text(at) in REAL_WORDS


def no_rows(typed: str) -> UnknownName:
    told = f"OpenAI's usage knows no {typed[:80]}; rows can be by project, team, model, key, user, tier or line item."
    return UnknownName(told, (), typed)


def nearest(typed: str, known: Index, kind: str = "") -> tuple[str, ...]:
    """The two names that are spelt most like the text, as a question would name them; none if none is alike."""
    if typed in REAL_WORDS:
        return ()
    if short := initials_of(typed, known, kind):
        return short
    spelt: dict[str, Named] = {}
    for stem, named in known.stems:
        if (not kind or named.kind == kind) and not named.gone:
            spelt.setdefault(stem, named)
    wanted = squash(typed)
    pairs = {wanted[at : at + 2] for at in range(len(wanted) - 1)}
    alike = nlargest(_ALIKE, spelt, key=lambda stem: sum(pair in stem for pair in pairs))  # a closer look costs more
    close = get_close_matches(wanted, alike, n=4, cutoff=_CLOSE)
    found = list(dict.fromkeys(spelt[stem] for stem in close))
    told = (f"model:{family_name(one)}" if one.kind == "model" else named_text(one, found) for one in found)
    return tuple(dict.fromkeys(told))[:_NEAREST]


def initials_of(typed: str, known: Index, kind: str = "") -> tuple[str, ...]:
    """`ds` for Data Science: offered, and taken only where its kind stands beside it."""
    meant = [one for one in known.initials.get(typed.casefold(), ()) if kind in ("", "team", one.kind)]
    return tuple(named_text(one, meant) for one in meant)[:_NEAREST]


def said_kind(words: Words, at: int) -> str:
    """The kind that stands beside a name, `project sam` or `sam project`; in `by project sam` it is a group."""
    if words.text(at + 1) in KINDS:
        return words.text(at + 1)
    if words.text(at + 1) in ("department", "dept") and words.text(at - 1) not in ("by", "per"):
        return "team"
    while words.text(at - 1) in _ARTICLES:
        at -= 1
    kind = words.text(at - 1)
    return kind if kind in KINDS and words.text(at - 2) not in _BEFORE_GROUPS else ""


_A_SUM = re.compile(r"\$?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{3,}\.\d\d)")


def may_be_name(words: Words, at: int) -> bool:
    """Whether a word stands where names stand, or looks like a name: `for sam`, `data-evil`, `gpt-6`."""
    if _A_SUM.fullmatch(words[at].text) and not words[at].quoted:
        return False  # `the invoice says 18,412.77`
    if words[at].quoted or re.search(r"\w[-_./]\w|[a-z]\d", words[at].text):
        return True
    while words.text(at - 1) in _ARTICLES:
        at -= 1
    return words.text(at - 1) in BEFORE_NAMES
