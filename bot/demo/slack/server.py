"""The local Slack's HTTP side: Web API, response URLs and uploads, with the faults that were planned."""

from __future__ import annotations

import json
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from bot.demo.slack.faults import Fault, Faults
from bot.demo.slack.responses import respond
from bot.demo.slack.web_api import answer, take_effect
from bot.demo.slack.workspace import Json, Workspace


class Server(ThreadingHTTPServer):
    """Serves `workspace` on loopback to callers with `token`."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, workspace: Workspace, faults: Faults, token: str) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.workspace = workspace
        self.faults = faults
        self.token = token

    @property
    def here(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The workspace's clock, which may differ from the machine's."""
        return super().date_time_string(self.server.workspace.clock().timestamp())

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
        workspace = self.server.workspace
        with workspace.changed:
            workspace.calls.append((method, arguments))
        take_effect(workspace)
        fault = self.server.faults.next(method, str(arguments.get("channel", "")))
        if fault is not None and fault.late:
            workspace.do_later(method, arguments, fault.late)
            self._drop()
            return
        if self._shows(fault):
            return
        answered = self._refused(method, arguments)
        answered = answered or answer(workspace, method, {**arguments, "_here": self.server.here})
        if fault is not None and fault.lost:
            self._drop()
            return
        self._send(200, json.dumps(answered), {"X-OAuth-Scopes": ",".join(workspace.scopes)})

    def _refused(self, method: str, arguments: Json) -> Json | None:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ") or arguments.get("token", "")
        wanted = self.server.workspace.app_token if method == "apps.connections.open" else self.server.token
        if method == "blocks.validate" or given == (wanted or given):
            return None
        return {"ok": False, "error": "invalid_auth" if given else "not_authed"}

    def _respond(self, id: str, body: bytes) -> None:
        fault = self.server.faults.next("response_url", "")
        if self._shows(fault):
            return
        status, said = respond(self.server.workspace, id, json.loads(body))
        if fault is not None and fault.lost:
            self._drop()
            return
        self._send(status, said)

    def _upload(self, id: str, body: bytes) -> None:
        if self._shows(self.server.faults.next("upload", "")):
            return
        with self.server.workspace.changed:
            self.server.workspace.uploads[id]["content"] = body.decode()
        self._send(200, "OK")

    def _shows(self, fault: Fault | None) -> bool:
        """Whether the fault was shown instead of the answer."""
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
    """The arguments: JSON as it is, or form fields, some of which hold JSON."""
    if content_type.startswith("application/json"):
        return dict(json.loads(body or b"{}"))
    fields: Json = dict(parse_qsl(body.decode()))
    for name in ("blocks", "metadata", "view", "files"):
        if isinstance(fields.get(name), str):
            fields[name] = json.loads(fields[name])
    return fields
