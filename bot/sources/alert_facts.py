"""What an alert's message needs to know beside the number: where it leads, what drives it, how late it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.alerts.levels import NEW_LEVEL, AlertState, Step
from bot.core.alerts.message_facts import AlertFacts, Crossing, level_shown
from bot.core.budgets.budget import BudgetStatus
from bot.core.budgets.forecast import Forecast, forecast
from bot.services import Services
from bot.sources.budget_status import BudgetSums

AN_HOUR = timedelta(hours=1)


def brief(
    status: BudgetStatus, told: AlertState, step: Step, level: int, budget_sums: BudgetSums, services: Services
) -> AlertFacts:
    """Everything about one budget at the standing's `now`; `level` is 0 for the one that its message shows."""
    return AlertFacts(
        status,
        told,
        step,
        level or level_shown(told, status),
        budget_sums.now,
        services.zone,
        forecast=forecast_of(status, budget_sums),
        command=services.settings.budget_command,
    )


def forecast_of(status: BudgetStatus, budget_sums: BudgetSums) -> Forecast | None:
    known = budget_sums.pace(status.budget)
    if known is None or status.spent is None or status.as_of is None or budget_sums.now >= status.period.end:
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


def crossing(status: BudgetStatus, step: Step, level: int, gap: Gap | None, budget_sums: BudgetSums) -> Crossing | None:
    """When a level was really passed, if it was while nothing was read."""
    if gap is None or step not in NEW_LEVEL or step is Step.ALREADY:
        return None
    has_hours = status.budget.scope not in ("key", "user")
    return Crossing(budget_sums.crossed_at(status, level, gap.start) if has_hours else None, gap.start)
