"""What is open now: budgets whose message stands in a channel, and findings that still hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.commands.request import Asker
from bot.commands.rights import may_see
from bot.core.alerts.levels import AlertRow, Step
from bot.core.alerts.message_facts import AlertFacts
from bot.core.alerts.rules import RULE
from bot.core.alerts.rules.rule import OpenFacts
from bot.core.budgets.budget import Budget, budget_period
from bot.core.budgets.openai_limits import KEPT, kept_limits
from bot.services import Services
from bot.sources.alert_facts import brief
from bot.sources.budget_status import REACH, BudgetSums
from bot.sources.causes import drivers

EXPLAINED = 3  # budgets whose drivers are looked up: the others have their button
RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Alerts:
    """`open_budgets` are sorted by how long they have been open; `sent` is the newest first."""

    open_budgets: tuple[AlertFacts, ...]
    open_findings: tuple[AlertRow, ...]
    sent: tuple[AlertRow, ...]
    budgets: dict[int, Budget]  # the deleted ones too, which alerts still speak of


def all_alerts(sums: BudgetSums, services: Services, asker: Asker) -> Alerts:
    """What the asker may see of them: what one person uses is for admins."""
    noted = services.store.alerts.noted(since=_since(sums.now))
    known = (services.store.budgets.get(id) for id in {row.budget for row in noted if row.budget})
    budgets = {budget.id: budget for budget in known if budget}
    told = [row for row in noted if row.is_told and may_see(asker, budgets.get(row.budget))]
    opened = tuple(one for one in _open_budgets(sums, services) if may_see(asker, one.status.budget))
    shown = frozenset(one.status.budget.id for one in opened)
    limits = kept_limits(services.store.meta.get(KEPT))
    stopped = frozenset(one.project for one in limits if one.limit and one.limit.is_enforcing)
    facts = OpenFacts(sums.now, told, budgets, shown, stopped)
    return Alerts(
        opened,
        tuple(row for row in told if row.kind in RULE and RULE[row.kind].is_open(row, facts)),
        tuple(row for row in told if row.at >= sums.now - RECENT),
        budgets,
    )


def _since(now: datetime) -> datetime:
    """The month's start or a week ago, whichever is earlier."""
    return min(budget_period("month", now).start, now - RECENT)


def _open_budgets(sums: BudgetSums, services: Services) -> tuple[AlertFacts, ...]:
    budgets = {budget.id: budget for budget in services.store.budgets.all()}
    found = []
    for (id, start), told in services.store.alerts.told(sums.now - REACH).items():
        if told.message and told.closed_at is None and id in budgets:
            status = sums.status(budgets[id], budget_period(budgets[id].period, start))
            found.append(brief(status, told, Step.FIRST_LOOK, 0, sums, services))
    found = [one for one in found if one.since]  # not those that a raise or a correction took below all levels
    found.sort(key=lambda one: (one.since or sums.now, one.key, -one.status.percent))
    explained = [replace(one, drivers=drivers(one.status.budget, sums, services)) for one in found[:EXPLAINED]]
    return (*explained, *found[EXPLAINED:])


def alerts_json(found: Alerts) -> dict[str, object]:
    """What is open, for `--json`: budgets by number, findings by what they are about."""
    return {
        "open": [
            {
                "budget": one.status.budget.id,
                "since": f"{one.status.period.start:%Y-%m-%d}",
                "told_at": f"{one.since:%Y-%m-%dT%H:%M:%SZ}" if one.since else None,
                "percent": one.status.percent,
                "acknowledged_by": one.told.acknowledged_by,
            }
            for one in found.open_budgets
        ],
        "findings": [{"kind": row.kind, "subject": row.subject} for row in found.open_findings],
        "sent": len(found.sent),
    }
