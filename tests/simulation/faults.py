"""A Slack in memory that fails as Slack does, a store that dies as machines do, and the dice for both."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from pydantic import SecretStr

from bot.adapters.slack import Posted, Slack
from bot.adapters.store import Store
from bot.adapters.store.usage import UsageShelf
from bot.core.answers.answer import Unpriced
from bot.core.errors import UpstreamError
from bot.core.periods import Period, Width
from bot.core.slack.message import Block, Message
from bot.core.usage.buckets import Filter
from bot.core.usage.freshness import ReadNote
from bot.demo.slack import Fault, LocalSlack

LOST = UpstreamError("no answer", transient=True, code="no_answer", ambiguous=True)
DOWN = UpstreamError("trouble", transient=True, code="http_503", ambiguous=True)
UNREACHABLE = UpstreamError("unreachable", transient=True, code="unreachable")
NOT_THERE = UpstreamError("not there", transient=False, code="not_in_channel")
SLOWER = UpstreamError("slower", transient=True, code="ratelimited", retry_after=30)
MINUTE = timedelta(minutes=1)


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
    is_loud: bool = True  # the channel was notified: no reply, or one that is sent to the channel too

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(float(self.ts), UTC)


class MemorySlack:
    """
    Posts, edits and finds like `Slack`. `meanwhile` is run in the middle of posts, as another process would;
    `linger` lets time pass, as a slow answer does. `closed` are the channels that the bot was removed from.
    """

    def __init__(self, dice: Dice, clock: Callable[[], datetime]) -> None:
        self.dice = dice
        self.clock = clock
        self.sent: list[Sent] = []
        self.words: dict[str, str] = {}  # of what stands, by ts
        self.is_down = False
        self.closed: frozenset[str] = frozenset()
        self.meanwhile: Callable[[], None] = lambda: None
        self.linger: Callable[[], None] = lambda: None

    def post(
        self, channel: str, message: Message, *, key: str = "", thread_ts: str = "", broadcast: bool = False
    ) -> Posted:
        self._weather(channel)
        self.meanwhile()
        self.dice.may_die()
        ts = f"{self.clock().timestamp() + len(self.sent) / 1_000_000:.6f}"
        self.words[ts] = words(message.text, message.blocks)
        self.sent.append(Sent(channel, ts, key, self.words[ts], thread_ts, broadcast or not thread_ts))
        self.dice.may_die()
        self.meanwhile()
        if self.dice.fails():
            raise LOST
        return Posted(channel, ts)

    def update(self, channel: str, ts: str, message: Message, *, key: str = "") -> None:
        self._weather(channel)
        self.dice.may_die()
        if self.dice.fails():
            raise UpstreamError("refused", transient=False, code="edit_window_closed")
        self.words[ts] = words(message.text, message.blocks)
        self.dice.may_die()
        if self.dice.fails():
            raise LOST

    def find(self, channel: str, key: str, since: datetime, *, thread_ts: str = "") -> Posted | None:
        self._weather(channel)
        found = (one for one in self.sent if (one.key, one.thread_ts) == (key, thread_ts))
        return next((Posted(one.channel, one.ts) for one in found if one.at >= since - MINUTE), None)

    def arrived(self) -> list[Sent]:
        return self.sent

    def standing(self) -> dict[str, str]:
        """The words that stand in the channels now, by ts."""
        return self.words

    def _weather(self, channel: str) -> None:
        self.dice.may_die()
        self.linger()
        if self.is_down:
            raise DOWN
        if channel in self.closed:
            raise NOT_THERE
        if self.dice.fails():
            raise self.dice.random.choice((DOWN, UNREACHABLE, SLOWER))


def words(text: str, blocks: Iterable[Block]) -> str:
    """What a person reads of a message."""
    return "\n".join([text, *(block["text"]["text"] for block in blocks if block["type"] == "section")])


class NothingUsed(UsageShelf):
    """Everything was read and nothing was found. What budgets are measured against is the world's ledger."""

    def ledger(self, endpoints: Collection[str], width: Width, period: Period) -> dict[str, dict[datetime, ReadNote]]:
        read = {start: ReadNote(period.end, 0) for start in period.buckets(width)}
        return dict.fromkeys(endpoints, read)

    def unpriced(self, period: Period, filters: tuple[Filter, ...] = ()) -> tuple[Unpriced, ...]:
        return ()


class MortalStore(Store):
    """Dies before a write, in the middle of it, or right after its commit."""

    dice: Dice

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.usage = NothingUsed(self)

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
        self.first: dict[str, Sent] = {}  # by key, as it was first posted

    def post(
        self, channel: str, message: Message, *, key: str = "", thread_ts: str = "", broadcast: bool = False
    ) -> Posted:
        self._weather(channel)
        self.meanwhile()
        self.dice.may_die()
        said = words(message.text, message.blocks)
        self.first.setdefault(key, Sent(channel, "", key, said, thread_ts, broadcast or not thread_ts))
        if self.dice.fails():
            self.local.faults.plan("chat.postMessage", Fault(lost=True))
        posted = self.real.post(channel, message, key=key, thread_ts=thread_ts, broadcast=broadcast)
        self.dice.may_die()
        self.meanwhile()
        return posted

    def update(self, channel: str, ts: str, message: Message, *, key: str = "") -> None:
        self._weather(channel)
        self.real.update(channel, ts, message, key=key)
        self.dice.may_die()

    def find(self, channel: str, key: str, since: datetime, *, thread_ts: str = "") -> Posted | None:
        self._weather(channel)
        return self.real.find(channel, key, since, thread_ts=thread_ts)

    def arrived(self) -> list[Sent]:
        """What stands in the workspace, in the words in which it came."""
        return [replace(self.first[_key(message)], ts=message["ts"]) for message in self.local.workspace.messages]

    def standing(self) -> dict[str, str]:
        return {one["ts"]: words(one["text"], one["blocks"]) for one in self.local.workspace.messages}


def _key(message: dict[str, Any]) -> str:
    return message["metadata"]["event_payload"]["key"]
