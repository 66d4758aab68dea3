"""A message as Slack takes it, and what a command gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.answer import Answer

Block = Mapping[str, Any]


@dataclass(frozen=True)
class Message:
    """`text` is the notification: the whole finding in one line. `blocks` are Block Kit as plain dicts."""

    text: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a reply."""

    name: str
    content: str


@dataclass(frozen=True)
class Reply:
    """
    What a command answers.

    `facts` is what `--json` prints beside the message. `answer` is there when the command was a question; the
    terminal draws its table from it. `understood` is False when the words could not be read (exit status 2).
    """

    message: Message
    facts: Mapping[str, Any] = field(default_factory=dict)
    answer: Answer | None = None
    attachment: Attachment | None = None
    shared: bool = False
    understood: bool = True
