"""
Hours of an odd Slack, seed by seed: whatever it does, each news notifies its channel exactly once.

`python -m tests.simulation.odd_slack 0 500` lives through five hundred seeds and names what went wrong.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import structlog

from bot.core.alerts.outbox import Act, QueuedMessage
from bot.core.slack import blocks
from bot.core.slack.message import Message
from tests.simulation.faults import Dice, Killed, MemorySlack, MortalStore
from tests.simulation.queued_messages import differences, left, once, rows, settled
from tests.simulation.world import World

START = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
CHANNELS = ("#ai-spend", "#checkout")
STEPS = 60
CALM = 12  # of them, at the end: what waits goes out, and twins are taken back
WORDS = "SELECT key, body FROM outbox WHERE act != 'edit' AND key NOT LIKE '%~%'"


class OddSlack:
    """Two bots on one store, and news for them to tell. What happens is decided by the seed alone."""

    def __init__(self, seed: int, folder: Path, slack: type[MemorySlack] = MemorySlack) -> None:
        self.random = Random(seed)  # noqa: S311 - luck, not a secret
        self.dice = Dice(self.random)
        self.now = START
        self.slack = slack(self.dice, lambda: self.now)
        self.slack.linger = self._linger
        self.path = folder / f"odd-{seed}.db"
        self.bots = [World(self.path, self.slack, START, self._store) for _ in range(2)]
        self.living: list[tuple[str, str]] = []  # key and channel
        self.count = 0

    def _store(self, path: Path) -> MortalStore:
        store = MortalStore(path)
        store.dice = self.dice
        return store

    def run(self) -> list[str]:
        for step in range(STEPS):
            is_calm = step >= STEPS - CALM
            self.dice.kill, self.dice.fail = (0, 0) if is_calm else (25, 150)
            self._weather(is_calm=is_calm)
            if not is_calm and self.random.randrange(3):
                self._news()
            one, other = self.random.sample(self.bots, 2)
            for bot, beside in ((one, other), (other, one)):
                self.slack.meanwhile = partial(self._meanwhile, beside)
                self._deliver(bot)
            seconds = 360 if is_calm else self.random.choice((1, 5, 30, 130, 400))
            self._pass_time(timedelta(seconds=seconds))
        faults = [*differences(self.path, self.slack), *self._unheard()]
        for bot in self.bots:
            bot.close()
        return faults

    def _weather(self, *, is_calm: bool) -> None:
        odd = not is_calm and self.random.randrange
        self.slack.is_down = bool(odd) and odd(8) == 0
        self.slack.is_bare = bool(odd) and odd(6) == 0
        self.slack.threadless = frozenset(CHANNELS[:1] if odd and odd(5) == 0 else ())
        if odd and odd(10) == 0:
            self.slack.delete_by_hand(settled(self.path))
        if odd and odd(STEPS) == 0 and not self.slack.archived:
            self.slack.replace_channel(CHANNELS[1])

    def _news(self) -> None:
        """A first message, or a higher level of one that stands: its edit, and the line that notifies."""
        self.count += 1
        store = self.bots[0].store
        self.dice.kill, kill = 0, self.dice.kill
        with store.write() as connection:
            for queued in self._first() if not self.living or self.random.randrange(3) == 0 else self._higher():
                store.outbox.put(connection, queued, now=self.now)
        self.dice.kill = kill

    def _first(self) -> Iterator[QueuedMessage]:
        key, channel = f"passed-{self.count}", self.random.choice(CHANNELS)
        self.living.append((key, channel))
        yield QueuedMessage(key, channel, _said(f"first {self.count}"))

    def _higher(self) -> Iterator[QueuedMessage]:
        about, channel = self.random.choice(self.living[-3:])
        key, said = f"higher-{self.count}", f"level {self.count}"
        if self.random.randrange(4) == 0:  # a finding: its message does not show it
            yield QueuedMessage(key, channel, _said(said), Act.REPLY, about, broadcast=True)
            return
        yield QueuedMessage("", channel, _said(f"{about} shows {said}"), Act.EDIT, about)
        yield QueuedMessage(key, channel, _said(said), Act.LINE, about, broadcast=True)

    def _deliver(self, bot: World) -> None:
        bot.now = self.now
        try:
            bot.deliver()
        except Killed:
            self.dice.kill, kill = 0, self.dice.kill
            bot.restart()
            self.dice.kill = kill

    def _meanwhile(self, other: World) -> None:
        """One bot stands still in the middle of a post, now and then for longer than its claim lasts."""
        if self.random.randrange(10) == 0:
            self.slack.meanwhile = lambda: None
            if self.random.randrange(2):
                self._pass_time(timedelta(minutes=3))
            self._deliver(other)

    def _linger(self) -> None:
        if self.random.randrange(20) == 0:
            self._pass_time(timedelta(seconds=self.random.randrange(1, 25)))

    def _pass_time(self, by: timedelta) -> None:
        self.now += by
        for bot in self.bots:
            bot.now = self.now

    def _unheard(self) -> Iterator[str]:
        """News that notified nobody: neither by its own message nor by the one in place of its edit."""
        arrived = [*once(self.slack), *left(self.path, self.slack)]
        anew = {one.ts for one in self.slack.arrived() if "~" in one.key}
        loud = {one.text.partition("\n")[0] for one in arrived if one.is_loud or one.thread_ts in anew}
        for key, body in rows(self.path, WORDS):
            if not any(f'"{text}"' in str(body) for text in loud):
                yield f"quiet: {key}"


def _said(text: str) -> Message:
    return Message(text, (blocks.section(text),))


def live(seed: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        return OddSlack(seed, Path(folder)).run()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    for number in range(*map(int, sys.argv[1:])):
        for fault in live(number):
            print(f"seed {number}: {fault}", flush=True)
