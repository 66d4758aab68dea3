"""Gathers where OpenAI's own limits stop somebody before the month ends."""

from __future__ import annotations

from bot.core.budgets.limit_stops import LimitStop, as_budget, limit_stop
from bot.core.budgets.openai_limits import KEPT, kept_limits
from bot.services import Services
from bot.sources.alert_facts import close_forecast
from bot.sources.budget_status import BudgetSums


def limit_stops(sums: BudgetSums, services: Services) -> tuple[LimitStop, ...]:
    found = []
    for native in kept_limits(services.store.meta.get(KEPT)):
        budget = as_budget(native)
        if native.limit and budget:
            status = sums.current(budget)
            found.append(limit_stop(native.limit, status, close_forecast(status, sums, services)))
    return tuple(one for one in found if one)
