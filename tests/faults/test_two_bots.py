"""Two bots on one store, of which one stands still: each alert is in Slack once."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import timedelta

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from bot.adapters.store import Store
from bot.core.alerts.outbox import LEASE
from bot.core.errors import UpstreamError
from bot.demo.slack import SignedHttp
from tests.faults.killing import PENNY
from tests.faults.site import SECRET, SYNC, Program, Site, wait_until

DAY = timedelta(days=1)
CLAIMED = "SELECT 1 FROM outbox WHERE state = 'pending' AND claimed_until > ?"


@pytest.mark.long
def test_a_bot_that_stood_still_between_claim_and_post_says_nothing_twice(site):
    site.add_budget(PENNY, period="day")
    first = site.start()
    site.wait_for_read()
    site.wait_until_told()
    site.pass_time(DAY)
    pause_at_claim(site, first)
    second = site.start()
    site.pass_time(LEASE + SYNC)
    site.wait_for_read(site.now - SYNC)
    site.wait_until_told()
    first.resume()
    site.pass_time(LEASE + SYNC)
    site.wait_for_read(site.now - SYNC)
    site.wait_until_told()

    wait_until(lambda: site.lost_or_doubled() == [], "each message is there once")
    assert "Traceback" not in first.said + second.said


def test_a_request_that_is_repeated_at_the_other_bot_runs_once(site):
    bots = [site.start() for _ in range(2)]
    site.wait_for_read()
    fronts = [SignedHttp(f"http://127.0.0.1:{bot.port}/slack/events", SECRET) for bot in bots]
    body, kind = site.slack.command_request("/usage", "yesterday").encoded()
    stamp = str(int(Clock().now()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
    headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}

    assert [front.send(body, headers).status for front in (*fronts, *fronts)] == [200] * 4
    site.slack.command("/usage", "yesterday by model")
    site.slack.wait_for(lambda: len(site.slack.private("U0DANA")) >= 2)
    assert [bot.stop() for bot in bots] == [0, 0]  # all that was taken is done

    assert len(site.slack.private("U0DANA")) == 2


def pause_at_claim(site: Site, program: Program) -> None:
    """Stop it as soon as it has claimed a message: most often before Slack has heard of it."""
    with closing(sqlite3.connect(f"{site.path.as_uri()}?mode=ro", uri=True)) as connection:
        deadline = time.monotonic() + 60
        while not connection.execute(CLAIMED, (f"{site.now:%Y-%m-%d}",)).fetchone():
            assert time.monotonic() < deadline
    while True:
        program.pause()
        try:
            Store(site.path).close()
            return
        except UpstreamError:  # it holds the lock of its write: no other bot can do anything then
            program.resume()
