"""Wiring: settings become live objects and a running service; the only reader of the clock."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import structlog

from bot.adapters.openai_usage import OpenAIUsage
from bot.adapters.prices import Prices
from bot.adapters.slack import Slack
from bot.adapters.store import Store
from bot.core.errors import UserError
from bot.health import healthz
from bot.heartbeat import Lane
from bot.jobs import READING, SENDING
from bot.listeners import HttpServer, Socket, build_app, close_app, serve_http
from bot.services import Services
from bot.settings import Settings

log = structlog.get_logger()
PATIENCE = 4.0  # seconds a stop waits for the job at work; what is dropped is taken up at the next start


def wall_clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one place


@contextmanager
def open_services(
    settings: Settings, *, clock: Callable[[], datetime] = wall_clock, rate: float = 1.0
) -> Iterator[Services]:
    """Live objects for a command or for the service, closed at the end. `rate` is requests to OpenAI a second."""
    store = Store(settings.database)
    openai = OpenAIUsage(settings.openai_base_url, settings.openai_admin_key, rate=rate)
    token = settings.slack_bot_token
    slack = Slack(token, settings.slack_api_url) if token else None
    try:
        yield Services(settings, clock, store, openai, Prices(settings.prices), slack)
    finally:
        openai.close()
        store.close()


class Bot:
    """The service: Slack's front door and two lanes of jobs. `http` is HOST:PORT, '' for none."""

    def __init__(self, services: Services, *, http: str = "") -> None:
        settings = services.settings
        if not settings.slack_app_token and not http:
            raise UserError(
                "SLACK_APP_TOKEN is not set. Set it for Socket Mode, or serve Slack's requests with --http."
            )
        self._lanes = (Lane("reading", READING, services), Lane("sending", SENDING, services))
        self._openai = services.openai
        self._app = build_app(services)
        self._socket: Socket | None = None
        if settings.slack_app_token:
            self._socket = Socket(self._app, settings.slack_app_token.get_secret_value(), settings.slack_api_url)
        self._http = self._served(services, http) if http else None

    def _served(self, services: Services, address: str) -> HttpServer:
        app = None if self._socket else self._app
        probes = {"/healthz": lambda: healthz(services, self._socket)}
        return serve_http(app, address, probes, has_secret=bool(services.settings.slack_signing_secret))

    @property
    def port(self) -> int:
        """Where HTTP is served; 0 when it is not."""
        return self._http.port if self._http else 0

    def start(self) -> None:
        if self._socket:
            self._socket.connect()
        for lane in self._lanes:
            lane.start()
        log.info("started", socket_mode=bool(self._socket), http_port=self.port)

    def stop(self) -> None:
        """Take no new work, let the current end, and be gone within seconds; what is left waits in the store."""
        if self._http:
            self._http.close()
        if self._socket:
            self._socket.close()
        close_app(self._app)
        self._openai.close()  # a read that waits for its turn or for OpenAI ends now
        for lane in self._lanes:
            lane.stop(PATIENCE / len(self._lanes))
        log.info("stopped")


def serve(bot: Bot) -> None:
    """Run until SIGTERM or SIGINT."""
    asked_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked_to_stop.set())
    bot.start()
    try:
        asked_to_stop.wait()
    finally:
        bot.stop()
