"""How often budgets would have been heard of in the last 60 days, by what the store knows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.core.alerts.backtest import BEFORE, DAYS, Fired, Known, fired, spike_days
from bot.core.amounts import ZERO, Amount
from bot.core.budgets.budget import ORGANISATION, Budget, covered
from bot.core.periods import DAY, Period, Width, floor
from bot.core.question import Question
from bot.core.usage.buckets import Filter
from bot.core.usage.freshness import HOURS_KEPT
from bot.services import Services
from bot.sources import over_time
from bot.sources.alert_facts import days_of
from bot.sources.budget_status import BudgetSums, budget_sums

ALL = ""  # in the place of a project
MOST_BY_HOUR = 20  # projects of one budget; the hours of more take too long to read


def backtest(services: Services) -> tuple[Fired, ...]:
    """Of each budget that stands."""
    budgets = (budget for budget in services.store.budgets.all() if budget.resets)
    return backtested(budgets, budget_sums(services, services.clock()), services)


def backtested(budgets: Iterable[Budget], sums: BudgetSums, services: Services) -> tuple[Fired, ...]:
    past = Past(sums, services)
    return tuple(fired(budget, past.days(budget), sums.now, past.spikes(budget)) for budget in budgets)


class Past:
    """What was used on each day, and in each hour that is kept; read once for all budgets."""

    def __init__(self, sums: BudgetSums, services: Services) -> None:
        self.sums = sums
        self.services = services
        today = floor(sums.now, Width.DAY)
        known = Period(today - (DAYS + BEFORE) * DAY, today)
        self.whole_days = [day for day in sorted(sums.notes) if day in known]

    def days(self, budget: Budget) -> Known:
        return days_of(budget, self.sums, self.services, reach=DAYS + BEFORE)

    def spikes(self, budget: Budget) -> int | None:
        """Spikes are looked for in all dollars, and in those of each project with a budget."""
        if budget.scope not in (ORGANISATION, "project"):
            return None
        ids: set[str] = {ALL}
        if budget.scope == "project":
            used = {id for day in self.whole_days for id in self._dollars(day)}
            ids = covered((budget,), used, self.sums.names)
        has_hours = len(ids) <= MOST_BY_HOUR
        days = (spike_days(self._hours(id) if has_hours else {}, self._of(id), self.sums.now) for id in sorted(ids))
        return len(set().union(*days))

    def _of(self, id: str) -> Known:
        return {day: _quantity(self._dollars(day), id) for day in self.whole_days}

    def _dollars(self, day: datetime) -> Mapping[str, Amount]:
        return self.sums.amounts("cost", Period(day, day + DAY), "project")

    def _hours(self, id: str) -> Known:
        """Every whole hour of the days that were read; an hour without use was read too."""
        end = floor(self.sums.now, Width.HOUR)
        span = Period(floor(self.sums.now - HOURS_KEPT, Width.DAY) + DAY, end)
        filters = () if id == ALL else (Filter("project", (id,)),)
        used = over_time(Question("", span, by=("hour",), filters=filters), self.services, self.sums.now)
        hours = (hour for hour in span.buckets(Width.HOUR) if floor(hour, Width.DAY) in self.sums.notes)
        return {hour: used.get(hour, ZERO).quantity for hour in hours}


def _quantity(amounts: Mapping[str, Amount], id: str) -> int:
    if id == ALL:
        return sum(amount.quantity for amount in amounts.values())
    return amounts.get(id, ZERO).quantity
