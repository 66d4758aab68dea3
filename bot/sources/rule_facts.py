"""What the rules look at, gathered from the store before a check writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.alerts.rules.finding import Comparison, RuleFacts
from bot.core.alerts.rules.spike import WEEK, WEEKS
from bot.core.amounts import ZERO, Amount
from bot.core.budgets.budget import Budget, BudgetStatus, budget_period, covered
from bot.core.budgets.forecast import Forecast
from bot.core.budgets.openai_limits import KEPT, kept_limits
from bot.core.periods import DAY, Period, Width, floor
from bot.core.usage.freshness import GRACE
from bot.services import Services
from bot.sources.alert_facts import AN_HOUR, forecast_of
from bot.sources.budget_status import BudgetSums
from bot.sources.reads import silent_since

COMPARED = "compared_until"  # the end of the last hour that was compared with its usual one


@dataclass(frozen=True, slots=True)
class Gathered:
    """The scene without what was told, which only the write may read; and what it compared."""

    scene: RuleFacts
    compared_until: datetime | None


def gather(services: Services, sums: BudgetSums, statuses: Iterable[BudgetStatus]) -> Gathered:
    current = tuple(one for one in statuses if sums.now in one.period)
    month = budget_period("month", sums.now)
    so_far = Period(month.start, sums.now)
    spans = tuple(_spans(sums, services.store.meta.get(COMPARED)))
    budgets = [one.budget for one in current]
    things = _things(sums)
    scene = RuleFacts(
        sums.now,
        sums.as_of or silent_since(services),
        max(3 * timedelta(minutes=services.settings.sync_minutes), AN_HOUR),
        current,
        forecasts=_forecasts(current, sums),
        comparisons=tuple(one for span in spans for one in _comparisons(span, sums, budgets)),
        things=things,
        covered=frozenset(_covered(things, sums, budgets)),
        unpriced=services.store.usage.unpriced(so_far),
        limits=kept_limits(services.store.meta.get(KEPT)),
        month=month,
        spent=_spent(sums, so_far),
    )
    return Gathered(scene, max((span.end for span in spans), default=None))


def _forecasts(statuses: Iterable[BudgetStatus], sums: BudgetSums) -> dict[int, Forecast]:
    found = ((one.budget.id, forecast_of(one, sums)) for one in statuses)
    return {id: forecast for id, forecast in found if forecast}


def _spans(sums: BudgetSums, compared: str | None) -> Iterator[Period]:
    """The last full hour, and the last full day, when they are final and were not looked at before."""
    if sums.as_of is None:
        return
    end = floor(sums.as_of - GRACE, Width.HOUR)
    before = datetime.fromisoformat(compared) if compared else end - timedelta(hours=1)
    if end > before:
        yield Period(end - timedelta(hours=1), end)
    midnight = floor(end, Width.DAY)
    if midnight > before:
        yield Period(midnight - DAY, midnight)


def _comparisons(span: Period, sums: BudgetSums, budgets: Iterable[Budget]) -> Iterator[Comparison]:
    """The organisation, and the projects that have a budget."""
    now = sums.amounts("cost", span, "project")
    usual = [sums.amounts("cost", week, "project") for week in _weeks_before(span, sums)]
    total = sum(now.values(), ZERO)
    yield Comparison("organisation", span, total, tuple(sum(week.values(), ZERO).quantity for week in usual))
    owned = (budget for budget in budgets if budget.scope == "project")
    for id in sorted(covered(owned, now, sums.names)):
        yield Comparison(f"project:{id}", span, now[id], tuple(week.get(id, ZERO).quantity for week in usual))


def _weeks_before(span: Period, sums: BudgetSums) -> Iterator[Period]:
    for week in range(1, WEEKS + 1):
        start = span.start - week * WEEK
        if floor(start, Width.DAY) in sums.notes:
            yield Period(start, start + span.length)


def _things(sums: BudgetSums) -> dict[str, Amount]:
    since = Period(floor(sums.now, Width.DAY) - DAY, sums.now)
    return {
        f"{kind}:{id}": used
        for kind in ("project", "model")
        for id, used in sums.amounts("requests", since, kind).items()
        if id and used.quantity > 0
    }


def _covered(things: Iterable[str], sums: BudgetSums, budgets: Iterable[Budget]) -> Iterator[str]:
    known = tuple(budgets)
    for kind in ("project", "model"):
        ids = {subject.partition(":")[2] for subject in things if subject.startswith(f"{kind}:")}
        owned = (budget for budget in known if budget.scope == kind)
        yield from (f"{kind}:{id}" for id in covered(owned, ids, sums.names))


def _spent(sums: BudgetSums, so_far: Period) -> Mapping[str, Amount]:
    by_project = dict(sums.amounts("cost", so_far, "project"))
    return {**by_project, "": sum(by_project.values(), ZERO)}
