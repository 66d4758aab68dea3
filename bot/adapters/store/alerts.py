"""What was told: one row a level, one state a budget and period, and who snoozed what."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.adapters.store.moments import from_text, to_text
from bot.core.alerts.levels import LEVEL, PACE, AlertRow, AlertState, Mark, Snooze, State, Until

if TYPE_CHECKING:
    from bot.adapters.store import Store

SAVE_STATE = """
    INSERT INTO alert_states
        (budget, period_start, terms, message, told_at, acknowledged_by, acknowledged_at, closed_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (budget, period_start) DO UPDATE SET terms = excluded.terms,
    message = excluded.message, told_at = excluded.told_at, acknowledged_by = excluded.acknowledged_by,
    acknowledged_at = excluded.acknowledged_at, closed_at = excluded.closed_at
"""
SAVE_ALERT = """
    INSERT INTO alerts (kind, budget, subject, slot, level, state, round, at, message)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, budget, subject, slot, level)
    DO UPDATE SET state = excluded.state, round = excluded.round, at = excluded.at, message = excluded.message
"""
# A period without an end may have begun long ago.
OPEN_ENDED = "budget IN (SELECT id FROM budgets WHERE period LIKE 'since %' AND deleted_at = '')"
ROW = "kind, budget, subject, slot, level, at, message, state, round, acknowledged_by, acknowledged_at"
SAVE_SNOOZE = """
    INSERT OR REPLACE INTO snoozes (subject, until, percent, ends_at, by, at, hides_full) VALUES (?, ?, ?, ?, ?, ?, ?)
"""


class AlertStore:
    """Alerts. Read, decide and write inside one `store.write()`: then two bots cannot both be first."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def states(self, since: datetime) -> dict[tuple[int, datetime], AlertState]:
        """What was told, by budget and start of period, for the periods from `since` on."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT budget, period_start, terms, message, told_at, acknowledged_by, acknowledged_at, closed_at"
                f" FROM alert_states WHERE (period_start >= ? OR {OPEN_ENDED})",
                (to_text(since),),
            ).fetchall()
            alerts = connection.execute(
                "SELECT budget, slot, level, state, round, at FROM alerts"
                f" WHERE kind = ? AND (slot >= ? OR {OPEN_ENDED})"
                " ORDER BY level",
                (LEVEL, to_text(since)),
            ).fetchall()
            paced = connection.execute(
                "SELECT budget, slot, max(level) FROM alerts WHERE kind = ? AND slot >= ? GROUP BY budget, slot",
                (PACE, to_text(since)),
            ).fetchall()
            snoozes = _snoozes(connection)
        marks: dict[tuple[int, str], list[Mark]] = {}
        for budget, slot, level, state, number, at in alerts:
            marks.setdefault((budget, slot), []).append(Mark(level, State(state), from_text(at), number))
        worst = {(budget, start): percent for budget, start, percent in paced}
        return {
            (budget, from_text(start)): AlertState(
                tuple(marks.get((budget, start), ())),
                terms,
                message,
                _moment(told_at),
                by,
                _moment(acknowledged_at),
                _moment(closed_at),
                snoozes.get(f"budget:{budget}"),
                worst.get((budget, start), 0),
            )
            for budget, start, terms, message, told_at, by, acknowledged_at, closed_at in rows
        }

    def save(
        self, connection: sqlite3.Connection, budget: int, start: datetime, state: AlertState, changed: Iterable[Mark]
    ) -> None:
        """Keep what was told, with the marks that changed."""
        values = (state.terms, state.message, _text(state.told_at), state.acknowledged_by, _text(state.acknowledged_at))
        connection.execute(SAVE_STATE, (budget, to_text(start), *values, _text(state.closed_at)))
        for mark in changed:
            self.note(
                connection,
                AlertRow(LEVEL, budget, "", start, mark.level, mark.at, state.message, mark.state, mark.round),
            )

    def forget(self, connection: sqlite3.Connection, messages: Collection[str]) -> None:
        """Delete the findings of these messages, which were not sent: the rules can find them again."""
        connection.execute(
            "DELETE FROM alerts WHERE kind != ? AND message IN (SELECT value FROM json_each(?))",
            (LEVEL, json.dumps([*messages])),
        )

    def counts(self) -> dict[tuple[str, str], int]:
        """How many alerts there are, by kind and state."""
        with self.store.read() as connection:
            rows = connection.execute("SELECT kind, state, count(*) FROM alerts GROUP BY kind, state").fetchall()
        return {(kind, state): count for kind, state, count in rows}

    def note(self, connection: sqlite3.Connection, row: AlertRow) -> None:
        connection.execute(
            SAVE_ALERT,
            (
                row.kind,
                row.budget,
                row.subject,
                to_text(row.slot),
                row.level,
                row.state,
                row.round,
                to_text(row.at),
                row.message,
            ),
        )

    def noted(self, *, since: datetime) -> tuple[AlertRow, ...]:
        """Alerts that were told, or whose slot is, at or after `since`; the newest first."""
        with self.store.read() as connection:
            rows = connection.execute(
                f"SELECT {ROW} FROM alerts"
                " WHERE at >= ? OR slot >= ? ORDER BY at DESC, kind, budget, subject, level DESC",
                (to_text(since), to_text(since)),
            ).fetchall()
        return tuple(_row(row) for row in rows)

    def told_by(self, kinds: Sequence[str]) -> tuple[AlertRow, ...]:
        """Alerts of these kinds that were told and have not ended."""
        with self.store.read() as connection:
            rows = connection.execute(
                f"SELECT {ROW} FROM alerts WHERE kind IN (SELECT value FROM json_each(?)) AND state = ? ORDER BY at",
                (json.dumps([*kinds]), State.TOLD),
            ).fetchall()
        return tuple(_row(row) for row in rows)

    def of_message(self, key: str) -> tuple[tuple[int, datetime], ...]:
        """The budgets and starts of periods that a message speaks of; none for what has no budget."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT budget, period_start FROM alert_states WHERE message = ? AND message != '' ORDER BY budget",
                (key,),
            ).fetchall()
        return tuple((budget, from_text(start)) for budget, start in rows)

    def subjects(self, key: str) -> tuple[str, ...]:
        """What a message is about: `budget:7`, `project:proj_1`, `organisation`."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT DISTINCT iif(budget, 'budget:' || budget, subject) FROM alerts WHERE message = ? ORDER BY 1",
                (key,),
            ).fetchall()
        return tuple(subject for (subject,) in rows)

    def acknowledge(
        self, connection: sqlite3.Connection, message: str, by: str, at: datetime, budgets: Collection[int] | None
    ) -> None:
        """Note who acknowledged `message`, for these budgets; None is for all of them."""
        narrowed = "" if budgets is None else " AND budget IN (SELECT value FROM json_each(?))"
        values = () if budgets is None else (json.dumps([*budgets]),)
        for table in ("alert_states", "alerts"):
            connection.execute(
                f"UPDATE {table} SET acknowledged_by = ?, acknowledged_at = ? WHERE message = ?{narrowed}",
                (by, to_text(at), message, *values),
            )

    def identities(self, since: Mapping[str, datetime]) -> frozenset[tuple[str, int, str, datetime, int]]:
        """Kind, budget, subject, slot and level of what the rules told: of each kind since that moment."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT kind, budget, subject, slot, level FROM alerts, json_each(?) AS told"
                " WHERE kind = told.key AND at >= told.value",
                (json.dumps({kind: to_text(moment) for kind, moment in since.items()}),),
            ).fetchall()
        return frozenset((kind, budget, subject, from_text(slot), level) for kind, budget, subject, slot, level in rows)

    def snoozes(self) -> dict[str, Snooze]:
        """By subject: `budget:7`, `spike:organisation`."""
        with self.store.read() as connection:
            return _snoozes(connection)

    def snooze(self, connection: sqlite3.Connection, subject: str, snooze: Snooze | None) -> None:
        """Set the snooze of `subject`; None ends it."""
        if snooze is None:
            connection.execute("DELETE FROM snoozes WHERE subject = ?", (subject,))
            return
        words = (snooze.until, snooze.percent, to_text(snooze.ends_at), snooze.by, to_text(snooze.at))
        connection.execute(SAVE_SNOOZE, (subject, *words, snooze.hides_full))


def _snoozes(connection: sqlite3.Connection) -> dict[str, Snooze]:
    rows = connection.execute("SELECT subject, until, percent, ends_at, by, at, hides_full FROM snoozes").fetchall()
    return {
        subject: Snooze(Until(until), percent, from_text(ends_at), by, from_text(at), bool(hides_full))
        for subject, until, percent, ends_at, by, at, hides_full in rows
    }


def _row(row: tuple[Any, ...]) -> AlertRow:
    kind, budget, subject, slot, level, at, message, state, number, by, acknowledged_at = row
    return AlertRow(
        kind,
        budget,
        subject,
        from_text(slot),
        level,
        from_text(at),
        message,
        State(state),
        number,
        by,
        _moment(acknowledged_at),
    )


def _text(moment: datetime | None) -> str:
    return to_text(moment) if moment else ""


def _moment(text: str) -> datetime | None:
    return from_text(text) if text else None
