"""The message for words that could not be read, and for a question that must be asked back."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.answers.followups import USAGE
from bot.core.slack import blocks
from bot.core.slack.message import Message
from bot.core.slack.text import escape, shorten, size

SUGGESTIONS = 3
LABEL = 30  # letters of a button that Slack shows for certain


def hint_message(text: str, suggestions: Sequence[str] = ()) -> Message:
    """One sentence and up to three questions that would be understood, as buttons; a long one also in full."""
    shown = blocks.fitted(escape(text), 2900)
    asked = tuple(suggestions)[:SUGGESTIONS]
    parts = [blocks.section(shown)]
    if asked:
        row = [blocks.Button(shorten(words, 75), f"{USAGE}:{number}", words) for number, words in enumerate(asked, 1)]
        if any(size(words) > LABEL for words in asked):
            lines = (f"`{escape(shorten(words, 300)).replace('`', '´')}`" for words in asked)
            parts.append(blocks.context("\n".join(lines)))
        parts.append(blocks.actions(*row))
    return Message(blocks.fitted(shown, 150), tuple(parts))
