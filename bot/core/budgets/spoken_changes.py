"""Changes of a budget as people say them: `can the org cap go from 5k to 6.5k`, `it has no budget, put 250 on it`."""

from __future__ import annotations

import re

from bot.core.catalogue.words import either, listed
from bot.core.grammar.calendar_words import MONTH, ONE_WEEKDAY
from bot.core.grammar.wish_words import one_of
from bot.core.patterns import Pattern

_POLITELY = (
    rf"\s*(?:(?:{one_of('politely')}|and|so|can we|could we|can i|could i|shall we|i want to|we want to"
    r"|we need to)\s+)*"
)
_SUM = r"(?:\$\s?)?\d[\d.,]*\s?(?:k|m)?\b(?:\s?(?:usd|dollars|bucks))?(?:\s*(?:/|per|a)\s*(?:day|week|month|mo))?"
_CAP = r"(?:'s)?(?:\s+(?:spend(?:ing)?\s+)?(?:budget|cap|limit|ceiling|allowance))?"
_NAME = (
    r"(?:the\s+|our\s+|my\s+)?(?P<name>(?:\"[^\"]+\"|[^\d\s]\S*)"
    r"(?:\s+(?!(?:budget|cap|limit|from|to|up|down|go|be)\b)[^\d\s]\S*){0,2}?)"
)
_MOVE = either(listed("move, take, push, bring, put, go"))
_WAY = r"(?:\s+(?:up|down|over|back))?"
_MOVED = either(
    listed(
        """
        go, rise, come, move, be, be raised, be increased, be lifted, be bumped, be moved, be changed, be lowered, be
        cut, be reduced, increase, drop, change
        """
    )
)
_FROM = rf"\s+from\s+{_SUM}"
_REST = r"(?P<rest>(?:\s*[,;.!?]|\s).*)?"
_SPOKEN = tuple(
    Pattern(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        # `can we move search from 300 to 400`, `take search down to 200`
        rf"{_POLITELY}{_MOVE}\s+{_NAME}{_CAP}{_WAY}{_FROM}{_WAY}\s+to\s+(?P<to>{_SUM}){_REST}",
        rf"{_POLITELY}(?:take|bring|push|move|put)\s+{_NAME}{_CAP}\s+(?:up|down|back)(?:\s+(?:up|down))?"
        rf"\s+to\s+(?P<to>{_SUM}){_REST}",
        # `can the org cap go from 5k to 6.5k`, `could search go to 400`
        rf"{_POLITELY}(?:can|could|may|let)\s+{_NAME}{_CAP}\s+{_MOVED}{_WAY}(?:{_FROM})?{_WAY}\s+to\s+(?P<to>{_SUM})"
        rf"{_REST}",
    )
)
# `data-eval has no budget?? put 250/month on it, alert at 50 80 and 100`
_ON_IT = Pattern(
    rf"\s*{_NAME}\s+(?:still\s+)?(?:has|have|got|has got|lacks|is without|is missing|needs)\s+(?:no|a|any)"
    r"\s+budget\b\W*"
    rf"(?:so\s+|then\s+)?{_POLITELY}(?:{one_of('make')}|start with|make it|say|try|use)?\s*(?:(?:it|them)\s+)?"
    rf"(?P<to>{_SUM})(?:\s+(?:on|for|to)\s+(?:it|them|that))?{_REST}",
    re.IGNORECASE | re.DOTALL,
)
# Of rows and of reports, whose hours and numbers go from one to another too.
_OF_OTHERS = Pattern(
    r"\b(?:reports?|digests?|summary|schedules?|cost|costs|spend|usage|requests|tokens|yesterday|last|past|today|since|"
    r"levels?|alerts?|warnings?)\b(?!.*\bwarn\b)(?<!until end of today)|\b\d{1,2}(?::\d\d)?\s*(?:am|pm)\b",
    re.IGNORECASE,
)
_FOR_NOW = Pattern(
    r"\s*[,]?\s*\b(?:(?:just|only)\s+)?for\s+(?:just\s+)?(?P<unit>this\s+(?:day|week|month)|today)(?:\s+only)?\b"
    r"|\s*\b(?P<alone>this\s+(?:day|week|month)|today)\s+only\b",
    re.IGNORECASE,
)
_WHY = Pattern(
    rf"\s*[,;.!-]+\s+(?:{either(listed('because, since, as, cause, cuz, coz, bc, and'))}\s+)?"
    r"(?P<why>(?:they|it|its|it's|we|he|she|i|i'm|there|this|that|these|our|the|my|nobody|no one|launch|finance|legal|"
    r"people|traffic|usage|team|boss|ceo|cfo|everyone|not|too|new)\b(?:'\w+)?[^\d<>#@]*)$",
    re.IGNORECASE,
)


def spoken_change(text: str) -> str:
    """`search 400`: the line about a budget that the words mean; '' where they say none."""
    if (on_it := _ON_IT.fullmatch(text)) is None and _OF_OTHERS.search(text):
        return ""
    match = on_it or next((found for each in _SPOKEN if (found := each.fullmatch(text))), None)
    return f"{match['name'].strip()} {match['to'].strip()}{match['rest'] or ''}".rstrip(" ?.!") if match else ""


def until_end(text: str) -> str:
    """`650 just for this month` as `650 until end of month`."""

    def end(match: re.Match[str]) -> str:
        unit = (match["unit"] or match["alone"]).lower().split()[-1]
        return f" until end of {'day' if unit == 'today' else unit}"

    return _FOR_NOW.sub(end, text)


def told_why(text: str) -> tuple[str, str]:
    """The line, and the reason that ends it without saying that it is one: `…, they have not been using it`."""
    match = _WHY.search(text)
    return (text[: match.start()], match["why"].strip(" .!?")) if match else (text, "")


_FIRST = r"(?:from|starting|as of|beginning|effective|with effect from|begin)(?:\s+(?:from|on|in))?"
_DAY = (
    rf"(?:(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+)?(?!may\b){either(MONTH)}\b"
    r"(?:\s+\d{1,2}(?:st|nd|rd|th)?)?"
)
LATER = Pattern(
    rf"\s*,?\s*\b(?:{_FIRST}\s+(?:the\s+)?(?:next\s+(?:day|week|month|quarter|year)|tomorrow|{_DAY}"
    rf"|(?:the\s+)?1st|\d{{4}}-\d\d-\d\d|{ONE_WEEKDAY})|next\s+(?:week|month|quarter|year)(?:\s+on(?:wards)?)?)(?!\S)",
    re.IGNORECASE,
)
