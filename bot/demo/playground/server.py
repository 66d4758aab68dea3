"""The page of the playground and what it asks for: files, the workspace, events as they happen, actions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from queue import SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.core.errors import UserError
from bot.demo.slack.workspace import Json

KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
# Nothing is loaded from elsewhere, nothing runs that is not one of the page's own files.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
LARGEST_BODY = 100_000
QUIET = 15.0  # seconds after which a stream without events sends a sign of life

Event = tuple[str, Json]


@dataclass(frozen=True)
class Site:
    """
    What the page is made of.

    `state` gives everything that one person sees. `actions` do what was clicked and answer with JSON. `file` gives an
    uploaded file. `watch` calls its argument with each event and returns a function that stops that.
    """

    state: Callable[[str], Json]
    actions: Mapping[str, Callable[[Json], Json]]
    file: Callable[[str], str | None]
    watch: Callable[[Callable[[str, Json], None]], Callable[[], None]]


class PageServer:
    """Serves the site on loopback only."""

    def __init__(self, port: int, site: Site) -> None:
        self._server = _Server(port, site)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="playground", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        for stream in list(self._server.streams):
            stream.put(None)
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, site: Site) -> None:
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise UserError(f"Port {port} cannot be used ({error.strerror}). Choose another with --port.") from error
        self.site = site
        self.streams: set[SimpleQueue[Event | None]] = set()
        page = files("bot.demo") / "page"
        self.files = {file.name: file.read_bytes() for file in page.iterdir() if file.is_file()}

    @property
    def hosts(self) -> tuple[str, str]:
        return f"127.0.0.1:{self.server_port}", f"localhost:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        name = url.path.removeprefix("/page/") if url.path != "/" else "index.html"
        if not self._is_ours():
            self._send(403, b"", "text/plain")
        elif url.path == "/state":
            me = parse_qs(url.query).get("me", [""])[0]
            self._send_json(self.server.site.state(me))
        elif url.path == "/events":
            self._stream()
        elif url.path.startswith("/files/"):
            self._file(url.path.removeprefix("/files/"))
        elif name in self.server.files:
            self._send(200, self.server.files[name], KINDS[name.rpartition(".")[2]])
        else:
            self._send(404, b"", "text/plain")

    def do_POST(self) -> None:
        action = self.server.site.actions.get(self.path.removeprefix("/act/"))
        length = int(self.headers.get("Content-Length") or 0)
        if not self._is_ours() or self.headers.get_content_type() != "application/json" or length > LARGEST_BODY:
            self.close_connection = True
            self._send(403, b"", "text/plain")
        elif action is None:
            self._send(404, b"", "text/plain")
        else:
            self._send_json(action(json.loads(self.rfile.read(length))))

    def _is_ours(self) -> bool:
        """Whether our page sent it. Another page can use neither another name of this machine nor our header."""
        origin = self.headers.get("Origin")
        return self.headers.get("Host") in self.server.hosts and (
            origin is None or origin.removeprefix("http://") in self.server.hosts
        )

    def _file(self, id: str) -> None:
        content = self.server.site.file(id)
        if content is None:
            self._send(404, b"", "text/plain")
        else:
            self._send(200, content.encode(), "text/csv", {"Content-Disposition": "attachment"})

    def _stream(self) -> None:
        """Server-sent events, until the page or the playground is closed."""
        events: SimpleQueue[Event | None] = SimpleQueue()
        self.server.streams.add(events)
        stop = self.server.site.watch(lambda event, value: events.put((event, value)))
        self.close_connection = True
        try:
            self._head(200, "text/event-stream", {"Cache-Control": "no-store", "Connection": "close"})
            for line in _lines(events):
                self.wfile.write(line)
                self.wfile.flush()
        except OSError:
            return  # the page was closed
        finally:
            stop()
            self.server.streams.discard(events)

    def _send_json(self, body: Json) -> None:
        self._send(200, json.dumps(body).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str, headers: Mapping[str, str] | None = None) -> None:
        self._head(status, kind, {"Content-Length": str(len(body)), "Cache-Control": "no-store", **(headers or {})})
        self.wfile.write(body)

    def _head(self, status: int, kind: str, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Silent: the person looks at the page."""


def _lines(events: SimpleQueue[Event | None]) -> Any:
    from queue import Empty

    yield b": here\n\n"
    while True:
        try:
            event = events.get(timeout=QUIET)
        except Empty:
            yield b": still here\n\n"
            continue
        if event is None:
            return
        yield b"data: " + json.dumps({"event": event[0], "value": event[1]}).encode() + b"\n\n"
