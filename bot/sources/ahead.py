"""Where a question's period leads at the pace of its last days: one number for every message that says it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile

from bot.core.answers.answer import Answer, AnswerLine
from bot.core.budgets.forecast import REMEMBERED, WINDOWS, Ahead, Forecast, Pace, forecast, pace_of_days, without_limits
from bot.core.budgets.limit_stops import Counted
from bot.core.periods import DAY, Period, Width, floor
from bot.core.question import Question
from bot.core.usage.buckets import Filter
from bot.core.usage.scenario import AS_IT_WAS
from bot.services import Services
from bot.sources.answers import answer_stored
from bot.sources.budget_status import BudgetSums

Ask = Callable[[Question, Services], Answer]


def ahead(so_far: Answer, whole: Period, sums: BudgetSums, services: Services, ask: Ask) -> Ahead | None:
    """`so_far` answers the part of `whole` until now; None while too little is known."""
    free, total = _pace(so_far.question, sums, services, ask), so_far.total
    if free is None or total is None:
        return None
    as_of, question = so_far.as_of or sums.now, so_far.question
    pace = sums.stops.hold(free, whole, counted(question.filters), in_dollars=in_dollars(question))
    held = forecast(total.quantity, pace, whole, as_of)
    return Ahead(held, without_limits(held, total.quantity, whole, as_of))


def row_ahead(free: Pace, line: AnswerLine, found: Answer, whole: Period, sums: BudgetSums) -> Forecast | None:
    """Of one row of `found`."""
    if line.amount is None:
        return None
    question, is_project = found.question, found.question.by == ("project",)
    by_project = Counted(frozenset(line.labels)) if is_project else counted(question.filters)
    pace = sums.stops.hold(free, whole, by_project, in_dollars=is_project and in_dollars(question))
    return forecast(line.amount.quantity, pace, whole, found.as_of or sums.now)


def counted(filters: Sequence[Filter]) -> Counted:
    """Which projects they count, as far as they say it."""
    named = [frozenset(one.values) for one in filters if one.dimension == "project" and not one.excluded]
    left_out = frozenset(id for one in filters if _is_left_out(one) for id in one.values)
    if named:
        return Counted(frozenset.intersection(*named) - left_out)
    return Counted(left_out, is_all_but=True)


def _is_left_out(one: Filter) -> bool:
    return one.dimension == "project" and one.excluded


def in_dollars(question: Question) -> bool:
    """Whether it counts all the dollars of its projects, which is what OpenAI's limits are on."""
    is_whole = all(one.dimension == "project" for one in question.filters) and not question.endpoint
    return question.metric == "cost" and is_whole and not question.times and question.scenario == AS_IT_WAS


def _pace(question: Question, sums: BudgetSums, services: Services, ask: Ask) -> Pace | None:
    """The pace of the last whole UTC days, which the store knows; a local day's edges say nothing of a pace."""
    today = floor(sums.now, Width.DAY)
    days = replace(
        question,
        period=Period(today - max(WINDOWS) * DAY, today),
        zone="UTC",
        by=("day",),
        top=None,
        over=None,
        versus=None,
        versus_whole=None,
    )
    earlier = replace(days, period=Period(today - REMEMBERED * DAY, days.period.start))
    lines = (*answer_stored(earlier, services).lines, *ask(days, services).lines)
    known = list(takewhile(lambda amount: amount is not None, (line.amount for line in reversed(lines))))
    return pace_of_days([amount.quantity for amount in reversed(known) if amount is not None])
