"""Finds the words for the bot in Slack's events: mentions in channels and threads, and direct messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """
    Words for the bot. `thread_ts` is where the answer stands: the thread they are in, else the one they begin;
    '' for a direct message outside a thread. `team` is the workspace of the person.
    """

    words: str
    user: str
    team: str
    channel: str
    thread_ts: str
    is_direct: bool


def said(event: Event, bot_user: str, team: str) -> Said | None:
    """
    The words of an `app_mention` or of a direct `message`; None for any other event.

    Bots, joins, edits and whatever else has a subtype are left alone, and so are the bot's own messages
    (docs.slack.dev/reference/events/message).
    """
    user, channel = event.get("user") or "", event.get("channel") or ""
    is_direct = event.get("channel_type") == "im"
    if event.get("type") == "message" and not is_direct:
        return None
    if (
        not (user and channel)
        or user == bot_user
        or any(event.get(word) for word in ("bot_id", "subtype", "edited", "hidden"))
    ):
        return None
    thread = event.get("thread_ts") or ("" if is_direct else event.get("ts", ""))
    whose = event.get("user_team") or event.get("team") or team
    return Said(_addressed(event.get("text") or "", bot_user), user, whose, channel, thread, is_direct)


def _addressed(text: str, bot_user: str) -> str:
    """The words without the bot's name, wherever it stands in them."""
    without = re.sub(rf"<@{re.escape(bot_user)}(\|[^>]*)?>", " ", text)
    return " ".join(without.split()).lstrip(",: ").strip()
