"""The local Slack as a server on loopback, and as the hands of the people who use it."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import parse_qsl

from bot.demo.slack import requests
from bot.demo.slack.faults import Fault, Faults
from bot.demo.slack.requests import Ack, Deliver
from bot.demo.slack.web_api import answer, respond
from bot.demo.slack.workspace import TEAM, Json, Workspace

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
        self.token = token
        self.deliver = deliver
        self._server = _Server(("127.0.0.1", port), self)
        # The poll decides how long `close` waits.
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), name="local-slack", daemon=True)
        self._thread.start()

    @property
    def here(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

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
        """What `look` finds, as soon as it finds something. A TimeoutError says that it did not."""
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
        return requests.command(name, text, self._user(user), where, url, self.workspace.new_trigger(user))

    def click(
        self,
        message: Json,
        action_id: str,
        *,
        user: str = "U0DANA",
        option: str | None = None,
        index: int = 0,
        team: str = TEAM,
    ) -> Ack:
        """Press the button (or choose `option` of the menu) `action_id` of a message; `index` when there are several."""
        block, element = _element(message["blocks"], action_id, index)
        room = self.workspace.room(message["channel"])
        parts = {
            "actions": [_action(block, element, option, self.workspace.new_ts())],
            "container": _container(message),
            "channel": {"id": room.id, "name": room.name},
            "response_url": self.response_url(room.id, user, message["ts"]),
            "state": {"values": {}},
        }
        if not message.get("is_ephemeral"):
            parts["message"] = {name: value for name, value in message.items() if name != "channel"}
        who = {**self._user(user), "team_id": team}
        return self.send(requests.interaction("block_actions", who, self.workspace.new_trigger(user), parts))

    def submit(self, values: Json, *, user: str = "U0DANA") -> Ack:
        """Send the open form of `user`. `values` follow Slack: block_id → action_id → what the element holds."""
        view = self.workspace.views[user]
        parts = {"view": {**view, "state": {"values": values}}, "response_urls": []}
        ack = self.send(
            requests.interaction("view_submission", self._user(user), self.workspace.new_trigger(user), parts)
        )
        self._after_submit(user, view, ack.payload)
        return ack

    def _after_submit(self, user: str, view: Json, said: Json) -> None:
        with self.workspace.changed:
            if said.get("response_action") == "errors":
                self.workspace.tell("view_errors", {"user": user, "errors": said["errors"]})
                return
            if self.workspace.views.get(user) is view:
                self.workspace.views.pop(user)
                self.workspace.tell("view", {"user": user, "view": None})

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


def _element(blocks: list[Json], action_id: str, index: int) -> tuple[Json, Json]:
    found = [
        (block, element)
        for block in blocks
        for element in [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else ())]
        if element.get("action_id") == action_id
    ]
    return found[index]


def _action(block: Json, element: Json, option: str | None, ts: str) -> Json:
    action = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block.get("block_id", ""),
        "action_ts": ts,
    }
    if element["type"] == "button":
        return {**action, "text": element["text"], "value": element.get("value", "")}
    chosen = next(one for one in element["options"] if option in (None, one["value"]))
    return {**action, "selected_option": chosen}


def _container(message: Json) -> Json:
    return {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": message["channel"],
        "is_ephemeral": bool(message.get("is_ephemeral")),
    }


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], slack: LocalSlack) -> None:
        super().__init__(address, _Handler)
        self.slack = slack


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind, _, rest = self.path.removeprefix("/").partition("/")
        if kind == "api":
            self._method(rest.partition("?")[0], body)
        elif kind == "respond":
            self._respond(rest, body)
        elif kind == "upload":
            self._upload(rest, body)
        else:
            self._send(404, "")

    def _method(self, method: str, body: bytes) -> None:
        arguments = _arguments(self.headers.get("Content-Type", ""), body)
        slack = self.server.slack
        workspace = slack.workspace
        with workspace.changed:
            workspace.calls.append((method, arguments))
        fault = slack.faults.next(method, str(arguments.get("channel", "")))
        if self._shows(fault):
            return
        told = self._authorised(method, arguments) or answer(workspace, method, {**arguments, "_here": slack.here})
        if fault is not None and fault.lost:
            self._drop()
            return
        self._send(200, json.dumps(told), {"X-OAuth-Scopes": ",".join(workspace.scopes)})

    def _authorised(self, method: str, arguments: Json) -> Json | None:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ") or arguments.get("token", "")
        if method in ("apps.connections.open", "blocks.validate") or given == self.server.slack.token:
            return None
        return {"ok": False, "error": "invalid_auth" if given else "not_authed"}

    def _respond(self, id: str, body: bytes) -> None:
        slack = self.server.slack
        fault = slack.faults.next("response_url", "")
        if self._shows(fault):
            return
        status, said = respond(slack.workspace, id, json.loads(body))
        if fault is not None and fault.lost:
            self._drop()
            return
        self._send(status, said)

    def _upload(self, id: str, body: bytes) -> None:
        slack = self.server.slack
        if self._shows(slack.faults.next("upload", "")):
            return
        with slack.workspace.changed:
            slack.workspace.uploads[id]["content"] = body.decode()
        self._send(200, "OK")

    def _shows(self, fault: Fault | None) -> bool:
        """Whether the fault took the place of the answer."""
        if fault is None or fault.lost:
            return False
        if fault.dropped:
            self._drop()
        elif fault.body is not None or fault.status != 200:
            self._send(fault.status, fault.body if fault.body is not None else "", dict(fault.headers))
        else:
            self._send(200, json.dumps({"ok": False, "error": fault.error}), dict(fault.headers))
        return True

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
        is_json = body.startswith("{")
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8" if is_json else "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body.encode())))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *arguments: Any) -> None:
        """Silent: the tests and the page look at the workspace."""


def _arguments(content_type: str, body: bytes) -> Json:
    """JSON as it is; form fields with the JSON that some of them hold."""
    if content_type.startswith("application/json"):
        return dict(json.loads(body or b"{}"))
    fields: Json = dict(parse_qsl(body.decode()))
    for name in ("blocks", "metadata", "view", "files"):
        if isinstance(fields.get(name), str):
            fields[name] = json.loads(fields[name])
    return fields
