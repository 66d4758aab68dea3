"""
How long people wait in Slack: the first sign and the whole answer of every question of the README.

The polite rate is on, OpenAI answers after 50 ms, days begin in Berlin, and a first sync is done: each question alone,
then eighteen people in two minutes. The simulated OpenAI is a process of its own, as it is elsewhere.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from subprocess import PIPE, Popen
from threading import Event

from bot.app import Bot, open_services
from bot.core.names import Sightings
from bot.demo.companies import shop
from bot.demo.openai import ADMIN_KEY, Simulator
from bot.demo.slack import LocalSlack, SignedHttp
from bot.demo.slack.workspace import Member
from bot.jobs.names import refresh_names
from bot.jobs.snapshot import take_snapshot
from bot.settings import load_settings
from tests.benchmarks.table import Row
from tests.moment import NOW
from tests.readme_blocks import marked

LATENCY = 0.05
SIGN, ANSWER = 2.0, 5.0  # seconds that the contract promises
PEOPLE, SPREAD = 18, 120.0
AT_ONCE = (1e5, 1e5)
WAITING = re.compile(r"(Reading what is stored|Reading \d+ pages? from OpenAI.*)\s…")
SECRET = "of-the-benchmark"


@dataclass(frozen=True)
class Waited:
    """Seconds until somebody was told anything, and until they had the answer."""

    question: str
    sign: float
    answer: float


def run(rounds: int) -> Iterator[Row]:
    questions = marked("questions")
    with living() as slack:
        alone = [asked(slack, question, f"U0ALONE{number}") for number, question in enumerate(questions)]
        yield from _rows("alone", alone)
        yield from _rows(f"{PEOPLE} in two minutes", crowd(slack, questions))


def _rows(how: str, waited: Sequence[Waited]) -> Iterator[Row]:
    slowest = max(waited, key=lambda one: one.sign)
    said = f"{slowest.sign:.2f} s ({slowest.question})"
    yield Row("waiting", f"first sign, {how}: ≤ {SIGN:g} s", slowest.sign, SIGN, said)
    ordered = sorted(waited, key=lambda one: one.answer)
    late = ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]
    said = f"{late.answer:.2f} s (median {ordered[len(ordered) // 2].answer:.2f} s, last: {ordered[-1].question})"
    yield Row("waiting", f"whole answer, {how}, p95: ≤ {ANSWER:g} s", late.answer, ANSWER, said)


@contextmanager
def living() -> Iterator[LocalSlack]:
    """The service after its first sync, with Slack's requests over HTTP."""
    began = time.monotonic()
    clock = partial(moment, began)
    with ExitStack() as stack:
        slack = stack.enter_context(LocalSlack(clock))
        url = stack.enter_context(simulated(began))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = load_settings(
            values={
                "OPENAI_ADMIN_KEY": ADMIN_KEY,
                "OPENAI_BASE_URL": url,
                "SLACK_BOT_TOKEN": "xoxb-local",
                "SLACK_SIGNING_SECRET": SECRET,
                "SLACK_API_URL": slack.api_url,
                "USAGE_BOT_DATABASE": str(folder / "usage-bot.db"),
                "USAGE_BOT_ALERT_CHANNEL": "#ai-spend",
                "USAGE_BOT_TIMEZONE": "Europe/Berlin",
            }
        )
        with open_services(settings, clock=clock, rates=AT_ONCE) as services:
            refresh_names(services, clock(), Sightings())
            take_snapshot(services, clock())
        bot = Bot(stack.enter_context(open_services(settings, clock=clock)), http="127.0.0.1:0")
        slack.deliver = SignedHttp(f"http://127.0.0.1:{bot.port}/slack/events", SECRET)
        stack.callback(bot.stop)
        bot.start()
        yield slack


def moment(began: float) -> datetime:
    return NOW + timedelta(seconds=time.monotonic() - began)


@contextmanager
def simulated(began: float) -> Iterator[str]:
    with Popen([sys.executable, "-m", __name__, str(began)], stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def asked(slack: LocalSlack, question: str, user: str) -> Waited:
    """Ask as somebody of whom nobody has heard before, so that all they are told is about it."""
    with slack.workspace.changed:
        slack.workspace.members[user] = Member(user, user)
    start = time.monotonic()
    slack.command("/usage", question, user=user)
    slack.wait_for(lambda: _told(slack, user), 60)
    sign = time.monotonic() - start
    slack.wait_for(lambda: any(not WAITING.match(text) for text in _told(slack, user)), 60)
    return Waited(question, sign, time.monotonic() - start)


def _told(slack: LocalSlack, user: str) -> list[str]:
    """A file comes in their messages with the bot."""
    return [message["text"] for message in (*slack.private(user), *slack.messages(f"D{user[1:]}"))]


def crowd(slack: LocalSlack, questions: Sequence[str]) -> list[Waited]:
    random = Random(18)
    moments = sorted(random.uniform(0, SPREAD) for _ in range(PEOPLE))
    began = time.monotonic()

    def one(number: int) -> Waited:
        time.sleep(max(0.0, began + moments[number] - time.monotonic()))
        return asked(slack, random.choice(questions), f"U0CROWD{number}")

    with ThreadPoolExecutor(PEOPLE) as people:
        return list(people.map(one, range(PEOPLE)))


def main() -> None:
    """The simulated OpenAI on the clock that began at the given instant of the machine's."""
    clock = partial(moment, float(sys.argv[1]))
    with Simulator(shop(NOW), clock, latency=LATENCY) as openai:
        print(openai.url, flush=True)
        Event().wait()


if __name__ == "__main__":
    main()
