"""People in messages: by id, since a name notifies nobody."""

from __future__ import annotations

import re

from bot.core.slack.text import escape

SLACK_ID = re.compile(r"[UWS][A-Z0-9]{2,}")


def is_person(id: str) -> bool:
    """Whether `id` is a user's: nobody can talk to a group or to a name."""
    return SLACK_ID.fullmatch(id) is not None and not id.startswith("S")


def mention(id: str) -> str:
    """A person or a user group by id; a name is shown, and notifies nobody. Who acts in the terminal has none."""
    if not id:
        return "the terminal"
    if not SLACK_ID.fullmatch(id):
        return escape(id)
    return f"<!subteam^{id}>" if id.startswith("S") else f"<@{id}>"
