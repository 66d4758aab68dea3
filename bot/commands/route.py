"""One rule of routing: a line that says a pattern is for a command; and what the slots of patterns stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from bot.commands.route_words import Said
from bot.commands.table import COMMANDS
from bot.core.alerts.ack_words import ACKNOWLEDGED, QUIET
from bot.core.catalogue.words import either, listed
from bot.core.grammar.calendar_words import MONTH, ONE_WEEKDAY, RHYTHMS
from bot.core.grammar.limits import OVER, UNDER
from bot.core.grammar.price_sums import A_MODEL
from bot.core.grammar.wish_patterns import wish_pattern
from bot.core.patterns import Pattern
from bot.core.time_units import UNITS_OF_TIME


def first_word(text: str) -> str:
    return next(iter(text.lower().split(maxsplit=1)), "").rstrip(":,")


def after_first(text: str) -> str:
    return text.strip()[len(first_word(text)) :].lstrip(":,").strip()


def _verb(words: Iterable[str]) -> str:
    return rf"(?:{either(words)})[:,]*(?!\S)"


_MAY_BEGIN_A_BUDGET = ("new", "notify", "alert")
_PERIODS = (
    "yesterday",
    "last",
    "past",
    "previous",
    "prior",
    "ago",
    *(word for unit in UNITS_OF_TIME for word in unit.to_date),
)
_LOOKING = listed(
    """
    on it, looking at it, looking into it, taking a look, having a look, checking it, checking, handling it, taking care
    of it, working on it, investigating
    """
)
# What is said around a wish for the answer that stands there, and nothing else.
_WISHING = either(
    listed(
        """
        can, could, may, i, we, to, would, like, love, want, need, please, pls, get, have, see, receive, send, post,
        give, show, share, do, make, repeat, run, schedule, me, us, u, you, i'd, we'd, lets, let's, now, and, ok, okay,
        great, nice, cool, thanks, yes, hey, in, here, into, this channel
        """
    )
)
_RATE = (
    r"(?P<rate>\$?\d[\d.,]*[km]?\s*(?:\$|usd|dollars?|bucks)?\s*"
    r"(?:(?:/|per|an?|each|every)\s*(?:day|week|month|mo|quarter)\b|daily\b|weekly\b|monthly\b|quarterly\b))"
)
_SLOTS = {
    **{f"verb {one.verb}": _verb(one.words) for one in COMMANDS},
    "another verb": _verb(word for one in COMMANDS[1:] for word in one.words if word not in _MAY_BEGIN_A_BUDGET),
    "figure": r"\d",
    "dollars": r"(?:\$\s*\d|\d[km]?\s*(?:\$|usd|dollars?|bucks|/|a\s|per\s|an?\s))",
    "sum": r"(?:\$\s*\d[\d.,]*[km]?|\d[\d.,]*[km]?\s*(?:\$|usd|dollars?|bucks))",
    "number": r"\d[\d.,]*[km]?",
    "name": r"(?!\d)\S+",
    "a number": r"#\d{1,6}",  # of a budget
    "word": r"\S+",
    "nothing": "",
    "rhythm": either((*RHYTHMS, "quarterly", "yearly", "annual")),
    "level": either(listed("level, levels, alert, alerts, threshold, thresholds, warning, warnings")),
    "owner": r"(?P<owner><@[^>]+>|@?[a-z][\w.@-]*)",
    "percent": r"\d{1,4}\s*(?:%|percent|pct)",
    "plus": r"[+-]\s*\$?\d",
    "list": _verb(("list", "budgets")),
    "what": either(listed("what, what's, whats, which, anything, something, the, our, all")),
    "what time": r"\b(?:what\s+time|when)\b",
    "days": r"(?P<days>.+)",
    "wanted": r"(?P<wanted>(?:(?:daily|weekly|monthly)\s+)?(?:digest|report|summary)\b.*)",
    "whose": r"(?P<whose>.+?)",
    "a name": r"(?P<whose>[\w.@-]+)",
    "channel": r"(?P<channel><#[^>]+>|#[\w-]+)",
    "hour": r"\d{1,2}(?::\d\d)?\s*(?:am|pm)?\b",
    "went off": either(listed("fire, fired, go off, went off, gone off, trigger, triggered, sent, come, came, posted")),
    "wish for": either(listed("get, have, receive, want, like, need, subscribe me to, sign me up for, subscribe to")),
    "weekday": rf"\b{ONE_WEEKDAY}\b",
    "month": rf"\b(?:{either(MONTH)})\b",
    "period": rf"\b(?:{either(MONTH)}|{either(_PERIODS)}|(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?|q[1-4])\b",
    "rate": _RATE,
    "seen": either(listed("seen it, saw it, got it, noted, on it, i'm on it, im on it, looking at it, taking it")),
    "got": either(listed("got, saw, seen, i got, i saw, i've seen, ive seen, i have seen, we got, we saw")),
    "looking": rf"(?:i'?m|i am|we'?re|we are|am)?\s*{either(_LOOKING)}",
    "acknowledged": ACKNOWLEDGED,
    "quiet": QUIET,
    "should go": r"(?:should|must|need\s+to|have\s+to|ought\s+to)\s+(?:go|be\s+sent|be\s+posted|post|come|land)",
    "may we": r"(?:can|could|should|may)\s+(?:we|i)",
    "i or we": r"(?:i|we|you|this\s+channel)",
    "levels": r"(?P<levels>\d{1,3}%?(?:\s*[/,]\s*\d{1,3}%?){1,5})",
    "then": r"(?P<then>.+)",
    "wished": rf"{_WISHING}(?:[\s,!.]+{_WISHING})*",
    "that": r"(?:that|this|it|these|those|(?:the\s+)?same(?:\s+(?:thing|one|numbers|report))?)(?:\s+(?:again|here))?",
    "at most": either(listed("max, maximum, at most, no more than, not more than, capped at, up to, max out at")),
    "posted": either(listed("go, goes, posted, sent, land, come, show up, get posted, get sent")),
    "page": rf"\b{either(('over', 'exceeded', 'owner', 'owners', 'owned', 'changes', 'history', 'without', 'with'))}\b",
    "limit": either((*OVER, *UNDER, "at", "near", "close to")),
    "price": r"\b(?:prices?|pricing|rates?)\b",
    # `gpt-5`, `gpt-5 and o3`: of models alone, and nothing about a time
    "models": rf"(?P<models>{A_MODEL}(?:(?:\s*,\s*|\s+and\s+|\s+){A_MODEL})*)\s*\??",
}


@cache
def _compiled(pattern: str) -> Pattern:
    return wish_pattern(pattern, _SLOTS)


_LONGEST = 1000  # characters; a wish is short, and what was pasted is looked at by its first word alone


@dataclass(frozen=True)
class Route:
    """
    A line that says `pattern` is for the command `verb`, unless it says one of `unless`.

    `gives` makes the words for the command; None where the rule does not mean the line after all.
    """

    pattern: str
    verb: str
    gives: Callable[[Said], str | None]
    unless: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for pattern in (self.pattern, *self.unless):
            _compiled(pattern)

    def words(self, line: str) -> str | None:
        """The words for the command; None for a line that is not for it."""
        if len(line) > _LONGEST and not self.pattern.startswith("<verb") and self.pattern != "…":
            return None
        found = _compiled(self.pattern).fullmatch(line)
        if found is None or any(_compiled(one).fullmatch(line) for one in self.unless):
            return None
        return self.gives(Said(line, after_first(line), found))
