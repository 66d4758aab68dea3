"""The Bolt app: everything is acknowledged at once and worked on afterwards, nothing twice."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import partial
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult

from bot import commands
from bot.adapters.slack import web_client
from bot.core.errors import UserError
from bot.listeners.asking import Handlers, Listener, Observe
from bot.listeners.interactions import Body
from bot.listeners.replays import Claims, Seen, request_id
from bot.listeners.waiting import PATIENCE, WaitingLines
from bot.listeners.workers import Workers
from bot.right_of_way import RightOfWay
from bot.services import Services

log = structlog.get_logger()

FORM_PATIENCE = 1.5  # seconds of Slack's three that a form's content is looked at before it closes

EVERYTHING = re.compile(".*", re.DOTALL)


class UsageApp(App):
    """Bolt's app. It also counts requests that wait for their acknowledgement and has the threads that do the work."""

    right_of_way: RightOfWay
    workers: Workers
    lines: WaitingLines

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        with self.right_of_way.acknowledging():
            return super().dispatch(req)


def _ignore(kind: str, outcome: str, seconds: float) -> None:
    """The observer when nothing is measured."""


def build_app(
    services: Services, *, observe: Observe = _ignore, handlers: Handlers = commands, patience: float = PATIENCE
) -> UsageApp:
    """
    The app with all listeners. Each acknowledges first, without waiting for the network.

    `patience` is after how many seconds a waiting line says that the answer is on its way.
    """
    if services.slack is None:
        raise ValueError("listeners need services with Slack")
    secret = services.settings.slack_signing_secret
    logger = logging.getLogger("slack_bolt")
    # From WARNING down Bolt logs whole bodies, with response_urls, when a signature is wrong or nobody listens.
    logger.setLevel(logging.ERROR)
    app = UsageApp(
        logger=logger,
        name="usage-bot",
        # Without a secret no signature is right, an empty one least of all; Socket Mode asks for none.
        signing_secret=secret.get_secret_value() if secret else "",
        client=web_client(None, services.settings.slack_api_url, 10),
        authorize=_authorize,
        # In the thread of the request. Bolt's own threads would be looked at every hundredth of a second, and all
        # that they do here is to acknowledge.
        process_before_response=True,
    )
    app.workers = Workers(services.right_of_way)
    app.right_of_way = services.right_of_way
    app.middleware(_once(Seen()))
    lines = WaitingLines(patience)
    listener = Listener(services, services.slack, handlers, observe, lines)
    app.lines = lines
    _register(app, listener, Claims(services.store.conversations, services.clock))
    return app


def close_app(app: UsageApp, *, wait: bool = False) -> None:
    """Take no new work and drop what waits. With `wait`, return when running work has ended."""
    app.lines.close(wait=wait)
    app.workers.close(wait=wait)
    app.listener_runner.listener_executor.shutdown(wait=wait)


def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """The signature or the socket has proved that it is Slack. Bolt needs no token: the adapter speaks for us."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


def _once(seen: Seen) -> Callable[..., BoltResponse | None]:
    def once(body: dict[str, Any], next: Callable[[], BoltResponse]) -> BoltResponse | None:
        """Acknowledge a repeated request and do not run it again."""
        if seen.is_new(request_id(body)):
            return next()
        return BoltResponse(status=200, body="")

    return once


def _form_listener(listener: Listener, workers: Workers, claims: Claims) -> Callable[..., None]:
    submit = claims.once(listener.submit)

    def form(ack: Ack, body: dict[str, Any]) -> None:
        """A form stays open and shows its errors when they are known in time; later a message says them."""
        work = workers.submit(submit, body)
        fields = [block.get("block_id", "") for block in body["view"]["blocks"] if block["type"] == "input"]
        done, _ = wait([work], FORM_PATIENCE)
        refused = work.result() if done else None
        if refused and fields:
            field = refused.field if refused.field in fields else fields[0]
            ack(response_action="errors", errors={field: refused.plain})
            return

        def told_late(work: Future[UserError | None]) -> None:
            if late := work.result():
                listener.refuse_late(body, late)

        # In the worker's thread: an exception here, after `ack`, would take the acknowledgement back.
        work.add_done_callback(told_late)
        ack()

    return form


def _options_listener(listener: Listener) -> Callable[..., None]:
    def options(ack: Ack, body: dict[str, Any]) -> None:
        """Fill a menu while somebody types, from the store, so that it arrives within Slack's three seconds."""
        ack(options=listener.options(body))

    return options


def _register(app: UsageApp, listener: Listener, claims: Claims) -> None:
    def home(body: Body) -> None:
        listener.home(body["event"], body.get("team_id", ""))

    # Bolt asks one after the other whether a request is its own, so what comes in bursts is first. Whatever the
    # command is called in this workspace: an unhandled one would leave the person with a time-out.
    app.command(EVERYTHING)(_handed_over(app, claims.once(listener.command)))
    app.event("app_home_opened")(_handed_over(app, home))
    app.event("app_mention")(_handed_over(app, listener.talk))
    app.event("message")(_handed_over(app, listener.talk))
    app.event(EVERYTHING)(_acknowledge)  # one that nobody asked for: Slack would send it again
    app.action(EVERYTHING)(_handed_over(app, claims.once(listener.click)))
    app.view(EVERYTHING)(_form_listener(listener, app.workers, claims))
    app.view_closed(EVERYTHING)(_acknowledge)
    app.options(EVERYTHING)(_options_listener(listener))

    @app.error
    def failed(error: Exception) -> BoltResponse:
        # Work tells of its own failures; what comes here is Bolt's or ours before it, and holds no body.
        logging.getLogger(__name__).error("a request failed before it was worked on", exc_info=error)
        return BoltResponse(status=500, body="")


def _acknowledge(ack: Ack) -> None:
    ack()


def _handed_over(app: UsageApp, work: Callable[[Body], object]) -> Callable[[Ack, Body], None]:
    """
    Acknowledge, and leave the work to a worker: in this order, as an exception after `ack` would take it back.

    Bolt's own lazy listeners copy all of a request for it, which takes as long as the rest of a request together.
    """

    def hand_over(ack: Ack, body: Body) -> None:
        app.workers.hand_over(partial(work, body))
        ack()

    return hand_over
