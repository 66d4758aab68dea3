"""Pace: even the low end of the forecast passes the budget."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.alerts.rules.finding import Finding, RuleFacts
from bot.core.budgets.budget import FULL, BudgetStatus
from bot.core.budgets.forecast import Forecast, is_early

WORSE = 10  # points before it is told again


def found(scene: RuleFacts) -> Iterator[Finding]:
    """Not again unless clearly worse, nor while somebody keeps the budget quiet."""
    for status in scene.statuses:
        forecast, told = scene.forecasts.get(status.budget.id), scene.known(status)
        percent = lands_at(status, forecast) if forecast else 0
        is_quiet = told.snooze is not None and told.snooze.is_on(status, scene.now)
        if percent and not is_quiet and is_worse(percent, told.paced):
            yield Finding("pace", "", status.period.start, percent, status=status, forecast=forecast)


def lands_at(status: BudgetStatus, forecast: Forecast) -> int:
    """
    The percent at which even the low end lands; 0 when that is not worth telling.

    Not before three days or a tenth of the period, not when 100 % was passed: then the level says it.
    """
    if status.as_of is None or is_early(status.period, status.as_of) or status.has_passed(FULL):
        return 0
    percent = forecast.low * 100 // status.amount
    return percent if percent > FULL else 0


def is_worse(percent: int, told: int) -> bool:
    return told == 0 or percent >= told + WORSE
