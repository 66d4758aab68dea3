"""`forecast`: where a month, week or other period leads if the pace holds, and which budgets that uses up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.commands.asked_question import AskedQuestion
from bot.commands.request import Reply
from bot.commands.rights import seen
from bot.core.answers.answer import OTHER, Answer, AnswerLine
from bot.core.answers.json_facts import facts_json
from bot.core.budgets.budget import ORGANISATION, Budget, BudgetStatus
from bot.core.budgets.forecast import REMEMBERED, WINDOWS, Forecast, Pace, forecast, pace_of_days
from bot.core.budgets.forecast_message import Outlook, Parts, forecast_json, forecast_message
from bot.core.budgets.limit_stops import LimitStop
from bot.core.errors import UserError
from bot.core.periods import DAY, MINUTE, Period, Width, floor
from bot.core.question import Question, Shape
from bot.core.time_rows import begin, following
from bot.sources import answer, answer_stored
from bot.sources.budget_status import BudgetSums, budget_sums
from bot.sources.limit_stops import limit_stops

LARGEST = 10  # groups that are told where they lead, when nobody asked for a number


def run(asked: AskedQuestion) -> Reply:
    """Raises UserError for a period that is over, and for rows by time: those have an answer and no forecast."""
    if asked.now - asked.question.period.end >= MINUTE:  # what rolls back from now ends with the last whole one
        raise UserError(
            "Only a running period has a forecast. For a past one, ask without `forecast`.",
            ("forecast this month",),
        )
    if asked.question.time_unit:
        raise UserError(
            f"A forecast is one range for the whole period, so there is none by the {asked.question.time_unit}; it can"
            " be by project, model, key or user.",
            ("forecast by project", f"this month by {asked.question.time_unit}"),
        )
    unit = asked.unit or "month"
    zone = ZoneInfo(asked.question.zone)
    start = begin(asked.now, unit, zone)
    whole = Period(start, following(start, unit, zone))
    so_far = replace(
        asked.question, period=Period(start, asked.now), by=(), top=None, over=None, versus=None, versus_whole=None
    )
    found = answer(so_far, asked.services)
    ahead = _forecast(asked, found, whole)
    parts = _parts(asked, so_far, whole, ahead)
    sums = budget_sums(asked.services, asked.now)
    stops = _stops(asked, sums) if unit == "month" else ()
    outlook = Outlook(found, whole, ahead, _budgets(asked, unit, sums), parts, goal=asked.question.over, stops=stops)
    facts = {**facts_json(outlook.shown, asked.names), "verb": "forecast", **forecast_json(outlook)}
    return Reply(forecast_message(outlook, asked.names, now=asked.now), facts)


def _forecast(asked: AskedQuestion, found: Answer, whole: Period) -> Forecast | None:
    known = _pace(asked)
    if known is None or found.total is None:
        return None
    return forecast(found.total.quantity, known, whole, found.as_of or asked.now)


def _pace(asked: AskedQuestion) -> Pace | None:
    """The pace of the last whole UTC days, which the store knows; a local day's edges say nothing of a pace."""
    today = floor(asked.now, Width.DAY)
    days = replace(
        asked.question,
        period=Period(today - max(WINDOWS) * DAY, today),
        zone="UTC",
        by=("day",),
        top=None,
        over=None,
        versus=None,
        versus_whole=None,
    )
    earlier = replace(days, period=Period(today - REMEMBERED * DAY, days.period.start))
    lines = (*answer_stored(earlier, asked.services).lines, *answer(days, asked.services).lines)
    known = list(takewhile(lambda amount: amount is not None, (line.amount for line in reversed(lines))))
    return pace_of_days([amount.quantity for amount in reversed(known) if amount is not None])


def _parts(asked: AskedQuestion, so_far: Question, whole: Period, ahead: Forecast | None) -> Parts | None:
    """Where each group leads: the largest, as far back as the whole was read."""
    groups = asked.question.dimensions
    if not groups:
        return None
    found = answer(replace(so_far, by=groups, top=asked.question.top or LARGEST), asked.services)
    days = len(ahead.pace.days) if ahead else 0
    today = floor(asked.now, Width.DAY)
    past = replace(so_far, period=Period(today - days * DAY, today), zone="UTC", by=("day",))
    names = _days_read(answer_stored(past, asked.services).lines) if days else []
    past = replace(past, by=(*groups, "day"), shape=Shape(csv=True))  # every combination, not as many as can be read
    used: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    for line in answer_stored(past, asked.services).lines if names else ():
        used[line.labels[:-1]][line.labels[-1]] = line.amount.quantity if line.amount else 0
    as_of = found.as_of or asked.now

    def leads(line: AnswerLine) -> Forecast | None:
        known = pace_of_days([used[line.labels].get(day, 0) for day in names])
        if known is None or line.amount is None or OTHER in line.labels:
            return None
        return forecast(line.amount.quantity, known, whole, as_of)

    return Parts(found, tuple(map(leads, found.lines)))


def _days_read(lines: Sequence[AnswerLine]) -> list[str]:
    """The days up to the last one that the store has without a gap: what was not read is not zero."""
    return [line.labels[0] for line in takewhile(lambda line: line.amount is not None, reversed(lines))][::-1]


def _budgets(asked: AskedQuestion, unit: str, sums: BudgetSums) -> list[BudgetStatus]:
    """Budgets of this period that measure just what was asked."""
    known = seen(asked.asker, asked.services.store.budgets.all())
    return [sums.current(one) for one in known if one.period == unit and _measures(one, asked.question)]


def _stops(asked: AskedQuestion, sums: BudgetSums) -> tuple[LimitStop, ...]:
    """What OpenAI's own limits, which count a month's dollars, stop of what was asked."""
    question = asked.question
    if question.metric != "cost" or question.endpoint or any(one.dimension != "project" for one in question.filters):
        return ()
    found = limit_stops(sums, asked.services)
    return tuple(one for one in found if not one.project or _holds(question, one.project))


def _holds(question: Question, project: str) -> bool:
    return all((project in one.values) is not one.excluded for one in question.filters)


def _measures(budget: Budget, question: Question) -> bool:
    if budget.metric != question.metric or question.endpoint not in ("", "completions"):
        return False
    wanted = [(one.dimension, frozenset(one.values)) for one in question.filters if not one.excluded]
    if len(wanted) != len(question.filters):
        return False
    return wanted == ([] if budget.scope == ORGANISATION else [(budget.scope, frozenset(budget.names))])
