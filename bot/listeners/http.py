"""The HTTP side: Slack's requests with their signatures, and the two pages that operators read."""

from __future__ import annotations

import io
import logging
import re
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Thread
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk.signature import Clock

from bot.core.errors import UserError

PATH = "/slack/events"
LARGEST_BODY = 1_000_000  # Slack's own requests stay far below: a modal's state is the largest
TIMESTAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
SIGNED_FOR = 300.0  # seconds for which a signature is good

# Status, content type, text: what `/healthz` or `/metrics` shows at this moment.
Probe = Callable[[], tuple[int, str, str]]

# A burst of commands is acknowledged within milliseconds; its queue is no news.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)

_App = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


@dataclass(frozen=True)
class Start:
    """When this process began: by the clock on the wall, and in seconds since then by one that nobody sets."""

    wall: int
    since: Callable[[], float]

    @classmethod
    def now(cls) -> Start:
        began = time.monotonic()
        return cls(int(Clock().now()), lambda: time.monotonic() - began)

    def may_have_seen(self, signed_at: int) -> bool:
        """
        Whether an earlier process may have run what was signed then; this one cannot know.

        Later a signature is too old by itself. Asking on would lock everybody out after a clock that was ahead.
        """
        return signed_at < self.wall and self.since() < SIGNED_FOR


class Web:
    """`slack` is None beside Socket Mode: then only the probes are served."""

    def __init__(self, slack: App | None, probes: dict[str, Probe], started: Start) -> None:
        self._slack: _App | None = SlackRequestHandler(slack, PATH) if slack else None
        self._probes = probes
        self._started = started

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        method, path = environ.get("REQUEST_METHOD", ""), environ.get("PATH_INFO", "")
        if path == PATH and self._slack is not None:
            if method != "POST":
                return _plain(start, 405)
            return self._slack(environ, start) if self._is_sound(environ) else _plain(start, 401)
        if path in self._probes:
            if method not in ("GET", "HEAD"):
                return _plain(start, 405)
            return _plain(start, *self._probes[path]())
        return _plain(start, 404)

    def _is_sound(self, environ: WSGIEnvironment) -> bool:
        """Headers that Bolt's verifier can work with; it raises on malformed ones. It judges missing ones itself."""
        timestamp, signature = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP"), environ.get("HTTP_X_SLACK_SIGNATURE")
        if signature is not None and not SIGNATURE.fullmatch(signature):
            return False
        if timestamp is not None and not TIMESTAMP.fullmatch(timestamp):
            return False
        if timestamp is not None and self._started.may_have_seen(int(timestamp)):
            return False
        return _is_text(environ)


def _is_text(environ: WSGIEnvironment) -> bool:
    """Whether the body is UTF-8, as all of Slack's are; it is read once and put back."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _plain(start: StartResponse, status: int, kind: str = "text/plain; charset=utf-8", text: str = "") -> list[bytes]:
    phrase = HTTPStatus(status).phrase
    body = (text or phrase).encode()
    start(f"{status} {phrase}", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


class HttpServer:
    """Waitress in a thread of its own."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._thread = Thread(target=server.run, name="http", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.effective_port)

    def close(self) -> None:
        """No new connections; requests that are answered right now get two seconds."""
        self._server.task_dispatcher.shutdown(timeout=2)
        # In the server's own thread, which ends with its last connection.
        self._server.trigger.pull_trigger(self._close_all)
        self._thread.join(2)

    def _close_all(self) -> None:
        for connection in list(self._server._map.values()):
            connection.close()


def serve_http(app: App | None, address: str, probes: dict[str, Probe], *, has_secret: bool = False) -> HttpServer:
    """Serve on `HOST:PORT`. With an app there must be a signing secret: nothing else tells Slack from a forger."""
    if app is not None and not has_secret:
        raise UserError(
            "SLACK_SIGNING_SECRET is not set. Copy it from Basic Information of the Slack app: it tells Slack's "
            "requests from forged ones."
        )
    import waitress  # type: ignore[import-untyped]  # costs a start without HTTP nothing

    server = waitress.create_server(
        Web(app, probes, Start.now()),
        sockets=[_listening(address)],
        threads=16,
        ident="",
        max_request_body_size=LARGEST_BODY,
        max_request_header_size=32_768,
        channel_timeout=30,
        cleanup_interval=10,
        connection_limit=500,
        asyncore_use_poll=True,
    )
    return HttpServer(server)


def _listening(address: str) -> socket.socket:
    """Bound here, since waitress leaves a socket open that it could not bind."""
    host, _, port = address.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host.strip("[]"), int(port)), family=family, backlog=1024)
    except (OSError, ValueError, OverflowError) as error:
        text = f"{address[:80]} cannot be served ({error}). It should be HOST:PORT with a free port."
        raise UserError(text) from error
