"""From a command to its acknowledgement: alone, two hundred at once, and while a sync runs."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import structlog
from pydantic import SecretStr
from slack_bolt import Ack, App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.adapters.openai_usage import OpenAIUsage
from bot.adapters.slack import Slack
from bot.adapters.store.moments import to_text
from bot.app import share_the_processor
from bot.core.catalogue import COMPLETIONS
from bot.core.observer import Observer
from bot.core.periods import DAY
from bot.demo.slack.requests import command
from bot.jobs.snapshot import take_snapshot
from bot.listeners import build_app, close_app
from bot.services import Services
from bot.settings import load_settings
from tests.benchmarks import year
from tests.benchmarks.asking import living, question
from tests.benchmarks.folders import folder
from tests.benchmarks.invented import NOW, TODAY, Organisation
from tests.benchmarks.programs import sink
from tests.benchmarks.rounds import against, by_turns, p50, p99, ratio, took
from tests.benchmarks.server import served
from tests.benchmarks.table import Row

SECRET = "benchmark"
ADMIN_KEY = SecretStr("sk-admin-benchmark")
TEXTS = ("today by model", "month by project", "yesterday", "7d by day")
SERIAL, BURST = 60, 200
PATIENCE = 3.0  # seconds that Slack waits
PAUSE = 0.01  # between two questions: the reader gets on, and is found in the middle of something
NUMBERS = count()


def run(rounds: int) -> Iterator[Row]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    share_the_processor()
    with folder() as path, sink.sink() as slack, served(days=40, rows=2000, latency=0, bills=1) as openai:
        year.fill(path / "x.db", Organisation(200, 1, 15), 40)
        with before(path / "x.db", openai, slack) as services:
            with syncing(services):
                """From now on nothing that is read is new."""
            work = Work(services, slack)
            yield from _acknowledging(rounds, work)
            assert work.outcomes == {"ok"}, work.outcomes
            yield from _questions(rounds, services)
            work.close()


@contextmanager
def before(path: Path, openai: str, slack: str) -> Iterator[Services]:
    with living(path) as services:
        values = {
            "OPENAI_ADMIN_KEY": "sk-admin-x",
            "OPENAI_BASE_URL": openai,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{slack}/api/",
        }
        with closing(OpenAIUsage(openai, ADMIN_KEY, rate=10_000)) as client:
            yield replace(
                services,
                settings=load_settings(values=values),
                openai=client,
                slack=Slack(SecretStr("xoxb-benchmark"), f"{slack}/api/"),
            )


class Work:
    """The product's app and Bolt's with an empty handler, behind real signatures."""

    def __init__(self, services: Services, slack: str) -> None:
        self.services = services
        self.slack = slack
        self.finished = threading.Semaphore(0)
        self.outcomes: set[str] = set()
        self.app = build_app(services, observe=self._observe)
        self.bolt = App(signing_secret=SECRET, authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T"))
        self.bolt.command("/usage")(_empty)

    def _observe(self, _kind: str, outcome: str, _seconds: float) -> None:
        self.outcomes.add(outcome)
        self.finished.release()

    def request(self) -> BoltRequest:
        number = next(NUMBERS)
        user, room = {"id": "U0DANA", "name": "dana"}, {"id": "C0SPEND", "name": "ai-spend"}
        url = f"{self.slack}/respond/{number}"
        body, kind = command("/usage", TEXTS[number % len(TEXTS)], user, room, url, f"t{number}").encoded()
        at = str(int(time.time()))  # noqa: TID251 - Slack's own clock
        signature = SignatureVerifier(SECRET).generate_signature(timestamp=at, body=body) or ""
        headers = {"content-type": kind, "x-slack-request-timestamp": at, "x-slack-signature": signature}
        return BoltRequest(body=body, headers=headers)

    def serial(self, app: App, times: int = SERIAL) -> list[float]:
        """One after the other; the work on one has ended before the next comes."""
        found = []
        for request in [self.request() for _ in range(times)]:
            found.append(_acknowledged(app, request))
            if app is self.app:
                self.finished.acquire()
        return sorted(found)

    def burst(self) -> list[float]:
        before = sink.told(self.slack)
        with ThreadPoolExecutor(BURST) as people:
            found = list(people.map(partial(_acknowledged, self.app), [self.request() for _ in range(BURST)]))
        for _ in range(BURST):
            self.finished.acquire()
        assert sink.told(self.slack) - before >= BURST, "somebody was not answered"
        return sorted(found)

    def close(self) -> None:
        close_app(self.app)


def _empty(ack: Ack) -> None:
    ack()


def _acknowledged(app: App, request: BoltRequest) -> float:
    def send() -> None:
        assert app.dispatch(request).status == 200

    return took(send, time.perf_counter)


def _acknowledging(rounds: int, work: Work) -> Iterator[Row]:
    def busy() -> list[float]:
        with syncing(work.services):
            return work.burst()

    found = by_turns(
        rounds,
        {
            "ours": lambda: work.serial(work.app),
            "bolt": lambda: work.serial(work.bolt),
            "burst": work.burst,
            "busy": busy,
        },
    )
    usual = [p50(one) for one in found["bolt"]]
    serial = ratio([p50(one) for one in found["ours"]], usual)
    yield Row("answering", "request to ack, against Bolt with an empty handler: ≤ 1.15 ×", serial, 1.15)
    for name, said, most in (("burst", "200 commands at once", 10), ("busy", "200 at once while a sync runs", 10)):
        late = sum(one > PATIENCE for runs in found[name] for one in runs)
        yield Row("answering", f"{said}: unacknowledged after 3 s", late, 0, str(late), is_exact=True)
        slowest = ratio([p99(one) for one in found[name]], usual)
        yield Row("answering", f"{said}: ack p99 against one's median: ≤ {most} ×", slowest, most)


def _questions(rounds: int, services: Services) -> Iterator[Row]:
    asked = question(services, "today by model")

    def served() -> float:
        time.sleep(PAUSE)
        with services.right_of_way.serving():  # as a listener does
            return took(asked, time.perf_counter)

    def busy() -> list[float]:
        """From the beginning of a sync to its end."""
        with syncing(services) as reader:
            return [served() for _ in iter(reader.is_alive, False)]

    found = by_turns(rounds, {"idle": lambda: [served() for _ in range(SERIAL)], "busy": busy})
    figure = p99(against(found["busy"], found["idle"]))
    yield Row("answering", "a question while a sync runs, p99 against the idle median: ≤ 5 ×", figure, 5)


class Reading(Observer):
    """Tells that it has begun: a page has come."""

    def __init__(self) -> None:
        self.has_page = threading.Event()

    def openai_request(self, endpoint: str, outcome: str, seconds: float, attempt: int) -> None:
        if endpoint.endswith(COMPLETIONS.name):
            self.has_page.set()


@contextmanager
def syncing(services: Services) -> Iterator[threading.Thread]:
    """Pages of 31 days are read, estimated and saved by the job, in a thread of its own; the largest has 39 MB."""
    reading = Reading()
    openai = OpenAIUsage(services.settings.openai_base_url, ADMIN_KEY, rate=10_000, observer=reading)

    with services.store.write() as connection:  # else it would have nothing to do
        connection.execute(
            "UPDATE reads SET read_at = start WHERE endpoint = ? AND start < ?", (COMPLETIONS.name, to_text(TODAY))
        )

    def sync() -> None:
        taken = take_snapshot(replace(services, openai=openai), NOW, since=TODAY - 31 * DAY)
        assert not taken.failures, taken

    reader = threading.Thread(target=sync)
    reader.start()
    reading.has_page.wait()
    try:
        yield reader
    finally:
        reader.join()
        openai.close()
