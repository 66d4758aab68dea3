"""Where people talk: which question a follow-up refines, and how far an event of Slack has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

FRESH = timedelta(minutes=30)  # so long a person's question in a channel can be followed up


class Progress(Enum):
    """`BEGUN` was taken up by a process that may have ended before it answered."""

    NEW = "new"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class LastQuestion:
    """The last question of a place, in words that the grammar reads, and when it was asked."""

    words: str
    asked_at: datetime

    def can_be_followed(self, *, in_thread: bool, now: datetime) -> bool:
        """In a thread for as long as it is remembered; elsewhere half an hour, as people go on to other things."""
        return in_thread or timedelta() <= now - self.asked_at <= FRESH


@dataclass(frozen=True, slots=True)
class Spot:
    """
    Where somebody asks: a channel's id and, in a thread, the `ts` of its root.

    `is_private` says that only the person reads the answer: a slash command, a direct message.
    """

    channel: str
    thread_ts: str = ""
    is_private: bool = True

    @property
    def place(self) -> str:
        return f"{self.channel}:{self.thread_ts}" if self.thread_ts else self.channel

    def person(self, user: str) -> str:
        """Whose question it is there: everybody's in a thread that everybody reads."""
        return "" if self.thread_ts and not self.is_private else user
