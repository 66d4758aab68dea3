"""Which command a line is for: rules in order, each named by what the line says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import NamedTuple

from bot.commands.request import Command
from bot.commands.table import COMMANDS
from bot.core.answers.about import about
from bot.core.budgets.plain_budgets import said_raise, says_budget
from bot.core.catalogue.words import either
from bot.core.grammar import meaningful_words
from bot.core.grammar.limits import OVER, UNDER
from bot.core.grammar.price_sums import A_MODEL
from bot.core.grammar.vocabulary import MONTH, ONE_WEEKDAY
from bot.core.grammar.wish_patterns import wish_pattern
from bot.core.reports.said_schedules import put_first
from bot.core.reports.schedules import DIGEST


class Said(NamedTuple):
    """A line that a rule reads: whole, without its first word, and what its pattern found in it."""

    line: str
    after: str
    found: re.Match[str]


def first_word(text: str) -> str:
    return next(iter(text.lower().split(maxsplit=1)), "").rstrip(":,")


def after_first(text: str) -> str:
    return text.strip()[len(first_word(text)) :].lstrip(":,").strip()


def _verb(words: Iterable[str]) -> str:
    return rf"(?:{either(words)})[:,]*(?!\S)"


_MAY_BEGIN_A_BUDGET = ("new", "notify", "alert")
_SLOTS = {
    **{f"verb {one.verb}": _verb(one.words) for one in COMMANDS},
    "another verb": _verb(word for one in COMMANDS[1:] for word in one.words if word not in _MAY_BEGIN_A_BUDGET),
    "figure": r"\d",
    "dollars": r"(?:\$\s*\d|\d\s*(?:\$|usd|dollars?|bucks|/|a\s|per\s|an?\s))",
    "sum": r"(?:\$\s*\d[\d.,]*[km]?|\d[\d.,]*[km]?\s*(?:\$|usd|dollars?|bucks))",
    "number": r"\d[\d.,]*[km]?",
    "name": r"(?!\d)\S+",
    "word": r"\S+",
    "nothing": "",
    "list": _verb(("list", "budgets")),
    "what time": r"\b(?:what\s+time|when)\b",
    "days": r"(?P<days>.+)",
    "weekday": rf"\b{ONE_WEEKDAY}\b",
    "month": rf"\b(?:{either(MONTH)})\b",
    "limit": either((*OVER, *UNDER, "at", "near", "close to")),
    "price": r"\b(?:prices?|pricing|rates?)\b",
    # `gpt-5`, `gpt-5 and o3`: of models alone, and nothing about a time
    "models": rf"(?P<models>{A_MODEL}(?:(?:\s*,\s*|\s+and\s+|\s+){A_MODEL})*)\s*\??",
}


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
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


def _line(said: Said) -> str:
    return said.line


def _after(said: Said) -> str:
    return said.after


def _nothing(said: Said) -> str:
    return ""


def _on_days(said: Said) -> str:
    return f"{said.found['days']} {DIGEST}"


def _scheduled(said: Said) -> str | None:
    """What follows `every`, where the line says that something is to come by itself."""
    return put_first(said.line) or None


def _scheduled_after(said: Said) -> str | None:
    return put_first(said.after) or None


def _changed(said: Said) -> str:
    return f"change {said.line}"


def _to_the_bot(said: Said) -> str | None:
    return said.line if about(said.line) else None


def _extra(said: Said) -> str | None:
    """`approve an extra $200 for search`: an amount for a while."""
    return said_raise(said.line) or None


def _plain_budget(said: Said) -> str | None:
    return said.line if says_budget(said.line) else None


# Beside a page's word they ask for no other one.
_LATELY = (
    *("today", "yesterday", "last", "night", "recent", "recently", "lately", "week", "hour", "new", "more"),
    *("my", "me", "mine", "our", "open", "active", "there", "some", "yet", "team", "still"),
)
_PAGE = {word: one for one in COMMANDS if one.is_page for word in one.words}


def _alone(said: Said, *, page: Command) -> str | None:
    """`are there any alerts?`: a sentence with a page's word, and no other one that says something."""
    asked = {_PAGE.get(word) for word in meaningful_words(said.line, _PAGE) if word not in _LATELY}
    return "" if asked == {page} else None


# `how is the $500 budget?` asks; a line with another first word is what that says.
_NO_WISH = ("<another verb> …", "<ask> …", "… ?")
_TOLD = "[<politely>]* <alert>|<tell> … <when> … <figure> …"
_BESIDE_A_BUDGET = ("… over|above|under|below|near|last|past|every|each|at …",)
# `set a budget of $500 a month for search`, `100 dollars budget for search`; `ping me if search goes over 20 usd`: to
# be told of an amount is a budget.
_WISHES_OF_A_BUDGET = (
    ("[<politely>]* limit|cap <name> … <figure> …", ()),
    ("[<politely>]* <make> … <figure> … limit|cap …", ()),
    ("[<politely>]* <make> … limit|cap … <figure> …", ()),
    ("[<politely>]* new [<word>] <budget> …", ()),
    ("[<politely>]* <make>|<change>|<move>|<delete>|<lower>|<multiply> … <budget> …", ()),
    ("[<politely>]* i|we <not wanted> … <budget> …", ()),
    ("[<politely>]* daily|weekly|monthly <sum> for …", ()),
    ("… <budget> … <dollars> …", ()),
    ("… <dollars> … <budget> …", ()),
    ("… <budget> [<word>] [<word>] <number>", _BESIDE_A_BUDGET),
    ("daily|weekly|monthly|quarterly|yearly <budget> [of] <number> …", ()),
    (_TOLD, ()),
    ("[<politely>]* warn|alert [me|us] [only] at <figure> …", ()),
)

ROUTES = (
    Route("…", "about", _to_the_bot),
    Route("every|each project|model|key|user|team|person …", "ask", _line),
    Route("why … i|we get|got|receive|received … alert|alerts|warning|ping …", "alerts", _nothing),
    Route("<verb budgets> [that are] <limit> <figure> …", "ask", _line),
    Route("<verb increase> … <until> …", "raise", _after),
    Route("<verb digest> <every> <days>", "every", _on_days),
    Route("<verb digest> …", "every", _scheduled),
    Route("<verb reports> …", "every", _scheduled_after),
    Route("…", "raise", _extra, _NO_WISH),
    *(Route(one, "budget", _line, (*_NO_WISH, *unless)) for one, unless in _WISHES_OF_A_BUDGET),
    Route("…", "budget", _plain_budget, _NO_WISH),
    *(
        Route(f"<verb {one.verb}> …", one.verb, _after, ("<verb increase> from|between|since|in|of … <month> …",))
        for one in COMMANDS[1:]
        if one.words
    ),
    Route(
        "[what|what's|whats|<show>|<tell>] [is|are] [me] [the] [list|current] <price> [of|for] <models>",
        "prices",
        lambda said: said.found["models"],
    ),
    Route("how do|can|to|should … ask|use|set|work …", "help", _nothing),
    Route("what [else] can you|u|i|it …", "help", _nothing),
    Route("[<politely>]* <pause>|<stop> … alert|alerts|alerting|pings …", "alerts", _nothing, ("… <figure> …",)),
    Route("[<politely>]* <stop> [the|my|our] daily|weekly|monthly …", "reports", lambda said: f"stop {said.line}"),
    Route(
        "[<politely>]* <make>|<move> [the|my|our] daily|weekly|monthly … in|to|into|on …",
        "reports",
        _changed,
        ("… <figure> …", "… <budget> …"),
    ),
    Route(
        "[<politely>]* <move>|<change>|<pause> my|our|the [daily|weekly|monthly] <weekday> …",
        "reports",
        _changed,
        ("… <budget> …",),
    ),
    Route(
        "[<politely>]* <move>|<change> my|our [daily|weekly|monthly] thing|one|post|message|summary|update … to …",
        "reports",
        _changed,
        ("… <budget> …",),
    ),
    Route("what do|did i|we have|has scheduled …", "reports", _nothing),
    Route("[<politely>]* skip|postpone … <report> …", "reports", _changed),
    Route("… <stop> … <report> …", "reports", lambda said: f"stop {said.line}"),
    Route("… <stop>|quit sending|posting|reporting …", "reports", lambda said: f"stop {said.line}"),
    Route("… <report> … scheduled …", "reports", _nothing),
    Route("what|which [<word>] do you <send> …", "reports", _nothing),
    Route("sched ls|list …", "reports", _nothing),
    Route("scheduled <report>|things|questions …", "reports", _nothing),
    Route("next run|runs", "reports", _nothing),
    Route("<what time> do|does|is|are|will … <report> …", "reports", _nothing),
    Route("what|what's|whats [is] scheduled …", "reports", _nothing),
    Route("[<politely>]* <change>|<move>|<pause> … <report> …", "reports", _changed),
    Route("…", "every", _scheduled),
    *(Route("…", page.verb, partial(_alone, page=page)) for page in dict.fromkeys(_PAGE.values())),
    Route("…", "ask", _line),
)

# Of words about budgets alone, as `/budget` gets them: without a verb they are a budget to set, or a question.
ROUTES_OF_BUDGETS = (
    Route("left|remaining|used|spent|vs|against <word> …", "ask", lambda said: f"budget {said.line}"),
    Route("<nothing>", "budgets", _nothing),
    Route("<list> …", "budgets", _after),
    Route("<verb increase> … <until> …", "raise", _after),
    *(
        Route(f"<verb {one.verb}> …", one.verb, _after, (_TOLD,))
        for one in COMMANDS
        if one.is_about_budgets and one.verb != "budget"
    ),
    Route("<ask> …", "ask", _line, ("<word>",)),
    Route("… ?", "ask", _line, ("<word>",)),
    Route("…", "budget", _line),
)
