"""Conversations: the last question of each place, and the events of Slack that were begun and answered."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from bot.adapters.store.moments import from_text, to_text
from bot.core.conversation import LastQuestion, Progress

if TYPE_CHECKING:
    import sqlite3

    from bot.adapters.store import Store

NOTED = 500  # places and persons whose question is also in memory
REPEATED_FOR = timedelta(days=2)  # Slack repeats an event for minutes
CLAIMED_WITHIN = 1.0  # seconds: an answer does not wait longer for a store that another program holds
BEGIN = "INSERT INTO events (id, begun_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING"
THREADS_LAST = timedelta(days=35)  # a month's alert may be asked about until its month ends


class ConversationStore:
    """
    A place is a channel, or a channel and a thread (`core/conversation.py`). In a thread everybody refines the same
    question; in a channel each person their own, since its answers are private.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock = Lock()
        self._newest: OrderedDict[tuple[str, str], LastQuestion] = OrderedDict()

    def note(self, place: str, person: str, words: str, now: datetime) -> None:
        """Keep it in memory at once, for a follow-up within the same second. `remember` stores it afterwards."""
        with self._lock:
            self._newest[place, person] = LastQuestion(words, now)
            self._newest.move_to_end((place, person))
            if len(self._newest) > NOTED:
                self._newest.popitem(last=False)

    def remember(self, place: str, person: str, words: str, now: datetime) -> None:
        """Store `words`, a question that the grammar reads; it replaces the earlier one of this place and person."""
        with self.store.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO asked (place, person, words, at) VALUES (?, ?, ?, ?)",
                (place, person, words, to_text(now)),
            )

    def last(self, place: str, person: str) -> LastQuestion | None:
        if noted := self._newest.get((place, person)):
            return noted
        with self.store.read() as connection:
            row = connection.execute(
                "SELECT words, at FROM asked WHERE place = ? AND person = ?", (place, person)
            ).fetchone()
        return LastQuestion(row[0], from_text(row[1])) if row else None

    def claim(self, request: str, now: datetime) -> bool:
        """
        Whether no process has claimed `request` before.

        A power cut may forget it; whoever starts after that refuses what was signed earlier.
        """
        with self.store.write(CLAIMED_WITHIN, is_durable=False) as connection:
            row = (f"ran-{request}", to_text(now))
            return connection.execute(BEGIN, row).rowcount == 1

    def begin(self, event: str, now: datetime) -> Progress:
        """Begin `event`; returns its state before. It is new for one process only."""
        with self.store.write() as connection:
            if connection.execute(BEGIN, (event, to_text(now))).rowcount:
                return Progress.NEW
            (done_at,) = connection.execute("SELECT done_at FROM events WHERE id = ?", (event,)).fetchone()
        return Progress.DONE if done_at else Progress.BEGUN

    def finish(self, event: str, now: datetime) -> None:
        with self.store.write() as connection:
            connection.execute("UPDATE events SET done_at = ? WHERE id = ?", (to_text(now), event))


def forget_conversations(connection: sqlite3.Connection, now: datetime) -> None:
    """Delete questions too old for follow-ups, and events that Slack no longer repeats."""
    connection.execute("DELETE FROM asked WHERE at < ?", (to_text(now - THREADS_LAST),))
    connection.execute("DELETE FROM events WHERE begun_at < ?", (to_text(now - REPEATED_FOR),))
