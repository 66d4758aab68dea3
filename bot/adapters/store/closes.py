"""Months that were closed, frozen: each line as it was billed then."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.adapters.store.audit import AuditLine
from bot.adapters.store.moments import from_text, to_text
from bot.core.periods import Period
from bot.core.reports.close import Close, CloseLine

if TYPE_CHECKING:
    from bot.adapters.store import Store


class CloseStore:
    def __init__(self, store: Store) -> None:
        self.store = store

    def of(self, month: Period) -> Close | None:
        key = f"{month.start:%Y-%m}"
        with self.store.read() as connection:
            found = connection.execute("SELECT at FROM closes WHERE month = ?", (key,)).fetchone()
            if found is None:
                return None
            rows = connection.execute(
                "SELECT project, team, item, amount, quantity, unit FROM close_lines WHERE month = ?"
                " ORDER BY project, team, item",
                (key,),
            ).fetchall()
        return Close(month, from_text(found[0]), tuple(CloseLine(*row) for row in rows))

    def keep(self, close: Close, by: str) -> Close:
        """Freeze a month once. A second call returns what the first one froze."""
        key = f"{close.month.start:%Y-%m}"
        with self.store.write() as connection:
            made = connection.execute("INSERT OR IGNORE INTO closes VALUES (?, ?, ?)", (key, to_text(close.at), by))
            if made.rowcount == 1:
                connection.executemany(
                    "INSERT INTO close_lines VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [(key, it.project, it.team, it.item, it.amount, it.quantity, it.unit) for it in close.lines],
                )
                self.store.audit.append(connection, AuditLine(close.at, by, "close", key, f"{close.total} nanodollars"))
        return self.of(close.month) or close

    def all(self) -> tuple[tuple[str, datetime], ...]:
        with self.store.read() as connection:
            rows = connection.execute("SELECT month, at FROM closes ORDER BY month").fetchall()
        return tuple((month, from_text(at)) for month, at in rows)
