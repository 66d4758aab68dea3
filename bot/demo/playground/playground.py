"""The playground: everything wired, started, and closed again."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any, Self

from bot.adapters.store.moments import from_text
from bot.app import Bot, open_services
from bot.core.names import Sightings
from bot.demo.companies import shop
from bot.demo.company import Company
from bot.demo.openai import ADMIN_KEY, Simulator
from bot.demo.playground.clock import MOVES, DemoClock
from bot.demo.playground.scenes import CHIPS, HINTS, TOUR, WELCOME, set_budgets, skip_what_is_past
from bot.demo.playground.server import PageServer, Site
from bot.demo.slack import LocalSlack, SignedHttp
from bot.demo.slack.workspace import Json
from bot.jobs.check import SEEN
from bot.jobs.names import refresh_names
from bot.services import Services
from bot.settings import load_settings

ME = "U0DANA"
JUST_BEFORE = timedelta(minutes=10)
# Requests a second. Sixty days are read quickly, but an answer takes as long as in the service.
RATES = (1000.0, 4.0)
LONG = timedelta(hours=2)


class Playground:
    """
    `with Playground(now) as playground: playground.url`.

    The bot is the real one, over HTTP with real signatures; its store is a temporary file.
    """

    def __init__(self, now: datetime, *, port: int = 0, seed: int = 7, elapsed: Callable[[], float] = time.monotonic):
        self._port = port
        self._seed = seed
        self._opened = now
        self.clock = DemoClock(now, elapsed)
        self.slack = LocalSlack(self.clock)
        self._closing = ExitStack()
        self._stopping = Event()

    def start(self) -> Self:
        with ExitStack() as closing:
            closing.callback(self.slack.close)
            company = shop(self.clock(), seed=self._seed)
            openai = closing.enter_context(Simulator(company, self.clock))
            folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="usage-bot-demo-"))
            Path(folder, "prices.toml").touch()  # no file of prices: one in this folder belongs to another bot
            secret = secrets.token_hex(16)
            settings = load_settings(values=_settings(openai.url, self.slack.api_url, secret, Path(folder)))
            self.services = closing.enter_context(open_services(settings, clock=self.clock, rates=RATES))
            bot = Bot(self.services, http="127.0.0.1:0")
            closing.callback(bot.stop)
            self.slack.deliver = SignedHttp(f"http://127.0.0.1:{bot.port}/slack/events", secret)
            self._page = PageServer(self._port, Site(self._state, self._actions(), self._file, self._watch))
            closing.callback(self._page.close)
            self._begin(self.services, company)
            bot.start()
            self._closing = closing.pop_all()
        return self

    @property
    def url(self) -> str:
        return self._page.url

    def close(self) -> None:
        self._stopping.set()
        self._closing.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin(self, services: Services, company: Company) -> None:
        refresh_names(services, services.clock(), Sightings())
        skip_what_is_past(services, services.clock())
        set_budgets(services, company)
        self.slack.workspace.add("C0SPEND", {"user": "USLACKBOT"}, {"text": WELCOME})

    # What the page shows

    def _state(self, me: str) -> Json:
        workspace = self.slack.workspace
        with workspace.changed:
            me = me if me in workspace.members else ME
            direct = workspace.room(f"D{me[1:]}")
            return {
                "me": me,
                "members": [{"id": one.id, "name": one.name, "title": one.title} for one in workspace.members.values()],
                "rooms": [{"id": room.id, "name": room.name, "topic": room.topic} for room in workspace.rooms.values()],
                "direct": {"id": direct.id, "name": "usage-bot", "topic": "Messages"},
                "messages": list(workspace.messages),
                "private": [message for message in workspace.private if message["to"] == me],
                "modal": workspace.views.get(me),
                "home": workspace.homes.get(me),
                "hints": [{"text": text, "about": about, "more": more} for text, about, more in HINTS],
                "chips": CHIPS,
                "tour": [asdict(step) for step in TOUR],
                "now": self.clock().isoformat(),
            }

    def _watch(self, watcher: Callable[[str, Json], None]) -> Callable[[], None]:
        watchers, changed = self.slack.workspace.watchers, self.slack.workspace.changed
        with changed:
            watchers.append(watcher)

        def stop() -> None:
            with changed:
                watchers.remove(watcher)

        return stop

    def _file(self, id: str) -> str | None:
        found = (file.get("content") for file in self.slack.workspace.files if file["id"] == id)
        return next(found, None)

    # What the page does

    def _actions(self) -> dict[str, Callable[[Json], Json]]:
        return {
            "command": self._command,
            "click": self._click,
            "submit": self._submit,
            "say": self._say,
            "home": self._home,
            "options": self._options,
            "close_view": self._close_view,
            "clock": self._move,
        }

    def _command(self, asked: Json) -> Json:
        if asked["command"] not in ("/usage", "/budget"):
            return {"error": f"{asked['command']} is no command here. Try /usage or /budget."}
        ack = self.slack.command(asked["command"], asked["text"], user=asked["me"], channel=asked["channel"])
        return _said(ack.status)

    def _click(self, asked: Json) -> Json:
        chosen: dict[str, Any] = {"user": asked["me"], "option": asked["value"], "block_id": asked["block_id"]}
        if where := asked.get("view"):
            views = self.slack.workspace.homes if where == "home" else self.slack.workspace.views
            return _said(self.slack.click_view(views[asked["me"]], asked["action_id"], **chosen).status)
        return _said(self.slack.click(self._message(asked), asked["action_id"], **chosen).status)

    def _message(self, asked: Json) -> Json:
        workspace = self.slack.workspace
        everything = [*workspace.messages, *workspace.private]
        return next(one for one in everything if (one["channel"], one["ts"]) == (asked["channel"], asked["ts"]))

    def _submit(self, asked: Json) -> Json:
        return _said(self.slack.submit(asked["values"], user=asked["me"]).status)

    def _options(self, asked: Json) -> Json:
        return {"options": self.slack.suggest(asked["action_id"], asked["value"], user=asked["me"])}

    def _say(self, asked: Json) -> Json:
        self.slack.say(asked["channel"], asked["text"], user=asked["me"], thread_ts=asked.get("thread", ""))
        return {}

    def _home(self, asked: Json) -> Json:
        return _said(self.slack.open_home(asked["me"]).status)

    def _close_view(self, asked: Json) -> Json:
        self.slack.close_view(asked["me"])
        return {}

    def _move(self, asked: Json) -> Json:
        self._wait_until_told(self._opened)  # else the first alert falls into the next hour
        target = MOVES[asked["move"]](self.clock())
        if target - self.clock() > LONG:
            # The bot would have read all the time. It reads once just before, so that nothing is late.
            skip_what_is_past(self.services, target - JUST_BEFORE)
            self._wait_until_told(self.clock.move_to(target - JUST_BEFORE))
        return self._show(self.clock.move_to(target))

    def _show(self, now: datetime) -> Json:
        self.slack.workspace.tell("clock", {"now": now.isoformat()})
        return {"now": now.isoformat()}

    def _wait_until_told(self, since: datetime) -> None:
        """What was read at `since` or later is checked and its messages are sent; or half a minute is over."""
        for _ in range(300):
            if self._stopping.wait(0.1) or self._has_told(since.replace(microsecond=0)):
                return

    def _has_told(self, since: datetime) -> bool:
        seen = self.services.store.meta.get(SEEN)
        return seen is not None and from_text(seen) >= since and not self.services.store.outbox.backlog().waiting


def _said(status: int) -> Json:
    return {} if status == 200 else {"error": f"The bot did not take it (status {status})."}


def _settings(openai: str, slack: str, secret: str, folder: Path) -> dict[str, str]:
    return {
        "OPENAI_ADMIN_KEY": ADMIN_KEY,
        "OPENAI_BASE_URL": openai,
        "SLACK_BOT_TOKEN": "xoxb-local",
        "SLACK_SIGNING_SECRET": secret,
        "SLACK_API_URL": slack,
        "USAGE_BOT_DATABASE": str(folder / "usage-bot.db"),
        "USAGE_BOT_PRICES": str(folder / "prices.toml"),
        "USAGE_BOT_ALERT_CHANNEL": "#ai-spend",
        "USAGE_BOT_SYNC_MINUTES": "30",  # in an hour that was skipped the reader was not away
        "USAGE_BOT_ADMINS": ME,
    }
