"""A workspace on loopback, and what its people do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Thread
from types import TracebackType
from typing import Self, TypeVar

from bot.demo.slack import requests
from bot.demo.slack.faults import Faults
from bot.demo.slack.requests import Ack, Deliver
from bot.demo.slack.server import Server
from bot.demo.slack.web_api import take_effect
from bot.demo.slack.workspace import BOT_NAME, BOT_USER, TEAM, Json, Room, Workspace

Found = TypeVar("Found")


class LocalSlack:
    """
    One workspace with the bot in it. Tests read `workspace` or ask `messages`, `private`, `wait_for`.

    `deliver` carries commands and clicks to the bot: `SignedHttp`, or a Socket Mode front.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        token: str = "xoxb-local",  # noqa: S107 - the token of a Slack that exists on this machine only
        deliver: Deliver | None = None,
        port: int = 0,
    ) -> None:
        self.workspace = Workspace(clock)
        self.faults = Faults()
        self.deliver = deliver
        self._server = Server(port, self.workspace, self.faults, token)
        # The poll decides how long `close` waits.
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), name="local-slack", daemon=True)
        self._thread.start()

    @property
    def here(self) -> str:
        return self._server.here

    @property
    def api_url(self) -> str:
        return f"{self.here}/api/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    # What a test or the page sees

    def messages(self, channel: str = "#ai-spend") -> list[Json]:
        take_effect(self.workspace)
        with self.workspace.changed:
            id = self.workspace.room(channel).id
            return [dict(message) for message in self.workspace.messages if message["channel"] == id]

    def private(self, user: str) -> list[Json]:
        with self.workspace.changed:
            return [dict(message) for message in self.workspace.private if message["to"] == user]

    def calls(self, method: str) -> list[Json]:
        """The arguments of each call of `method` so far, refused ones too."""
        with self.workspace.changed:
            return [arguments for name, arguments in self.workspace.calls if name == method]

    def wait_for(self, look: Callable[[], Found], timeout: float = 10) -> Found:
        """What `look` finds, as soon as it finds something. Raises TimeoutError."""
        with self.workspace.changed:
            found = self.workspace.changed.wait_for(look, timeout)
            if not found:
                raise TimeoutError("what the test waits for did not reach the local Slack")
            return found

    # What people do

    def command(self, name: str, text: str = "", *, user: str = "U0DANA", channel: str = "#ai-spend") -> Ack:
        return self.send(self.command_request(name, text, user=user, channel=channel))

    def command_request(
        self, name: str, text: str = "", *, user: str = "U0DANA", channel: str = "#ai-spend"
    ) -> requests.Request:
        room = self.workspace.room(channel)
        url = self.response_url(room.id, user)
        where = {"id": room.id, "name": room.name}
        words, trigger = self.workspace.handed_on(text), self.workspace.new_trigger(user)
        return requests.command(name, words, self._user(user), where, url, trigger)

    def click(
        self,
        message: Json,
        action_id: str,
        *,
        user: str = "U0DANA",
        option: str | None = None,
        block_id: str = "",
        team: str = TEAM,
    ) -> Ack:
        """
        Press a button of a message, or choose `option` of a menu. `block_id` is needed when an action_id is there
        twice.
        """
        room = self.workspace.room(message["channel"])
        parts = {
            "actions": [_action(message["blocks"], action_id, block_id, option, self.workspace.new_ts())],
            "container": _container(message),
            "channel": {"id": room.id, "name": room.name},
            "response_url": self.response_url(room.id, user, message["ts"]),
            "state": {"values": {}},
        }
        if not message.get("is_ephemeral"):
            parts["message"] = {name: value for name, value in message.items() if name != "channel"}
        return self._interact("block_actions", {**self._user(user), "team_id": team}, parts)

    def click_view(
        self, view: Json, action_id: str, *, user: str = "U0DANA", option: str | None = None, block_id: str = ""
    ) -> Ack:
        """The same on the Home tab or in a form, which have no channel and no response_url."""
        parts = {
            "actions": [_action(view["blocks"], action_id, block_id, option, self.workspace.new_ts())],
            "container": {"type": "view", "view_id": view["id"]},
            "view": {**view, "state": {"values": {}}},
        }
        return self._interact("block_actions", self._user(user), parts)

    def _interact(self, kind: str, who: Json, parts: Json) -> Ack:
        return self.send(requests.interaction(kind, who, self.workspace.new_trigger(who["id"]), parts))

    def submit(self, values: Json, *, user: str = "U0DANA") -> Ack:
        """Send the open form of `user`. `values` follow Slack: block_id → action_id → what the element holds."""
        view = self.workspace.views[user]
        parts = {"view": {**view, "state": {"values": values}}, "response_urls": []}
        ack = self._interact("view_submission", self._user(user), parts)
        self._after_submit(user, view, ack.payload)
        return ack

    def suggest(self, action_id: str, typed: str, *, user: str = "U0DANA") -> list[Json]:
        """What the menu `action_id` of the open form offers for the text that was typed."""
        view = self.workspace.views[user]
        parts = {"action_id": action_id, "block_id": action_id, "value": typed, "view": view}
        ack = self.send(requests.interaction("block_suggestion", self._user(user), "", parts))
        options: list[Json] = ack.payload.get("options", [])
        return options

    def _after_submit(self, user: str, view: Json, said: Json) -> None:
        with self.workspace.changed:
            if said.get("response_action") == "errors":
                self.workspace.tell("view_errors", {"user": user, "errors": said["errors"]})
                return
            if self.workspace.views.get(user) is view:
                self.workspace.views.pop(user)
                self.workspace.tell("view", {"user": user, "view": None})

    def delete(self, message: Json) -> None:
        """A person who may do so deletes a message, whoever wrote it."""
        self.workspace.remove(self.workspace.find(message["channel"], message["ts"]))

    def close_view(self, user: str = "U0DANA") -> None:
        """Close the open form without sending it."""
        with self.workspace.changed:
            self.workspace.views.pop(user, None)
            self.workspace.tell("view", {"user": user, "view": None})

    def say(self, channel: str, text: str, *, user: str = "U0DANA", thread_ts: str = "") -> Json:
        """A person's message. The bot gets it when it is mentioned, or when the message is to the bot alone."""
        escaped = self.workspace.handed_on(text).replace(f"@{BOT_NAME}", f"<@{BOT_USER}>")
        room = self.workspace.room(channel)
        thread: Json = {"thread_ts": thread_ts} if thread_ts else {}
        message = self.workspace.add(room.id, {"user": user}, {"text": escaped, **thread})
        if self.deliver is not None and (event := heard(message, room)):
            self.send(requests.event(self.workspace.new_id("Ev"), event))
        return message

    def open_home(self, user: str = "U0DANA") -> Ack:
        body = {"type": "app_home_opened", "user": user, "channel": f"D{user[1:]}", "tab": "home"}
        return self.send(requests.event(self.workspace.new_id("Ev"), body))

    def send(self, request: requests.Request) -> Ack:
        if self.deliver is None:
            raise RuntimeError("nobody listens: LocalSlack has no `deliver`")
        return self.deliver(request)

    def response_url(self, channel: str, user: str, original: str = "") -> str:
        return f"{self.here}/respond/{self.workspace.new_response_url(channel, user, original)}"

    def _user(self, user: str) -> Json:
        member = self.workspace.members.get(user)
        return {"id": user, "name": member.name.lower() if member else "somebody"}


def heard(message: Json, room: Room) -> Json | None:
    """The event that Slack sends to the bot for a person's message; None when the bot gets none."""
    about: Json = {word: message[word] for word in ("user", "text", "ts", "thread_ts") if word in message}
    about.update(channel=room.id, event_ts=message["ts"], team=TEAM)
    if room.id.startswith("D"):
        return {"type": "message", "channel_type": "im", **about}
    if f"<@{BOT_USER}>" in message["text"] and BOT_USER in room.members:
        return {"type": "app_mention", **about}
    return None


def _action(blocks: list[Json], action_id: str, block_id: str, option: str | None, ts: str) -> Json:
    block, element = next(
        (block, element)
        for block in blocks
        for element in [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else ())]
        if element.get("action_id") == action_id and block_id in ("", block.get("block_id"))
    )
    named = {"block_id": block.get("block_id", ""), "action_ts": ts}
    action = {"type": element["type"], "action_id": action_id, **named}
    if element["type"] == "button":
        return {**action, "text": element["text"], "value": element.get("value", "")}
    if "options" not in element:  # a menu of people or channels
        return {**action, f"selected_{element['type'].removesuffix('s_select')}": option}
    return {**action, "selected_option": next(one for one in element["options"] if option in (None, one["value"]))}


def _container(message: Json) -> Json:
    return {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": message["channel"],
        "is_ephemeral": bool(message.get("is_ephemeral")),
    }
