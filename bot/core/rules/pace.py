"""Pace: even the low end of the forecast passes the budget."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.budgets import FULL
from bot.core.forecast import is_early
from bot.core.rules.scene import Finding, Scene

WORSE = 10  # points before it is told again


def found(scene: Scene) -> Iterator[Finding]:
    """Not before three days or a tenth of the period, not when 100 % was passed, not again unless clearly worse."""
    for status in scene.statuses:
        forecast = scene.forecasts.get(status.budget.id)
        if forecast is None or status.as_of is None or is_early(status.period, status.as_of):
            continue
        percent = forecast.low * 100 // status.amount
        told = scene.known(status)
        is_quiet = told.snooze is not None and told.snooze.is_on(status, scene.now)
        if percent <= FULL or status.has_passed(FULL) or is_quiet:
            continue
        if told.paced == 0 or percent >= told.paced + WORSE:
            yield Finding("pace", "", status.period.start, percent, status=status, forecast=forecast)
