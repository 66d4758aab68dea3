"""The HTTP side: Slack's requests with their signatures, and the two pages that operators read."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Event, Thread
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import structlog
from slack_bolt import BoltRequest
from slack_bolt.adapter.wsgi.http_response import WsgiHttpResponse

from bot.core.errors import UserError
from bot.listeners.app import UsageApp
from bot.listeners.request_shapes import read_request
from bot.listeners.signatures import Refusals, Signatures, Start

log = structlog.get_logger()

PATH = "/slack/events"
ARRIVES_WITHIN = 20.0  # seconds from the first to the last byte of a request; Slack's come in one piece
CONNECTIONS = 450  # at once; Slack needs a few, each for an instant
LARGEST_BODY = 1_000_000  # Slack's own requests stay far below: a modal's state is the largest

# Status, content type, text: what `/healthz` or `/metrics` shows at this moment.
Probe = Callable[[], tuple[int, str, str]]

# Waitress warns of each queued request; a burst of commands is acknowledged within milliseconds.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Front:
    """Passes Slack's requests to the app after checking their signature."""

    app: UsageApp
    signatures: Signatures

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if not self.signatures.let_in(environ, body):
            return _plain(start, 401)
        request = read_request(body)
        if request is None:
            log.warning("request.unreadable")
            return _plain(start, 400)
        # To Bolt it is what came over a socket: the signature was looked at, and the body was read.
        answer = self.app.dispatch(BoltRequest(body=request, mode="socket_mode"))
        sent = WsgiHttpResponse(answer.status, answer.headers, answer.body)
        start(sent.status, sent.get_headers())
        return sent.get_body()


class Web:
    """`slack` is None beside Socket Mode: then only the probes are served."""

    def __init__(self, slack: Front | None, probes: dict[str, Probe]) -> None:
        self._slack = slack
        self._probes = probes

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        method, path = environ.get("REQUEST_METHOD", ""), environ.get("PATH_INFO", "")
        if path == PATH and self._slack is not None:
            return self._slack(environ, start) if method == "POST" else _plain(start, 405)
        if path in self._probes:
            if method not in ("GET", "HEAD"):
                return _plain(start, 405)
            return _plain(start, *self._probes[path]())
        return _plain(start, 404)


def _plain(start: StartResponse, status: int, kind: str = "text/plain; charset=utf-8", text: str = "") -> list[bytes]:
    phrase = HTTPStatus(status).phrase
    body = (text or phrase).encode()
    start(f"{status} {phrase}", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


class HttpServer:
    """Waitress in a thread, and a thread that ends requests that arrive too slowly."""

    def __init__(self, server: Any, *, arrives_within: float = ARRIVES_WITHIN) -> None:
        self._server = server
        self._arrives_within = arrives_within
        self._closing = Event()
        self._thread = Thread(target=server.run, name="http", daemon=True)
        self._thread.start()
        Thread(target=self._hurry, name="http-watch", daemon=True).start()

    def _hurry(self) -> None:
        """End slow requests: a byte now and then passes waitress's time-out and would hold a connection for ever."""
        begun: dict[Any, float] = {}
        while not self._closing.wait(self._arrives_within / 4):
            coming = {one.request: one for one in list(self._server.active_channels.values()) if one.request}
            now = time.monotonic()
            begun = {request: begun.get(request, now) for request in coming}
            for request, since in begun.items():
                if now - since > self._arrives_within:
                    coming[request].will_close = True

    @property
    def port(self) -> int:
        return int(self._server.effective_port)

    def close(self) -> None:
        """Take no new connections, and give running requests two seconds."""
        self._closing.set()
        self._server.task_dispatcher.shutdown(timeout=2)
        # In the server's own thread, which ends with its last connection. It may wake for another reason before this
        # thread has pulled; it waits, or the pull would find the trigger closed.
        pulled = Event()
        self._server.trigger.pull_trigger(lambda: self._close_all(pulled))
        pulled.set()
        self._thread.join(2)

    def _close_all(self, pulled: Event) -> None:
        pulled.wait(2)
        for connection in list(self._server._map.values()):
            connection.close()


def slack_front(app: UsageApp, secret: str) -> Front:
    """The entrance for Slack. Raises UserError without a signing secret: nothing else tells Slack from a forger."""
    if not secret.strip():
        raise UserError(
            "SLACK_SIGNING_SECRET is not set. Copy it from Basic Information of the Slack app: it tells Slack's "
            "requests from forged ones."
        )
    return Front(app, Signatures(secret, Start.now()))


def serve_http(
    slack: Front | None,
    address: str,
    probes: dict[str, Probe],
    *,
    arrives_within: float = ARRIVES_WITHIN,
    connections: int = CONNECTIONS,
) -> HttpServer:
    """Serve on `HOST:PORT`."""
    import waitress  # type: ignore[import-untyped]  # costs a start without HTTP nothing

    from bot.listeners.connections import Connection

    server = waitress.create_server(
        Web(slack, probes),
        sockets=[_listening(address)],
        threads=16,
        ident="",
        max_request_body_size=LARGEST_BODY,
        max_request_header_size=32_768,
        channel_timeout=30,
        cleanup_interval=10,
        connection_limit=connections + 50,  # never reached: the oldest make room before
        asyncore_use_poll=True,
    )
    server.channel_class, server.most_connections, server.refusals = Connection, connections, Refusals()
    return HttpServer(server, arrives_within=arrives_within)


def _listening(address: str) -> socket.socket:
    """A bound socket. It is bound here, since waitress leaves a socket open when binding fails."""
    host, _, port = address.rpartition(":")
    if not host:
        port = port[:20]
        raise UserError(
            f"{address[:80]} names no host. Write 127.0.0.1:{port} for this machine alone, 0.0.0.0:{port} for all."
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host.strip("[]"), int(port)), family=family, backlog=1024)
    except (OSError, ValueError, OverflowError) as error:
        said = str(error.strerror).partition(" (while")[0] if isinstance(error, OSError) else "its port is none"
        text = f"{address[:80]} cannot be served ({said}). It should be HOST:PORT with a free port."
        raise UserError(text) from error
