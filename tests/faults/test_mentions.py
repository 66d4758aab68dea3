"""Mentions survive what commands survive: many at once, replays, forgers, and a kill before the answer is noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from bot.demo.slack import requests
from bot.demo.slack.workspace import BOT_USER
from tests.faults.killing import on_message
from tests.faults.site import SECRET, SYNC, Site, wait_until

PATIENCE = 120  # seconds until a test gives up
ROOM = "C0SPEND"


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("mentions"))
    site.start()
    site.wait_for_read()
    yield site
    site.close()
    assert site.leaks() == []
    assert "Traceback" not in site.programs[0].said


def mentioned(site: Site, number: int, text: str = "yesterday by model") -> requests.Request:
    """Somebody says it in the channel; what Slack sends of it."""
    message = site.slack.workspace.add(ROOM, {"user": "U0SAM"}, {"text": f"<@{BOT_USER}> {text}"})
    about = {"type": "app_mention", "user": "U0SAM", "text": message["text"], "channel": ROOM, "team": "T0LOCAL"}
    return requests.event(f"Ev{number}", {**about, "ts": message["ts"], "event_ts": message["ts"]})


def answers(site: Site) -> Counter[str]:
    """How often each mention was answered; a line for who waits has a key of its own."""
    return Counter({key: times for key, times in site.said().items() if key.startswith("said-") and key[-1] != "?"})


@pytest.mark.long
def test_two_hundred_at_once_during_a_sync_are_acknowledged_and_answered_once_each(crowd):
    crowd.openai.latency = 0.2  # a sync that lasts
    crowd.pass_time(SYNC)
    asked = [mentioned(crowd, number, f"last {number % 9 + 2} days by model") for number in range(200)]
    with ThreadPoolExecutor(20) as people:
        acks = list(people.map(crowd.slack.send, asked))
    crowd.slack.wait_for(lambda: len(answers(crowd)) >= 200, PATIENCE)
    crowd.openai.latency = 0.0

    assert {ack.status for ack in acks} == {200}
    assert set(answers(crowd).values()) == {1}


def signed(body: str, kind: str, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(Clock().now()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body) or ""
    return {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}


def test_a_forged_one_is_refused_and_one_that_slack_repeats_is_answered_once(crowd):
    body, kind = mentioned(crowd, 1001).encoded()
    send = crowd.slack.deliver.send
    assert send(body, signed(body, kind, "somebody's guess")).status == 401

    repeats = [send(body, {**signed(body, kind), "X-Slack-Retry-Num": str(number)}).status for number in range(3)]
    crowd.slack.wait_for(lambda: answers(crowd)["said-Ev1001"], PATIENCE)
    crowd.slack.send(mentioned(crowd, 1002))
    crowd.slack.wait_for(lambda: answers(crowd)["said-Ev1002"], PATIENCE)

    assert repeats == [200, 200, 200]
    assert answers(crowd)["said-Ev1001"] == 1


@pytest.mark.long
def test_killed_when_slack_has_the_answer_and_nobody_noted_it(site):
    """Slack repeats what it got no word about; the next process finds that it was answered."""
    program = site.start()
    site.wait_for_read()
    event = mentioned(site, 1)
    on_message(site, lambda: program.kill(), "said-")
    site.slack.send(event)
    wait_until(lambda: program.process.poll() is not None, "the kill")
    assert site.sql("SELECT id FROM events WHERE done_at != ''") == []

    site.start()
    site.slack.send(event)
    site.wait_for("SELECT 1 FROM events WHERE id = 'said-Ev1' AND done_at != ''")

    assert answers(site) == {"said-Ev1": 1}
