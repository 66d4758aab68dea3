"""Gathers what is open: budgets with an alert in their period, and findings that still hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.alerts.levels import AlertEvent, AlertRow
from bot.core.alerts.message_facts import AlertFacts
from bot.core.alerts.open_alerts import OpenAlerts, hard_limits_first
from bot.core.alerts.rules import RULE
from bot.core.alerts.rules.hard_limit import IS_ENFORCING, IS_NEAR, reached
from bot.core.alerts.rules.rule import OpenFacts
from bot.core.budgets.budget import Budget, budget_period
from bot.core.budgets.openai_limits import KEPT, kept_limits
from bot.services import Services
from bot.sources.alert_facts import brief
from bot.sources.budget_status import REACH, BudgetSums
from bot.sources.rule_facts import spent_this_month

RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Alerts:
    """Open alerts, and those sent in the last week, newest first."""

    opened: OpenAlerts
    sent: tuple[AlertRow, ...]


def alerts(sums: BudgetSums, services: Services) -> Alerts:
    noted = services.store.alerts.noted(since=_since(sums.now))
    known = (services.store.budgets.get(id) for id in {row.budget for row in noted if row.budget})
    budgets = {budget.id: budget for budget in known if budget}
    rows = [row for row in noted if row.is_told]
    of_budgets = _of_budgets(sums, services)
    shown = frozenset(one.status.budget.id for one in of_budgets)
    facts = OpenFacts(sums.now, rows, budgets, shown, **_limited(sums, services))
    held = [row for row in rows if row.kind in RULE and RULE[row.kind].is_open(row, facts)]
    opened = OpenAlerts(of_budgets, hard_limits_first(held), budgets)
    return Alerts(opened, tuple(row for row in rows if row.at >= sums.now - RECENT))


def _since(now: datetime) -> datetime:
    """The month's start or a week ago, whichever is earlier."""
    return min(budget_period("month", now).start, now - RECENT)


def _limited(sums: BudgetSums, services: Services) -> dict[str, frozenset[str]]:
    """Projects ('' for all) that OpenAI stops, and those that are near its limit."""
    spent = spent_this_month(sums)
    levels = {one.project: reached(one, spent) for one in kept_limits(services.store.meta.get(KEPT))}
    names = {"stopped": IS_ENFORCING, "near": IS_NEAR}
    return {name: frozenset(id for id, level in levels.items() if level == wanted) for name, wanted in names.items()}


def _of_budgets(sums: BudgetSums, services: Services) -> tuple[AlertFacts, ...]:
    budgets: dict[int, Budget] = {budget.id: budget for budget in services.store.budgets.all()}
    found = []
    for (id, start), state in services.store.alerts.states(sums.now - REACH).items():
        if state.message and state.closed_at is None and id in budgets:
            status = sums.status(budgets[id], budget_period(budgets[id].period, start))
            found.append(brief(status, state, AlertEvent.FIRST_LOOK, 0, sums, services))
    found = [one for one in found if one.since]  # not those that a raise or a correction took below all levels
    return tuple(sorted(found, key=lambda one: (one.since or sums.now, one.key, -one.status.percent)))
