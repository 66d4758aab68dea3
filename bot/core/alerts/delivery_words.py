"""What delivery adds to a message, and what it says of a channel that it cannot reach."""

from __future__ import annotations

from dataclasses import replace

from bot.core.slack import blocks
from bot.core.slack.channels import refusal_words
from bot.core.slack.mention import is_person, mention
from bot.core.slack.message import Message
from bot.core.slack.text import escape


def linked_message(message: Message, url: str) -> Message:
    """With the way to the message that it tells of, on a line of its own."""
    *body, small = message.blocks
    return replace(message, blocks=(*body, blocks.section(f"<{url}|Open the alert>"), small))


def repeated_message(message: Message) -> Message:
    """For a second attempt when nobody can see whether the first one arrived."""
    note = "This may be a repeat: Slack did not confirm the first attempt."
    return replace(message, blocks=(*message.blocks, blocks.context(note))) if message.blocks else message


def unreachable_message(channel: str, code: str) -> Message:
    """Told in the alert channel, once, when another channel cannot be written to."""
    why = refusal_words(code)
    if is_person(channel):
        wait = f"⚠️ {mention(channel)} cannot get direct messages: {why}."
        text = f"{wait} Give their budgets another owner. Alerts in channels still arrive."
        return Message(text, (blocks.section(text),))
    cure = {"is_archived": "Unarchive it, or give its budgets another channel."}.get(
        code, "Invite the bot there with `/invite`, or give its budgets another channel."
    )
    wait = f"⚠️ Messages for {escape(channel)} wait: {why}."
    text = f"{wait} {cure} Nothing is lost: they are sent as soon as they can be."
    return Message(text, (blocks.section(text),))
