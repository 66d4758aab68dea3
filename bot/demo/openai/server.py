"""Simulator: the simulated organisation behind a real socket on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import msgspec

from bot.demo.company import Company
from bot.demo.openai.access import Gate
from bot.demo.openai.organisation import Organisation
from bot.demo.openai.refusal import Refusal

ENCODER = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True)
class Request:
    """One request as it came in: what tests count."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]


@dataclass(frozen=True)
class Response:
    status: int
    body: bytes
    headers: dict[str, str]


class Simulator:
    """
    `with Simulator(company, clock) as openai: OpenAIUsage(openai.url, …)`.

    `clock` says what "now" is; `rate` is how many requests a minute of that clock are let through.
    """

    def __init__(
        self, company: Company, clock: Callable[[], datetime], *, rate: int | None = None, port: int = 0
    ) -> None:
        self.company = company
        self.clock = clock
        self.requests: list[Request] = []
        self._organisation = Organisation(company)
        self._gate = Gate(rate)
        self._server = _Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL, to be used as OPENAI_BASE_URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def start(self) -> Self:
        self._thread.start()
        return self

    def close(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def respond(self, request: Request) -> Response:
        try:
            self._gate.enter(self.clock())
            authorization = request.headers.get("authorization", "")
            answer = self._organisation.answer(request.path, request.query, authorization, self.clock())
        except Refusal as refusal:
            return _json(refusal.status, refusal.body, refusal.headers)
        return _json(200, answer, {})


def _json(status: int, body: Any, headers: dict[str, str]) -> Response:
    return Response(status, ENCODER.encode(body), {"Content-Type": "application/json", **headers})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], simulator: Simulator) -> None:
        self.simulator = simulator
        self.connections: set[socket.socket] = set()
        super().__init__(address, _Exchange)

    def server_close(self) -> None:
        """Ends the open connections too: their threads would wait for requests that never come."""
        super().server_close()
        for connection in tuple(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the other side was faster

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # one write a response
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, url.path, tuple(parse_qsl(url.query, keep_blank_values=True)), headers)
        self.server.simulator.requests.append(request)
        response = self.server.simulator.respond(request)
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)

    def log_message(self, format: str, *args: object) -> None:
        """The request log is `Simulator.requests`."""
