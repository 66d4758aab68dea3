"""What reaches a command (who asks, from where, with which words or which click), and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.answers.answer import Answer
from bot.core.conversation import Spot
from bot.core.slack.message import Attachment, Message
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
    thread_ts: str = ""
    in_public: bool = False  # others read the answer
    # What budgets call the channel, beside its id. It is in the store, and few questions need it.
    channel_names: Callable[[], frozenset[str]] = field(default=frozenset, compare=False)

    @property
    def is_terminal(self) -> bool:
        return self.user_id == ""

    @property
    def spot(self) -> Spot:
        return Spot(self.channel_id, self.thread_ts, is_private=not self.in_public)


LOCAL = Asker("", is_admin=True)


@dataclass(frozen=True)
class Reply:
    """
    What a command answers.

    `facts` is what `--json` prints beside the message. `answer` is there when the command was a question; the
    terminal draws its table from it. `understood` is False when the words could not be read (exit status 2). `words`
    are the question that was answered, for those that follow; '' when it was none. `proposes`: nothing is done before
    the message's coloured button is pressed.
    """

    message: Message
    facts: Mapping[str, Any] = field(default_factory=dict)
    answer: Answer | None = None
    attachment: Attachment | None = None
    shared: bool = False
    understood: bool = True
    words: str = ""
    proposes: bool = False


def verbal(verb: str, message: Message, *, proposes: bool = False) -> Reply:
    return Reply(message, {"verb": verb}, proposes=proposes)


@dataclass(frozen=True, slots=True)
class Command:
    """
    One verb. `run` gets the words after the verb (for `ask`: all of them). `example` is a line that works.

    `is_reading`: it changes nothing, whatever its words, so that programs may use it too. `is_page`: it shows something
    as it is and needs no more words, so that a sentence may ask for it. `is_about_budgets`: `/budget` knows it too.
    """

    verb: str
    words: tuple[str, ...]
    run: Callable[[str, Asker, Services], Reply]
    summary: str
    example: str
    is_reading: bool = False
    is_page: bool = False
    is_about_budgets: bool = False


@dataclass(frozen=True, slots=True)
class Click:
    """A pressed button, a chosen option or a submitted form. `value` is what the button carried."""

    action: str
    value: str
    asker: Asker
    channel: str = ""
    trigger_id: str = ""
    state: Mapping[str, Any] | None = None

    @property
    def number(self) -> int:
        """The number of a budget that it carries; 0, which none has, for anything else."""
        return int(self.value) if self.value.isascii() and self.value.isdigit() and len(self.value) < 10 else 0


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
