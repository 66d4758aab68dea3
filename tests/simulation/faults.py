"""A Slack in memory that fails as Slack does, a store that dies as machines do, and the dice for both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from random import Random

from pydantic import SecretStr

from bot.adapters.slack import Posted, Slack
from bot.adapters.store import Store
from bot.core.errors import UpstreamError
from bot.core.messages.message import Message
from bot.demo.slack import Fault, LocalSlack

LOST = UpstreamError("no answer", transient=True, code="no_answer", ambiguous=True)
DOWN = UpstreamError("trouble", transient=True, code="http_503", ambiguous=True)
UNREACHABLE = UpstreamError("unreachable", transient=True, code="unreachable")
SLOWER = UpstreamError("slower", transient=True, code="ratelimited", retry_after=30)


class Killed(BaseException):
    """`kill -9`: nothing of the process is left, and nothing in it gets to tidy up."""


@dataclass
class Dice:
    """One seed's luck. `kill` and `fail` are how often in a thousand chances; 0 once the weather is fine."""

    random: Random
    kill: int = 0
    fail: int = 0

    def may_die(self) -> None:
        if self.random.randrange(1000) < self.kill:
            raise Killed

    def fails(self) -> bool:
        return self.random.randrange(1000) < self.fail


@dataclass(frozen=True)
class Sent:
    """What stands in a channel as it was when it was posted: edits do not change what people were told."""

    channel: str
    ts: str
    key: str
    text: str
    thread_ts: str


class MemorySlack:
    """Posts, edits and finds like `Slack`; `meanwhile` is run in the middle of posts, as another process would."""

    def __init__(self, dice: Dice, clock: Callable[[], datetime]) -> None:
        self.dice = dice
        self.clock = clock
        self.sent: list[Sent] = []
        self.is_down = False
        self.meanwhile: Callable[[], None] = lambda: None

    def post(
        self, channel: str, message: Message, *, key: str = "", thread_ts: str = "", broadcast: bool = False
    ) -> Posted:
        self._weather()
        self.meanwhile()
        self.dice.may_die()
        ts = f"{self.clock().timestamp() + len(self.sent) / 1_000_000:.6f}"
        self.sent.append(Sent(channel, ts, key, _words(message), thread_ts))
        self.dice.may_die()
        if self.dice.fails():
            raise LOST
        return Posted(channel, ts)

    def update(self, channel: str, ts: str, message: Message, *, key: str = "") -> None:
        self._weather()
        self.dice.may_die()
        if self.dice.fails():
            raise UpstreamError("refused", transient=False, code="edit_window_closed")

    def find(self, channel: str, key: str, since: datetime, *, thread_ts: str = "") -> Posted | None:
        self._weather()
        found = (one for one in self.sent if (one.key, one.thread_ts) == (key, thread_ts))
        return next((Posted(one.channel, one.ts) for one in found if float(one.ts) >= since.timestamp() - 60), None)

    def arrived(self) -> list[Sent]:
        return self.sent

    def _weather(self) -> None:
        self.dice.may_die()
        if self.is_down:
            raise DOWN
        if self.dice.fails():
            raise self.dice.random.choice((DOWN, UNREACHABLE, SLOWER))


def _words(message: Message) -> str:
    return "\n".join([message.text, *(block["text"]["text"] for block in message.blocks if block["type"] == "section")])


class MortalStore(Store):
    """Dies before a write, in the middle of it, or right after its commit."""

    dice: Dice

    @contextmanager
    def write(self) -> Iterator[object]:
        self._may_die()
        with super().write() as connection:
            yield connection
            self._may_die()
        self._may_die()

    def _may_die(self) -> None:
        if dice := getattr(self, "dice", None):
            dice.may_die()


class LoopbackSlack(MemorySlack):
    """The same weather before the real adapter and a Slack on loopback: a lost reply is a dropped connection."""

    def __init__(self, dice: Dice, clock: Callable[[], datetime], local: LocalSlack) -> None:
        super().__init__(dice, clock)
        self.local = local
        self.real = Slack(SecretStr("xoxb-local"), local.api_url, timeout=5)
        self.words: dict[str, str] = {}  # by key, as they were first posted

    def post(
        self, channel: str, message: Message, *, key: str = "", thread_ts: str = "", broadcast: bool = False
    ) -> Posted:
        self._weather()
        self.meanwhile()
        self.dice.may_die()
        self.words.setdefault(key, _words(message))
        if self.dice.fails():
            self.local.faults.plan("chat.postMessage", Fault(lost=True))
        posted = self.real.post(channel, message, key=key, thread_ts=thread_ts, broadcast=broadcast)
        self.dice.may_die()
        return posted

    def update(self, channel: str, ts: str, message: Message, *, key: str = "") -> None:
        self._weather()
        self.real.update(channel, ts, message, key=key)
        self.dice.may_die()

    def find(self, channel: str, key: str, since: datetime, *, thread_ts: str = "") -> Posted | None:
        self._weather()
        return self.real.find(channel, key, since, thread_ts=thread_ts)

    def arrived(self) -> list[Sent]:
        """What stands in the workspace, in the words in which it came."""
        keys = [message["metadata"]["event_payload"]["key"] for message in self.local.workspace.messages]
        return [Sent("", "", key, self.words[key], "") for key in keys]
