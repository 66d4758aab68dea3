"""Sends answers to a person or a channel, in a plainer form where Slack refuses the first one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot.adapters.slack import Posted, Slack
from bot.core.answers.followups import with_way_back
from bot.core.errors import UpstreamError
from bot.core.slack import blocks
from bot.core.slack.fallbacks import is_native, ladder
from bot.core.slack.message import Attachment, Message
from bot.listeners.waiting import WaitingLine

log = structlog.get_logger()

BAD_BLOCKS = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "no_text")
REFUSAL_LASTS = timedelta(days=1)
REPEATED = timedelta(hours=1)  # Slack repeats an event for minutes

Sent = TypeVar("Sent")


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where an answer goes: a response_url (a secret, never logged), else a channel, else the person directly.

    In a talk, which is a mention or a direct message, answers are messages of the channel, in `thread_ts` if there is
    one; `key` marks the answer, so that it is found again.
    """

    user: str
    channel: str = ""
    response_url: str = ""
    is_private: bool = False  # what was clicked is a private message, which an answer may replace
    is_home: bool = False
    is_talk: bool = False
    thread_ts: str = ""
    key: str = ""
    waiting: WaitingLine | None = None


class Teller:
    """Sends the best form of a message that the workspace takes, and remembers for a day what it refused."""

    def __init__(self, slack: Slack, clock: Callable[[], datetime]) -> None:
        self._slack = slack
        self._clock = clock
        self._plain_until: datetime | None = None

    def tell(self, place: Place, message: Message, *, in_place: bool = False) -> None:
        """Send to the person alone, or into the thread. When the response_url no longer works, send a message."""
        if place.is_home and in_place:
            self.at_home(place.user, message)
            return
        line = place.waiting.over() if place.waiting else ""
        if place.is_talk:
            self._talk(place, message, line)
            return
        try:
            if place.response_url:
                should_replace = bool(line) or (in_place and place.is_private)
                self._best(message, partial(self._respond, place, replace=should_replace))
                return
        except UpstreamError as error:
            log.warning("answer.response_url_failed", code=error.code)
        self._directly(place, message)

    def _respond(self, place: Place, message: Message, *, replace: bool) -> None:
        self._slack.respond(place.response_url, message, replace=replace, thread_ts=place.thread_ts)

    def _directly(self, place: Place, message: Message) -> None:
        try:
            if place.channel:
                self._best(
                    message,
                    lambda rung: self._slack.private(place.channel, place.user, rung, thread_ts=place.thread_ts),
                )
                return
        except UpstreamError as error:
            # The bot may not be in the channel; it can always send a direct message.
            log.warning("answer.channel_failed", code=error.code)
        self._best(message, lambda rung: self._slack.post(place.user, rung))

    def _talk(self, place: Place, message: Message, line: str) -> None:
        """Replace the line at `line` by the answer; without a line, post a new message."""
        try:
            if line:
                self._best(message, lambda rung: self._slack.update(place.channel, line, rung, key=place.key))
                return
        except UpstreamError as error:
            log.warning("answer.edit_failed", code=error.code)
        try:
            self._best(message, lambda rung: self._post(place, rung))
        except UpstreamError as error:
            if not error.ambiguous or not self.stands(place):
                raise

    def stands(self, place: Place) -> bool:
        """Whether Slack has the answer although its reply was lost."""
        return bool(place.key) and self._found(place, place.key) is not None

    def line_of(self, place: Place) -> str:
        """Where the waiting line of a talk stands that was never answered; '' when there is none."""
        found = self._found(place, f"{place.key}?")
        return found.ts if found else ""

    def _found(self, place: Place, key: str) -> Posted | None:
        since = self._clock() - REPEATED
        return self._slack.find(place.channel, key, since, thread_ts=place.thread_ts)

    def _post(self, place: Place, message: Message) -> Posted:
        return self._slack.post(place.channel, message, key=place.key, thread_ts=place.thread_ts)

    def say_waiting(self, place: Place, message: Message) -> str:
        """Say that the answer is on its way. Returns where the line stands, so that the answer can replace it."""
        if place.is_talk:
            return self._post(replace(place, key=f"{place.key}?"), message).ts
        if place.response_url:
            self._slack.respond(place.response_url, message)
            return place.response_url
        return ""

    def has_said(self, place: Place) -> bool:
        """Whether a waiting line stands that nothing has replaced yet."""
        return place.waiting is not None and place.waiting.stands

    def openly(self, channel: str, message: Message, user: str) -> Posted:
        """Post for the whole channel, naming who asked."""
        by = blocks.context(f"Shared by <@{user}>")
        return self._best(message, lambda rung: self._slack.post(channel, _signed(rung, by, user)))

    def with_file(self, target: str, message: Message, file: Attachment) -> None:
        """A message in a channel or, for a user id, between that person and the bot; the file in its thread."""
        posted = self._best(message, lambda rung: self._slack.post(target, rung))
        self._slack.upload(posted.channel, file.name, file.content, thread_ts=posted.ts)

    def file_in_talk(self, place: Place, file: Attachment) -> None:
        self._slack.upload(place.channel, file.name, file.content, thread_ts=place.thread_ts)

    def at_home(self, user: str, message: Message) -> None:
        """The Home tab, which takes tables and no charts."""
        shown = [block for block in with_way_back(message).blocks if block["type"] != "data_visualization"]
        self._slack.publish_home(user, {"type": "home", "blocks": shown})

    def _best(self, message: Message, send: Callable[[Message], Sent]) -> Sent:
        rungs = ladder(message)
        if self._is_plain() and is_native(message):
            rungs = rungs[1:]
        for rung in rungs[:-1]:
            try:
                sent = send(rung)
            except UpstreamError as error:
                if error.code not in BAD_BLOCKS:
                    raise
                log.warning("answer.blocks_refused", reason=str(error))
                continue
            if rung is not message and is_native(message):
                # The plainer form was taken, so it was the chart or the table that this workspace does not know.
                self._plain_until = self._clock() + REFUSAL_LASTS
            return sent
        return send(rungs[-1])

    def _is_plain(self) -> bool:
        return self._plain_until is not None and self._clock() < self._plain_until


def _signed(message: Message, by: blocks.Json, user: str) -> Message:
    if not message.blocks:
        return Message(f"{message.text}\nShared by <@{user}>")
    return Message(message.text, (*message.blocks, by))
