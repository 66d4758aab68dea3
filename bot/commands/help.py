"""`help`: what can be typed, with the organisation's own names in the examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.commands.request import Asker, Command, Reply
from bot.core.answers.help import HelpLine, budget_help_message, help_message, with_own_project
from bot.core.names import Names
from bot.services import Services

IN_TERMINAL = "usage-bot ask"


def run(text: str, asker: Asker, services: Services) -> Reply:
    """Questions first; what concerns budgets has a page of its own."""
    from bot.commands import COMMANDS  # the table holds this module's row

    names, settings = services.store.names.all(), services.settings
    command = settings.command if asker.user_id else IN_TERMINAL
    of_budgets = settings.budget_command if asker.user_id else f"{IN_TERMINAL} budget"
    own = [row for row in COMMANDS[1:] if row.verb == "budgets" or not row.is_about_budgets]
    own = [row for row in own if row.verb not in ("accuracy", "about")]  # a screen is short
    budgets = HelpLine(f"{of_budgets} help", "Sets, raises and quiets budgets.")
    verbs = [*_verbs(own, command, names), budgets]
    message = help_message(names, verbs, command=command)
    return Reply(message, _facts(_verbs(COMMANDS[1:], settings.command, names)))


def run_budget(text: str, asker: Asker, services: Services) -> Reply:
    from bot.commands import COMMANDS

    names = services.store.names.all()
    command = services.settings.budget_command if asker.user_id else f"{IN_TERMINAL} budget"
    # Behind `/budget` a budget needs no verb, and the list has a shorter one.
    shorter = [
        replace(row, example=row.example.removeprefix("budget ").replace("budgets", "list", 1))
        for row in COMMANDS
        if row.is_about_budgets and row.verb != "budget"  # the page begins with it
    ]
    own = {"notify": services.settings.command if asker.user_id else IN_TERMINAL}
    verbs = [one for row in shorter for one in _verbs([row], own.get(row.verb, command), names)]
    return Reply(budget_help_message(names, verbs, command=command), _facts(verbs))


def _verbs(rows: Sequence[Command], command: str, names: Names) -> list[HelpLine]:
    return [HelpLine(f"{command} {with_own_project(row.example, names)}", row.summary) for row in rows]


def _facts(verbs: Sequence[HelpLine]) -> dict[str, Any]:
    return {"verb": "help", "verbs": [{"example": verb.example, "summary": verb.summary} for verb in verbs]}


COMMAND = Command(
    "help",
    ("help", "?", "??", "commands"),
    run,
    "Shows this page.",
    "help",
    is_reading=True,
    is_page=True,
    is_about_budgets=True,
)
