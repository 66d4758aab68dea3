"""Wishes to be told of an amount or a level, as a budget: `let me know if search goes over 100 today`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.budgets.budget import ORGANISATION
from bot.core.budgets.budget_reader import PERIOD_WORDS
from bot.core.catalogue.words import either, listed
from bot.core.grammar.spoken_numbers import in_figures
from bot.core.grammar.wish_words import one_of
from bot.core.patterns import Pattern

_MARK = r"(?:<[@#][^>]+>|[#@][\w.-]+)"
_ME = r"(?:me|us|(?:to )?me|everyone|everybody|here)"
_WHOM = rf"(?:(?P<me>{_ME})|(?P<whom>{_MARK}|(?:the )?[a-z][\w.-]*))"
_WISH = (
    rf"(?:let {_WHOM} know|(?:(?:give|send) (?:me|us) )?(?:an? )?(?:heads[- ]?up|shout|nudge|alarm|warning)"
    r"|(?:{told})(?: (?:to|at))?(?: {whom})?)"
).format(
    told=either(listed("notify, ping, warn, alert, shout, yell, scream, nudge, buzz, flag, tell, message, dm, inform")),
    whom=_WHOM.replace("?P<me>", "?P<me2>").replace("?P<whom>", "?P<whom2>"),
)
_SUM = r"(?:usd ?|\$ ?)?\d[\d.,]*(?:[km]\b)?(?: ?(?:\$|usd|dollars?|bucks|tokens|requests))?"
_LEVELS = r"(?:\d{1,3} ?(?:%|percent|pct)?(?:,? (?:and|&|or) |, ?| ))*\d{1,3} ?(?:%|percent|pct)"
_REACHES = (
    r"(?:(?:is|are|was|goes|go|gets?|runs?|comes?|climbs?|rises?|spends?|costs?|uses?|hits?|reach(?:es)?|pass(?:es)?"
    r"|cross(?:es)?|exceeds?|breaks?|tops?|has|have|spent)\b ?)+"
)
_OVER = r"(?:(?:over|above|past|more than|higher than|beyond|at|to|at least|up to|out at|through|>|>=) ?)*"
_UNIT = (
    rf"(?:(?:/|an?|per|each|every|in an?|within an?|this|to|any|in one) ?(?P<unit>{either(PERIOD_WORDS)}|day)"
    r"|(?P<rhythm>daily|weekly|monthly))"
)
_SAYING = Pattern(
    rf"(?:{one_of('politely')}[, ]+)*{_WISH}[, ]+(?:{one_of('when')}|as soon as|whenever) "
    rf"(?P<name>.*?) ?\b(?:{_REACHES}{_OVER}|{_OVER})(?:(?P<levels>{_LEVELS})|(?P<sum>{_SUM}))"
    rf"(?: of (?:its|the|our) (?:budget|limit))?(?: (?:for|on|of) (?P<on>(?!the month|the day)[\w @.-]+?))?"
    rf"(?: ?{_UNIT})?(?: {one_of('please')})?",
    re.IGNORECASE,
)
# What may stand in the place of a name and names nothing.
_NOBODY = Pattern(
    r"\b(?:(?:daily|weekly|monthly|total|overall|whole)|we|i|it|they|the|our|my|all|bill|spend(?:ing)?|costs?|usage"
    r"|everything|company|amount|budgets?|limit|project|key|user|any|together|in|for|on|of|'?s|month|week|today|his|her|their)(?![\w-])",
    re.IGNORECASE,
)
_THEIRS = Pattern(r"\b(?:his|her|their|they|she|he)\b", re.IGNORECASE)
_SAID_UNIT = Pattern(r"\b(today|daily|weekly|monthly|(?<=the )(?:day|week|month)(?= (?:hits|passes|is|goes|gets)))\b")
_METRICS = ("tokens", "requests", "input tokens", "output tokens")
_GROWS = Pattern(r"\b(?:by|up|more than usual|than) +\$?\d+ ?(?:%|percent|pct|x)", re.IGNORECASE)  # that is a spike
_LONGEST = 160  # characters


@dataclass(frozen=True, slots=True)
class ToldWhen:
    """`lines` are budgets, the likeliest first. `is_clear`: it says of what; else the organisation's budget changed."""

    lines: tuple[str, ...]
    is_clear: bool
    is_of_levels: bool = False


def told_when(text: str) -> ToldWhen | None:
    """What such words stand for; None for all others."""
    said = in_figures(" ".join(text.split()).strip(" ?!.")) if len(text) <= _LONGEST else ""
    match = _SAYING.fullmatch(said)
    if not match or _GROWS.search(said):
        return None
    unit = PERIOD_WORDS.get((match["unit"] or match["rhythm"] or "").lower(), "") or _unit(said)
    return _lines(_of(match), match, unit)


def _unit(said: str) -> str:
    """`over 100 today`, `search's daily spend`, `once the month hits 4000`."""
    found = _SAID_UNIT.search(said)
    return (
        {"today": "day", "daily": "day", "weekly": "week", "monthly": "month"}.get(found[1], found[1]) if found else ""
    )


def _of(match: re.Match[str]) -> str:
    said = match["on"] or match["name"] or ""
    name = " ".join(_NOBODY.sub(" ", said).replace("'s", " ").split())
    return (match["whom"] or match["whom2"] or "").lstrip("@") if _THEIRS.search(said) else name


def _lines(name: str, match: re.Match[str], unit: str) -> ToldWhen:
    place = _address(match["whom"] or match["whom2"] or "")
    metric = f" {name}" if name in _METRICS else ""
    of = ORGANISATION if metric or not name else name
    if levels := match["levels"]:
        told = f"warn {' '.join(re.findall(r'[0-9]+', levels))}"
        return ToldWhen((f"{of} {told}{place}",), is_clear=bool(name), is_of_levels=True)
    units = (unit,) if unit else ("month", "day")
    return ToldWhen(tuple(f"{of} {match['sum']}{metric}/{each}{place}" for each in units), is_clear=bool(name))


def _address(whom: str) -> str:
    """Who is told, as budgets write it: a channel, or the owner. A plain name is refused there: it reaches nobody."""
    bare = whom.removeprefix("the ")
    if not bare:
        return ""
    if bare.startswith(("#", "<#")):
        return f" in {bare}"
    return f" {bare}" if bare.startswith(("@", "<@")) else f" @{bare}"
