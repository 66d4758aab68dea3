"""Who changed what: lines are added, never changed."""

from __future__ import annotations

import json
import os
import pwd
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.adapters.store.moments import from_text, to_text
from bot.core.budgets.budget_history import ACTIONS, Revision
from bot.core.periods import Period

if TYPE_CHECKING:
    from bot.adapters.store import Store


@dataclass(frozen=True, slots=True)
class AuditLine:
    """
    `actor` is a Slack user id; '' is the person at the terminal, stored as the system's user name.

    `subject` is what was changed, `detail` how.
    """

    at: datetime
    actor: str
    action: str
    subject: str
    detail: str = ""


class AuditStore:
    def __init__(self, store: Store) -> None:
        self.store = store

    def append(self, connection: sqlite3.Connection, line: AuditLine) -> None:
        """Add a line in the caller's write, so that it is kept exactly when the change is."""
        connection.execute(
            "INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)",
            (to_text(line.at), line.actor or _at_the_terminal(), line.action, line.subject, line.detail),
        )

    def lines(self, limit: int = 100) -> tuple[AuditLine, ...]:
        """The newest lines, newest first."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT at, actor, action, subject, detail FROM audit ORDER BY id DESC LIMIT ?", (limit,)
            ).fetchall()
        return tuple(AuditLine(from_text(at), *words) for at, *words in rows)

    def revisions(self) -> tuple[Revision, ...]:
        """Every change of a budget, from the oldest on."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT at, actor, action, subject, detail FROM audit"
                " WHERE action IN (SELECT value FROM json_each(?)) ORDER BY id",
                (json.dumps(ACTIONS),),
            ).fetchall()
        return tuple(
            Revision(from_text(at), actor, action, int(subject.removeprefix("budget:")), detail)
            for at, actor, action, subject, detail in rows
        )

    def latest(self) -> int:
        """The number of the newest line: it grows with every change."""
        with self.store.read() as connection:
            (newest,) = connection.execute("SELECT coalesce(max(id), 0) FROM audit").fetchone()
        return int(newest)

    def subjects(self, action: str, period: Period) -> frozenset[str]:
        """The subjects to which `action` was done in the period."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT DISTINCT subject FROM audit WHERE action = ? AND at >= ? AND at < ?",
                (action, to_text(period.start), to_text(period.end)),
            ).fetchall()
        return frozenset(subject for (subject,) in rows)


def _at_the_terminal() -> str:
    """The name of the user whose process this is; the number where the machine knows no name for it."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
