"""What is read of Slack's requests, kind by kind. A body that lacks it, or has it of another type, is none of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from msgspec import Meta, MsgspecError, Struct, convert, json, to_builtins

Id = Annotated[str, Meta(min_length=1)]
Text = str | None
UNREADABLE = (MsgspecError, ValueError, RecursionError)  # of msgspec, of UTF-8, and of twenty thousand brackets


class Part(Struct, omit_defaults=True):
    """What Slack leaves out or sends as null is not there."""


class SlashCommand(Part):
    command: Id
    user_id: Id
    team_id: Id
    text: Text = None
    channel_id: Text = None
    response_url: Text = None
    trigger_id: Text = None


class SslCheck(Part):
    ssl_check: Literal["1"]


class Said(Part):
    """A mention, a message, or a Home tab that was opened."""

    type: Id
    user: Text = None
    text: Text = None
    channel: Text = None
    channel_type: Text = None
    ts: Text = None
    thread_ts: Text = None
    team: Text = None
    user_team: Text = None
    tab: Text = None
    bot_id: Text = None
    subtype: Text = None
    edited: Any = None
    hidden: Any = None


class SaidEvent(Part):
    type: Id
    event_id: Id
    event: Said
    team_id: Text = None


class OtherEvent(Part):
    """One that nobody asked Slack for. It is acknowledged, or Slack would send it again."""

    type: Id
    event: _Kind


class Named(Part):
    """A workspace or a channel."""

    id: Text = None


class User(Part):
    id: Id
    team_id: Text = None


class Option(Part):
    value: str


class Field(Part):
    """What was typed or chosen in one element."""

    value: Text = None
    selected_option: Option | None = None
    selected_date: Text = None
    selected_time: Text = None
    selected_user: Text = None
    selected_channel: Text = None
    selected_conversation: Text = None


class Pressed(Field, kw_only=True):
    action_id: Id


class State(Part):
    values: dict[str, dict[str, Field]]


class Block(Part):
    type: str
    block_id: Text = None


class View(Part):
    type: Text = None
    state: State | None = None


class Form(View, kw_only=True):
    """A modal of ours. It carries where it was opened and what it is about. Bolt reads its type too."""

    type: Id
    callback_id: Id
    blocks: list[Block]
    private_metadata: Text = None

    def __post_init__(self) -> None:
        json.decode(self.private_metadata or '["",""]', type=tuple[str, str])


class Container(Part):
    channel_id: Text = None
    thread_ts: Text = None
    is_ephemeral: bool | None = None


class Interaction(Part):
    """`team` is null where the bot is installed for a whole organisation."""

    type: Id
    user: User
    team: Named | None = None
    trigger_id: Text = None


class Click(Interaction, kw_only=True):
    actions: Annotated[list[Pressed], Meta(min_length=1)]
    channel: Named | None = None
    container: Container | None = None
    view: View | None = None
    state: State | None = None
    response_url: Text = None


class Submission(Interaction, kw_only=True):
    view: Form


class ClosedView(Part, kw_only=True):
    callback_id: Id


class Closing(Interaction, kw_only=True):
    view: ClosedView


class Suggestion(Interaction, kw_only=True):
    action_id: Id
    value: Text = None
    container: Container | None = None
    view: View | None = None


class Verification(Part):
    type: Id
    challenge: str


class _Kind(Part):
    type: Id


class _Request(Part):
    type: Id
    event: _Kind | None = None


SAID = ("app_mention", "message", "app_home_opened")
KINDS: dict[str, type[Part]] = {
    "block_actions": Click,
    "view_submission": Submission,
    "view_closed": Closing,
    "block_suggestion": Suggestion,
    "url_verification": Verification,
}


def read_request(body: bytes) -> dict[str, Any] | None:
    """What the bot reads of a body, and nothing else of it; None for what Slack does not send."""
    try:
        read: dict[str, Any] = to_builtins(_read(body))
    except UNREADABLE:
        return None
    return read


def _read(body: bytes) -> Part:
    """Events come as JSON, clicks and forms as JSON in a field, commands as fields."""
    if body.startswith(b"{"):
        return _decoded(body)
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if "payload" in fields:
        return _decoded(fields["payload"].encode())
    return convert(fields, type=SslCheck if "ssl_check" in fields else SlashCommand)


def _decoded(text: bytes) -> Part:
    request = json.decode(text, type=_Request)
    if request.type == "event_callback":
        is_said = request.event is not None and request.event.type in SAID
        return json.decode(text, type=SaidEvent if is_said else OtherEvent)
    if request.type not in KINDS:
        raise ValueError(request.type)
    return json.decode(text, type=KINDS[request.type])
