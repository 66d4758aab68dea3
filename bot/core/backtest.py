"""How often a budget would have been heard of: its levels against the periods of the last 60 days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.amounts import Amount
from bot.core.budgets import Budget, budget_period, period_before
from bot.core.periods import DAY, Period

DAYS = 60


@dataclass(frozen=True, slots=True)
class Fired:
    """`times` is, for each level, the number of periods in which it was passed; `periods` how many were read."""

    budget: Budget
    periods: int
    times: tuple[tuple[int, int], ...]


def past_periods(unit: str, now: datetime) -> Iterator[Period]:
    """The periods that ended within the last 60 days, the latest first."""
    period = period_before(unit, budget_period(unit, now))
    while period.end > now - DAYS * DAY:
        yield period
        period = period_before(unit, period)


def fired(budget: Budget, periods: Sequence[Period], spent: Callable[[Budget, Period], Amount]) -> Fired:
    quantities = [spent(budget, period).quantity for period in periods]
    times = tuple(
        (level, sum(quantity * 100 >= budget.amount * level for quantity in quantities)) for level in budget.levels
    )
    return Fired(budget, len(periods), times)
