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
from bot.adapters.store.usage import UsageStore
from bot.core.errors import UpstreamError
from bot.core.periods import Period, Width
from bot.core.slack.message import Block, Message
from bot.core.usage.buckets import Bucket, UsageQuery
from bot.core.usage.freshness import ReadNote
from bot.demo.slack import Fault, LocalSlack

LOST = UpstreamError("no answer", transient=True, code="no_answer", ambiguous=True)
DOWN = UpstreamError("trouble", transient=True, code="http_503", ambiguous=True)
UNREACHABLE = UpstreamError("unreachable", transient=True, code="unreachable")
NOT_THERE = UpstreamError("not there", transient=False, code="not_in_channel")
ARCHIVED = UpstreamError("archived", transient=False, code="is_archived")
FROZEN = UpstreamError("archived", transient=False, code="is_inactive")
SLOWER = UpstreamError("slower", transient=True, code="ratelimited", retry_after=30)
GONE = UpstreamError("deleted", transient=False, code="message_not_found")
NO_THREAD = UpstreamError("gone", transient=False, code="thread_not_found")
THREADLESS = UpstreamError("no threads", transient=False, code="restricted_action_non_threadable_channel")
NO_METADATA = UpstreamError("no metadata", transient=False, code="no_metadata")
MINUTE = timedelta(minutes=1)
REFUSALS = ("edit_window_closed", "update_failed", "restricted_action", "ekm_access_denied", "a_word_of_tomorrow")
LOOKED_AT = ("completions", "costs")
REPEATED = "This may be a repeat"


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
    is_repeat: bool = False  # it says that it may be one

    def is_in(self, thread_ts: str) -> bool:
        """In that thread or, for '', in the channel's history, where lines that are sent to the channel stand too."""
        return self.thread_ts == thread_ts or (self.is_loud and not thread_ts)

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(float(self.ts), UTC)


class MemorySlack:
    """
    Posts, edits, finds and deletes like `Slack`. `meanwhile` is run in the middle of posts, as another process would;
    `linger` lets time pass, as a slow answer does. `closed` are the channels that the bot was removed from,
    `threadless` those that refuse threads; `deleted` is what people deleted, and was heard all the same.
    """

    def __init__(self, dice: Dice, clock: Callable[[], datetime]) -> None:
        self.dice = dice
        self.clock = clock
        self.sent: list[Sent] = []
        self.words: dict[str, str] = {}  # of what stands, by ts
        self.count = 0
        self.is_down = False
        self.ids: dict[str, str] = {}  # by name, of the channel that has it now
        self.archived: set[str] = set()
        self.closed: frozenset[str] = frozenset()
        self.threadless: frozenset[str] = frozenset()
        self.is_bare = False  # the history shows no metadata
        self.deleted: set[str] = set()
        self.late: list[tuple[datetime, Sent]] = []
        self.meanwhile: Callable[[], None] = lambda: None
        self.linger: Callable[[], None] = lambda: None
        self.hear: Callable[[], None] = lambda: None

    def is_bot(self, user: str) -> bool:
        return user == "U0USAGEBOT"

    def post(
        self, channel: str, message: Message, *, key: str = "", thread_ts: str = "", broadcast: bool = False
    ) -> Posted:
        self._weather(channel)
        self.meanwhile()
        self.dice.may_die()
        thread_ts = self._thread(channel, thread_ts)
        said = words(message.text, message.blocks)
        channel = self._id(channel)
        if channel in self.archived:
            raise ARCHIVED
        sent = Sent(channel, "", key, said, thread_ts, broadcast or not thread_ts, REPEATED in str(message.blocks))
        if self.dice.fails() and self.dice.random.randrange(3) == 0:
            self.late.append((self.clock() + timedelta(seconds=self.dice.random.randrange(8, 40)), sent))
            raise LOST
        ts = self._put(sent)
        self.dice.may_die()
        self.meanwhile()
        if self.dice.fails():
            raise LOST
        return Posted(channel, ts, thread_ts)

    def _thread(self, channel: str, thread_ts: str) -> str:
        """Of a message that was deleted there is no thread: the reply is refused, or falls beside it."""
        if thread_ts and self._id(channel) in map(self._id, self.threadless):
            raise THREADLESS
        if thread_ts and self.dice.fails():
            raise self._refusal()
        if thread_ts in self.deleted:
            if self.dice.random.randrange(2):
                raise NO_THREAD
            return ""
        return thread_ts

    def _refusal(self) -> UpstreamError:
        """Of that edit or that thread alone, in one of Slack's many words."""
        return UpstreamError("refused", transient=False, code=self.dice.random.choice(REFUSALS))

    def _put(self, sent: Sent) -> str:
        ts = f"{self.clock().timestamp() + self.count / 1_000_000:.6f}"
        self.count += 1
        self.words[ts] = sent.text
        self.sent.append(replace(sent, ts=ts))
        return ts

    def _arrive(self) -> None:
        """What was asked for without an answer, and takes effect by now."""
        due = [one for one in self.late if one[0] <= self.clock()]
        for one in due:
            self.late.remove(one)
            self._put(one[1])

    def delete(self, channel: str, ts: str) -> None:
        self._weather(channel)
        self.sent = [one for one in self.sent if one.ts != ts]
        self.words.pop(ts, None)
        self.dice.may_die()
        if self.dice.fails():
            raise LOST

    def delete_by_hand(self, known: Collection[str]) -> None:
        """A person tidies up: one of the latest of those messages is there no more, though it was heard."""
        if lately := [one for one in self.sent[-20:] if one.ts in known and one.ts not in self.deleted]:
            self.deleted.add(self.dice.random.choice(lately).ts)

    def permalink(self, channel: str, ts: str) -> str:
        self._weather(channel)
        return f"https://simulated.slack.com/archives/{channel}/p{ts.replace('.', '')}"

    def update(self, channel: str, ts: str, message: Message, *, key: str = "") -> None:
        self._weather(channel)
        self.dice.may_die()
        if channel in self.archived:
            raise FROZEN
        if ts in self.deleted:
            raise GONE
        if self.dice.fails():
            raise self._refusal()
        self.words[ts] = words(message.text, message.blocks)
        self.dice.may_die()
        if self.dice.fails():
            raise LOST

    def find_all(
        self, channel: str, key: str, since: datetime, *, thread_ts: str = "", text: str = ""
    ) -> tuple[Posted, ...]:
        self._weather(channel)
        if thread_ts in self.deleted:
            raise NO_THREAD
        here = (one for one in self.sent if one.channel == self._id(channel) and one.is_in(thread_ts))
        mine = [one for one in here if one.at >= since - MINUTE and one.ts not in self.deleted]
        if not self.is_bare:
            return tuple(Posted(one.channel, one.ts, one.thread_ts, text=one.text) for one in mine if one.key == key)
        alike = [one for one in mine if self.words[one.ts].partition("\n")[0] == text.partition("\n")[0]]
        if mine and not alike:
            raise NO_METADATA
        return tuple(Posted(one.channel, one.ts, one.thread_ts, True, one.text) for one in alike)

    def channel_id_now(self, channel: str) -> str:
        self._weather("")
        return self._id(channel)

    def replace_channel(self, channel: str) -> None:
        """It is archived, and another one is made under its name."""
        self.archived.add(self._id(channel))
        self.ids[channel] = f"{self._id(channel)}2"

    def _id(self, channel: str) -> str:
        return self.ids.setdefault(channel, f"C{channel}") if channel.startswith("#") else channel

    def is_buried(self, sent: Sent) -> bool:
        """Whether it is a reply that notified nobody, to a message that is there no more."""
        return not sent.is_loud and sent.thread_ts in self.deleted

    def arrived(self) -> list[Sent]:
        return self.sent

    def standing(self) -> dict[str, str]:
        """The words that stand in the channels now, by ts."""
        return self.words

    def _weather(self, channel: str) -> None:
        self.dice.may_die()
        self.linger()
        self._arrive()
        if self.is_down:
            raise DOWN
        if channel in self.closed or self._id(channel) in map(self._id, self.closed):
            raise NOT_THERE
        if self.dice.fails():
            raise self.dice.random.choice((DOWN, UNREACHABLE, SLOWER))
        self.hear()

    def check(self) -> None:
        """Whatever it answers, it says what time it is."""
        self._weather("")


def words(text: str, blocks: Iterable[Block]) -> str:
    """What a person reads of a message, wherever its lines may break."""
    said = [text, *(block["text"]["text"] for block in blocks if block["type"] == "section")]
    return "\n".join(said).replace("\N{NO-BREAK SPACE}", " ")


class NothingUsed(UsageStore):
    """Everything was read and nothing was found. What budgets are measured against is the world's ledger."""

    def read_notes(
        self, endpoints: Collection[str], width: Width, period: Period
    ) -> dict[str, dict[datetime, ReadNote]]:
        read = {start: ReadNote(period.end, 0) for start in period.buckets(width)}
        unused = dict([*read.items()][:1])  # of what is not used a note of one bucket says so
        return {name: read if name in LOOKED_AT else unused for name in endpoints}

    def fetch(self, query: UsageQuery, **how: object) -> tuple[Bucket, ...]:
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
            self.local.faults.plan("chat.postMessage", self.dice.random.choice((Fault(lost=True), Fault(late=20))))
        posted = self.real.post(channel, message, key=key, thread_ts=thread_ts, broadcast=broadcast)
        self.dice.may_die()
        self.meanwhile()
        return posted

    def update(self, channel: str, ts: str, message: Message, *, key: str = "") -> None:
        self._weather(channel)
        self.real.update(channel, ts, message, key=key)
        self.dice.may_die()

    def find_all(
        self, channel: str, key: str, since: datetime, *, thread_ts: str = "", text: str = ""
    ) -> tuple[Posted, ...]:
        self._weather(channel)
        return self.real.find_all(channel, key, since, thread_ts=thread_ts, text=text)

    def delete(self, channel: str, ts: str) -> None:
        self._weather(channel)
        self.real.delete(channel, ts)

    def channel_id_now(self, channel: str) -> str:
        return self.real.channel_id_now(channel)

    def replace_channel(self, channel: str) -> None:
        old = self.local.workspace.room(channel)
        self.local.workspace.rooms[old.id] = replace(old, is_archived=True)
        self.local.workspace.rooms[f"{old.id}2"] = replace(old, id=f"{old.id}2")

    def is_buried(self, sent: Sent) -> bool:
        """Whether it is a reply that notified nobody, to a message that is there no more."""
        return not sent.is_loud and sent.thread_ts in self.deleted

    def arrived(self) -> list[Sent]:
        """What stands in the workspace, in the words in which it came."""
        messages = [one for one in self.local.workspace.messages if "metadata" in one]  # a wrong clock is told without
        return [replace(self.first[_key(message)], ts=message["ts"]) for message in messages]

    def standing(self) -> dict[str, str]:
        return {one["ts"]: words(one["text"], one["blocks"]) for one in self.local.workspace.messages}


def _key(message: dict[str, Any]) -> str:
    return message["metadata"]["event_payload"]["key"]
