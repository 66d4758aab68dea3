"""One exchange of the servers that a benchmark talks to: JSON, over a connection that is kept."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler


class JsonExchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def send_json(self, body: bytes) -> None:
        # Without a date: what is served is of a day long past, and whose clock is right is not measured.
        self.send_response_only(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Counted, not told."""
