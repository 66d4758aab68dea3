"""A message as Slack takes it, and a file that goes with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
