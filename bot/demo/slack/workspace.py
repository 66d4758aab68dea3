"""What the local Slack knows: channels, people, messages, open views. One condition guards all of it."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from threading import Condition
from typing import Any

Json = dict[str, Any]

TEAM = "T0LOCAL"
BOT_USER = "U0USAGEBOT"
BOT_ID = "B0USAGEBOT"
BOT_NAME = "usage-bot"
APP_ID = "A0USAGEBOT"
RESPONSE_USES = 5


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    name: str
    title: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A channel. `members` holds user ids, that of the bot among them when it has joined."""

    id: str
    name: str
    topic: str = ""
    members: tuple[str, ...] = (BOT_USER,)
    is_archived: bool = False
    is_ext_shared: bool = False
    is_threadless: bool = False


@dataclass(slots=True)
class ResponseUrl:
    channel: str
    user: str
    original: str = ""  # ts of the message that was clicked, which a response may replace
    uses: int = 0


MEMBERS = (
    Member("U0DANA", "Dana", "Engineering manager", "dana@tidewater.example"),
    Member("U0SAM", "Sam", "Platform", "sam@tidewater.example"),
    Member("U0KIM", "Kim", "Checkout"),
)
ROOMS = (
    Room("C0SPEND", "ai-spend", "What our models cost, and who is told"),
    Room("C0CHECKOUT", "checkout", "The checkout team"),
    Room("C0GENERAL", "general", "Everybody", members=()),
)


class Refused(Exception):
    """Slack refuses; `code` is its error code."""

    def __init__(self, code: str, messages: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages


@dataclass
class Workspace:
    """Messages are Slack's own JSON. Hold `changed` around every look and every change."""

    clock: Callable[[], datetime]
    rooms: dict[str, Room] = field(default_factory=lambda: {room.id: room for room in ROOMS})
    members: dict[str, Member] = field(default_factory=lambda: {member.id: member for member in MEMBERS})
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    scopes: tuple[str, ...] = (
        "commands",
        "chat:write",
        "channels:history",
        "groups:history",
        "channels:read",
        "groups:read",
        "usergroups:read",
        "files:write",
        "app_mentions:read",
        "im:history",
        "im:write",
        "users:read",
        "users:read.email",
    )
    messages: list[Json] = field(default_factory=list)
    private: list[Json] = field(default_factory=list)
    views: dict[str, Json] = field(default_factory=dict)  # the open modal by user
    homes: dict[str, Json] = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)
    uploads: dict[str, Json] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    triggers: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    socket_url: str = ""
    app_token: str = ""  # "": any
    shows_metadata: bool = True  # some histories leave it out even when it is asked for
    deleted: set[tuple[str, str]] = field(default_factory=set)  # channel and ts of messages that are gone
    late: list[tuple[datetime, str, Json]] = field(default_factory=list)  # requests that will take effect
    watchers: list[Callable[[str, Json], None]] = field(default_factory=list)
    changed: Condition = field(default_factory=Condition)
    _last: int = 0
    _ids: count[int] = field(default_factory=lambda: count(1))

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._ids):08d}"

    def new_ts(self) -> str:
        """The clock's time, made unique by its microseconds. It never goes back."""
        with self.changed:
            now = int(self.clock().timestamp()) * 1_000_000
            self._last = max(self._last + 1, now)
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def tell(self, event: str, value: Json) -> None:
        """Wake those who wait and inform those who watch. Watchers get a copy, since they are in other threads."""
        with self.changed:
            self.changed.notify_all()
            for watcher in tuple(self.watchers):
                watcher(event, copy.deepcopy(value))

    def do_later(self, method: str, arguments: Json, seconds: float) -> None:
        with self.changed:
            self.late.append((self.clock() + timedelta(seconds=seconds), method, arguments))

    def room(self, channel: str) -> Room:
        """A channel by id or name. For a user's id it is the conversation between that person and the bot."""
        name = channel.removeprefix("#")
        for room in sorted(self.rooms.values(), key=lambda room: room.is_archived):
            if channel == room.id or name == room.name:
                return room
        member = channel if channel.startswith("U") else f"U{channel.removeprefix('D')}"
        if member in self.members:
            return Room(f"D{member.removeprefix('U')}", self.members[member].name, members=(member, BOT_USER))
        raise Refused("channel_not_found")

    def handed_on(self, text: str) -> str:
        """The text of a command as Slack sends it: signs as entities, known channels and people as links."""
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for room in self.rooms.values():
            text = re.sub(rf"(?<!\S)#{re.escape(room.name)}(?![\w-])", f"<#{room.id}|{room.name}>", text)
        for member in self.members.values():
            name = re.escape(member.name)
            text = re.sub(rf"(?<!\S)@{name}(?![\w-])", f"<@{member.id}|{member.name}>", text, flags=re.IGNORECASE)
        return text

    def find(self, channel: str, ts: str) -> Json:
        for message in self.messages:
            if message["channel"] == channel and message["ts"] == ts:
                return message
        raise Refused("message_not_found")

    def remove(self, message: Json) -> None:
        with self.changed:
            self.messages.remove(message)
            self.deleted.add((message["channel"], message["ts"]))

    def add(self, channel: str, sender: Json, content: Json) -> Json:
        """A message in a channel or, with `thread_ts` in `content`, in a thread."""
        with self.changed:
            message = {"type": "message", "channel": channel, "ts": self.new_ts(), **sender, **content}
            self.messages.append(message)
            self.tell("message", message)
            return message

    def add_private(self, channel: str, user: str, content: Json) -> Json:
        with self.changed:
            message = {
                "type": "message",
                "channel": channel,
                "ts": self.new_ts(),
                "to": user,
                "is_ephemeral": True,
                **BOT,
                **content,
            }
            self.private.append(message)
            self.tell("private", message)
            return message

    def new_response_url(self, channel: str, user: str, original: str = "") -> str:
        with self.changed:
            id = self.new_id("R")
            self.response_urls[id] = ResponseUrl(channel, user, original)
            return id

    def new_trigger(self, user: str) -> str:
        with self.changed:
            trigger = f"{self.new_id('')}.{user}"
            self.triggers[trigger] = user
            return trigger


BOT: Json = {"user": BOT_USER, "bot_id": BOT_ID, "app_id": APP_ID, "team": TEAM}


def with_block_ids(blocks: Iterable[Json], new_id: Callable[[str], str]) -> list[Json]:
    """Slack names each block that has no name."""
    return [{**block, "block_id": block.get("block_id") or new_id("b")} for block in blocks]
