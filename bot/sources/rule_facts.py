"""Gathers from the store what the rules look at, before the check writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.alerts.rules.finding import RuleFacts
from bot.core.alerts.rules.pace import lands_at
from bot.core.amounts import ZERO, Amount
from bot.core.budgets.budget import Budget, BudgetStatus, budget_period, covered
from bot.core.budgets.forecast import Forecast
from bot.core.budgets.openai_limits import KEPT, kept_limits
from bot.core.periods import DAY, Period, Width, floor
from bot.core.question import Question
from bot.services import Services
from bot.sources import answer_stored
from bot.sources.accuracy import drift_of_week
from bot.sources.alert_facts import close_forecast, forecast_of
from bot.sources.budget_status import BudgetSums
from bot.sources.reads import patience, trying_since
from bot.sources.right_organisation import organisation_error
from bot.sources.spikes import spikes

COMPARED = "compared_until"  # the read up to which spikes were looked for


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts, without alert states, which are read inside the write; and what was compared."""

    scene: RuleFacts
    compared_until: datetime | None


def gather(services: Services, sums: BudgetSums, statuses: Iterable[BudgetStatus]) -> Gathered:
    current = tuple(one for one in statuses if sums.now in one.period)
    month = budget_period("month", sums.now)
    drift = drift_of_week(services, sums.now)
    budgets = [one.budget for one in current]
    things = _things(sums, "requests")
    scene = RuleFacts(
        sums.now,
        sums.as_of,
        patience(services),
        current,
        trying_since=trying_since(services),
        is_other_organisation=organisation_error(services) is not None,
        forecasts=_forecasts(current, sums, services),
        spikes=spikes(services, sums, services.store.meta.get(COMPARED)),
        things=things,
        costs=_things(sums, "cost"),
        covered=frozenset(_covered(things, sums, budgets)),
        unpriced=answer_stored(Question("", Period(month.start, sums.now)), services, sums.now).unpriced,
        limits=kept_limits(services.store.meta.get(KEPT)),
        month=month,
        spent=spent_this_month(sums),
        compared=drift.compared,
        billed_rates=drift.billed_rates,
    )
    return Gathered(scene, sums.as_of)


def _forecasts(statuses: Iterable[BudgetStatus], sums: BudgetSums, services: Services) -> dict[int, Forecast]:
    """Those that seem to pass are looked at closely."""
    found = {one.budget.id: (one, forecast_of(one, sums)) for one in statuses}
    closely = {
        id: close_forecast(status, sums, services)
        for id, (status, ahead) in found.items()
        if ahead and lands_at(status, ahead)
    }
    return {id: ahead for id, (_, first) in found.items() if (ahead := closely.get(id, first))}


def _things(sums: BudgetSums, metric: str) -> dict[str, Amount]:
    since = Period(floor(sums.now, Width.DAY) - DAY, sums.now)
    return {
        f"{kind}:{id}": used
        for kind in ("project", "model")
        for id, used in sums.amounts(metric, since, kind).items()
        if id and used.quantity > 0
    }


def _covered(things: Iterable[str], sums: BudgetSums, budgets: Iterable[Budget]) -> Iterator[str]:
    known = tuple(budgets)
    for kind in ("project", "model"):
        ids = {subject.partition(":")[2] for subject in things if subject.startswith(f"{kind}:")}
        owned = (budget for budget in known if budget.scope == kind)
        yield from (f"{kind}:{id}" for id in covered(owned, ids, sums.names))


def spent_this_month(sums: BudgetSums) -> Mapping[str, Amount]:
    """Dollars by project, and of all under ''."""
    by_project = dict(sums.amounts("cost", Period(budget_period("month", sums.now).start, sums.now), "project"))
    return {**by_project, "": sum(by_project.values(), ZERO)}
