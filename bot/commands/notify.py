"""`notify off` and `on`: whether the owner of a budget is told in person, too."""

from __future__ import annotations

from bot.adapters.store.audit import AuditLine
from bot.commands.request import Asker, Command, Reply
from bot.core.errors import UserError
from bot.core.slack import blocks
from bot.core.slack.message import Message
from bot.services import Services

ON = "You get a direct message when a budget you own passes a level. `notify off` turns that off."
OFF = "You get no direct messages about budgets you own; their channels still get alerts. `notify on` turns them on."


def run(text: str, asker: Asker, services: Services) -> Reply:
    """Without a word: how it is."""
    word = text.strip().lower().removeprefix("me ").strip(".!")
    if word not in ("", "on", "off"):
        raise UserError("Say `notify off` or `notify on`.", ("notify off", "notify on"))
    if not asker.user_id:
        raise UserError("Type it in Slack: `/usage notify off` is for the person who types it.")
    if word:
        _switch(word == "on", asker, services)
    is_told = asker.user_id not in services.store.people.not_told()
    said = ON if is_told else OFF
    return Reply(Message(said, (blocks.section(said),)), {"verb": "notify", "on": is_told})


def _switch(on: bool, asker: Asker, services: Services) -> None:
    people, now = services.store.people, services.clock()
    with services.store.write() as connection:
        if on:
            people.switch_on(connection, asker.user_id)
        else:
            people.switch_off(connection, asker.user_id, now)
        word = "on" if on else "off"
        line = AuditLine(now, asker.user_id, f"told in person: {word}", f"person:{asker.user_id}")
        services.store.audit.append(connection, line)


COMMAND = Command(
    "notify",
    ("notify",),
    run,
    "Turns direct messages about your budgets on or off.",
    "notify off",
    is_about_budgets=True,
)
