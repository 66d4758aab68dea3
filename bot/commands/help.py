"""`help`: what can be typed, with the organisation's own names in the examples."""

from __future__ import annotations

from bot.commands.request import Asker, Command
from bot.core.messages.help import Verb, budget_help_message, help_message
from bot.core.messages.message import Reply
from bot.services import Services


def run(text: str, asker: Asker, services: Services) -> Reply:
    from bot.commands import COMMANDS  # the table holds this module's row

    verbs = [Verb(f"{services.settings.command} {row.example}", row.summary) for row in COMMANDS[1:]]
    message = help_message(services.store.names.all(), verbs, command=services.settings.command)
    facts = {"verb": "help", "verbs": [{"example": verb.example, "summary": verb.summary} for verb in verbs]}
    return Reply(message, facts)


def run_budget(text: str, asker: Asker, services: Services) -> Reply:
    from bot.commands import BUDGET_VERBS, COMMANDS

    name = services.settings.budget_command
    rows = [row for row in COMMANDS if row.verb in BUDGET_VERBS]
    # Behind `/budget` a budget needs no verb, and the list has a shorter one.
    shorter = {row: row.example.removeprefix("budget ").replace("budgets", "list", 1) for row in rows}
    verbs = [Verb(f"{name} {example}", row.summary) for row, example in shorter.items()]
    facts = {"verb": "help", "verbs": [{"example": verb.example, "summary": verb.summary} for verb in verbs]}
    return Reply(budget_help_message(verbs, command=name), facts)


COMMAND = Command("help", ("help", "?", "??", "commands"), run, "Shows this page.", "help")
