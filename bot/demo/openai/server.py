"""HTTP of the simulated organisation on loopback; it acts out faults."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.demo.faults import Fault
from bot.demo.openai.exchange import Request, Response

Respond = Callable[[Request], tuple[Response, Fault | None]]
PIECES = 10


class Server(ThreadingHTTPServer):
    """Answers each connection in a thread of its own, and ends them all when it is closed."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, respond: Respond, clock: Callable[[], datetime]) -> None:
        self.respond = respond
        self.clock = clock
        self.connections: set[socket.socket] = set()
        self.closing = threading.Event()
        super().__init__(("127.0.0.1", port), _Exchange)

    def server_close(self) -> None:
        """Ends the open connections too, whose threads would wait for requests for ever."""
        self.closing.set()
        super().server_close()
        for connection in tuple(self.connections):
            _hang_up(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news; anything else is a bug, and printed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # one write for the headers and a small body
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The organisation's clock, which may differ from the machine's."""
        return super().date_time_string(self.server.clock().timestamp())

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = tuple(parse_qsl(url.query, keep_blank_values=True))
        response, fault = self.server.respond(Request(self.command, url.path, query, headers))
        if fault and fault.silent:
            self.server.closing.wait()
        if fault and (fault.drop or fault.silent):
            self._end()
        else:
            self._send(response, fault)

    do_POST = do_DELETE = do_PUT = do_PATCH = do_GET

    def _send(self, response: Response, fault: Fault | None) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if fault and fault.cut:
            self.wfile.write(response.body[: len(response.body) // 2])
            self._end()
        elif fault and fault.pause:
            self._trickle(response.body, fault.pause)
        else:
            self.wfile.write(response.body)

    def _trickle(self, body: bytes, pause: float) -> None:
        size = len(body) // PIECES + 1
        for start in range(0, len(body), size):
            self.wfile.flush()
            self.server.closing.wait(pause)
            self.wfile.write(body[start : start + size])

    def _end(self) -> None:
        self.wfile.flush()
        self.close_connection = True
        _hang_up(self.connection)

    def log_message(self, format: str, *args: object) -> None:
        """The request log is `Simulator.requests`."""


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other side was faster
