"""Answers that are to go elsewhere: to an address, to a channel, to somebody beside."""

from __future__ import annotations

import re

from bot.core.errors import UserError
from bot.core.grammar.other_wishes import NO_MAIL
from bot.core.grammar.tokens import Words
from bot.core.grammar.wish_words import leading, single

_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[a-z]{2,}")
_CHANNEL = re.compile(r"#[a-z_][\w-]*|<#\w+(?:\|[^>]*)?>", re.IGNORECASE)
_WISH = leading("politely", "send")
_JOINTS = ("in", "into", "to", "on", "for", "@")


def refuse_elsewhere(words: Words, at: int) -> None:
    """Raises UserError that says where an answer goes."""
    _to_an_address(words, at)
    _to_a_channel(words, at)


def _to_an_address(words: Words, at: int) -> None:
    """`send last month's csv to finance@acme.dev`."""
    is_sent = words.text(at) == "to" and words.has((*single("send"), "mail", "forward"))
    if is_sent and _ADDRESS.fullmatch(words.text(at + 1)):
        raise UserError(NO_MAIL.told, (words.instead(at, at + 2, ""), *NO_MAIL.asks))


def _to_a_channel(words: Words, at: int) -> None:
    """`post october by project in #finance`, which is no report that comes again."""
    if not _CHANNEL.fullmatch(words[at].typed):
        return
    first = at - (at > 0 and words.text(at - 1) in _JOINTS)
    told = (
        "An answer stays here, and Share posts it in this channel. What comes again goes to any channel: `every 1st 9am"
        " last month by project in #finance`."
    )
    asked = _WISH.sub("", words.instead(first, at + 1, ""), count=1)
    raise UserError(told, (asked, f"every monday 9am {asked} in {words[at].typed}", "last month by project"))
