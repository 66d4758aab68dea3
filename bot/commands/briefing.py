"""What an alert's message needs to know beside the number: where it leads, what drives it, how late it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.commands.standing import Standing
from bot.core.alerts import NEW_LEVEL, State, Step, Told
from bot.core.amounts import ZERO, Amount
from bot.core.briefing import Briefing, Crossing, Driver
from bot.core.budgets import ORGANISATION, Budget, BudgetStatus
from bot.core.forecast import Forecast, forecast
from bot.core.periods import DAY, Period, Width, floor
from bot.core.question import Question
from bot.core.usage import Filter
from bot.services import Services
from bot.sources import used

AN_HOUR = timedelta(hours=1)
USUAL_DAYS = 7
# What may drive a budget's spend: the dimensions that its scope leaves open.
DIMENSIONS = {
    ORGANISATION: ("project", "model"),
    "project": ("model", "key"),
    "model": ("project",),
    "key": ("model",),
    "user": ("project", "model"),
}


def brief(status: BudgetStatus, told: Told, step: Step, level: int, standing: Standing, services: Services) -> Briefing:
    """Everything about one budget at the standing's `now`; `level` is 0 for the highest that was told."""
    return Briefing(
        status,
        told,
        step,
        level or highest_told(told) or status.percent,
        standing.now,
        services.zone,
        forecast=forecast_of(status, standing),
        command=services.settings.budget_command,
    )


def highest_told(told: Told) -> int:
    return max((mark.level for mark in told.marks if mark.state is State.TOLD), default=0)


def forecast_of(status: BudgetStatus, standing: Standing) -> Forecast | None:
    known = standing.pace(status.budget)
    if known is None or status.spent is None or status.as_of is None or standing.now >= status.period.end:
        return None
    return forecast(status.spent.quantity, known, status.period, status.as_of)


@dataclass(frozen=True, slots=True)
class Gap:
    """The reader was away from `start` to `end`: what was passed in between is told late."""

    start: datetime
    end: datetime


def gap_before(as_of: datetime | None, before: datetime | None, sync: timedelta) -> Gap | None:
    """The gap between two reads, when it is longer than three turns of the sync and an hour."""
    if as_of is None or before is None or as_of - before <= max(3 * sync, AN_HOUR):
        return None
    return Gap(before, as_of)


def crossing(status: BudgetStatus, step: Step, level: int, gap: Gap | None, standing: Standing) -> Crossing | None:
    """When a level was really passed, if it was while nothing was read."""
    if gap is None or step not in NEW_LEVEL or step is Step.ALREADY:
        return None
    return Crossing(standing.crossed_at(status, level, gap.start), gap.start)


def recent(now: datetime) -> Period:
    """Yesterday and today so far: whole UTC days are what the store holds of every dimension."""
    return Period(floor(now, Width.DAY) - DAY, now)


def drivers(budget: Budget, standing: Standing, services: Services) -> tuple[Driver, ...]:
    """What rose or fell most since yesterday, against as much time of the seven days before."""
    new = recent(standing.now)
    old = Period(new.start - USUAL_DAYS * DAY, new.start)
    filters = _filters(budget, standing, Period(old.start, new.end))
    if filters is None:
        return ()
    found = []
    for dimension in DIMENSIONS[budget.scope]:
        asked = Question("", new, metric=budget.metric, by=(dimension,), filters=filters)
        spans = (asked, replace(asked, period=old))
        now, before = (_by_id(used(one, services, standing.now)) for one in spans)
        found += [_driver(dimension, id, now, before, new.length) for id in {*now, *before}]
    return tuple(sorted((one for one in found if one.added), key=lambda one: (-abs(one.added), one.dimension, one.id)))


def _filters(budget: Budget, standing: Standing, span: Period) -> tuple[Filter, ...] | None:
    """The ids that a budget covers now; None when there are none yet."""
    if budget.scope == ORGANISATION:
        return ()
    ids = sorted(id for id in standing.amounts(budget.metric, span, budget.scope) if budget.covers(id, standing.names))
    return (Filter(budget.scope, tuple(ids)),) if ids else None


def _by_id(found: Mapping[tuple[str, ...], Amount]) -> dict[str, Amount]:
    return {labels[0]: amount for labels, amount in found.items()}


def _driver(
    dimension: str, id: str, now: Mapping[str, Amount], before: Mapping[str, Amount], length: timedelta
) -> Driver:
    usual = before.get(id, ZERO)
    minutes = int(length.total_seconds()) // 60
    share = usual.quantity * minutes // (USUAL_DAYS * 24 * 60)
    return Driver(dimension, id, now.get(id, ZERO), Amount(share, estimate=usual.estimate))
