"""What is open for the person who asks: what one person uses is for admins."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.request import Asker
from bot.commands.rights import may_see
from bot.core.alerts.open_alerts import HARD_LIMIT, OpenAlerts
from bot.core.budgets.budget_messages import NativeWords
from bot.core.budgets.openai_limits import KEPT, kept_limits
from bot.core.budgets.openai_limits_message import native_words
from bot.services import Services
from bot.sources.budget_status import BudgetSums
from bot.sources.causes import drivers
from bot.sources.open_alerts import Alerts, alerts

EXPLAINED = 3  # budgets whose drivers are looked up: the others have their button


def all_alerts(sums: BudgetSums, services: Services, asker: Asker) -> Alerts:
    found = alerts(sums, services)
    opened = found.opened.of(lambda budget, subject: may_see(asker, budget))
    sent = tuple(row for row in found.sent if may_see(asker, found.opened.budgets.get(row.budget)))
    return Alerts(_explained(opened, sums, services), sent)


def _explained(opened: OpenAlerts, sums: BudgetSums, services: Services) -> OpenAlerts:
    first = [replace(one, drivers=drivers(one.status.budget, sums, services)) for one in opened.of_budgets[:EXPLAINED]]
    return replace(opened, of_budgets=(*first, *opened.of_budgets[EXPLAINED:]))


def stopped_words(opened: OpenAlerts, sums: BudgetSums, services: Services) -> NativeWords:
    """What OpenAI's hard limits stop now; lines of it only until an alert about it is open: it was not told yet."""
    words = native_words(kept_limits(services.store.meta.get(KEPT)), (), sums.names)
    is_told = any(row.kind == HARD_LIMIT for row in opened.findings)
    return replace(words, first=()) if is_told else words


def alerts_json(found: Alerts) -> dict[str, object]:
    """What is open, for `--json`: budgets by number, findings by what they are about."""
    return {
        "open": [
            {
                "budget": one.status.budget.id,
                "since": f"{one.status.period.start:%Y-%m-%d}",
                "told_at": f"{one.since:%Y-%m-%dT%H:%M:%SZ}" if one.since else None,
                "percent": one.status.percent,
                "acknowledged_by": one.state.acknowledged_by,
            }
            for one in found.opened.of_budgets
        ],
        "findings": [{"kind": row.kind, "subject": row.subject} for row in found.opened.findings],
        "sent": len(found.sent),
    }
