"""The outbox: messages for Slack, those of unknown outcome, and when to try again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.errors import UpstreamError
from bot.core.slack.message import Message

LEASE = timedelta(minutes=2)  # longer than every attempt: a look-up and three tries of ten seconds
IN_FLIGHT = timedelta(seconds=5)  # a post whose reply was lost may still be on its way
SLOWLY = timedelta(minutes=15)  # what a person has to mend first
LONGEST = timedelta(minutes=5)
PATIENT = 4  # so many refusals, most of an hour, and news may go another way
STUBBORN = 8  # so many answers of trouble, a quarter of an hour, while Slack answers
WITHOUT_LINK = 3  # so often a person's message waits for the one that it links to
# A post without a reply was seen to take effect after 22 seconds. Who posted twice looks for twins so long afterwards.
LOOKS = (timedelta(seconds=30), timedelta(minutes=5))
SHORTEST = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(days=1)  # whatever Slack asks for
# At a start the store may be older than what Slack has: a backup, or a copy that was some seconds behind. For so long,
# which is longer than a night of quiet hours, messages are looked for before they are sent.
UNSURE = timedelta(hours=12)
NOBODY_CAN_SAY = "no_metadata"  # a history that shows of no message of ours which one it is
EVERYWHERE = "*"  # the channel of a pause that holds all of them

# The channel takes nothing at all. Of every other word Slack may mean this edit or this thread alone.
CHANNEL_GONE = ("channel_not_found", "not_in_channel", "is_archived", "is_inactive")
NOT_ALLOWED = ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope")
THREAD_REFUSED = (
    "thread_not_found",
    "message_not_found",
    "restricted_action_thread_locked",
    "restricted_action_non_threadable_channel",
    "cannot_reply_to_message",
)
# What is wrong with one message holds up no other one of its channel.
MESSAGE_REFUSED = (
    "no_text",
    "invalid_arguments",
    "too_many_attachments",
    "metadata_too_large",
    "never_sent",
    "http_413",
)
NO_ANSWER_OF_SLACK = ("redirect", "proxy", "proxy_auth")  # what stands between it and us refused
TROUBLE = ("fatal_error", "internal_error")  # Slack's own, with this request perhaps
BLOCKS_REFUSED = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long")


class Act(StrEnum):
    """
    A reply goes into the thread of the message it is about, an edit takes that message's place. Who is told in
    person gets a link to it.

    A line is a reply whose news that message shows too, by an edit of the same run.
    """

    POST = "post"
    REPLY = "reply"
    LINE = "line"
    EDIT = "edit"
    TELL = "tell"

    @property
    def is_in_thread(self) -> bool:
        return self in (Act.REPLY, Act.LINE)

    @property
    def is_about_standing(self) -> bool:
        """Whether it belongs to a message that stands in Slack."""
        return self.is_in_thread or self is Act.EDIT


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """
    A message to send. `key` makes it unique for ever; `about` is the key of the message that a reply or an edit
    belongs to. An edit needs no key: the newest one of a message wins. What is written in quiet hours is sent
    `not_before` they end.
    """

    key: str
    channel: str
    message: Message
    act: Act = Act.POST
    about: str = ""
    broadcast: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where a sent message stands. `thread_ts` is its thread's root, '' when it is a root itself."""

    channel: str
    ts: str
    thread_ts: str = ""

    @property
    def root(self) -> str:
        return self.thread_ts or self.ts


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """
    A message claimed for sending until `until`.

    `doubt_since` is when the first attempt without a clear end was made: before another one, the channel's
    history is looked at. `about` is where the message that it belongs to stands now; `is_said` tells of a line that
    this one was posted anew since, and so has notified the channel of the line's news already; `has_news` of what is to
    notify the channel, or has such a line behind it. `unsure_since` is when the store last knew of a message that was
    sent, if it was opened a short while ago. `was_aside` is what was set aside before this attempt.
    """

    id: int
    queued: QueuedMessage
    attempts: int
    until: datetime
    doubt_since: datetime | None = None
    about: Address | None = None
    about_key: str = ""  # by which that one is found
    channel_id: str = ""  # where the channel's messages went so far, or what it is called: a name can be changed
    is_said: bool = False
    unsure_since: datetime | None = None
    has_news: bool = False
    was_aside: bool = False

    @property
    def place(self) -> tuple[str, str]:
        """Channel and thread, when it is posted. A reply whose message was never sent stands alone."""
        if self.queued.act.is_in_thread and self.about:
            return self.about.channel, self.about.root
        return self.queued.channel, ""

    @property
    def names_its_channel(self) -> bool:
        """Whether it goes where its channel is. An edit and a reply go to their message, wherever that stands."""
        return self.about is None or not self.queued.act.is_about_standing

    @property
    def stands_elsewhere(self) -> bool:
        """Whether the message that it belongs to stands in another channel: the budget was given a new one."""
        return self.about is not None and self.channel_id not in ("", self.about.channel)

    @property
    def has_waited_long(self) -> bool:
        """Whether it has news that should not wait longer for a channel that may take messages, but not this way."""
        return self.has_news and self.attempts >= PATIENT

    @property
    def was_line(self) -> bool:
        """Whether its thread refused it, and so it is a message of its own; an edit that became one was never there."""
        was_edit = self.queued.key.startswith(f"{self.queued.about}~")
        return self.queued.act is Act.POST and self.about is not None and not was_edit

    @property
    def waits_for_another(self) -> bool:
        """A link needs the message that it leads to; where that one cannot be sent, a person hears so without it."""
        return self.queued.act is Act.TELL and self.about is None and self.attempts <= WITHOUT_LINK


@dataclass(frozen=True, slots=True)
class TwinSearch:
    """A sent message that may stand there twice, and since when its twins could have been posted."""

    id: int
    queued: QueuedMessage
    address: Address
    since: datetime
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that still waits, and why."""

    key: str
    channel: str
    text: str
    created_at: datetime
    attempts: int
    reason: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many messages wait, of how many it is not known whether Slack has them, and the two ends of the queue."""

    waiting: int
    in_doubt: int
    oldest: datetime | None
    last_sent: datetime | None


def is_same_news(said: str, text: str) -> bool:
    """
    Whether two messages of one key tell of the same thing; in a store that was put back, a number of a budget can be
    given again. Signs and numbers may differ.
    """
    return _about(said) == _about(text)


def _about(text: str) -> str:
    return re.split(r"\d", re.sub(r"^(:\w+:|\W)+", "", text), maxsplit=1)[0]


class Cure(StrEnum):
    """What a failed attempt leads to."""

    PAUSE_CHANNEL = "pause_channel"
    PAUSE_ALL = "pause_all"
    POST_ANEW = "post_anew"
    SET_ASIDE = "set_aside"
    LEAVE = "leave"
    AGAIN = "again"


def cure(
    error: UpstreamError, act: Act, attempts: int, *, is_said: bool = False, may_go_elsewhere: bool = False
) -> Cure:
    """
    How to go on after `error` of the attempt number `attempts`: nothing is ever dropped, and what is wrong with one
    message does not hold its channel.

    What belongs to a message that stands becomes one of its own when Slack refuses that edit or that thread, in
    whatever words; a line that is said already is left. `may_go_elsewhere` is what finds its message's channel closed,
    and may be posted where the budget's messages go now.
    """
    if error.code in NOT_ALLOWED:
        return Cure.PAUSE_ALL
    is_refused = _is_refused(error, attempts)
    if is_refused and act.is_about_standing and (may_go_elsewhere or error.code not in CHANNEL_GONE):
        return Cure.LEAVE if is_said else Cure.POST_ANEW
    if error.code in CHANNEL_GONE or error.retry_after is not None:
        return Cure.PAUSE_CHANNEL
    if is_refused and attempts >= PATIENT:
        return Cure.SET_ASIDE  # it may be the message, so that others try
    if error.transient or error.ambiguous:
        return Cure.AGAIN
    # Whatever else Slack refuses is no message's fault: its channel rests, and somebody is told.
    return Cure.SET_ASIDE if error.code in _OF_THE_MESSAGE else Cure.PAUSE_CHANNEL


_OF_THE_MESSAGE = (*BLOCKS_REFUSED, *MESSAGE_REFUSED)


def _is_refused(error: UpstreamError, attempts: int) -> bool:
    """Whether Slack itself takes this request no more, and not only for now."""
    if error.code in TROUBLE:
        return attempts >= STUBBORN
    is_word = error.code not in (*_OF_THE_MESSAGE, *NO_ANSWER_OF_SLACK) and not error.code.startswith("http_")
    return is_word and not error.transient and not error.ambiguous


def wait(error: UpstreamError, attempts: int) -> timedelta:
    """How long to wait after the attempt number `attempts`: what Slack asks for, else twice as long each time."""
    if error.retry_after is not None:
        return max(timedelta(seconds=min(error.retry_after, LONGEST_PAUSE.total_seconds())), SHORTEST)
    if not error.transient and not error.ambiguous:
        return SLOWLY
    return min(IN_FLIGHT * (1 << min(attempts - 1, 10)), LONGEST)


def next_look(sent_at: datetime, now: datetime, *, can_say: bool = True) -> datetime | None:
    """
    When twins of a message that was sent then are looked for next; None when they were looked for often enough.

    Where nobody can say what is whose, a day may pass until somebody can.
    """
    following = next((sent_at + span for span in LOOKS if sent_at + span > now), None)
    if following is None and not can_say and now - sent_at < LONGEST_PAUSE:
        return now + SLOWLY
    return following
