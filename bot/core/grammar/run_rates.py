"""Rates of spending: `daily run rate` is a mean, `run rate per month` is where the running month leads."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.catalogue import FIGURE
from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.calendar_words import UNIT
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.reader import Context
from bot.core.grammar.time.calendar import Span
from bot.core.grammar.time.read_time import read_period
from bot.core.grammar.tokens import Words

_RUN_RATES = listed("run rate, run-rate, runrate")
_RATES = Phrases((*_RUN_RATES, *listed("burn rate, burn-rate, burnrate, current burn rate")))
_RHYTHMS = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    **dict.fromkeys(listed("annual, yearly, full year, full-year"), "year"),
}
_AT_THIS = ("at this", "at that", "at our", "at the current", "at current", "at our current")
_PER = ("per", "a", "/", "each", "by")
_SHORT = ("hour", "day", "week")  # of which there are several to take the mean of


_BASED_ON = listed(
    """
    based on, based upon, on the basis of, basis, going by, judging by, from the pace of, at the pace of, at the
    rate of, calculated from, calculated on, computed from, derived from, using
    """
)
_RUN_RATE = "run rate"


def read_run_rate(words: Words, at: int, context: Context) -> Match | None:
    """Its words, and those that say of which days it is: `run rate based on the last 7 days`."""
    return _based_on(words, at, context) or _stretched(words, at) or _rate(words, at, context)


def _based_on(words: Words, at: int, context: Context) -> Match | None:
    end = words.lead(at, _BASED_ON)
    if end == at or not (words.says(_RATES) or words.says(_ANNUALISED)):
        return None
    is_of_days = read_period(words, words.skip(end, "the", "our"), context.calendar) is not None
    return Match(Draft(fillers=(_RUN_RATE,)), end - at) if is_of_days else None


def _is_annualised(words: Words, at: int) -> bool:
    return words.lead(at, _ANNUALISED) > at


_ANNUALISED = Phrases(FIGURE["annualised"].said)


def _stretched(words: Words, at: int) -> Match | None:
    """`annualised run rate`, `annual run rate based on last week`: what the days had, for a whole year."""
    lead = words.skip(at, "annual", "yearly", "full-year") if not _is_annualised(words, at) else at
    end = words.lead(lead, _RATES)
    is_whole = end > lead and (words.says(_ANNUALISED) or (lead > at and words.says(_BASED_ON)))
    return Match(Draft(figures=("annualised",)), end - at) if is_whole else None


def _rate(words: Words, at: int, context: Context) -> Match | None:
    lead = _RHYTHMS.get(words.text(at), "")
    place = at + bool(lead)
    is_running = words.lead(place, _RUN_RATES) > place
    end = words.lead(place, _RATES)
    unit = lead or (UNIT.get(words.text(end + 1), "") if words.text(end) in _PER else "")
    if end > place and any(words.lead(other, _BASED_ON) > other for other in range(end, len(words))):
        named = (Lean(lead, ()),) if lead in ("week", "month", "quarter") else ()
        return Match(Draft(stats=(Lean("run rate", ("average",)),), by=("day",), leans=named), end - at)
    if end > place and words.lead_back(at, *_AT_THIS) < at:
        return Match(Draft(verbs=("forecast",)), end - at)
    if end > place and not unit and (not is_running or _is_of_the_past(words, at, end, context)):
        return Match(Draft(stats=(Lean("run rate", ("average",)),), by=("day",)), end - at)
    if end == place or not unit:
        return None
    end += 0 if lead else 2
    if unit in _SHORT or not is_running:
        return Match(Draft(stats=(Lean("run rate", ("average",)),), by=(unit,)), end - at)
    return _where_it_leads(words, at, end, unit, context)


def _is_of_the_past(words: Words, at: int, end: int, context: Context) -> bool:
    """`burn rate in october`: a mean, since nothing is to come."""
    return any(span.end <= context.calendar.now for span in _beside(words, at, end, context))


def _beside(words: Words, at: int, end: int, context: Context) -> Iterator[Span]:
    """The periods that the rest of the line names."""
    others = (read_period(words, place, context.calendar) for place in range(len(words)) if not at <= place < end)
    return (found.span for found in others if found)


def _where_it_leads(words: Words, at: int, end: int, unit: str, context: Context) -> Match:
    """A forecast of the running unit. Beside another period the unit says nothing, and is named."""
    if any(_beside(words, at, end, context)):
        return Match(Draft(verbs=("forecast",), leans=(Lean(words[at].typed, ()),) if unit == "year" else ()), end - at)
    return Match(Draft(verbs=("forecast",), spans=(context.calendar.unit(unit),)), end - at)
