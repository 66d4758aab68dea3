"""One connection to OpenAI for all threads: deadlines, retries, and errors for people."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from weakref import WeakSet

import httpx
import msgspec
from pydantic import SecretStr

from bot.adapters.openai_usage.bodies import ACCEPTED, pieces
from bot.adapters.openai_usage.failures import failure, filtered, is_web_page, malformed, sent_at, unreadable
from bot.adapters.openai_usage.packing import BYTE_ORDER_MARK, Body
from bot.adapters.openai_usage.request_queue import PATIENT, Clockwork, Patience, Queue
from bot.core.errors import UpstreamError, UserError
from bot.core.usage.parameters import Parameters
from bot.network import proxy_for, refused_by_proxy, untrusted, unusable_proxy

SERVICE = "OpenAI"
BACKOFF = 1.0  # seconds before the second try, doubled for each further one
LARGEST = 512 * 1024 * 1024  # bytes of one page: a day of 540,000 rows has 340 million
ID = re.compile(r"(?<=projects)/[^/]+(?=/)")  # metrics count endpoints, not projects
REDACTED = re.compile(r"\.{3}|\*+|…")

T = TypeVar("T")


@dataclass(frozen=True)
class Wanted(Generic[T]):
    """How a body is decoded, how large it may be, and whether it is a page of buckets."""

    decode: Callable[[Body], T]
    largest: int = LARGEST
    is_page: bool = False


class Connection:
    """GETs JSON under the base URL. The key goes nowhere else: redirects are refused."""

    def __init__(
        self,
        base_url: str,
        key: SecretStr,
        *,
        queue: Queue,
        time: Clockwork,
        closing: threading.Event,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._key = key
        self._queue = queue
        self._time = time
        self._closing = closing
        self.server_time: datetime | None = None  # what the last answer said the time was
        self._headers = {
            "Authorization": f"Bearer {_sendable(key)}",
            "User-Agent": "usage-bot",
            "Accept-Encoding": ACCEPTED,
        }
        self._transport = transport
        self._sockets: WeakSet[socket.socket] = WeakSet()
        try:
            self._base_url = httpx.URL(base_url.rstrip("/") + "/organization/")
        except httpx.InvalidURL as error:
            raise UserError("OPENAI_BASE_URL is no URL such as https://api.openai.com/v1.") from error

    @cached_property
    def _client(self) -> httpx.Client:
        """Made at the first request: reading all certificates takes a tenth of the start."""
        transport = self._transport or _transport(str(self._base_url))
        return httpx.Client(base_url=self._base_url, headers=self._headers, follow_redirects=False, transport=transport)

    def close(self) -> None:
        """End all waiting. Closing a socket does not wake a thread that reads from it; shutting it down does."""
        self._closing.set()
        for one in tuple(self._sockets):
            _hang_up(one)
        if "_client" in vars(self):  # somebody asked
            self._client.close()

    def _connected(self, event: str, about: Mapping[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            made = about["return_value"].get_extra_info("socket")
            self._sockets.add(made)
            if self._closing.is_set():  # meanwhile
                _hang_up(made)

    def is_key(self, redacted: str) -> bool:
        """Whether `sk-admin-…xyz` can be the key in use: its ends are what OpenAI shows."""
        start, end = REDACTED.split(redacted, maxsplit=1) if REDACTED.search(redacted) else ("", "")
        key = self._key.get_secret_value().strip()
        return bool(end) and key.startswith(start) and key.endswith(end)

    def get(self, path: str, parameters: Parameters, into: type[T], patience: Patience = PATIENT) -> T:
        """The answer as `into`."""
        return self.read(path, parameters, Wanted(lambda body: msgspec.json.decode(body.rest, type=into)), patience)

    def read(self, path: str, parameters: Parameters, wanted: Wanted[T], patience: Patience = PATIENT) -> T:
        """The decoded answer. A failure that may pass is tried again, a bounded number of times."""
        attempt = 1
        while True:
            self._queue.wait(patience.longest_wait, patience.ahead)
            if self._closing.is_set():
                raise UpstreamError("usage-bot is stopping.", transient=True, code="stopping")
            try:
                with self._watched(path, attempt):
                    return self._exchange(path, parameters, patience, wanted)
            except UpstreamError as error:
                if error.retry_after is not None:
                    # The limit is the organisation's: all threads wait.
                    self._queue.close_for(error.retry_after)
                if attempt == patience.tries or not _may_pass(error):
                    raise
                if error.retry_after is None:
                    self._time.sleep(BACKOFF * 2 ** (attempt - 1) * (0.5 + self._time.jitter()))
            attempt += 1

    @contextmanager
    def _watched(self, path: str, attempt: int) -> Iterator[None]:
        start, outcome = self._time.monotonic(), "ok"
        try:
            yield
        except UpstreamError as error:
            outcome = error.code
            raise
        finally:
            self._time.observer.openai_request(ID.sub("/:id", path), outcome, self._time.monotonic() - start, attempt)

    def _exchange(self, path: str, parameters: Parameters, patience: Patience, wanted: Wanted[T]) -> T:
        until = self._time.monotonic() + patience.deadline
        timeout = httpx.Timeout(min(30.0, patience.deadline), connect=min(10.0, patience.deadline))
        try:
            watched = {"trace": self._connected}
            with self._client.stream(
                "GET", path, params=list(parameters), timeout=timeout, extensions=watched
            ) as response:
                self.server_time = sent_at(response.headers) or self.server_time
                self._time.hear(response.headers)
                body = self._body(response, until, wanted, patience)
                return _decoded(response.status_code, response.headers, body, wanted)
        except httpx.TimeoutException as error:
            raise UpstreamError("OpenAI did not answer in time.", transient=True, code="timeout") from error
        except httpx.ProxyError as error:
            raise refused_by_proxy(SERVICE, str(error)) from error
        except httpx.RequestError as error:
            unreached = UpstreamError("OpenAI could not be reached.", transient=True, code="unreachable")
            raise (untrusted(error, SERVICE) or unreached) from error
        except RuntimeError as error:
            if not self._closing.is_set():
                raise
            # Another thread closed the connection under this one: the next try says so.
            raise UpstreamError("usage-bot is stopping.", transient=True, code="stopping") from error
        except httpx.InvalidURL as error:
            text = "The question names more things than fit into one request to OpenAI. Ask for fewer."
            raise UpstreamError(text, transient=False, code="too_long") from error

    def _body(self, response: httpx.Response, until: float, wanted: Wanted[T], patience: Patience) -> Body:
        """The body, within one deadline for all of it: a slow trickle would pass every time-out of a single read."""
        body = Body(is_page=wanted.is_page)
        for piece in pieces(response):
            body.add(piece)
            if self._time.monotonic() > until:
                raise UpstreamError("OpenAI did not finish its answer in time.", transient=True, code="timeout")
            if body.arrived > wanted.largest:
                raise UpstreamError(
                    f"OpenAI's answer is larger than {wanted.largest >> 20} MB; ask for fewer groups or a shorter "
                    "period.",
                    transient=False,
                    code="too_large",
                )
            until += self._given_way(patience)
        if body.rest.startswith(BYTE_ORDER_MARK):
            del body.rest[: len(BYTE_ORDER_MARK)]
        return body

    def _given_way(self, patience: Patience) -> float:
        """Seconds that were given to others, for which nobody can blame OpenAI."""
        before = self._time.monotonic()
        patience.give_way()
        return self._time.monotonic() - before


def _hang_up(one: socket.socket) -> None:
    with suppress(OSError):  # the other side was faster
        one.shutdown(socket.SHUT_RDWR)


def _transport(url: str) -> httpx.BaseTransport:
    try:
        return httpx.HTTPTransport(proxy=proxy_for(url, SERVICE))
    except (httpx.InvalidURL, ValueError, ImportError) as error:  # the last one: an error that httpx does not know
        raise unusable_proxy(SERVICE) from error
    except OSError as error:
        text = "The certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read."
        raise UpstreamError(text, transient=False, code="certificates") from error


def _decoded(status: int, headers: httpx.Headers, body: Body, wanted: Wanted[T]) -> T:
    if status != 200:
        raise failure(status, headers, body.rest)
    try:
        return wanted.decode(body)
    except msgspec.ValidationError as error:
        raise malformed("it is not a page of usage", error) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise (filtered(status) if is_web_page(headers, body.rest) else unreadable()) from error


def _sendable(key: SecretStr) -> str:
    """The key as a header value. Checked here, since httpx's own error would repeat the key."""
    value = key.get_secret_value().strip()
    if not (value.isascii() and value.isprintable() and value and " " not in value):
        raise UserError("OPENAI_ADMIN_KEY holds characters that no key has. Copy it again, as one word.")
    return value


def _may_pass(error: UpstreamError) -> bool:
    """Whether to try again now. What is not found will not be found a second later; the next run may find it."""
    return error.transient and error.code != "not_found"
