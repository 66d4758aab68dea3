"""The outbox: what is to be said in Slack, kept until Slack has it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bot.adapters.store.moments import from_text, to_text
from bot.adapters.store.sent_messages import ADDRESS, CHANNEL_ID, read_message
from bot.core.alerts.outbox import (
    CHANNEL_GONE,
    EVERYWHERE,
    LEASE,
    LOOKS,
    UNSURE,
    Act,
    Address,
    Backlog,
    ClaimedMessage,
    QueuedMessage,
    Undelivered,
)
from bot.core.periods import DAY
from bot.core.slack.message import Message

if TYPE_CHECKING:
    from bot.adapters.store import Store

# Two ways to write one channel are one queue, as soon as its id is known.
QUEUE = "coalesce((SELECT id FROM channels WHERE name = outbox.channel), outbox.channel)"
# A higher level that waits beside it is told by its own line, and needs the message that it is higher than.
CHANGED_MEANWHILE = """
    SELECT body FROM outbox WHERE about = :key AND act = 'edit' AND state = 'pending'
    AND EXISTS (SELECT 1 FROM outbox WHERE about = :key AND state = 'pending' AND key LIKE 'changed-%')
    AND NOT EXISTS (SELECT 1 FROM outbox WHERE about = :key AND state = 'pending' AND broadcast)
    ORDER BY id DESC LIMIT 1
"""
# The oldest waiting message of each channel, unless it, its channel or all of Slack is to be left alone for now.
# A message that was set aside does not hold up those behind it, and goes after them.
CLAIMABLE = f"""
    SELECT id FROM (
        SELECT id, {QUEUE} AS queue FROM outbox WHERE state = 'pending' AND aside = 0
        GROUP BY queue HAVING id = min(id)
        UNION ALL
        SELECT id, {QUEUE} FROM outbox WHERE state = 'pending' AND aside = 1 AND next_at <= :now
        UNION ALL
        SELECT id, {QUEUE} FROM outbox WHERE state = 'kept' AND next_at <= :now
    ) AS head JOIN outbox USING (id)
    WHERE next_at <= :now AND claimed_until <= :now AND NOT EXISTS
      (SELECT 1 FROM pauses WHERE pauses.channel IN (outbox.channel, head.queue, :everywhere) AND until > :now)
    ORDER BY aside, id LIMIT 1
"""
LEARN = "INSERT OR REPLACE INTO channels VALUES (:name, :id)"
# An edit that was refused and posted anew, no earlier than a line of the same run: the line's news are in it.
SAID = """
    SELECT 1 FROM outbox AS anew JOIN outbox AS line ON line.id = ?
    WHERE anew.about = line.about AND anew.act = 'post' AND anew.ts != '' AND anew.key LIKE anew.about || '~%'
      AND anew.created_at >= line.created_at
"""
# Who records first is right about where the message stands; of whoever comes later, a twin is looked for.
SENT = """
    UPDATE outbox SET state = 'sent', act = CASE WHEN :alone THEN 'post' ELSE act END, sent_channel = :channel,
      ts = :ts, thread_ts = :thread_ts, sent_at = :now, reason = '',
      look_at = CASE WHEN act != 'edit' AND (:in_doubt OR claimed_until != :until) THEN :look ELSE '' END,
      claimed_until = ''
    WHERE id = :id AND state = 'pending'
"""
SENT_LATE = "UPDATE outbox SET look_at = :now WHERE id = :id AND state = 'sent'"
# What was edited over a newer edit gets that one once more.
EDITED_LATE = """
    UPDATE outbox SET state = 'pending', next_at = '' WHERE act = 'edit' AND state = 'sent' AND id =
      (SELECT max(id) FROM outbox WHERE about = (SELECT about FROM outbox WHERE id = :id) AND act = 'edit')
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
MINE = "id = :id AND state = 'pending' AND claimed_until = :until"


class OutboxStore:
    """
    Rows go pending → sent, or superseded (an edit that a newer edit made needless, a line that was said already). What
    is kept for later becomes pending when its time has come; until then it is no message that waits.

    What writes takes the connection of a running `store.write()`, so that a message is committed with its cause.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._unsure: tuple[str, str] | None = None  # since when, and until when, known from the first claim on

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
            if self._unsure is None:
                (last,) = connection.execute("SELECT max(sent_at) FROM outbox").fetchone()
                self._unsure = (last or to_text(now - DAY), to_text(now + UNSURE))
            found = connection.execute(CLAIMABLE, {"now": to_text(now), "everywhere": EVERYWHERE}).fetchone()
            if found is None:
                return None
            (id,) = found
            row = connection.execute(
                "SELECT key, channel, act, about, broadcast, body, attempts, doubt_since, created_at"
                " FROM outbox WHERE id = ?",
                (id,),
            ).fetchone()
            connection.execute(
                "UPDATE outbox SET attempts = attempts + 1, claimed_until = ?,"
                " aside = max(aside, state = 'kept'), state = 'pending',"
                " doubt_since = CASE doubt_since WHEN '' THEN ? ELSE doubt_since END WHERE id = ?",
                (to_text(now + LEASE), to_text(now), id),
            )
            return self._claimed(connection, id, row, now)

    def _claimed(
        self, connection: sqlite3.Connection, id: int, row: tuple[str | int, ...], now: datetime
    ) -> ClaimedMessage:
        key, channel, act, about, broadcast, body, attempts, doubt_since, created_at = row
        queued = QueuedMessage(
            str(key), str(channel), read_message(str(body)), Act(str(act)), str(about), bool(broadcast)
        )
        found = connection.execute(ADDRESS, {"key": about}).fetchone() if about else None
        address, stands_as = (Address(*found[:3]), str(found[3])) if found else (None, "")
        doubt = from_text(str(doubt_since)) if doubt_since else None
        (where,) = connection.execute(CHANNEL_ID, {"name": channel}).fetchone()
        is_said = act == Act.LINE and connection.execute(SAID, (id,)).fetchone() is not None
        since, until = self._unsure or ("", "")
        unsure = from_text(since) if since and str(created_at) <= until else None
        attempt = int(attempts) + 1
        return ClaimedMessage(id, queued, attempt, now + LEASE, doubt, address, stands_as, where, is_said, unsure)

    def sent(self, claimed: ClaimedMessage, address: Address, *, now: datetime) -> None:
        """
        Slack has it. That a channel took a message ends its pause.

        After a second attempt, or when the claim had gone to another process meanwhile, it may be there twice.
        """
        is_alone = claimed.queued.act.is_in_thread and claimed.about is not None and not address.thread_ts
        facts = {
            **_claim(claimed),
            "alone": is_alone,  # Slack put it beside the thread that it was for: it is a message now
            "channel": address.channel,
            "ts": address.ts,
            "thread_ts": address.thread_ts,
            "now": to_text(now),
            "in_doubt": claimed.doubt_since is not None,
            "look": to_text(now + LOOKS[0]),
        }
        with self.store.write() as connection:
            if not connection.execute(SENT, facts).rowcount:
                connection.execute(EDITED_LATE if claimed.queued.act is Act.EDIT else SENT_LATE, facts)
            if claimed.names_its_channel:
                connection.execute(LEARN, {"name": claimed.queued.channel, "id": address.channel})
            where = (claimed.queued.channel, address.channel, EVERYWHERE)
            connection.execute("DELETE FROM pauses WHERE channel IN (?, ?, ?)", where)

    def postpone(
        self, claimed: ClaimedMessage, reason: str, next_at: datetime, *, in_doubt: bool = False, aside: bool = False
    ) -> None:
        """Not now. Without doubt the attempt is known to have had no effect."""
        facts = {"reason": reason, "next": to_text(next_at), "aside": aside, "in_doubt": in_doubt, **_claim(claimed)}
        with self.store.write() as connection:
            connection.execute(
                "UPDATE outbox SET claimed_until = '', reason = :reason, next_at = :next, aside = :aside,"
                f" doubt_since = CASE WHEN :in_doubt THEN doubt_since ELSE '' END WHERE {MINE}",
                facts,
            )

    def hold_with(self, claimed: ClaimedMessage) -> None:
        """Set aside what belongs to the same message and comes after it: a line does not overtake its edit."""
        with self.store.write() as connection:
            connection.execute(
                "UPDATE outbox SET aside = 1, next_at = (SELECT next_at FROM outbox WHERE id = :id)"
                " WHERE about = :about AND state = 'pending' AND claimed_until = '' AND id > :id",
                {"about": claimed.queued.about, "id": claimed.id},
            )

    def post_anew(self, claimed: ClaimedMessage, reason: str) -> None:
        """
        Slack refused the edit or the thread: the same row becomes a message. To that of an edit, later edits belong.

        An earlier attempt that is in doubt stays so.
        """
        facts = {"reason": reason, "in_doubt": claimed.doubt_since is not None, **_claim(claimed)}
        with self.store.write() as connection:
            connection.execute(
                "UPDATE outbox SET act = 'post', claimed_until = '', reason = :reason,"
                f" doubt_since = CASE WHEN :in_doubt AND act != 'edit' THEN doubt_since ELSE '' END WHERE {MINE}",
                facts,
            )

    def leave(self, claimed: ClaimedMessage, reason: str) -> None:
        """It need not be said: another message has said it."""
        with self.store.write() as connection:
            connection.execute(
                f"UPDATE outbox SET state = 'superseded', claimed_until = '', reason = :reason WHERE {MINE}",
                {"reason": reason, **_claim(claimed)},
            )

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

    def pause(self, connection: sqlite3.Connection, channel: str, reason: str, until: datetime, now: datetime) -> bool:
        """Leave `channel` alone until then; True when this trouble is new."""
        (channel,) = connection.execute(CHANNEL_ID, {"name": channel}).fetchone()
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


def _claim(claimed: ClaimedMessage) -> dict[str, object]:
    return {"id": claimed.id, "until": to_text(claimed.until)}
