"""Metrics by name: spend of projects, budgets and open findings, for dashboards; served when that is switched on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily

from bot.core.amounts import NANO
from bot.core.budgets.budget import ORGANISATION, PERSONAL, Budget, BudgetStatus, budget_period
from bot.core.catalogue import METRIC
from bot.core.names import Names
from bot.core.periods import Period, Width, floor
from bot.core.slack.text import clean
from bot.services import Services
from bot.sources import breakdown
from bot.sources.alert_facts import forecast_of
from bot.sources.budget_status import BudgetSums, budget_sums
from bot.sources.open_alerts import alerts

OF_A_BUDGET = ("budget", "scope", "period")


class NamedMetrics:
    """What a scrape shows is looked up once a minute at most: two thousand budgets take a moment."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._minute: datetime | None = None
        self._families: tuple[GaugeMetricFamily, ...] = ()

    def families(self) -> tuple[GaugeMetricFamily, ...]:
        now = self._services.clock()
        minute = floor(now, Width.MINUTE)
        if minute != self._minute:
            sums = budget_sums(self._services, now)
            found = (_spend(self._services, sums), *_budgets(self._services, sums), _findings(self._services, sums))
            self._families, self._minute = found, minute
        return self._families


def _spend(services: Services, sums: BudgetSums) -> GaugeMetricFamily:
    text = "Dollars of the UTC day or month so far, by project, as the bot answers them"
    family = GaugeMetricFamily("usage_bot_spend_dollars", text, labels=("period", "project", "is_estimate"))
    for unit in ("day", "month"):
        start = budget_period(unit, sums.now).start
        spent = breakdown(services, "cost", Period(start, sums.now), "project", now=sums.now)
        labels = _labels(sums.names, spent)
        for id, amount in spent.items():
            family.add_metric((unit, labels[id], str(amount.estimate).lower()), amount.quantity / NANO)
    return family


def _labels(names: Names, ids: Iterable[str]) -> dict[str, str]:
    """Names; with the id behind it where two projects share one, since a series may be there only once."""
    named = {id: clean(names.label("project", id)) for id in ids}
    times = Counter(named.values())
    return {id: label if times[label] == 1 else f"{label} ({id})" for id, label in named.items()}


def _budgets(services: Services, sums: BudgetSums) -> Iterator[GaugeMetricFamily]:
    amount = _family("amount", "What may be used in the period: dollars, tokens or requests")
    spent = _family("spent_ratio", "What was used of it so far; 1 is all")
    ahead = _family("forecast_ratio", "What the period's end is expected to have used of it")
    # A budget of a user is personal, and whoever reads the page of metrics is not asked who they are.
    shown = [budget for budget in services.store.budgets.all() if budget.scope != PERSONAL]
    for status in map(sums.current, shown):
        labels = (_title(status.budget, sums.names), status.budget.scope, status.budget.period)
        amount.add_metric(labels, _in_units(status))
        if status.spent:
            spent.add_metric(labels, status.spent.quantity / status.amount)
        if expected := forecast_of(status, sums):
            ahead.add_metric(labels, expected.expected / status.amount)
    yield from (amount, spent, ahead)


def _family(name: str, text: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"usage_bot_budget_{name}", text, labels=OF_A_BUDGET)


def _title(budget: Budget, names: Names) -> str:
    """`checkout-prod`, `checkout-prod tokens`: with scope and period it is a budget's alone."""
    labels = [clean(names.label(budget.scope, name)) for name in budget.names]
    title = ", ".join(labels) if budget.scope != ORGANISATION else ORGANISATION
    return title if budget.metric == "cost" else f"{title} {budget.metric}"


def _in_units(status: BudgetStatus) -> float:
    return status.amount / NANO if METRIC[status.budget.metric].unit == "nanodollar" else status.amount


def _findings(services: Services, sums: BudgetSums) -> GaugeMetricFamily:
    family = GaugeMetricFamily("usage_bot_findings_open", "What was found and still holds, by rule", labels=("kind",))
    kinds = Counter(row.kind for row in alerts(sums, services).opened.findings)
    for kind, count in sorted(kinds.items()):
        family.add_metric((kind.replace(" ", "_"),), count)
    return family
