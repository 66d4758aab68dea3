"""Claims: one process takes a message of the outbox for a time, and says what became of it."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from bot.adapters.store.moments import from_text, to_text
from bot.adapters.store.outbox import QUEUE
from bot.adapters.store.sent_messages import ADDRESS, CHANNEL_ID, read_message
from bot.core.alerts.outbox import EVERYWHERE, LEASE, LOOKS, UNSURE, Act, Address, ClaimedMessage, QueuedMessage
from bot.core.periods import DAY

if TYPE_CHECKING:
    from bot.adapters.store import Store

# The oldest waiting message of each channel, unless it, its channel or all of Slack is to be left alone for now.
# A message that was set aside does not hold up those behind it, and goes after them. But it does not overtake what is
# sent, or waits in its order, for the message that it belongs to.
EARLIER = """
    SELECT 1 FROM outbox AS earlier WHERE outbox.act != 'tell' AND outbox.about != '' AND earlier.about = outbox.about
    AND earlier.id < outbox.id AND earlier.state = 'pending' AND (earlier.aside = 0 OR earlier.claimed_until > :now)
"""
CLAIMABLE = f"""
    SELECT id FROM (
        SELECT id, {QUEUE} AS queue FROM outbox WHERE state = 'pending' AND aside = 0
        GROUP BY queue HAVING id = min(id)
        UNION ALL
        SELECT id, {QUEUE} FROM outbox WHERE state = 'pending' AND aside = 1 AND next_at <= :now
          AND NOT EXISTS ({EARLIER})
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
# A line that is to notify the channel, behind an edit of the same message.
NEWS_BEHIND = "SELECT 1 FROM outbox WHERE about = ? AND id > ? AND state = 'pending' AND broadcast"
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
MINE = "id = :id AND state = 'pending' AND claimed_until = :until"


class ClaimStore:
    """A claim is taken by `claim` and ends with `sent`, `postpone`, `post_anew` or `leave`, or with its time."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._unsure: tuple[str, str] | None = None  # since when, and until when, known from the first claim on

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
                "SELECT key, channel, act, about, broadcast, body, attempts, doubt_since, created_at, aside"
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
        key, channel, act, about, broadcast, body, attempts, doubt_since, created_at, was_aside = row
        queued = QueuedMessage(
            str(key), str(channel), read_message(str(body)), Act(str(act)), str(about), bool(broadcast)
        )
        found = connection.execute(ADDRESS, {"key": about}).fetchone() if about else None
        address, stands_as = (Address(*found[:3]), str(found[3])) if found else (None, "")
        doubt = from_text(str(doubt_since)) if doubt_since else None
        (where,) = connection.execute(CHANNEL_ID, {"name": channel}).fetchone()
        is_said = act == Act.LINE and connection.execute(SAID, (id,)).fetchone() is not None
        has_news = queued.broadcast or (
            act == Act.EDIT and connection.execute(NEWS_BEHIND, (about, id)).fetchone() is not None
        )
        since, until = self._unsure or ("", "")
        unsure = from_text(since) if since and str(created_at) <= until else None
        return ClaimedMessage(
            id,
            queued,
            int(attempts) + 1,
            now + LEASE,
            doubt,
            address,
            stands_as,
            where,
            is_said,
            unsure,
            has_news,
            bool(was_aside),
        )

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


def _claim(claimed: ClaimedMessage) -> dict[str, object]:
    return {"id": claimed.id, "until": to_text(claimed.until)}
