"""Socket Mode with a watchdog: Slack's client does not notice a peer that never says anything."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError

from bot.adapters.slack import socket_proxy, web_client

log = structlog.get_logger()

SILENT = 40.0  # seconds without any frame; pings go out every ten, so three were not answered
LOOK = 5.0  # seconds between two looks, and between two attempts
SETTLING = 0.2  # seconds in which Slack's client takes note of a socket that was closed
READING = 0.3  # seconds that one look for new frames takes
CLOSING = 2.0  # seconds that each half of closing may take


class Socket:
    """One connection to Slack. `age` is the health of it: seconds since anything was heard, None for never."""

    def __init__(
        self,
        app: App,
        app_token: str,
        base_url: str,
        *,
        silent: float = SILENT,
        look: float = LOOK,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        # Its own web client: Slack's waits inside the call when it is rate limited, which must not delay anything else.
        web = web_client(None, base_url, 10)
        # Reconnecting is this class's work alone, so that a refusing Slack is asked every five seconds and no more.
        self._handler: Any = SocketModeHandler(
            app, app_token, web_client=web, concurrency=32, auto_reconnect_enabled=False
        )
        self._client: Any = self._handler.client
        self._client.proxy = socket_proxy(base_url)
        self._client.on_message_listeners.append(self._heard_message)
        self._client.on_close_listeners.append(self._closed)
        self._silent = silent
        self._look = look
        self._monotonic = monotonic
        self._heard_at: float | None = None
        self._session: object = None
        self._spoke: object = None
        self._session_since = monotonic()
        self._pong: object = None
        self._wake, self._stopped = Event(), False
        self._watch = Thread(target=self._run, name="socket-watch", daemon=True)

    def connect(self) -> None:
        """Connect, or keep trying in the background: alerts do not need the socket."""
        self._watch.start()

    @property
    def is_connected(self) -> bool:
        return bool(self._client.is_connected()) and self._quiet() <= self._silent

    @property
    def age(self) -> float | None:
        return None if self._heard_at is None else self._monotonic() - self._heard_at

    def close(self) -> None:
        """Stop within seconds. First the watch, which may be making a new session at this moment."""
        self._stopped = True
        self._wake.set()
        self._watch.join(CLOSING)
        closing = Thread(target=self._close, name="socket-close", daemon=True)
        closing.start()
        closing.join(CLOSING)

    def _close(self) -> None:
        try:
            # The processor checks only between two messages whether it should stop.
            self._client.closed = True
            self._client.message_queue.put(None)
            self._handler.close()
        except (AttributeError, RuntimeError, OSError) as error:
            log.warning("socket.close_failed", reason=type(error).__name__)

    def _run(self) -> None:
        attempted = -float("inf")
        while not self._stopped:
            self._notice()
            rest = attempted + self._look - self._monotonic()
            if self._is_dead() and rest <= 0:
                attempted, rest = self._monotonic(), self._look
                self._replace()
            if self._wake.wait(rest if rest > 0 else self._look):
                self._wake.clear()
                self._wake.wait(SETTLING)

    def _is_dead(self) -> bool:
        return not self._client.is_connected() or self._quiet() > self._silent

    def _notice(self) -> None:
        """Note pongs by the session's time of the last one; nothing else shows them."""
        session = self._client.current_session
        if session is not self._session:
            self._session, self._session_since, self._pong = session, self._monotonic(), None
            _read_briefly(session)
        pong = getattr(session, "last_ping_pong_time", None)
        if pong != self._pong and self._has_spoken:
            self._pong, self._heard_at = pong, self._monotonic()

    def _quiet(self) -> float:
        """Seconds since the session was heard. Pongs alone do not count: without a hello it brings no command."""
        heard = self._heard_at if self._has_spoken and self._heard_at is not None else self._session_since
        return self._monotonic() - heard

    @property
    def _has_spoken(self) -> bool:
        return self._spoke is self._client.current_session

    def _closed(self, code: int, reason: str | None) -> None:
        self._wake.set()

    def _heard_message(self, message: str) -> None:
        session = self._client.current_session
        self._heard_at = self._monotonic()
        if self._spoke is not session:
            self._spoke = session
            _read_briefly(session)

    def _replace(self) -> None:
        if self._session is not None:
            log.warning("socket.replaced", silent_seconds=round(self._quiet()))
        try:
            self._client.connect_to_new_endpoint(force=True)
        except SlackApiError as error:
            log.warning("socket.refused", code=str(error.response.get("error", ""))[:60])
        except Exception as error:  # noqa: BLE001 - slack_sdk lets whatever the network does through
            log.warning("socket.failed", reason=type(error).__name__)
        self._notice()


def _read_briefly(session: Any) -> None:
    """The reader gives way to a refresh only between two reads. With Slack's three seconds, commands would time out."""
    if (reading := getattr(session, "sock", None)) is not None:
        reading.settimeout(READING)
