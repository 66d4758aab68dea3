"""The last known names of projects, users and keys; what is gone keeps its name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from bot.adapters.store.moments import to_text
from bot.core.names import Named, Names

if TYPE_CHECKING:
    from bot.adapters.store import Store

# A service that no longer tells a name, or a key's project, does not make us forget it.
SAVE = """
INSERT INTO names (kind, id, name, parent, gone, seen_at, residency, email) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (kind, id) DO UPDATE SET
    name = CASE excluded.name WHEN '' THEN name ELSE excluded.name END,
    parent = CASE excluded.parent WHEN '' THEN parent ELSE excluded.parent END,
    gone = excluded.gone,
    seen_at = excluded.seen_at,
    residency = excluded.residency,
    email = CASE excluded.email WHEN '' THEN email ELSE excluded.email END
"""
LEAVE = "UPDATE names SET gone = 1 WHERE kind = ? AND id NOT IN (SELECT value FROM json_each(?))"


class NameStore:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.also: Callable[[], tuple[Named, ...]] = tuple  # things with names that OpenAI knows nothing of

    def save(self, named: Iterable[Named], at: datetime, complete_kind: str | None = None) -> None:
        """Keep these names. When they are all of `complete_kind`, the others of that kind are gone."""
        known = tuple(named)
        rows = [(it.kind, it.id, it.name, it.parent, it.gone, to_text(at), it.residency, it.email) for it in known]
        with self.store.write() as connection:
            connection.executemany(SAVE, rows)
            if complete_kind is not None:
                ids = [it.id for it in known if it.kind == complete_kind]
                connection.execute(LEAVE, (complete_kind, json.dumps(ids)))

    def all(self) -> Names:
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT kind, id, name, parent, gone, residency, email FROM names ORDER BY kind, id"
            ).fetchall()
        known = [
            Named(kind, id, name, parent, bool(gone), residency, email)
            for kind, id, name, parent, gone, residency, email in rows
        ]
        return Names((*known, *self.also()))
