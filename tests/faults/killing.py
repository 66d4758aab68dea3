"""Ways to kill the bot at chosen and at random instants, and to see what became of its messages."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from random import Random

from bot.core.outbox import LEASE
from tests.faults.site import Program, Site

DAY = timedelta(days=1)
PENNY = 0.01  # less than any day costs: its budget is passed on every day that is read


def on_message(site: Site, do: Callable[[], None]) -> None:
    """Do it once, when Slack has taken a message and has not yet answered."""
    left = [do]

    def watch(event: str, _value: dict[str, object]) -> None:
        if event == "message" and left:
            left.pop()()

    site.slack.workspace.watchers.append(watch)


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
    """Kill as often as told, each time after a new day has begun; with a budget that every day passes."""
    random = Random(seed)  # noqa: S311
    site.add_budget(PENNY, period="day")
    for _ in range(kills):
        program = site.start()
        site.pass_time(DAY + LEASE)
        time.sleep(random.random() * 1.5)  # the instant of the kill, from the start of a read to the end of delivery
        program.kill()
    settle(site)
