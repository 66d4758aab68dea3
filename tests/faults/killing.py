"""Ways to kill the bot at chosen and at random instants, and to see what became of its messages."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from bot.core.alerts.outbox import LEASE
from tests.faults.site import Program, Site, wait_until

DAY = timedelta(days=1)
PENNY = 0.01  # less than any day costs: its budget is passed on every day that is read


def on_message(site: Site, do: Callable[[], None], key: str = "") -> None:
    """Do it once, when Slack has taken a message with a key that begins so, and has not yet answered."""
    left = [do]

    def watch(event: str, value: dict[str, Any]) -> None:
        if event == "message" and left and _key(value).startswith(key):
            left.pop()()

    site.slack.workspace.watchers.append(watch)


def _key(message: dict[str, Any]) -> str:
    return str(message.get("metadata", {}).get("event_payload", {}).get("key", ""))


def settle(site: Site) -> Program:
    """Start again, and wait until nothing is left to say."""
    program = site.start()
    for _ in range(3):  # a claim of the killed one ends, its pauses, and what follows from what is sent then
        site.pass_time(LEASE + timedelta(minutes=15))
        before = site.now
        site.wait_for_read(before)
        site.wait_until_told()
    return program


def live_through_kills(site: Site, kills: int, seed: int) -> None:
    """
    Kill as often as told, each time on a new day, which passes a budget.

    The instants are spread over all that a bot does: it reads, it has something to say, it says it.
    """
    random = Random(seed)  # noqa: S311
    site.add_budget(PENNY, period="day")
    for number in range(kills):
        site.pass_time(DAY + LEASE)
        reads, posts = len(site.openai.requests), len(site.slack.calls("chat.postMessage"))
        program = site.start()
        if number % 3 == 0:
            wanted = reads + random.randint(1, 24)
            wait_until(lambda wanted=wanted: len(site.openai.requests) >= wanted, "a read")
        elif number % 3 == 1:
            site.wait_for("SELECT 1 FROM outbox WHERE created_at > ? AND state = 'pending'", f"{site.now:%Y-%m-%d}")
        else:
            wait_until(lambda posts=posts: len(site.slack.calls("chat.postMessage")) > posts, "a message")
        time.sleep(random.random() / 20)  # so that the instant is a little after what was waited for
        program.kill()
    settle(site)
