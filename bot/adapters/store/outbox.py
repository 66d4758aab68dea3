"""The outbox: what is to be said in Slack, kept until Slack has it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bot.adapters.store.moments import from_text, to_text
from bot.adapters.store.sent_messages import read_message
from bot.core.alerts.outbox import CHANNEL_GONE, EVERYWHERE, Act, Backlog, QueuedMessage, Undelivered
from bot.core.slack.message import Message

if TYPE_CHECKING:
    from bot.adapters.store import Store

# Two ways to write one channel are one queue, as soon as its id is known.
QUEUE = "coalesce((SELECT id FROM channels WHERE name = outbox.channel), outbox.channel)"
# A higher level that waits beside it is told by its own line, and needs the message that it is higher than.
CHANGED_MEANWHILE = """
    SELECT body FROM outbox WHERE about = :key AND act = 'edit' AND state = 'pending'
    AND EXISTS (
      SELECT 1 FROM alert_states JOIN audit ON audit.subject = 'budget:' || alert_states.budget
      WHERE alert_states.message = :key AND audit.at >= (SELECT created_at FROM outbox WHERE key = :key))
    AND NOT EXISTS (SELECT 1 FROM outbox WHERE about = :key AND state = 'pending' AND broadcast)
    ORDER BY id DESC LIMIT 1
"""
WITHDRAWABLE = "state IN ('pending', 'kept') AND doubt_since = '' AND claimed_until <= :now AND "
OF_BUDGET = """
    (key = :message OR (key GLOB :level AND key NOT LIKE 'group-%')
     OR key IN (SELECT message FROM alerts WHERE budget = :budget AND slot = :slot AND kind != 'level'))
"""
ABOUT_THESE = "about IN (SELECT value FROM json_each(:keys))"
# What waits, surely unsent or kept from its channel by more than a moment, beside the budget that it tells of or 0.
WAITING_FOR = f"""
    SELECT DISTINCT outbox.id, outbox.channel, alerts.budget FROM outbox
    JOIN alerts ON alerts.message IN (outbox.key, outbox.about)
    WHERE outbox.state IN ('pending', 'kept') AND claimed_until <= ? AND outbox.act != 'tell'
      AND (doubt_since = '' OR outbox.reason IN (SELECT value FROM json_each('{json.dumps(CHANNEL_GONE)}')))
"""
# What is found again has the same key, which is free: nobody has seen it.
WITHDRAW = """
    UPDATE outbox SET state = 'superseded', reason = 'the budget was changed', key = key || '!' || id WHERE id = ?
"""


class OutboxStore:
    """
    Rows go pending → sent, or superseded (an edit that a newer edit made needless, a line that was said already). What
    is kept for later becomes pending when its time has come; until then it is no message that waits.

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

    def withdraw(
        self, connection: sqlite3.Connection, budget: int, start: datetime, message: str, now: datetime
    ) -> frozenset[str]:
        """
        What was to be said about a budget and period, and surely was not, is not said any more; the keys of that.

        `message` is the one that tells of it, which may be a message for several.
        """
        facts = {
            "level": f"*-{budget}-{start:%Y%m%d}-*",
            "budget": budget,
            "slot": to_text(start),
            "message": message,
            "now": to_text(now),
        }
        gone = self._withdrawn(connection, OF_BUDGET, facts)
        return gone | self._withdrawn(connection, ABOUT_THESE, {**facts, "keys": json.dumps([*gone])})

    @staticmethod
    def _withdrawn(connection: sqlite3.Connection, which: str, facts: Mapping[str, object]) -> frozenset[str]:
        found = connection.execute(f"SELECT id, key FROM outbox WHERE {WITHDRAWABLE} {which}", facts).fetchall()
        connection.executemany(WITHDRAW, [(id,) for id, _ in found])
        return frozenset(key for _, key in found)

    def waiting_for(self, connection: sqlite3.Connection, now: datetime) -> dict[tuple[int, str], frozenset[int]]:
        """Messages that wait and may go elsewhere, by number and channel, and the budgets that they tell of."""
        found: dict[tuple[int, str], frozenset[int]] = {}
        for id, channel, budget in connection.execute(WAITING_FOR, (to_text(now),)):
            found[id, channel] = found.get((id, channel), frozenset()) | {budget}
        return found

    def readdress(self, connection: sqlite3.Connection, id: int, channel: str) -> None:
        """Send it there instead, and try at once."""
        statement = (
            "UPDATE outbox SET channel = ?, reason = '', next_at = iif(state = 'kept', next_at, '') WHERE id = ?"
        )
        connection.execute(statement, (channel, id))

    def get(self, key: str) -> QueuedMessage | None:
        """The message as it was written."""
        with self.store.read() as connection:
            row = connection.execute(
                "SELECT key, channel, body, act, about, broadcast FROM outbox WHERE key = ?", (key,)
            ).fetchone()
        if row is None:
            return None
        key, channel, body, act, about, broadcast = row
        return QueuedMessage(key, channel, read_message(body), Act(act), about, bool(broadcast))

    def changed_meanwhile(self, key: str) -> Message | None:
        """What a message that waits says since a person changed its budget; None where nobody did."""
        with self.store.read() as connection:
            row = connection.execute(CHANGED_MEANWHILE, {"key": key}).fetchone()
        return read_message(row[0]) if row else None

    def was_edited(self, connection: sqlite3.Connection, about: str, since: datetime) -> bool:
        """Whether an edit of that message was written since then."""
        found = connection.execute(
            "SELECT 1 FROM outbox WHERE about = ? AND created_at >= ? AND key LIKE about || '~%'",
            (about, to_text(since)),
        )
        return found.fetchone() is not None

    def undelivered(self, *, before: datetime) -> tuple[Undelivered, ...]:
        """What was to be said before then and still waits, the oldest first."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT key, channel, body, outbox.created_at, attempts, coalesce(nullif(outbox.reason, ''),"
                f" (SELECT reason FROM pauses WHERE pauses.channel IN (outbox.channel, {QUEUE}, ?)), '')"
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
