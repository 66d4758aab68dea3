"""What is too much to ask: more rows than anybody reads, more requests than anybody waits for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.core.errors import UserError
from bot.core.question import TIME_UNITS, Question
from bot.core.slack import dates
from bot.core.time_units import UNIT_OF_TIME

MOST_ROWS = 2500  # a day of minutes and a quarter of hours fit
MOST_REQUESTS = 75  # at one request a second; a week of local days in a half-hour zone fits

_USUAL = tuple(unit for unit in TIME_UNITS if not UNIT_OF_TIME[unit].is_unusual)
WIDER = dict(pairwise(_USUAL)) | {unit: _USUAL[-1] for unit in TIME_UNITS if unit not in _USUAL}


def refuse_too_many_rows(question: Question) -> None:
    if not _has_few_rows(question):
        raise _refusal(question, f"That would be more than {MOST_ROWS:,} rows.", _has_few_rows)


def refuse_too_many_requests(
    question: Question, count: Callable[[Question], int], works_at: Callable[[int], datetime | None]
) -> None:
    """`count` says how many requests a question takes, `works_at` when the reader has made so many of them itself."""
    requests = count(question)
    if requests <= MOST_REQUESTS:
        return
    why, ask = f"That would take {requests:,} requests to OpenAI.", "Ask"
    if moment := works_at(requests - MOST_REQUESTS):
        when = f"{dates.stamp(moment, ZoneInfo(question.zone))} {dates.zone_name(question.zone)}"
        why += f" The bot is still reading these days; it can answer this from about {when}."
        ask = "Until then, ask"
    raise _refusal(question, why, lambda other: _has_few_rows(other) and count(other) <= MOST_REQUESTS, ask)


def _has_few_rows(question: Question) -> bool:
    unit = question.time_unit
    return unit is None or question.period.length <= MOST_ROWS * UNIT_OF_TIME[unit].width


def _refusal(question: Question, why: str, is_fine: Callable[[Question], bool], ask: str = "Ask") -> UserError:
    """The narrowest wider bucket that will do, and UTC days, which need no hours at their edges."""
    unit = question.time_unit
    while unit is not None and (unit := WIDER.get(unit)) is not None:
        if is_fine(_by(question, unit)):
            offers = (_said(question, unit), f"{question.typed} utc")
            return UserError(
                f"{why} {ask} by {unit}, or for a shorter period.", offers[: 1 if question.zone == "UTC" else 2]
            )
    return UserError(f"{why} {ask} for a shorter period, or for whole UTC days.")


def _by(question: Question, unit: str) -> Question:
    return replace(question, by=tuple(unit if name == question.time_unit else name for name in question.by))


def _said(question: Question, unit: str) -> str:
    """The question as it was typed, by the wider unit."""
    return re.sub(rf"\b(by|per)\s+{question.time_unit}s?\b", rf"\1 {unit}", question.typed, flags=re.IGNORECASE)
