"""How people write a channel: one place for settings, budgets, their file, reports and set-up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.patterns import Pattern

# An id always holds a digit; without one it is a name in capitals.
_ID = r"[CGD](?=[A-Z]*\d)[A-Z0-9]{2,}"
_LINK = r"https?://(?:[\w.-]+/archives/|app\.slack\.com/client/[TE][A-Z0-9]+/)"
_PERSON = Pattern(r"[UW](?=[A-Z]*\d)[A-Z0-9]{4,}")  # whom no channel is called like: names are in small letters
_NAME = r"[^\s<>#＃@\"'`,;:/|]{1,80}"
_ANY = Pattern(rf"<?(?:#|{_LINK})?(?P<id>{_ID})(?:[/?|][^\s>]*)?>?|#?(?P<name>{_NAME})")
# In the middle of words: what a bare name would be is another thing's name, unless it is called a channel.
_IN_WORDS = Pattern(
    rf"(?:\b(?:in|to)\s+)?(?:<#(?P<id>{_ID})(?:\|[^>]*)?>|<?{_LINK}(?P<link>{_ID})(?:[/?|][^\s>]*)?>?"
    rf"|(?<!\S)#(?!\d{{1,9}}(?!\S))(?P<name>{_NAME})"
    rf"|(?<!\bthis )(?<!\bour )\b(?:the\s+)?channel\s+#?(?P<called>{_NAME}))",
    re.IGNORECASE,
)
# Where the words are typed: `in this channel`, `right here`.
_HERE = Pattern(
    r"\b(?:(?:in|into|to|on)\s+)?(?:this|our|the same)\s+channel\b|\b(?:in|into|to)\s+the\s+channel(?=\W*$)"
    r"|\b(?:(?:right|over|in|to)\s+){0,2}here\b",
    re.IGNORECASE,
)


def read_channel(text: str) -> str:
    """The id, or `#name` as Slack writes it, in small letters; '' for what is no channel."""
    text = text.strip().replace("＃", "#")
    found = _ANY.fullmatch(text)
    if found is None or _PERSON.fullmatch(text):
        return ""
    return found["id"] or f"#{found['name'].lower()}"


def channel_in(text: str) -> tuple[str, str]:
    """The words without the channel that they name, and that channel; '' when they name none."""
    found = _IN_WORDS.search(text)
    if found is None:
        return text, ""
    id = found["id"] or found["link"]
    channel = id.upper() if id else f"#{(found['name'] or found['called']).lower()}"
    return f"{text[: found.start()]} {text[found.end() :]}", channel


def with_here(text: str, channel_id: str) -> str:
    """`in this channel` and `here` as the channel they are typed in; without it where there is none."""
    is_channel = re.fullmatch(_ID, channel_id) is not None and not channel_id.startswith("D")
    text = _HERE.sub(f"in <#{channel_id}|>" if is_channel else "", text, count=1)
    return _HERE.sub("", text)


@dataclass(frozen=True, slots=True)
class Channels:
    """
    Where alerts of a run go. Of several ways to write one channel the first of `written` stands for all, so that its
    messages are put together; `ids` are those that are known. `own` is the channel of the settings.
    """

    own: str
    ids: Mapping[str, str]
    written: tuple[str, ...]

    def of(self, channel: str) -> str:
        """Where what is meant for `channel` goes, or, when it is '', for none in particular."""
        channel = channel or self.own
        id = self.ids.get(channel, channel)
        return next((one for one in (self.own, *self.written) if self.ids.get(one, one) == id), channel)


# Slack's code for why it takes no message, as people say it.
_REFUSED = {
    "is_archived": "the channel is archived",
    "not_in_channel": "the bot is not in the channel",
    "channel_not_found": "Slack does not find the channel, or the bot is not in it",
    "restricted_action": "not everybody may post in the channel",
    "no_permission": "the bot may not post in the channel",
    "cannot_dm_bot": "that account is a bot, and bots write to people only",
    "user_disabled": "the account is deactivated",
    "user_not_found": "Slack does not find the person",
    "ratelimited": "Slack asks for a pause",
    "unreachable": "Slack cannot be reached",
    "no_answer": "Slack does not answer",
    "missing_scope": "the bot lacks a permission in Slack",
    **dict.fromkeys(
        ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"),
        "Slack does not accept the bot's token",
    ),
}


def refusal_words(code: str) -> str:
    """Why Slack takes no message, in words; the code itself stands in the log and in `doctor`."""
    return _REFUSED.get(code, "Slack refuses them") if code else "not sent yet"


def refusal_cure(code: str) -> str:
    """What lets the messages of a channel arrive, in the fewest words; '' where nothing about it has to change."""
    return {"is_archived": "Unarchive it.", "not_in_channel": "Invite the bot there."}.get(code, "")
