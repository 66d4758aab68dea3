"""`forecast`: where a month, week or other period leads if the pace holds, and which budgets that uses up."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.commands.asked_question import AskedQuestion
from bot.commands.request import Reply
from bot.core.answers.answer import Answer
from bot.core.answers.json_facts import facts_json
from bot.core.budgets.budget import ORGANISATION, Budget, BudgetStatus
from bot.core.budgets.forecast import REMEMBERED, WINDOWS, Forecast, Pace, forecast, pace_of_days
from bot.core.budgets.forecast_message import Outlook, forecast_json, forecast_message
from bot.core.errors import UserError
from bot.core.periods import DAY, Period, Width, floor
from bot.core.question import Question
from bot.core.time_rows import begin, following
from bot.sources import answer, answer_stored
from bot.sources.budget_status import budget_sums


def run(asked: AskedQuestion) -> Reply:
    """Raises UserError for a period that is over: it has an answer and no forecast."""
    if asked.question.period.end < asked.now:
        raise UserError(
            "Only a running period has a forecast. For a past one, ask without `forecast`.",
            ("forecast this month",),
        )
    unit = asked.unit or "month"
    zone = ZoneInfo(asked.question.zone)
    start = begin(asked.now, unit, zone)
    whole = Period(start, following(start, unit, zone))
    so_far = replace(
        asked.question, period=Period(start, asked.now), by=(), top=None, over=None, versus=None, versus_whole=None
    )
    outlook = Outlook(
        found := answer(so_far, asked.services), whole, _forecast(asked, found, whole), _budgets(asked, unit)
    )
    facts = {**facts_json(found, asked.names), "verb": "forecast", **forecast_json(outlook)}
    return Reply(forecast_message(outlook, asked.names, now=asked.now), facts)


def _forecast(asked: AskedQuestion, found: Answer, whole: Period) -> Forecast | None:
    known = _pace(asked)
    if known is None or found.total is None:
        return None
    as_of = max((source.as_of for source in found.sources), default=asked.now)
    return forecast(found.total.quantity, known, whole, as_of)


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


def _budgets(asked: AskedQuestion, unit: str) -> list[BudgetStatus]:
    """Budgets of this period that measure just what was asked."""
    mine = [one for one in asked.services.store.budgets.all() if one.period == unit and _measures(one, asked.question)]
    if not mine:
        return []
    known = budget_sums(asked.services, asked.now)
    return [known.current(budget) for budget in mine]


def _measures(budget: Budget, question: Question) -> bool:
    if budget.metric != question.metric or question.endpoint not in ("", "completions"):
        return False
    wanted = [(one.dimension, frozenset(one.values)) for one in question.filters if not one.excluded]
    if len(wanted) != len(question.filters):
        return False
    return wanted == ([] if budget.scope == ORGANISATION else [(budget.scope, frozenset(budget.names))])
