"""`home`: what the Home tab shows; today and the month, what is open, every budget's bar, my reports."""

from __future__ import annotations

from dataclasses import replace

from bot.commands import ask, budgets, reports
from bot.commands.open_alerts import all_alerts
from bot.commands.request import Asker, Command, Reply
from bot.commands.rights import seen
from bot.core.alerts.alert_list_message import open_blocks, open_text
from bot.core.budgets.budget_messages import BudgetLine
from bot.core.budgets.openai_limits import KEPT, kept_limits
from bot.core.budgets.openai_limits_message import native_words
from bot.core.home.home import Shown, home_message
from bot.services import Services
from bot.sources.budget_status import BudgetSums, budget_sums

OPEN = 3  # alerts with their buttons; the whole list is a button away


def run(text: str, asker: Asker, services: Services) -> Reply:
    sums = budget_sums(services, services.clock())
    overview = ask.run("", asker, services)
    found = all_alerts(sums, services, asker)
    first = replace(found.opened, of_budgets=found.opened.of_budgets[:OPEN], findings=found.opened.findings[:OPEN])
    stopped = native_words(kept_limits(services.store.meta.get(KEPT)), (), sums.names).first
    shown = Shown(
        open_text(found.opened, stopped),
        tuple(open_blocks(first, sums.names, services.zone, sums.now)),
        _lines(asker, sums, services),
        tuple(reports.made_by(asker, services)),
        stopped,
    )
    return Reply(home_message(overview.message, shown, sums.names), {**overview.facts, "verb": "home"})


def _lines(asker: Asker, sums: BudgetSums, services: Services) -> tuple[BudgetLine, ...]:
    """Mine first, then the fullest."""
    lines = budgets.stand(seen(asker, services.store.budgets.all()), sums, services)
    mine = asker.user_id
    return tuple(sorted(lines, key=lambda one: (one.status.budget.owner != mine, -one.status.percent)))


COMMAND = Command(
    "home",
    ("home",),
    run,
    "Shows today, this month, open alerts, budgets, your reports.",
    "home",
    is_reading=True,
    is_page=True,
)
