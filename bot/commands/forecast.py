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
from bot.core.answers.answer import OTHER, AnswerLine
from bot.core.answers.json_facts import facts_json
from bot.core.budgets.budget import ORGANISATION, Budget, BudgetStatus
from bot.core.budgets.forecast import FREE, Ahead, Forecast, pace_of_days
from bot.core.budgets.forecast_message import Outlook, Parts, forecast_json, forecast_message
from bot.core.errors import UserError
from bot.core.periods import DAY, MINUTE, Period, Width, floor
from bot.core.question import Question, Shape
from bot.core.time_rows import begin, following
from bot.sources import answer, answer_stored
from bot.sources.ahead import ahead, counted, in_dollars, row_ahead
from bot.sources.budget_status import BudgetSums, budget_sums

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
    sums = budget_sums(asked.services, asked.now)
    leads = ahead(found, whole, sums, asked.services, answer)
    parts = _parts(asked, so_far, whole, leads, sums)
    stops = sums.stops.of(counted(so_far.filters)) if leads else ()
    is_within = in_dollars(so_far) and whole.end <= sums.stops.until + DAY
    outlook = Outlook(
        found,
        whole,
        leads,
        _budgets(asked, unit, sums),
        parts,
        goal=asked.question.over,
        stops=stops if is_within else (),
        is_unheld=bool(stops and leads and leads.forecast.pace.held == FREE),
    )
    facts = {**facts_json(outlook.shown, asked.names), "verb": "forecast", **forecast_json(outlook)}
    return Reply(forecast_message(outlook, asked.names, now=asked.now), facts)


def _parts(
    asked: AskedQuestion, so_far: Question, whole: Period, found_ahead: Ahead | None, sums: BudgetSums
) -> Parts | None:
    """Where each group leads: the largest, as far back as the whole was read."""
    groups = asked.question.dimensions
    if not groups:
        return None
    found = answer(replace(so_far, by=groups, top=asked.question.top or LARGEST), asked.services)
    days = len(found_ahead.forecast.pace.days) if found_ahead else 0
    today = floor(asked.now, Width.DAY)
    past = replace(so_far, period=Period(today - days * DAY, today), zone="UTC", by=("day",))
    names = _days_read(answer_stored(past, asked.services).lines) if days else []
    past = replace(past, by=(*groups, "day"), shape=Shape(csv=True))  # every combination, not as many as can be read
    used: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    for line in answer_stored(past, asked.services).lines if names else ():
        used[line.labels[:-1]][line.labels[-1]] = line.amount.quantity if line.amount else 0

    def leads(line: AnswerLine) -> Forecast | None:
        known = pace_of_days([used[line.labels].get(day, 0) for day in names])
        if known is None or line.amount is None or OTHER in line.labels:
            return None
        return row_ahead(known, line, found, whole, sums)

    return Parts(found, tuple(map(leads, found.lines)))


def _days_read(lines: Sequence[AnswerLine]) -> list[str]:
    """The days up to the last one that the store has without a gap: what was not read is not zero."""
    return [line.labels[0] for line in takewhile(lambda line: line.amount is not None, reversed(lines))][::-1]


def _budgets(asked: AskedQuestion, unit: str, sums: BudgetSums) -> list[BudgetStatus]:
    """Budgets of this period that measure just what was asked."""
    known = seen(asked.asker, asked.services.store.budgets.all())
    return [sums.current(one) for one in known if one.period == unit and _measures(one, asked.question)]


def _measures(budget: Budget, question: Question) -> bool:
    if budget.metric != question.metric or question.endpoint not in ("", "completions"):
        return False
    wanted = [(one.dimension, frozenset(one.values)) for one in question.filters if not one.excluded]
    if len(wanted) != len(question.filters):
        return False
    return wanted == ([] if budget.scope == ORGANISATION else [(budget.scope, frozenset(budget.names))])
