"""Limits: rows over an amount, and the sentences for what no question can hold."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.amounts import read_sum
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.groups import BOTTOM, TOP, WIDTHS
from bot.core.grammar.pointers import MOVING
from bot.core.grammar.reader import Context
from bot.core.grammar.time.length_slots import read_count
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.tokens import Words
from bot.core.grammar.unmeasured import refuse_unmeasured
from bot.core.grammar.vocabulary import DIMENSION_WORDS, UNIT, WEEKDAY

OVER = listed(
    """
    over, above, more than, >, >=, ≥, at least, greater than, higher than, exceeding, bigger than, larger than,
    beyond, exceed, exceeds, exceeded, exceeding, past, go past, went past, goes past, goes over, go over, went over,
    went above, going over, crossed, cross, reached, reach, hit, hits, in excess of, topped, passed, pass, cost more
    than, costs more than, min, minimum, not less than, no less than, upwards of, north of, costing over, costing
    more than
    """
)
UNDER = listed(
    """
    under, below, less than, not over, not above, not more than, lower than, smaller than, <, <=, ≤, at most, fewer
    than, cheaper than, less then, fewer then, up to, max, maximum, not more than, no more than
    """
)
_RECURRING = listed("weekday, weekdays, day of week, day of the week, hour of day, hour of the day, weekend, workday")


def read_threshold(words: Words, at: int, context: Context) -> Match | None:
    """`over $10`, `> 2M tokens`, `under $5`, `between $10 and $50`."""
    place = words.lead(at, OVER)
    if place > at and (read := read_sum(words, place)):
        end = words.skip_phrase(read[1], "or more", "and up", "or above")
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


_OF_SUM = listed("have we, have i, did we, did i")
_HOW_MUCH = listed("how much, how far, how many, by how much, how much more, how much less")


def _limited(words: Words, at: int, end: int, limit: Draft) -> Draft:
    """Of rows it keeps some, of a forecast it asks when it is reached; of one sum it asks nothing that is read here."""
    typed = " ".join(word.typed for word in words[at:end])
    if words.lead(0, _OF_SUM) > 0 or words.lead_back(at, *_HOW_MUCH) < at:
        return Draft(leans=(Lean(typed, ()),))
    if words.text(at - 1) in ("stay", "keep", "remain") or _is_to_come(words, at):
        return Draft(verbs=("forecast",)) + limit + Draft(leans=(Lean(typed, ("outlook",)),))
    return limit + Draft(leans=(Lean(typed, ("rows",)),))


_TO_COME = listed(
    "forecast, projection, will, gonna, going to, we'll, when do, when does, when are, likely to, about to"
)


def _is_to_come(words: Words, at: int) -> bool:
    """`will we exceed $5k`, `when do we hit 10k`: no rows of what was."""
    return any(words.lead(place, _TO_COME) > place for place in range(at))


_OF_BUDGET = listed("of budget, of their budget, of its budget, of our budget, of the budget, of budgets, of a budget")


def read_percent(words: Words, at: int, context: Context) -> Match | None:
    """`over 80 %`, `past 75% of budget`, `50 percent of its budget`: of budgets."""
    place = words.lead(at, (*OVER, "at", "near", "close to", "above the"))
    match = re.fullmatch(r"(\d{1,4})(%?)", words.text(place))
    end = place + 1 if match and match[2] else words.skip_phrase(place + 1, "%", "percent", "per cent", "pct")
    if not match or (not match[2] and end == place + 1):
        return None
    last = words.lead(end, _OF_BUDGET)
    if place == at and last == end:
        return None
    if last == end and _is_of_change(words):
        return Match(Draft(moves=("why",), leans=(Lean(words.spelt(at, end), ()),)), end - at)
    return Match(Draft(verbs=("budgets",), percents=(int(match[1]),)), last - at)


def _is_of_change(words: Words) -> bool:
    """`projects that grew more than 20 %`: no budget."""
    said = {words.text(place) for place in range(len(words))}
    return bool(said & MOVING) and not said & {"budget", "budgets"}


def _between(words: Words, at: int) -> Match | None:
    """Amounts that say their unit; without one they are times: `between 9 and 11`."""
    low = read_sum(words, at + 1) if words.text(at) == "between" else None
    high = read_sum(words, low[1] + 1) if low and words.text(low[1]) in ("and", "to", "-") else None
    if not low or not high or not (low[0].metric or high[0].metric):
        return None
    unit = low[0].metric or high[0].metric
    over, under = (replace(each[0], metric=each[0].metric or unit) for each in (low, high))
    return Match(Draft(over=(over,), under=(under,)), high[1] - at)


def refuse(words: Words, at: int, context: Context) -> Match | None:
    """What people ask for and no question can hold; each with a sentence of its own."""
    for refusal in (_width, _percentile, _place, _negative, _things):
        refusal(words, at)
    _some_days(words, at, context)
    refuse_unmeasured(words, at, context)
    return None


_NO_WIDTHS = ("semiannually", "semi-annually", "half-yearly", "biannually")


def _width(words: Words, at: int) -> None:
    if words.text(at) in _NO_WIDTHS:
        raise UserError(WIDTHS, (words.instead(at, at + 1, "monthly"), "this year by month"))
    place = words.lead(at, ("per", "a", "each", "/", "by", "every"))
    count, end = read_count(words, place)
    if place > at and count and words.text(at) in ("per", "each", "/", "by", "every") and words.text(end) in UNIT:
        raise UserError(WIDTHS, (words.instead(place, end, ""), "today by hour"))
    if place > at and words.text(place) in ("second", "sec", "s"):
        raise UserError(WIDTHS, (words.instead(place, place + 1, "minute"), "last hour by minute"))
    if place > at and (after := words.lead(place, _RECURRING)) > place:
        raise UserError(WIDTHS, (words.instead(place, after, "day"), "last 30 days by day"))


def _percentile(words: Words, at: int) -> None:
    if re.fullmatch(r"p\d\d|percentiles?|\d\dth-percentile|quantiles?|stddev|std", words.text(at)):
        instead = words.instead(at, at + 1, "median"), words.instead(at, at + 1, "max")
        raise UserError(
            "I know no percentiles and no deviations; there is `median per day` and `max per day`.", instead
        )


_PLACES = listed("second, third, fourth, fifth, 2nd, 3rd, 4th, 5th, next")


def _place(words: Words, at: int) -> None:
    """`second most expensive project`: the first is another answer."""
    if words.text(at) in _PLACES and words.lead(at + 1, (*TOP, *BOTTOM, "most", "least")) > at + 1:
        instead = words.instead(at, at + 1, "")
        raise UserError(
            "I show the largest or the smallest, not one of their places; try `top 3 projects`.", (instead,)
        )


def _negative(words: Words, at: int) -> None:
    if words.text(at) in ("top", "bottom") and re.fullmatch(r"-\d+", words.text(at + 1)):
        name = words.text(at)
        raise UserError(f"`{name}` takes a number from 1 to 1000; try `{name} 5 projects`.", (f"{name} 5 projects",))


_SOME_DAYS = (
    *listed(
        """
        weekdays, weekday, business days, business day, working days, working day, workdays, workday, work days,
        work day, business hours, working hours, office hours, weekdays only, only weekdays, on weekdays, weekends only,
        only weekends, weekend only, weekend days, on weekends, each weekend, every weekend
        """
    ),
    *(f"{each} {day}" for each in ("every", "each") for day in WEEKDAY),
    *(f"{day}s" for day in WEEKDAY if day.endswith("day")),
)


def _some_days(words: Words, at: int, context: Context) -> None:
    """`weekdays only`, `every tuesday`: some days of a period; those of one week follow each other."""
    end = words.lead(at, _SOME_DAYS)
    found = read_period(words, at, context.calendar) if end > at else None
    if end > at and (not found or found.end <= end):
        instead = (words.instead(at, end, "by day"), "last week by day")
        raise UserError("I cannot leave days out; rows by day show each day.", instead)


def _things(words: Words, at: int) -> None:
    """`keys in >1 project`: how many others each has."""
    place = words.lead(at, OVER)
    count, end = read_count(words, place) if place > at else (None, at)
    if count and words.text(end) in DIMENSION_WORDS:
        raise UserError(
            f"I cannot count the {DIMENSION_WORDS[words.text(end)]}s of each row; ask for both: `by key and project`.",
            ("last month by key and project",),
        )
