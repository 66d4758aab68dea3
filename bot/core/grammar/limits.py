"""Limits: rows over an amount, and the sentences for what no question can hold."""

from __future__ import annotations

import re

from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.amounts import read_sum
from bot.core.grammar.clocks import read_count
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.groups import WIDTHS
from bot.core.grammar.periods import read_period
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import UNIT

OVER = listed(
    """
    over, above, more than, >, >=, ≥, at least, greater than, higher than, exceeding, bigger than, larger than,
    beyond, min, minimum, not less than, no less than, upwards of, north of, costing over, costing more than
    """
)
UNDER = listed(
    """
    under, below, less than, <, <=, ≤, at most, fewer than, cheaper than, up to, max, maximum, not more than, no
    more than
    """
)
_RECURRING = listed("weekday, weekdays, day of week, day of the week, hour of day, hour of the day, weekend, workday")
_COUNTED = ("request", "call", "token", "req", "image", "1k", "1m", "million", "prompt")


def read_threshold(words: Words, at: int, context: Context) -> Match | None:
    """`over $10`, `> 2M tokens`."""
    place = words.lead(at, OVER)
    if place > at and (read := read_sum(words, place)):
        return Match(Draft(over=(read[0],)), words.skip_phrase(read[1], "or more", "and up", "or above") - at)
    if match := re.fullmatch(r"(\$?[\d.,]+[kmb]?)\+", words.text(at)):
        read = read_sum(Words.of(match[1]), 0)
        return Match(Draft(over=(read[0],)), 1) if read else None
    place = words.lead(at, UNDER)
    if (
        place > at
        and (read := read_sum(words, place))
        and not (read[0].metric == "" and read_period(words, place, context.calendar))
    ):
        raise UserError(
            "Rows can be kept over an amount, not under it; try `by project over $10`.", ("by project over $10",)
        )
    return None


def refuse(words: Words, at: int, context: Context) -> Match | None:
    """What people ask for and no question can hold; each with a sentence of its own."""
    place = words.lead(at, ("per", "a", "each", "/", "by"))
    if place > at and words.text(place) in _COUNTED:
        raise UserError(
            "I count, and do not divide: ask `cost by model today` and `requests by model today`.",
            ("cost by model today", "requests by model today"),
        )
    count, end = read_count(words, place)
    if place > at and count and words.text(at) in ("per", "each", "/", "by") and words.text(end) in UNIT:
        raise UserError(WIDTHS, ("today by hour", "this month by day"))
    if place > at and words.lead(place, _RECURRING) > place:
        raise UserError(WIDTHS, ("last 30 days by day", "today by hour"))
    if words.text(at) in ("bottom", "smallest", "lowest", "cheapest", "least") and words.text(at - 1) != "at":
        raise UserError(
            "Rows come with the largest first; try `top 5 projects` or `by project`.", ("today by project",)
        )
    if words.text(at) in ("average", "avg", "mean", "median", "averaged", "percentile", "p95"):
        raise UserError(
            "I add up, and take no averages; `last 30 days by day` shows each day.", ("last 30 days by day",)
        )
    if words.match(at, "all time") or words.text(at) in ("ever", "lifetime", "alltime", "all-time"):
        raise UserError(
            "Say since when, such as `since 2025-01-01 by month`.", ("since 2025-01-01 by month", "this year by month")
        )
    return None
