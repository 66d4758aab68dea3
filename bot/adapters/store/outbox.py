"""The outbox: what is to be said in Slack, kept until Slack has it."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from bot.adapters.store.moments import from_text, to_text
from bot.core.alerts.outbox import EVERYWHERE, LEASE, Act, Address, Backlog, ClaimedMessage, QueuedMessage, Undelivered
from bot.core.slack.message import Message

if TYPE_CHECKING:
    from bot.adapters.store import Store

# The oldest waiting message of each channel, unless it, its channel or all of Slack is to be left alone for now.
# A message that was set aside does not hold up those behind it.
CLAIMABLE = """
    SELECT min(id) AS id FROM (
        SELECT id, channel FROM outbox WHERE state = 'pending' AND aside = 0
        GROUP BY channel HAVING id = min(id)
        UNION ALL
        SELECT id, channel FROM outbox WHERE state = 'pending' AND aside = 1 AND next_at <= :now
        UNION ALL
        SELECT id, channel FROM outbox WHERE state = 'kept' AND next_at <= :now
    ) AS head JOIN outbox USING (id)
    WHERE next_at <= :now AND claimed_until <= :now
      AND NOT EXISTS (SELECT 1 FROM pauses WHERE pauses.channel IN (outbox.channel, :everywhere) AND until > :now)
"""
CHANNEL_ID = "SELECT sent_channel FROM outbox WHERE channel = ? AND sent_channel != '' ORDER BY id DESC LIMIT 1"
ADDRESS = """
    SELECT sent_channel, ts, thread_ts FROM outbox
    WHERE (key = :key OR (act = 'post' AND about = :key)) AND ts != '' ORDER BY id DESC LIMIT 1
"""


class OutboxShelf:
    """
    Rows go pending → sent, or superseded (an edit that a newer edit made needless). What is kept for later becomes
    pending when its time has come; until then it is no message that waits.

    What writes takes the connection of a running `store.write()`, so that a message is committed with its cause.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def put(self, connection: sqlite3.Connection, queued: QueuedMessage, *, now: datetime) -> bool:
        """Keep `queued` for sending; False when its key was there before."""
        key = queued.key
        if queued.act is Act.EDIT:
            connection.execute(
                "UPDATE outbox SET state = 'superseded'"
                " WHERE act = 'edit' AND about = ? AND state = 'pending' AND claimed_until <= ?",
                (queued.about, to_text(now)),
            )
            (number,) = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM outbox").fetchone()
            key = f"{queued.about}~{number}"
        body = json.dumps({"text": queued.message.text, "blocks": queued.message.blocks}, ensure_ascii=False)
        cursor = connection.execute(
            "INSERT INTO outbox (key, channel, act, about, broadcast, body, created_at, state, next_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            (
                key,
                queued.channel,
                queued.act,
                queued.about,
                queued.broadcast,
                body,
                to_text(now),
                "kept" if queued.not_before else "pending",
                to_text(queued.not_before) if queued.not_before else "",
            ),
        )
        return cursor.rowcount == 1

    def claim(self, now: datetime) -> ClaimedMessage | None:
        """Take the next message that may be sent, for LEASE. Whoever finds the claim later knows of the doubt."""
        with self.store.write() as connection:
            (id,) = connection.execute(CLAIMABLE, {"now": to_text(now), "everywhere": EVERYWHERE}).fetchone()
            if id is None:
                return None
            row = connection.execute(
                "SELECT key, channel, act, about, broadcast, body, attempts, doubt_since FROM outbox WHERE id = ?",
                (id,),
            ).fetchone()
            connection.execute(
                "UPDATE outbox SET attempts = attempts + 1, claimed_until = ?,"
                " aside = max(aside, state = 'kept'), state = 'pending',"
                " doubt_since = CASE doubt_since WHEN '' THEN ? ELSE doubt_since END WHERE id = ?",
                (to_text(now + LEASE), to_text(now), id),
            )
            return self._parcel(connection, id, row, now)

    def _parcel(
        self, connection: sqlite3.Connection, id: int, row: tuple[str | int, ...], now: datetime
    ) -> ClaimedMessage:
        key, channel, act, about, broadcast, body, attempts, doubt_since = row
        queued = QueuedMessage(str(key), str(channel), _message(str(body)), Act(str(act)), str(about), bool(broadcast))
        found = connection.execute(ADDRESS, {"key": about}).fetchone() if about else None
        address = Address(*found) if found else None
        doubt = from_text(str(doubt_since)) if doubt_since else None
        before = connection.execute(CHANNEL_ID, (channel,)).fetchone()
        where = str(before[0]) if before else ""
        return ClaimedMessage(id, queued, int(attempts) + 1, now + LEASE, doubt, address, where)

    def sent(self, claimed: ClaimedMessage, address: Address, *, now: datetime) -> None:
        """Slack has it. That a channel took a message ends its pause."""
        with self.store.write() as connection:
            connection.execute(
                "UPDATE outbox SET state = 'sent', sent_channel = ?, ts = ?, thread_ts = ?, sent_at = ?, reason = '',"
                " claimed_until = '' WHERE id = ?",
                (address.channel, address.ts, address.thread_ts, to_text(now), claimed.id),
            )
            connection.execute("DELETE FROM pauses WHERE channel IN (?, ?)", (claimed.queued.channel, EVERYWHERE))

    def postpone(
        self, claimed: ClaimedMessage, reason: str, next_at: datetime, *, in_doubt: bool = False, aside: bool = False
    ) -> None:
        """Not now. Without doubt the attempt is known to have had no effect."""
        with self.store.write() as connection:
            connection.execute(
                "UPDATE outbox SET claimed_until = '', reason = ?, next_at = ?, aside = ?,"
                " doubt_since = CASE WHEN ? THEN doubt_since ELSE '' END WHERE id = ?",
                (reason, to_text(next_at), aside, in_doubt, claimed.id),
            )

    def post_anew(self, claimed: ClaimedMessage, reason: str) -> None:
        """Slack refused the edit: the same row becomes a message, to which later edits and replies belong."""
        with self.store.write() as connection:
            connection.execute(
                "UPDATE outbox SET act = 'post', claimed_until = '', doubt_since = '', reason = ? WHERE id = ?",
                (reason, claimed.id),
            )

    def pause(self, connection: sqlite3.Connection, channel: str, reason: str, until: datetime, now: datetime) -> bool:
        """Leave `channel` alone until then; True when this trouble is new."""
        known = connection.execute("SELECT reason FROM pauses WHERE channel = ?", (channel,)).fetchone()
        connection.execute(
            "INSERT INTO pauses (channel, reason, until, since) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (channel) DO UPDATE SET reason = excluded.reason, until = excluded.until",
            (channel, reason, to_text(until), to_text(now)),
        )
        return known is None or known[0] != reason

    def get(self, key: str) -> QueuedMessage | None:
        """The message as it was written."""
        with self.store.read() as connection:
            row = connection.execute(
                "SELECT key, channel, body, act, about, broadcast FROM outbox WHERE key = ?", (key,)
            ).fetchone()
        if row is None:
            return None
        key, channel, body, act, about, broadcast = row
        return QueuedMessage(key, channel, _message(body), Act(act), about, bool(broadcast))

    def address(self, key: str) -> Address | None:
        """Where the message of `key` stands, or the one that took its place."""
        with self.store.read() as connection:
            found = connection.execute(ADDRESS, {"key": key}).fetchone()
        return Address(*found) if found else None

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

    def undelivered(self, *, before: datetime) -> tuple[Undelivered, ...]:
        """What was to be said before then and still waits, the oldest first."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT key, channel, body, outbox.created_at, attempts, coalesce(nullif(outbox.reason, ''),"
                " (SELECT reason FROM pauses WHERE pauses.channel IN (outbox.channel, ?)), '')"
                " FROM outbox WHERE state = 'pending' AND created_at < ? ORDER BY id",
                (EVERYWHERE, to_text(before)),
            ).fetchall()
        return tuple(
            Undelivered(key, channel, json.loads(body)["text"], from_text(at), attempts, reason)
            for key, channel, body, at, attempts, reason in rows
        )

    def backlog(self) -> Backlog:
        """How much waits, since when, and when Slack last took something."""
        with self.store.read() as connection:
            waiting, in_doubt, oldest = connection.execute(
                "SELECT count(*), coalesce(sum(doubt_since != ''), 0), min(created_at) FROM outbox"
                " WHERE state = 'pending'"
            ).fetchone()
            (last,) = connection.execute("SELECT max(sent_at) FROM outbox WHERE state = 'sent'").fetchone()
        return Backlog(waiting, in_doubt, from_text(oldest) if oldest else None, from_text(last) if last else None)


def _message(body: str) -> Message:
    read = json.loads(body)
    return Message(read["text"], tuple(read["blocks"]))
