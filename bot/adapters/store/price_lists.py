"""The price lists that were used, each from its first day on, and how the last fetch of a newer one went."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.adapters.store.moments import from_text, to_text
from bot.core.usage.price_rules import KeptPrices

if TYPE_CHECKING:
    from bot.adapters.store import Store


class PriceListStore:
    def __init__(self, store: Store) -> None:
        self.store = store

    def all(self) -> tuple[KeptPrices, ...]:
        """In the order of their days."""
        with self.store.read() as connection:
            rows = connection.execute("SELECT since, digest, source, at, list FROM price_lists ORDER BY since")
            return tuple(
                KeptPrices(date.fromisoformat(since), digest, source, from_text(at), text)
                for since, digest, source, at, text in rows.fetchall()
            )

    def keep(self, kept: KeptPrices) -> None:
        """A second list of a day takes the place of the first."""
        row = (kept.since.isoformat(), kept.digest, kept.source, to_text(kept.at), kept.text)
        with self.store.write() as connection:
            connection.execute("INSERT OR REPLACE INTO price_lists VALUES (?, ?, ?, ?, ?)", row)
