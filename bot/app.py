"""Wiring: settings become live objects and a running service; the only reader of the clock."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import NoReturn

import structlog

from bot import __version__
from bot.adapters.clock_guard import SLACK, ClockGuard, since_boot
from bot.adapters.openai_usage import OpenAIUsage
from bot.adapters.prices import Prices
from bot.adapters.slack import Slack
from bot.adapters.store import Store
from bot.adapters.teams import TeamsFile
from bot.core.errors import UserError
from bot.core.observer import UNOBSERVED, Observer
from bot.core.usage.price_rules import Project
from bot.health import healthz
from bot.heartbeat import JobThread
from bot.jobs import JOB_THREADS
from bot.listeners import HttpServer, Probe, Socket, build_app, close_app, serve_http, slack_front
from bot.logs import hide
from bot.services import Services
from bot.settings import Settings

log = structlog.get_logger()
PATIENCE = 3.0  # seconds a stop waits for what is at work; what is dropped is taken up at the next start


def wall_clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one place


@contextmanager
def open_services(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = wall_clock,
    elapsed: Callable[[], float] = since_boot,
    rates: tuple[float, float] = (1.0, 4.0),
    observer: Observer = UNOBSERVED,
    price_source: str = "",
) -> Iterator[Services]:
    """
    Live objects for a command or for the service, closed at the end. `rates` are requests to OpenAI a second: those
    of the reader, and those that somebody waits for.
    """
    hide(settings.secrets())
    collect_seldom()
    store = Store(settings.database)
    guard = ClockGuard(clock, elapsed)
    openai = OpenAIUsage(
        settings.openai_base_url,
        settings.openai_admin_key,
        rate=rates[0],
        people=rates[1],
        observer=observer,
        hear=guard.hear_and_check,
    )
    token = settings.slack_bot_token
    hear = partial(guard.hear, who=SLACK)
    slack = Slack(token, settings.slack_api_url, observer=observer, hear=hear) if token else None
    try:
        teams = TeamsFile(settings.teams, store.names.all)
        store.names.also = teams.named
        yield Services(
            settings,
            clock,
            store,
            openai,
            _prices(settings, store),
            slack,
            teams,
            price_source,
            observer=observer,
            guard=guard,
        )
    finally:
        openai.close()
        store.close()


def _prices(settings: Settings, store: Store) -> Prices:
    """Without updates, lists that were fetched before hold no longer: what is installed does."""

    def projects() -> list[Project]:
        return [Project(one.id, one.name, one.residency) for one in store.names.all().of("project")]

    return Prices(settings.prices, kept=store.price_lists.all if settings.price_updates else tuple, projects=projects)


class Bot:
    """The service: Slack's front door and the lanes of jobs. `http` is HOST:PORT, '' for none."""

    def __init__(self, services: Services, *, http: str = "") -> None:
        settings = services.settings
        if not settings.slack_app_token and not http:
            raise UserError(
                "SLACK_APP_TOKEN is not set. Set it for Socket Mode, or serve Slack's requests with --http."
            )
        self._services = services
        self._job_threads = tuple(JobThread(name, jobs, services) for name, jobs in JOB_THREADS.items())
        self._app = build_app(services, observe=services.observer.command)
        self._socket: Socket | None = None
        if settings.slack_app_token:
            self._socket = Socket(self._app, settings.slack_app_token.get_secret_value(), settings.slack_api_url)
        self._http = self._served(http) if http else None

    def _served(self, address: str) -> HttpServer:
        slack = None
        if not self._socket:
            secret = self._services.settings.slack_signing_secret
            slack = slack_front(self._app, secret.get_secret_value() if secret else "")
        return serve_http(slack, address, self._probes())

    def _probes(self) -> dict[str, Probe]:
        from bot.metrics import Metrics  # costs a start without HTTP nothing

        probes: dict[str, Probe] = {
            "/livez": lambda: (200, "text/plain; charset=utf-8", "ok\n"),  # the process; nothing that a restart mends
            "/healthz": lambda: healthz(self._services, self._socket),
        }
        if isinstance(self._services.observer, Metrics):
            self._services.observer.look_at(self._services, self._socket)
            probes["/metrics"] = self._services.observer.page
        return probes

    @property
    def port(self) -> int:
        """Where HTTP is served; 0 when it is not."""
        return self._http.port if self._http else 0

    def start(self) -> None:
        self._tell_what_is_left()
        if self._socket:
            self._socket.connect()
        for thread in self._job_threads:
            thread.start()
        log.info("started", version=__version__, socket_mode=bool(self._socket), http_port=self.port)

    def _tell_what_is_left(self) -> None:
        """A crash leaves nothing to repair by hand: what was being sent is looked for in Slack before it is sent."""
        backlog = self._services.store.outbox.backlog()
        if backlog.waiting:
            log.info("left to send", outgoing=backlog.waiting, in_doubt=backlog.in_doubt, since=str(backlog.oldest))

    def stop(self) -> bool:
        """Take no new work and let the current end; False when something is still at it after PATIENCE."""
        for thread in self._job_threads:
            thread.ask_to_stop()
        closings: list[Callable[[], object]] = [
            self._services.openai.close,  # whoever waits there stops waiting
            partial(close_app, self._app, wait=True),
            *(thread.wait for thread in self._job_threads),
        ]
        closings += [front.close for front in (self._http, self._socket) if front]
        is_done = _together(closings, PATIENCE)
        log.info("stopped", all_done=is_done)
        return is_done


def _together(closings: Iterable[Callable[[], object]], seconds: float) -> bool:
    """Run all at the same time; whether they ended within `seconds`."""
    deadline = time.monotonic() + seconds
    threads = [threading.Thread(target=close, daemon=True) for close in closings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return not any(thread.is_alive() for thread in threads)


def serve(bot: Bot) -> None:
    """Run until SIGTERM or SIGINT."""
    asked_to_stop = stop_event()
    share_the_processor()
    bot.start()
    try:
        asked_to_stop.wait()
    finally:
        if not bot.stop():
            cut_off()


def share_the_processor() -> None:
    """
    A question need not wait long for a thread that reads pages: it asks for the interpreter at each step of SQLite.

    What the start has made stays for good, so the collector need not go through it again and again.
    """
    sys.setswitchinterval(0.0005)
    gc.collect()
    gc.freeze()
    collect_seldom()


def collect_seldom() -> None:
    """Rows come by the ten thousand and make no circles: to look for some after every 700 takes a tenth of a sync."""
    gc.set_threshold(10_000)


def cut_off() -> NoReturn:
    """
    End now, without waiting for threads that wait for others.

    Nothing is lost by it: the store survives a kill at any instruction, and what was being sent is looked for first.
    """
    logging.shutdown()
    os._exit(0)


def stop_event() -> threading.Event:
    """Set by SIGTERM or SIGINT, from this call on."""
    asked_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked_to_stop.set())
    return asked_to_stop
