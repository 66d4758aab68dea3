"""A fiscal year whose start is said: `FYTD, year starts October 1st`, `last fiscal year, ended 31 March`."""

from __future__ import annotations

import re

from bot.core.catalogue.words import either
from bot.core.grammar.calendar_words import MONTH
from bot.core.patterns import Pattern

_DAY = r"\d{1,2}(?:st|nd|rd|th)?"


def _in(name: str) -> str:
    behind = r"(?: for us| at ours| here)?(?:,? so\b)?"
    month = rf"(?:{_DAY} (?:of )?)?(?P<{name}>{either(MONTH)})\b(?: {_DAY})?"
    return rf"(?:in |on |from |with )?(?:the )?{month}{behind}"


_YEAR = r"[\s,;(–-]*(?:(?:if |where |when )?(?:our |the |my |its )?(?:(?:fiscal |financial )?year|fy) )?(?:that )?"
_STARTS = "(?:starts|begins|starting|beginning|runs from|runs|start|begin)"
_ENDS = "(?:ended|ends|ending|closes|closed)"
_SAID = Pattern(rf"{_YEAR}{_STARTS} {_in('first')}\)?|{_YEAR}{_ENDS} {_in('last')}\)?", re.IGNORECASE)
_FISCAL = Pattern(r"\b(?:fiscal|financial|fytd|fy(?:\s?\d{2,4})?|fq\d)\b", re.IGNORECASE)


_QUARTER = Pattern(r"\bq([1-4])\b", re.IGNORECASE)


def said_fiscal_year(text: str) -> tuple[str, int]:
    """The text without what says where its fiscal year begins, and that month; 0 where nothing says it."""
    match = _SAID.search(text) if _FISCAL.search(text) else None
    left = f"{text[: match.start()]} {text[match.end() :]}" if match else text
    left = left if _FISCAL.search(left) else _QUARTER.sub(r"fq\1", left)  # `our FY starts in july, so q2 to date`
    if not match or not _FISCAL.search(left):
        return text, 0
    month = MONTH[(match["first"] or match["last"]).lower()]
    return " ".join(left.split()), month if match["first"] else month % 12 + 1
