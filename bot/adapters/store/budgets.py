"""Budgets. A deleted one stays in the table, so that it can be restored and its alerts keep their meaning."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from bot.adapters.store.moments import from_text, to_text
from bot.core.budgets.budget import Budget, BudgetStatus, Raise
from bot.core.catalogue import METRIC

if TYPE_CHECKING:
    from bot.adapters.store import Store

COLUMNS = (
    "scope, names, metric, amount, period, levels, channel, owner, raised_amount, raised_until, raised_reason,"
    " raised_by, created_at, created_by"
)
READ = f"SELECT id, {COLUMNS}, deleted_at FROM budgets"
INSERT = f"INSERT INTO budgets ({COLUMNS}) VALUES ({', '.join('?' * 14)})"
CHANGE = (
    "UPDATE budgets SET (scope, names, metric, amount, period, levels, channel, owner, raised_amount, raised_until,"
    " raised_reason, raised_by, created_at, created_by) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?"
)

_NAMES = msgspec.json.Decoder(tuple[str, ...])
_LEVELS = msgspec.json.Decoder(tuple[int, ...])

# One statement for all, and no write where nothing changed.
SEEN = (
    "INSERT INTO budgets_seen SELECT "
    + ", ".join(f"json_extract(value, '$[{place}]')" for place in range(6))
    + " FROM json_each(?) WHERE true ON CONFLICT (budget) DO UPDATE SET (period_start, amount, spent, percent, unit) ="
    " (excluded.period_start, excluded.amount, excluded.spent, excluded.percent, excluded.unit)"
    " WHERE (period_start, amount, spent, percent) IS NOT"
    " (excluded.period_start, excluded.amount, excluded.spent, excluded.percent)"
)


class BudgetStore:
    def __init__(self, store: Store) -> None:
        self.store = store

    def all(self) -> tuple[Budget, ...]:
        with self.store.read() as connection:
            rows = connection.execute(f"{READ} WHERE deleted_at = '' ORDER BY id").fetchall()
        return tuple(_budget(row) for row in rows)

    def kept(self) -> tuple[Budget, ...]:
        """Every budget that there ever was, the deleted ones too."""
        with self.store.read() as connection:
            rows = connection.execute(f"{READ} ORDER BY id").fetchall()
        return tuple(_budget(row) for row in rows)

    def get(self, id: int) -> Budget | None:
        """A budget by its number, a deleted one too."""
        with self.store.read() as connection:
            row = connection.execute(f"{READ} WHERE id = ?", (id,)).fetchone()
        return _budget(row) if row else None

    def add(self, connection: sqlite3.Connection, budget: Budget) -> Budget:
        """Keep a new budget; raises sqlite3.IntegrityError when its identity is taken."""
        return replace(budget, id=connection.execute(INSERT, _values(budget)).lastrowid or 0)

    def change(self, connection: sqlite3.Connection, budget: Budget) -> None:
        connection.execute(CHANGE, (*_values(budget), budget.id))

    def note_seen(self, connection: sqlite3.Connection, statuses: Iterable[BudgetStatus]) -> None:
        """Where budgets stand, for those who read the store themselves (the view `budgets_now`)."""
        rows = [
            (
                one.budget.id,
                to_text(one.period.start),
                one.amount,
                one.spent.quantity if one.spent else None,
                one.percent if one.spent else None,
                METRIC[one.budget.metric].unit,
            )
            for one in statuses
        ]
        connection.execute(SEEN, (json.dumps(rows),))

    def delete(self, connection: sqlite3.Connection, id: int, at: datetime) -> None:
        connection.execute("UPDATE budgets SET deleted_at = ? WHERE id = ? AND deleted_at = ''", (to_text(at), id))

    def restore(self, connection: sqlite3.Connection, id: int) -> bool:
        """Bring a deleted budget back; False when another one took its place."""
        done = connection.execute("UPDATE OR IGNORE budgets SET deleted_at = '' WHERE id = ?", (id,))
        return done.rowcount == 1


def _values(budget: Budget) -> tuple[str | int, ...]:
    raised = budget.raised or Raise(0, None, "", "")
    return (
        budget.scope,
        json.dumps(sorted(budget.names)),
        budget.metric,
        budget.amount,
        budget.period,
        json.dumps(budget.levels),
        budget.channel,
        budget.owner,
        raised.amount,
        to_text(raised.until) if raised.until else "",
        raised.reason,
        raised.by,
        to_text(budget.created_at) if budget.created_at else "",
        budget.created_by,
    )


def _budget(row: tuple[str | int, ...]) -> Budget:
    id, scope, names, metric, amount, period, levels, channel, owner, *raised, created_at, created_by, deleted_at = row
    return Budget(
        str(scope),
        _NAMES.decode(str(names)),
        str(metric),
        int(amount),
        str(period),
        _LEVELS.decode(str(levels)),
        str(channel),
        str(owner),
        int(id),
        from_text(str(created_at)) if created_at else None,
        str(created_by),
        _raise(*raised),
        from_text(str(deleted_at)) if deleted_at else None,
    )


def _raise(amount: str | int, until: str | int, reason: str | int, by: str | int) -> Raise | None:
    if not amount:
        return None
    return Raise(int(amount), from_text(str(until)) if until else None, str(reason), str(by))
