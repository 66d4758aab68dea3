"""One polite connection to OpenAI: a shared queue, deadlines, retries, and errors for people."""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import httpx
import msgspec
from pydantic import SecretStr

from bot.adapters.openai_usage.failures import failure, malformed, unreadable
from bot.core.errors import UpstreamError
from bot.core.request_lines import Parameters

TRIES = 3
BACKOFF = 1.0  # seconds before the second try, doubled for each further one
PATIENCE = 30.0  # seconds that a reader waits for a rate limit; a longer wait is the next run's
DEADLINE = 60.0  # seconds for one page as a whole
READ_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
LARGEST = 256 * 1024 * 1024  # bytes of one page
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

T = TypeVar("T")


@dataclass(frozen=True)
class Clockwork:
    """How time passes: real in the bot, at once in tests."""

    sleep: Callable[[float], None]
    monotonic: Callable[[], float]
    jitter: Callable[[], float] = random.random


class Queue:
    """Turns for all threads together, evenly spaced: the endpoints' rate limits are unpublished."""

    def __init__(self, rate: float, time: Clockwork) -> None:
        self._interval = 1 / rate
        self._time = time
        self._lock = threading.Lock()
        self._next = -math.inf
        self._closed_until = -math.inf

    def wait(self) -> None:
        """Sleep until it is the caller's turn. Raises at once when OpenAI asked for more patience than there is."""
        with self._lock:
            now = self._time.monotonic()
            closed = self._closed_until - now
            if closed > PATIENCE:
                raise UpstreamError(
                    f"OpenAI asked to wait; the next read is due in {closed:.0f} seconds.",
                    transient=True,
                    code="rate_limited",
                    retry_after=closed,
                )
            turn = max(now, self._next, self._closed_until)
            self._next = turn + self._interval
        if turn > now:
            self._time.sleep(turn - now)

    def close_for(self, seconds: float) -> None:
        """Nobody's turn comes before `seconds` have passed."""
        with self._lock:
            self._closed_until = max(self._closed_until, self._time.monotonic() + seconds)


class Connection:
    """GETs JSON under the base URL. The key goes nowhere else: redirects are refused."""

    def __init__(
        self,
        base_url: str,
        key: SecretStr,
        *,
        queue: Queue,
        time: Clockwork,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._queue = queue
        self._time = time
        self._client = httpx.Client(
            base_url=base_url.rstrip("/") + "/organization/",
            headers={"Authorization": f"Bearer {key.get_secret_value()}", "User-Agent": "usage-bot"},
            timeout=READ_TIMEOUT,
            follow_redirects=False,
            transport=transport,
        )

    def close(self) -> None:
        self._client.close()

    def get(self, path: str, parameters: Parameters, into: type[T]) -> T:
        """The answer as `into`. What may pass is tried again, a bounded number of times."""
        for attempt in range(TRIES):
            self._queue.wait()
            try:
                return self._once(path, parameters, into)
            except UpstreamError as error:
                if attempt + 1 == TRIES or not self._is_worth_waiting(error, attempt):
                    raise
        raise AssertionError("the last try returns or raises")

    def _is_worth_waiting(self, error: UpstreamError, attempt: int) -> bool:
        """Whether to try again, after the wait that it takes."""
        if error.retry_after is not None:
            # Not only this reader: the limit is the organisation's.
            self._queue.close_for(error.retry_after)
            return error.retry_after <= PATIENCE
        if error.transient and error.code != "not_found":
            self._time.sleep(BACKOFF * 2**attempt * (0.5 + self._time.jitter()))
            return True
        return False

    def _once(self, path: str, parameters: Parameters, into: type[T]) -> T:
        status, headers, body = self._exchange(path, parameters)
        if status != 200:
            raise failure(status, headers, body)
        try:
            return msgspec.json.decode(body.removeprefix(BYTE_ORDER_MARK), type=into)
        except msgspec.ValidationError as error:
            raise malformed("it lacks what every page has", error) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise unreadable() from error

    def _exchange(self, path: str, parameters: Parameters) -> tuple[int, httpx.Headers, bytes]:
        try:
            with self._client.stream("GET", path, params=list(parameters)) as response:
                return response.status_code, response.headers, self._body(response)
        except httpx.TimeoutException as error:
            raise UpstreamError("OpenAI did not answer in time.", transient=True, code="timeout") from error
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise UpstreamError("OpenAI could not be reached.", transient=True, code="unreachable") from error

    def _body(self, response: httpx.Response) -> bytes:
        """The body within the deadline as a whole: a server that trickles passes every time-out of a single read."""
        until = self._time.monotonic() + DEADLINE
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if self._time.monotonic() > until:
                raise UpstreamError("OpenAI did not finish its answer in time.", transient=True, code="timeout")
            if len(body) > LARGEST:
                raise UpstreamError(
                    "OpenAI's answer is larger than 256 MB; ask for fewer groups or a shorter period.",
                    transient=False,
                    code="too_large",
                )
        return bytes(body)
