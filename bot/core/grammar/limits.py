"""Limits: rows over or under an amount. And the errors for what no question can ask."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.amounts import Sum, read_sum
from bot.core.grammar.calendar_words import UNIT
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.exact_names import read_exact
from bot.core.grammar.moved_rows import KEPT, amount_moved, moved_at, percent_moved
from bot.core.grammar.pointers import MOVING
from bot.core.grammar.reader import Context
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.tokens import Words
from bot.core.grammar.vocabulary import BILL, HOW_LONG

OVER = listed(
    """
    over, above, more than, faster than, >, >=, ≥, at least, greater than, higher than, exceeding, bigger than, larger
    than, beyond, exceed, exceeds, exceeded, exceeding, past, go past, went past, goes past, goes over, go over, went
    over, went above, going over, crossed, cross, reached, reach, hit, hits, in excess of, topped, passed, pass, cost
    more than, costs more than, min, minimum, not less than, no less than, upwards of, north of, costing over, costing
    more than
    """
)
UNDER = listed(
    """
    under, below, less than, not over, not above, not more than, lower than, smaller than, <, <=, ≤, at most, fewer
    than, cheaper than, less then, fewer then, up to, max, maximum, not more than, no more than
    """
)


def read_threshold(words: Words, at: int, context: Context) -> Match | None:
    """`over $10`, `> 2M tokens`, `under $5`, `between $10 and $50`."""
    after = moved_at(words, at)
    by = read_threshold(words, after, context) if after else None
    if by and by.draft.moved:
        return Match(by.draft, after + by.length - at)
    place = words.lead(at, _OVER_OR_USED)
    place = words.lead(at, OVER) if place > at and not _is_until(words, at) else place
    place = words.lead(at, _PACE) if place == at else place
    place = place + (place > at and words.text(place) == "the" and _is_to_come(words, at))  # `when do we hit the 25k`
    if place > at and (read := read_sum(words, place)) and not _is_length(words, read):
        end = words.skip_phrase(read[1], "or more", "and up", "or above")
        if read[0].metric == "cost" and (moved := amount_moved(words, at, read[0].quantity("cost"))):
            typed = " ".join(word.typed for word in words[at:end])
            return Match(Draft(moves=("versus",), moved=(moved,), leans=(Lean(typed, (KEPT,)),)), end - at)
        return Match(_limited(words, at, end, Draft(over=(read[0],))), end - at)
    if match := re.fullmatch(r"(\$?[\d.,]+[kmb]?)\+", words.text(at)):
        read = read_sum(Words.of(match[1]), 0)
        return Match(Draft(over=(read[0],)), 1) if read else None
    place = words.lead(at, UNDER)
    is_period = place > at and read_period(words, place, context.calendar)
    if place > at and (read := read_sum(words, place)) and (read[0].metric or not is_period):
        end = words.skip_phrase(read[1], "or less", "or below")
        return Match(_limited(words, at, end, Draft(under=(read[0],))), end - at)
    return _between(words, at)


def read_hidden(words: Words, at: int, context: Context) -> Match | None:
    """`drop anything under 100`, `hide those over $1k`: what is left is on the other side of the amount."""
    place = words.lead(at, _HIDING)
    place = words.lead(place, _ANYTHING) if place > at else at
    found = read_threshold(words, place, context) if place > at else None
    if not found or bool(found.draft.over) is bool(found.draft.under):
        return None
    turned = replace(found.draft, over=found.draft.under, under=found.draft.over)
    return Match(turned, place - at + found.length)


_HIDING = listed(
    """
    drop, hide, ignore, skip, omit, exclude, excluding, leave out, filter out, remove, without, w/o, except, dont show,
    don't show, no, not showing, dropping, hiding, ignoring, skipping
    """
)
_ANYTHING = listed(
    """
    anything, everything, all, those, the ones, ones, rows, all those, any, things, stuff, whatever is, whatever's,
    anything that is, anything that's, those that are, those that cost, the ones that are, the rest, what is, noise,
    projects, keys, models, users, days, the ones with, those with, anything with, rows with, all
    """
)


def _is_length(words: Words, read: tuple[Sum, int]) -> bool:
    """Whether the number counts units of time, as in `trend over 8 weeks`: a period and no limit."""
    return not read[0].metric and words.text(read[1]) in UNIT


_OF_SUM = listed("have we, have i, did we, did i")
_HOW_MUCH = listed("how much, how far, how many, by how much, how much more, how much less")


def _limited(words: Words, at: int, end: int, limit: Draft) -> Draft:
    """A limit keeps some of the rows; of a forecast it asks when the amount is reached; without rows it is unused."""
    typed = " ".join(word.typed for word in words[at:end])
    if words.lead(0, _OF_SUM) > 0 or words.lead_back(at, *_HOW_MUCH) < at:
        return Draft(leans=(Lean(typed, ()),))
    if _is_crossing(words, at):  # the running sum of a month, where no period is said
        return Draft(figures=("cumulative",), by=("day",), fillers=(BILL,)) + limit
    if words.text(at - 1) in ("stay", "keep", "remain") or _is_to_come(words, at):
        return Draft(verbs=("forecast",)) + limit + Draft(leans=(Lean(typed, ("outlook",)),))
    return limit + Draft(leans=(Lean(typed, ("rows",)),))


_CROSSING = listed(
    """
    crossed, cross, reached, reach, hit, hits, passed, pass, topped, top, exceed, exceeded, go over, went over,
    go past, went past
    """
)
_ON_WHICH_DAY = listed(
    """
    when did, when have, what day, which day, on what day, on which day, what date, which date, the day, on what
    date, on which date, day on which, how early did, how soon did
    """
)


def _is_crossing(words: Words, at: int) -> bool:
    """`what day of november crossed $2,000`, `when did we hit 1k`: of what adds up, not of one day."""
    asked = any(words.lead(place, _ON_WHICH_DAY) > place for place in range(at))
    is_of_one_day = words.lead(at, ("exceeded", "exceed", "topped", "went over")) > at and not words.match(0, "when")
    return asked and words.lead(at, _CROSSING) > at and not is_of_one_day and not _is_to_come(words, at)


_TO_COME = listed(
    "forecast, projection, will, gonna, going to, we'll, when do, when does, when are, likely to, about to"
)


_PACE = Phrases(
    f"{on} {to}"
    for on in ("on pace", "on track", "on course", "heading", "headed", "going")
    for to in (
        "for",
        "to",
        "towards",
        "toward",
        "to hit",
        "to reach",
        "to spend",
        "to cost",
        "to exceed",
        "to pass",
        "to be",
    )
)
_USED = listed(
    """
    has used, have used, uses, use, used, spends, spend, spent, has spent, have spent, burns, burn, burned, costs, cost,
    has cost, made, makes, has made, have made, sent, has sent, is at, are at, gets to, get to, gets over, comes to
    """
)
_OVER_OR_USED = Phrases((*OVER, *_USED))
_HOW_LONG = Phrases(HOW_LONG)


def _is_until(words: Words, at: int) -> bool:
    """`how long until search has used 100M tokens`: the amount is one that is to come."""
    return any(words.lead(place, _HOW_LONG) > place for place in range(at))


def _is_to_come(words: Words, at: int) -> bool:
    """Whether the future is asked about: `will we exceed $5k`, `when do we hit 10k`."""
    return (
        _is_until(words, at)
        or words.lead(at, _PACE) > at
        or any(words.lead(place, _TO_COME) > place for place in range(at))
    )


_ALREADY = ("already", "yet", "now", "again", "today")


def _stands_at(words: Words, at: int, place: int, context: Context) -> Match | None:
    """`search at 90 already?`: a number behind a name, without a unit, is percent of its budget."""
    end = words.skip(place + 1, *_ALREADY)
    is_percent = place == at + 1 and end == len(words) and 0 < int(words.text(place)) <= _MOST
    is_of_one = words.text(at) == "at" and is_percent and _is_behind_a_name(words, at, context)
    return Match(Draft(verbs=("budgets",)), place + 1 - at) if is_of_one else None


def _is_behind_a_name(words: Words, at: int, context: Context) -> bool:
    """`search` in `search already over 80%`; no kind of rows: `projects over 80%`, `budgets today over 80%`."""
    if words.has(("budget", "budgets")):
        return False
    names = (read_exact(words, before, context) for before in range(at))
    return any(named and words.skip(named[1], *_ALREADY) == at for named in names)


_MOST = 200  # percent of a budget that people speak of
_OF_BUDGET = listed("of budget, of their budget, of its budget, of our budget, of the budget, of budgets, of a budget")


def read_percent(words: Words, at: int, context: Context) -> Match | None:
    """`over 80 %`, `past 75% of budget`: budgets that have used more than that."""
    place = words.lead(at, (*OVER, "at", "near", "close to", "above the"))
    match = re.fullmatch(r"(\d{1,4})(%?)", words.text(place))
    if not match:
        return None
    end = place + 1 if match[2] else words.skip_phrase(place + 1, "%", "percent", "per cent", "pct")
    if not match[2] and end == place + 1:
        return _stands_at(words, at, place, context)
    last = words.lead(end, _OF_BUDGET)
    if place == at and last == end:
        return None
    if last == end and _is_of_change(words):
        return Match(percent_moved(words, at, end, int(match[1])), end - at)
    if last == end and _is_behind_a_name(words, at, context):
        return Match(Draft(verbs=("budgets",)), end - at)  # `is search past 80%`: where it stands says so
    return Match(Draft(verbs=("budgets",), percents=(int(match[1]),)), last - at)


def _is_of_change(words: Words) -> bool:
    """Whether the percentage is of a change, not of a budget: `projects that grew more than 20 %`."""
    said = {words.text(place) for place in range(len(words))}
    return bool(said & MOVING) and not said & {"budget", "budgets"}


def _between(words: Words, at: int) -> Match | None:
    """Two amounts with their units. Without units they are times of day: `between 9 and 11`."""
    low = read_sum(words, at + 1) if words.text(at) == "between" else None
    high = read_sum(words, low[1] + 1) if low and words.text(low[1]) in ("and", "to", "-") else None
    if not low or not high or not (low[0].metric or high[0].metric):
        return None
    unit = low[0].metric or high[0].metric
    over, under = (replace(each[0], metric=each[0].metric or unit) for each in (low, high))
    return Match(Draft(over=(over,), under=(under,)), high[1] - at)
