"""What Slack has: where each message stands, who was reached where, and which messages may be there twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.adapters.store.moments import from_text, to_text
from bot.core.alerts.outbox import Address, QueuedMessage, TwinSearch
from bot.core.slack.message import Message

if TYPE_CHECKING:
    from bot.adapters.store import Store

CHANNEL_ID = "SELECT coalesce((SELECT id FROM channels WHERE name = :name), :name)"
ADDRESS = """
    SELECT sent_channel, ts, thread_ts, key FROM outbox
    WHERE (key = :key OR (act = 'post' AND about = :key AND key LIKE about || '~%')) AND ts != ''
    ORDER BY id DESC LIMIT 1
"""


class SentMessages:
    """The rows of the outbox that were sent, and the ids of the channels that took them."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def address(self, key: str) -> Address | None:
        """Where the message of `key` stands, or the one that took its place."""
        with self.store.read() as connection:
            found = connection.execute(ADDRESS, {"key": key}).fetchone()
        return Address(*found[:3]) if found else None

    def shown_since(self, key: str) -> datetime | None:
        """The second since which Slack has shown the message of `key`; None before it is known to."""
        with self.store.read() as connection:
            found = connection.execute("SELECT ts FROM outbox WHERE key = ? AND ts != ''", (key,)).fetchone()
        return datetime.fromtimestamp(int(float(found[0])), UTC) if found else None

    def key_at(self, channel: str, ts: str) -> str:
        """
        The key of the message that stands there; '' when it is none of ours. An edit that became one, and what tells
        somebody of a message, count as that message.
        """
        with self.store.read() as connection:
            row = connection.execute(
                "SELECT iif(about != '' AND act IN ('post', 'tell'), about, key) FROM outbox"
                " WHERE sent_channel = ? AND ts = ? ORDER BY id LIMIT 1",
                (channel, ts),
            ).fetchone()
        return row[0] if row else ""

    def own_key_at(self, channel: str, ts: str) -> str:
        """The key under which the message that stands there was sent itself; '' when none is known to stand there."""
        with self.store.read() as connection:
            row = connection.execute(
                "SELECT key FROM outbox WHERE sent_channel = ? AND ts = ? AND act != 'edit' ORDER BY id LIMIT 1",
                (channel, ts),
            ).fetchone()
        return row[0] if row else ""

    def channel_ids(self) -> dict[str, str]:
        """The ids of channels and persons, by what they are called here."""
        with self.store.read() as connection:
            return dict(connection.execute("SELECT name, id FROM channels").fetchall())

    def to_look_for(self, now: datetime) -> tuple[TwinSearch, ...]:
        """Sent messages whose twins are to be looked for now."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT id, key, channel, body, sent_channel, ts, thread_ts, doubt_since, sent_at FROM outbox"
                " WHERE look_at != '' AND look_at <= ? ORDER BY id",
                (to_text(now),),
            ).fetchall()
        return tuple(
            TwinSearch(
                id,
                QueuedMessage(key, channel, read_message(body)),
                Address(*address),
                from_text(since or sent_at),
                from_text(sent_at),
            )
            for id, key, channel, body, *address, since, sent_at in rows
        )

    def looked_for(self, search: TwinSearch, following: datetime | None, *, kept: str = "") -> None:
        """Look again then, or never; the message that stays is the one at `kept`."""
        with self.store.write() as connection:
            connection.execute(
                "UPDATE outbox SET look_at = ?, ts = ? WHERE id = ?",
                (to_text(following) if following else "", kept or search.address.ts, search.id),
            )


def read_message(body: str) -> Message:
    read = json.loads(body)
    return Message(read["text"], tuple(read["blocks"]))
