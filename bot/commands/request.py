"""What reaches a command: who asks, from where, with which words or which click."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.messages.message import Attachment, Message, Reply
from bot.services import Services


@dataclass(frozen=True, slots=True)
class Asker:
    """
    Who asks. The terminal asks as LOCAL, who may do everything.

    `is_admin` is decided by the listener, by user id, team id and user group, never by a name.
    """

    user_id: str
    team_id: str = ""
    channel_id: str = ""
    is_admin: bool = False


LOCAL = Asker("", is_admin=True)


@dataclass(frozen=True, slots=True)
class Command:
    """One verb. `run` gets the words after the verb (for `ask`: all of them). `example` is a line that works."""

    verb: str
    words: tuple[str, ...]
    run: Callable[[str, Asker, Services], Reply]
    summary: str
    example: str


@dataclass(frozen=True, slots=True)
class Click:
    """A pressed button, a chosen option or a submitted form. `value` is what the button carried."""

    action: str
    value: str
    asker: Asker
    channel: str = ""
    message_ts: str = ""
    trigger_id: str = ""
    state: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """
    What a click leads to; each part is optional.

    `private` is told to the clicker alone, `replacement` takes the place of the private message that was clicked,
    `view` opens as a modal, `public` is posted in the channel of the click, `attachment` goes with `private` as a file.
    """

    private: Message | None = None
    replacement: Message | None = None
    view: Mapping[str, Any] | None = None
    public: Message | None = None
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What a click does. `id` is the action_id (or a modal's callback_id) up to its first ':'."""

    id: str
    run: Callable[[Click, Services], Response]
    admins_only: bool = False
