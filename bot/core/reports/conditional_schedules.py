"""Reports that come only above an amount: `tell me every day at 8 if yesterday was over 500`."""

from __future__ import annotations

import re

from bot.core.catalogue.words import either, listed
from bot.core.grammar.wish_words import one_of
from bot.core.patterns import Pattern

_TELL = rf"(?:{one_of('alert', 'tell', 'send')}(?: (?:me|us|here|the team|it))?(?: a (?:note|message))?)"
_DAYS = (
    r"(?P<days>(?:morning|day|weekday|week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"(?:,? (?:at|@|around|by) (?:\d{1,2}(?::\d\d)? ?(?:am|pm)?|noon)| \d{1,2}(?::\d\d)? ?(?:am|pm))?)"
)
_WHERE = r"(?: (?P<where>(?:in|to) <?#[^ ]+))?"
_WHEN = rf"(?:{one_of('when')}|only if|only when)"
_WAS = r"(?:was|is|were|went|came in|comes in|ended up|ended|goes|cost|costs|spent|spends)"
_OVER = either(listed("over, above, past, more than, higher than, greater than, beyond, at least, >"))
_SUM = r"(?P<sum>\$? ?\d[\d.,]*[km]?)(?: ?(?:\$|usd|dollars?|bucks))?"
_ABOUT = rf"(?P<about>.+?)(?: {_WAS})? ?{_OVER} ?{_SUM}(?: (?P<then>yesterday|last week|last month|the day before))?"
_PLEASE = rf"(?: {one_of('please')})?"
_ROWS = tuple(
    Pattern(rf"(?:{one_of('politely')}[, ]+)*{said}{_PLEASE}", re.IGNORECASE)
    for said in (
        rf"{_TELL}{_WHERE},? (?:every|each) {_DAYS}{_WHERE.replace('where', 'where2')},? {_WHEN} {_ABOUT}",
        rf"(?:every|each) {_DAYS}{_WHERE},? {_TELL}{_WHERE.replace('where', 'where2')},? {_WHEN} {_ABOUT}",
        rf"(?:every|each) {_DAYS}{_WHERE},? {_WHEN} {_ABOUT}(?P<where2>)",
    )
)
_ENDED = Pattern(r"\b(?:yesterday|last \w+|the day before|the (?:week|month)|previous \w+)\b", re.IGNORECASE)
_PERIODS = {"the day before": "yesterday", "the week": "last week", "the month": "last month"}
_OF_ALL = Pattern(r"\b(?:we|i|it|they|the|our|total|bill|day|spend(?:ing)?|costs?|usage)\b", re.IGNORECASE)
_WHOLE = {"week": "last week", "month": "last month"}
_LONGEST = 160  # characters


def conditional(text: str) -> str:
    """`day at 8 yesterday only over $500`, what follows `every`; '' for all others."""
    said = " ".join(text.split()).strip(" ?!.") if len(text) <= _LONGEST else ""
    match = next((found for row in _ROWS if (found := row.fullmatch(said))), None)
    if not match:
        return ""
    about = match["about"]
    told = _ENDED.search(f"{about} {match['then'] or ''}")
    period = (
        _PERIODS.get(told[0].lower(), told[0]) if told else _WHOLE.get(match["days"].split()[0].lower(), "yesterday")
    )
    of = _OF_ALL.sub(" ", _ENDED.sub(" ", about))
    where = match["where"] or match["where2"] or ""
    return " ".join(f"{match['days']} {period} {of} {where} only over ${match['sum'].strip(' $')}".split())
