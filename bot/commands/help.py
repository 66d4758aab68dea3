"""`help`: what can be typed, with the organisation's own names in the examples."""

from __future__ import annotations

from bot.commands.request import Asker, Command
from bot.core.messages.help import Verb, help_message
from bot.core.messages.message import Reply
from bot.services import Services


def run(text: str, asker: Asker, services: Services) -> Reply:
    from bot.commands import COMMANDS  # the table holds this module's row

    verbs = [Verb(f"{services.settings.command} {row.example}", row.summary) for row in COMMANDS[1:]]
    message = help_message(services.store.names.all(), verbs, command=services.settings.command)
    facts = {"verb": "help", "verbs": [{"example": verb.example, "summary": verb.summary} for verb in verbs]}
    return Reply(message, facts)


COMMAND = Command("help", ("help", "?", "commands"), run, "Shows this page.", "help")
