"""Budgets in plain words: `a ceiling of USD 750 a month on search`, `copy the search budget to web-app`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.budgets.budget import Budget
from bot.core.budgets.budget_reader import PERIOD_WORDS
from bot.core.budgets.words import find_budgets
from bot.core.budgets.written_budget import amount_words
from bot.core.catalogue.words import either
from bot.core.grammar.calendar_words import ONE_RHYTHM
from bot.core.grammar.spoken_numbers import in_figures
from bot.core.grammar.wish_words import one_of
from bot.core.names import Names
from bot.core.patterns import Pattern

_AMOUNT = (
    r"(?:(?:usd|us\$|[$€£])\s?)?\d[\d.,]*\s?(?:k|m)?\b(?:\s?(?:usd|us\$|dollars?|bucks|eur"
    r"|euros?|grand|[$€£]|(?:\w+ )?tokens|requests))?"
)
_PERIOD = rf"(?:\s*(?:/|per|an?|each|every)\s*{either(PERIOD_WORDS)}\b|\s+{ONE_RHYTHM}\b)"
_LIMIT = r"(?:(?:spending |spend |cost |hard |soft )?(?:ceiling|cap|limit|quota|allowance|budget|maximum)|upper bound)"
_POLITELY = rf"\s*(?:(?:{one_of('politely')}|and|can we|could we|i want to|we want to|i'd like to)\s+)*"
# A noun for a limit with an amount behind it, an amount of a period for a name, a warning before an amount.
_SAYING = Pattern(
    _POLITELY
    + r"(?:"
    + "|".join(
        (
            rf"(?:(?:{one_of('make')}|place|apply|impose|have|want|need|introduce|establish|enforce)"
            rf"\b.*)?\b{_LIMIT}(?:\s+\S+){{0,4}}?"
            rf"\s*(?::|=|of|at|is|to|be)\s*(?:\S+\s+){{0,3}}?{_AMOUNT}(?!\s*(?:%|percent|projects|keys"
            "|users|models|days|weeks|months)).*",
            rf"(?:(?:{one_of('make')}|apply|want|need)\b.*)?(?:(?:overall|total|company|org\S*|our|the"
            rf"|an?|new)\s+)*{ONE_RHYTHM}\s+{_LIMIT}\b.*{_AMOUNT}.*",
            rf".*{_AMOUNT}{_PERIOD}\s+{_LIMIT}\b.*|.*\b{_LIMIT}\b\D*{_AMOUNT}{_PERIOD}.*",
            rf"(?:{one_of('make')}|grant|allocate|assign|earmark|reserve|set aside|cap|limit"
            rf"|restrict|hold|keep)\b.*{_AMOUNT}{_PERIOD}.*",
            rf"(?:allocate|assign|earmark|reserve|set aside)\b.*{_AMOUNT}.*\b(?:to|for)\b.*",
            rf"(?:{one_of('alert', 'tell')}|scream|flag|text|email|inform|heads up|give (?:me|us) a "
            "(?:shout|heads[- ]?up|nudge)"
            "|i (?:want|need|would like|'d like) to (?:know|be (?:told|warned|alerted)|hear)|we "
            r"(?:want|need) to (?:know|be (?:told|warned)))\b"
            rf".*\b(?:{one_of('when')}|as soon as)\b.*{_AMOUNT}.*",
        )
    )
    + r")",
    re.IGNORECASE | re.DOTALL,
)
_PAST = Pattern(
    r"\b(?:yesterday|today|last|past|since|vs|versus|against|compared|over budget|under budget"
    r"|how|which|what|who|why|when did|forecast)\b(?!.*\b(?:before|warn)\b)",
    re.IGNORECASE,
)
_COPYING = Pattern(
    _POLITELY + r"(?:copy|clone|duplicate|mirror|reuse|repeat|apply|use|give)\s+(?:the\s+"
    r"|our\s+)?(?:same\s+)?(?P<one>.+?)(?:'s)?\s+budgets?\s+(?:to|for|on|onto|as)"
    r"\s+(?P<other>.+)",
    re.IGNORECASE,
)
_SAME_AS = Pattern(
    _POLITELY
    + r"(?:give|set|put)\s+(?P<other>.+?)\s+(?:on\s+|to\s+)?(?:the\s+)?same\s+budgets?\s+(?:as|like)\s+(?P<one>.+)",
    re.IGNORECASE,
)
# `an extra $1,000 for search this month`: of a budget that is there.
_EXTRA = Pattern(
    _POLITELY + "(?:approve|grant|authori[sz]e|give|allow|add|release|allocate|sign off)"
    rf"\s+(?:(?:on\s+)?(?:an?\s+)?(?:extra|additional|further)|another)\s+(?P<by>{_AMOUNT})"
    r"\s+(?:of budget\s+|budget\s+)?(?:for|to|on)\s+(?P<name>.+?)"
    rf"(?P<until>\s+(?:for\s+)?(?:this month|{one_of('until')} .+))?\s*[.!]*",
    re.IGNORECASE,
)
_EXTRA_TO = Pattern(
    _POLITELY + r"(?:give|allow|grant)\s+(?P<name>(?!an?\b).+?)\s+(?:an?\s+)?(?:extra|additional|another)"
    rf"\s+(?P<by>{_AMOUNT})(?P<until>\s+(?:for\s+)?(?:this month|{one_of('until')} .+))?\s*[.!]*",
    re.IGNORECASE,
)
_MORE_TO = Pattern(
    _POLITELY + r"(?:give|allow|grant)\s+(?P<name>(?!an?\b).+?)"
    rf"\s+(?P<by>{_AMOUNT})\s+(?:more|extra|on top)"
    rf"(?P<until>\s+(?:for\s+)?(?:this month|{one_of('until')} .+))\s*[.!]*",
    re.IGNORECASE,
)
_PART = Pattern(
    r"\b(?P<percent>\d{1,3})\s*(?:%|percent|per cent)\s+of\s+(?:the\s+|our\s+)?(?P<sign>\$"
    r"|usd\s)?(?P<whole>\d[\d,]*)(?P<scale>k|m)?\b",
    re.IGNORECASE,
)
_ALLOCATING = Pattern(_POLITELY + r"(?:allocate|assign|earmark|reserve|set aside|give|allow)\b", re.IGNORECASE)

_OF_METRIC = Pattern(r"\b(token|request)\s+(budget|limit|cap|quota)\b", re.IGNORECASE)  # `token budget 5m a day`
_LONGEST = 200  # characters; what is pasted is no wish


def says_budget(text: str) -> bool:
    """Whether a budget is to be set in words that have no verb of one."""
    text = in_figures(text) if len(text) <= _LONGEST else ""
    return not _PAST.search(text) and (_SAYING.fullmatch(text) is not None or _COPYING.fullmatch(text) is not None)


def said_raise(text: str) -> str:
    """`search by $1,000`: what an extra amount for a while raises; '' when none is said."""
    said = in_figures(text) if len(text) <= _LONGEST else ""
    match = next((found for each in (_EXTRA, _EXTRA_TO, _MORE_TO) if (found := each.fullmatch(said))), None)
    if not match:
        return ""
    until = (match["until"] or "").strip()
    ends = "until end of month" if "this month" in until.lower() else until
    return f"{match['name'].strip()} by {match['by'].strip()} {ends}".strip()


def plain_budget(text: str, budgets: Sequence[Budget], names: Names) -> str:
    """The line with its numbers in figures, the part of an amount worked out, and a copied budget as its own words."""
    text = _OF_METRIC.sub(r"\1s \2", in_figures(text))
    if _ALLOCATING.match(text):
        text = _PART.sub(_part, text)
    match = _SAME_AS.fullmatch(text) or _COPYING.fullmatch(text)
    found = find_budgets(match["one"], budgets, names) if match else ()
    if not match or len(found) != 1:
        return text
    (budget,) = found
    terms = f"{amount_words(budget.amount, budget.metric)} per {budget.period} warn {' '.join(map(str, budget.levels))}"
    return f"{match['other'].strip(' .!')} {terms}"


def _part(match: re.Match[str]) -> str:
    scale = {"k": 1_000, "m": 1_000_000}.get((match["scale"] or "").lower(), 1)
    return f"${int(match['whole'].replace(',', '')) * scale * int(match['percent']) / 100:.2f}".removesuffix(".00")
