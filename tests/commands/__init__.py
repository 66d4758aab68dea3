"""Commands, asked in words."""

from typing import Any

from bot import commands
from bot.commands.request import LOCAL
from bot.core.slack.limits import violations
from tests.living import Bot


def asked(bot: Bot, words: str) -> dict[str, Any]:
    reply = commands.run(words, LOCAL, bot.services)
    assert reply.understood, reply.message.text
    assert violations(reply.message) == ()
    return dict(reply.facts)
