"""`home`: what the Home tab shows; today, the month so far, my budgets, my reports."""

from __future__ import annotations

from bot.commands import ask, reports
from bot.commands.request import Asker, Command
from bot.commands.standing import standing
from bot.core.budgets import BudgetStatus
from bot.core.messages.home import home_message
from bot.core.messages.message import Reply
from bot.services import Services


def run(text: str, asker: Asker, services: Services) -> Reply:
    overview = ask.run("", asker, services)
    message = home_message(
        overview.message, _budgets(asker, services), reports.made_by(asker, services), services.store.names.all()
    )
    return Reply(message, {**overview.facts, "verb": "home"})


def _budgets(asker: Asker, services: Services) -> list[BudgetStatus]:
    mine = [one for one in services.store.budgets.all() if one.owner == asker.user_id]
    if not mine:
        return []
    known = standing(services, services.clock())
    return sorted((known.current(budget) for budget in mine), key=lambda one: -one.percent)


COMMAND = Command("home", ("home",), run, "Today, this month, your budgets and reports.", "home")
