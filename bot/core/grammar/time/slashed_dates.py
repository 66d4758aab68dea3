"""Dates with strokes: `11/13` has one reading and is written out; `11/03` has two and is asked back later."""

from __future__ import annotations

import re
from datetime import date

from bot.core.grammar.calendar_words import MONTH, MONTHS
from bot.core.grammar.errors import Ambiguous

SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d\d)|(\d{1,2})/(\d{1,2})")
_MONTH = "|".join(sorted(MONTH, key=len, reverse=True))
_BESIDE = "".join(rf"(?<!\b{month} )" for month in MONTH)  # `12/13 nov` are two days
_ALL = re.compile(rf"(?<![\w/.-]){_BESIDE}(?:{SLASHED.pattern})(?![\w/])(?!-\w)(?! (?:{_MONTH})\b)", re.IGNORECASE)


_TWO_YEARS = re.compile(
    rf"\b({_MONTH}) '?(\d\d) (vs\.?|versus|v|against|compared (?:to|with)|and|or|than) \1 '?(\d\d)\b(?!,? ?20\d\d)",
    re.IGNORECASE,
)


def _of_two_years(text: str, today: date) -> str:
    """
    `nov 24 vs nov 25` before that day has come: one month of two years. Raises Ambiguous where both are said.
    """
    found = _TWO_YEARS.search(text)
    one, other = (int(found[2]), int(found[4])) if found else (0, 0)
    this = today.year % 100
    if not found or one == other or not (this - 4 < min(one, other) and max(one, other) <= this):
        return text
    month = MONTH[found[1].lower()]
    years = _TWO_YEARS.sub(lambda match: f"{match[1]} 20{match[2]} {match[3]} {match[1]} 20{match[4]}", text)
    if "'" in found[0] or (month == today.month and max(one, other) > today.day):
        return years
    if max(one, other) < this and month <= today.month:
        return text  # `oct 24 vs oct 25` are two days
    days = _TWO_YEARS.sub(lambda match: f"{match[2]} {match[1]} {match[3]} {match[4]} {match[1]}", text)
    raise Ambiguous(f"“{found[0]}” could be two days or one month of two years; which one?", (years, days))


def decided(text: str, today: date | None = None) -> str:
    """
    The text with its slashed dates written out, if one of them has only one reading.

    `09/26` decides nothing: it may be September of the current year.
    """
    text, year = (_of_two_years(text, today), today.year) if today else (text, 0)
    matches = [match for match in _ALL.finditer(text) if match[3] or int(match[5] or 0) != year % 100]
    orders = {order for match in matches if (order := _month_first(*_numbers(match))) is not None}
    if len(orders) == 1:
        return rewritten(text, month_first=orders.pop())
    return _ALL.sub(lambda match: _same(match), text)


def rewritten(text: str, *, month_first: bool) -> str:
    return _ALL.sub(lambda match: _written(match, month_first=month_first), text)


def _numbers(match: re.Match[str]) -> tuple[int, int]:
    return int(match[1] or match[4]), int(match[2] or match[5])


def _month_first(one: int, two: int) -> bool | None:
    """Whether the month comes first; None when the numbers do not say, or are no date."""
    if (one > 12) == (two > 12) or max(one, two) > 31:
        return None
    return two > 12


def _is_year_first(match: re.Match[str]) -> bool:
    """`26-09-05`: its last number cannot be a year with usage."""
    return len(match[3]) == 2 and len(match[1]) == 2 and int(match[1]) >= 20 > int(match[3])


def _same(match: re.Match[str]) -> str:
    """11/11 is the same either way."""
    one, two = _numbers(match)
    return _written(match, month_first=True) if one == two else match[0]


def _written(match: re.Match[str], *, month_first: bool) -> str:
    if match[3] and _is_year_first(match):
        return f"20{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    one, two = _numbers(match)
    month, day = (one, two) if month_first else (two, one)
    if not 1 <= month <= 12:
        return match[0]
    year = f" {int(match[3]) % 100 + 2000}" if match[3] else ""
    return f"{day} {MONTHS[month - 1][-1][:3]}{year}"
