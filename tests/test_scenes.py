"""The four scenes - ask, remember, warn, report - told alike over HTTP and over Socket Mode."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import Bot, open_services
from bot.core.budgets.openai_limits import KEPT
from bot.demo.companies import one
from bot.demo.openai import ADMIN_KEY, Simulator
from bot.demo.playground.clock import DemoClock
from bot.demo.slack import LocalSlack, SignedHttp
from bot.services import Services
from bot.settings import load_settings
from tests.says import is_no_waiting_line
from tests.slack_socket import SocketFront

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
NEXT_READ = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)
SECRET = "signing-secret"
OURS = {"ts", "block_id", "channel", "to", "metadata", "thread_ts", "edited"}  # different in each run, or Slack's own


@dataclass
class World:
    slack: LocalSlack
    services: Services
    clock: DemoClock


@contextmanager
def world(mode: str, folder: Path) -> Iterator[World]:
    clock = DemoClock(NOW, time.monotonic)
    with LocalSlack(clock) as slack, Simulator(one(), clock) as openai:
        values = {
            "OPENAI_ADMIN_KEY": ADMIN_KEY,
            "OPENAI_BASE_URL": openai.url,
            "SLACK_BOT_TOKEN": "xoxb-local",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": slack.api_url,
            "USAGE_BOT_DATABASE": str(folder / f"{mode}.db"),
            "USAGE_BOT_PRICES": str(folder / "prices.toml"),
            "USAGE_BOT_ALERT_CHANNEL": "#ai-spend",
            "USAGE_BOT_ADMINS": "U0DANA",
            **({"SLACK_APP_TOKEN": "xapp-local"} if mode == "socket" else {}),
        }
        front = SocketFront()
        slack.workspace.socket_url = front.url
        with open_services(load_settings(values=values), clock=clock, rates=(1000.0, 1000.0)) as services:
            bot = Bot(services, http="127.0.0.1:0")
            bot.start()
            slack.deliver = SignedHttp(f"http://127.0.0.1:{bot.port}/slack/events", SECRET)
            if mode == "socket":
                front.wait_for_connection()
                slack.deliver = front
            try:
                yield World(slack, services, clock)
            finally:
                bot.stop()
                front.close()


def said(message: object) -> object:
    """What a message says, without what is different in every run."""
    if isinstance(message, dict):
        return {name: said(value) for name, value in message.items() if name not in OURS}
    return [said(part) for part in message] if isinstance(message, list) else message


def asked(this: World, command: str, text: str) -> object:
    before = len(this.slack.private("U0DANA"))
    this.slack.command(command, text)
    this.slack.wait_for(lambda: [one for one in this.slack.private("U0DANA")[before:] if is_no_waiting_line(one)])
    return this.slack.private("U0DANA")[-1]


def posted(this: World, pattern: str) -> object:
    return this.slack.wait_for(lambda: [m for m in this.slack.messages() if re.search(pattern, m["text"])], 60)[0]


def remembered(this: World) -> bool:
    """OpenAI's own limits are read last, after everything was read and checked for the first time."""
    return this.services.store.meta.get(KEPT) is not None


def scenes(this: World) -> dict[str, object]:
    while not remembered(this):
        time.sleep(0.05)
    answer = asked(this, "/usage", "yesterday by model")
    preview = asked(this, "/budget", "checkout-prod 1000/month warn 10 80")
    this.slack.click(preview, "budget_save")
    this.slack.wait_for(lambda: this.slack.private("U0DANA")[-1]["text"].startswith("Saved"))
    this.clock.move_to(NEXT_READ)
    alert = posted(this, "checkout-prod .*already")
    this.clock.move_to(MORNING)
    digest = posted(this, "^Mon 23 Nov")
    return {"ask": said(answer), "preview": said(preview), "warn": said(alert), "report": said(digest)["text"][:12]}


@pytest.mark.long
def test_every_scene_is_the_same_over_http_and_over_a_socket(tmp_path: Path):
    told = {}
    for mode in ("http", "socket"):
        with world(mode, tmp_path) as this:
            told[mode] = scenes(this)

    assert told["http"] == told["socket"]
    assert "spent" in told["http"]["ask"]["text"]
