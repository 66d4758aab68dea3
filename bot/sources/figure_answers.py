"""Figures from the store and from OpenAI: the sums that a figure needs, asked for and put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core.answers import figured_rows as figures
from bot.core.answers.answer import Answer
from bot.core.catalogue import COMPLETIONS, ENDPOINT, FIGURE, METRIC
from bot.core.errors import UserError
from bot.core.question import TIME_GROUPS, TIME_UNITS, Question
from bot.core.time_rows import time_rows, whole_units
from bot.services import Services
from bot.sources.answers import answer
from bot.sources.assumed_prices import with_assumed
from bot.sources.endpoints_in_use import endpoints_in_use
from bot.sources.scenario_answers import scenario_answer


def figured(question: Question, services: Services) -> Answer:
    """
    The answer to a question for a figure or for several metrics; of any other its plain answer.

    Raises UserError for a figure that cannot be compared.
    """
    if question.versus is None or _brings_the_earlier(question):
        whole = _of_whole_units(question)
        return with_assumed(_noted(_figured(whole, services), whole, question), services)
    if FIGURE[question.figure].kind not in figures.COMPARED:
        raise UserError(f"I cannot compare `{question.figure}` of two periods; ask for each of them.")
    alone = _of_whole_units(replace(question, versus=None, versus_whole=None))
    rest = replace(alone, period=question.versus, top=None, bottom=None, over=None, under=None)
    rest = _of_whole_units(rest)
    both = figures.compared(_figured(alone, services), _figured(rest, services))
    counted = replace(question, period=alone.period, versus=rest.period)
    return with_assumed(_noted(replace(both, question=counted), counted, question), services)


def _noted(found: Answer, counted: Question, asked: Question) -> Answer:
    """Says so when the figure is of whole days, or hours, of what was asked."""
    if (counted.period, counted.versus) == (asked.period, asked.versus):
        return found
    return replace(found, notes=(f"Only whole {FIGURE[asked.figure].by}s count.", *found.notes))


def _of_whole_units(question: Question) -> Question:
    """
    Without the day or hour that an edge of the period cuts: half a day is no lowest day, and no part of a mean.

    The highest may be one that is not over: it is the highest already.
    """
    figure = FIGURE.get(question.figure)
    if figure is None or figure.by not in TIME_UNITS or figure.kind not in ("mean", "extreme"):
        return question
    if figure.name.startswith(("max", "busiest")):
        return question
    whole = whole_units(question.period, figure.by, ZoneInfo(question.zone))
    return replace(question, period=whole) if whole else question


def _brings_the_earlier(question: Question) -> bool:
    """Sums, and savings as their differences, are read for both periods at once."""
    return bool(question.metrics) or not question.figure or FIGURE[question.figure].kind == "scenario"


def _figured(question: Question, services: Services) -> Answer:
    if question.metrics:
        return figures.beside(question, [answer(one, services) for one in _each(question)])
    if not question.figure:
        return answer(question, services)
    if FIGURE[question.figure].kind == "scenario":
        return scenario_answer(question, services)
    kind, plain = FIGURE[question.figure].kind, figures.asked_for(question)
    if kind == "quotient":
        return figures.divided(
            question, answer(plain, services), [answer(one, services) for one in _divisors(plain, question, services)]
        )
    if kind == "share":
        part = replace(plain, filters=(*plain.filters, *question.part))
        return figures.divided(question, answer(part, services), [answer(plain, services)])
    found = answer(plain, services)
    if kind in figures.LOOKS:
        return figures.LOOKS[kind](question, found)
    if FIGURE[question.figure].by not in TIME_UNITS:
        return figures.of_things(question, found)
    return figures.of_times(question, found, _counts(question))


def _each(question: Question) -> Iterator[Question]:
    """Limits are those of the first metric: the others are told beside its rows."""
    for place, name in enumerate(question.metrics):
        one = replace(question, metrics=(), metric=name, endpoint=_endpoint(question, name))
        yield replace(one, top=None, bottom=None, over=None, under=None) if place else one


def _counts(question: Question) -> Counter[tuple[str, ...]]:
    """How many rows of time the period has, by the labels of the asked ones: five Mondays, the days of each month."""
    units = (*(name for name in question.by if name in TIME_GROUPS), FIGURE[question.figure].by)
    rows = time_rows(question.period, units, ZoneInfo(question.zone), question.times)
    return Counter(row.labels[:-1] for row in rows)


def _endpoint(question: Question, metric: str) -> str:
    if metric == "cost":  # `embedding requests and cost`; completions stand there also where nothing was named
        return question.endpoint if question.metric == "cost" or question.endpoint != COMPLETIONS.name else ""
    counted = METRIC[metric].counters
    return question.endpoint if question.endpoint in counted else next(iter(counted))


def _divisors(plain: Question, question: Question, services: Services) -> Iterator[Question]:
    """What dollars are divided by is counted at every endpoint in use; any other quantity at its own."""
    metric = FIGURE[question.figure].by
    names: tuple[str, ...] = (plain.endpoint,)
    if plain.metric == "cost" and not plain.endpoint:
        names = endpoints_in_use(plain.period, services)
    needed = {*plain.dimensions, *(one.dimension for one in plain.filters if not one.excluded)}
    for name in names:
        if name in METRIC[metric].counters and needed <= set(ENDPOINT[name].dimensions):
            yield replace(plain, metric=metric, endpoint=name)
