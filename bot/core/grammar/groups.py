"""Groups: what rows are by, and how many of them."""

from __future__ import annotations

import re

from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Match
from bot.core.grammar.filters import read_exact
from bot.core.grammar.reader import Context
from bot.core.grammar.time.length_slots import read_count
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import BARE_DIMENSION_WORDS, DIMENSION_WORDS, UNIT
from bot.core.question import TIME_UNITS

_AND = (",", *listed("and, &, /, +, then, x, or, plus, ;, |, by, per"))
BY = listed(
    """
    by, per, each, split by, split per, split, broken down by, broken down per, break down by, breakdown by,
    breakdown per, grouped by, group by, sliced by, across, for each, for every, by each, by every, per each,
    every, sort by, sorted by, segmented by, aggregated by, by the, divided by, itemised by, itemized by,
    separated by, breakdown for each, in each, /
    """
)
TOP = listed(
    """
    busiest, top, the top, biggest, largest, highest, most expensive, costliest, priciest, heaviest, most
    costly, leading, worst, greediest, hungriest, most active, most used
    """
)
_WHO = ("who", "who's", "whos")
_AS_GROUP = listed("breakdown, split, usage, wise, by usage, share, shares, mix, distribution")
WIDTHS = "Rows can be by minute, hour, day, week or month; try `this year by month`."


def read_groups(words: Words, at: int, context: Context) -> Match | None:
    """`by model`, `per day and model`, `by model, project`, `by model by day`."""
    place = words.lead(at, BY)
    group = _group(words, words.skip(place, "the")) if place > at else None
    if not group:
        return None
    by, end = [group[0]], group[1]
    while (after := words.skip(end, *_AND)) > end and (more := _group(words, after)):
        if _is_filter(words, after, more[1], context):
            break
        by.append(more[0])
        end = more[1]
    return Match(Draft(by=tuple(by)), end - at)


def _is_filter(words: Words, at: int, end: int, context: Context) -> bool:
    """`by model and project web-app`: the second word opens a filter."""
    return bool(words.text(end - 1) in DIMENSION_WORDS and read_exact(words, end, context))


def _group(words: Words, at: int) -> tuple[str, int] | None:
    for length in (3, 2, 1):
        phrase = " ".join(words.text(at + place) for place in range(length))
        if name := DIMENSION_WORDS.get(phrase):
            return name, at + length
    unit = "day" if words.text(at) in ("date", "dates") else UNIT.get(words.text(at))
    if unit in ("quarter", "year"):
        raise UserError(WIDTHS, ("this year by month",))
    return (unit, at + 1) if unit else None


def read_listed(words: Words, at: int, context: Context) -> Match | None:
    """`projects`, `model breakdown`, `which model`, `all users`: a group without `by`."""
    place = words.lead(
        at, ("which", "what", "whose", "all", "all the", "all our", "each of the", "list", "the", "every")
    )
    for length in (2, 1):
        phrase = " ".join(words.text(place + offset) for offset in range(length))
        name = (DIMENSION_WORDS if words.text(at) in ("which", "all") else BARE_DIMENSION_WORDS).get(phrase)
        if name:
            end = words.lead(place + length, _AS_GROUP)
            return Match(Draft(by=(name,)), end - at)
    unit = UNIT.get(words.text(at + 1))
    if words.text(at) in ("which", "what") and unit in TIME_UNITS:
        return Match(Draft(by=(unit,)), 2)
    match = re.fullmatch(r"([a-z]+)[-_ ]wise", words.text(at))
    if match and match[1] in DIMENSION_WORDS:
        return Match(Draft(by=(DIMENSION_WORDS[match[1]],)), 1)
    return None


def read_top(words: Words, at: int, context: Context) -> Match | None:
    """`top 5 projects`, `top models`, `top 10`, `5 biggest users`, `most expensive model`."""
    count, place = read_count(words, at)
    lead = words.lead(place if count else at, TOP)
    if count and lead == place:
        return None
    if lead == at:
        match = re.fullmatch(r"top-?(\d{1,4})", words.text(at))
        count, lead = (int(match[1]), at + 1) if match else (None, at)
    elif not count:
        count, lead = read_count(words, lead)
    if lead == at:
        return None
    return _topped(words, at, count, lead)


def _topped(words: Words, at: int, count: int | None, place: int) -> Match | None:
    place = words.lead(place, ("most expensive", "biggest", "largest", "spending", "costliest", "by"))
    group = _group(words, place)
    if count == 0 or (count and count > 1000):
        raise UserError("`top` takes a number from 1 to 1000; try `top 5 projects`.", ("top 5 projects",))
    if group:
        return Match(Draft(by=(group[0],), top=(count or 5,)), group[1] - at)
    if not count and words.text(at) != "top":
        return None
    return Match(Draft(top=(count or 5,)), place - at)


def read_who(words: Words, at: int, context: Context) -> Match | None:
    """`who spent the most`: by user, the largest first; `users who spent` says it already."""
    if words.text(at) not in _WHO:
        return None
    if DIMENSION_WORDS.get(words.text(at - 1)) == "user":
        return Match(Draft(fillers=("who",)), 1)
    ranks = any(words.text(place) in ("most", "biggest", "highest") for place in range(at, len(words)))
    return Match(Draft(by=("user",), top=(5,) if ranks else ()), 1)
