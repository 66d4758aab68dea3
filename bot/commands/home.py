"""`home`: what the Home tab shows; today and the month, what is open, every budget's bar, my reports."""

from __future__ import annotations

from bot.commands import ask, budgets, reports
from bot.commands.open_alerts import all_alerts
from bot.commands.request import Asker, Command, Reply
from bot.core.alerts.list_message import open_blocks, open_text
from bot.core.budgets.messages import Standing as Line
from bot.core.home.home import Shown, home_message
from bot.services import Services
from bot.sources.budget_status import Standing, standing

OPEN = 3  # alerts with their buttons; the whole list is a button away


def run(text: str, asker: Asker, services: Services) -> Reply:
    look = standing(services, services.clock())
    overview = ask.run("", asker, services)
    found = all_alerts(look, services)
    opened = open_blocks(
        found.open_budgets[:OPEN], found.open_findings[:OPEN], found.budgets, look.names, services.zone, look.now
    )
    shown = Shown(
        open_text(found.open_budgets, found.open_findings),
        tuple(opened),
        _lines(asker, look, services),
        tuple(reports.made_by(asker, services)),
    )
    return Reply(home_message(overview.message, shown, look.names), {**overview.facts, "verb": "home"})


def _lines(asker: Asker, look: Standing, services: Services) -> tuple[Line, ...]:
    """Mine first, then the fullest."""
    lines = budgets.stand(services.store.budgets.all(), look, services)
    mine = asker.user_id
    return tuple(sorted(lines, key=lambda one: (one.status.budget.owner != mine, -one.status.percent)))


COMMAND = Command("home", ("home",), run, "Today, this month, open alerts, budgets, your reports.", "home")
