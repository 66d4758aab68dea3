"""`about`: what is said to the bot itself, thanks and questions about it."""

from __future__ import annotations

from bot.commands.request import Asker, Command, Reply
from bot.core.answers.about import ABOUTS, about
from bot.core.answers.hint import hint_message
from bot.services import Services

ITSELF = next(each for each in ABOUTS if each.name == "self")


def run(text: str, asker: Asker, services: Services) -> Reply:
    said = about(text) or ITSELF
    settings = services.settings
    channel = settings.alert_channel or "the alert channel"
    told = said.told.format(zone=services.zone.key, minutes=settings.sync_minutes, channel=channel)
    return Reply(hint_message(told, said.asks), {"verb": "about", "about": said.name, "text": told})


COMMAND = Command(
    "about", (), run, "Says what the bot is, and answers what is asked about it.", "who are you", is_reading=True
)
