"""Which list prices are in use, how old they are, and why newer ones could not be fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.usage.price_rules import FETCHED_AT, NOT_FETCHED
from bot.services import Services


@dataclass(frozen=True, slots=True)
class ListState:
    """
    `source` is where the list comes from, `at` when it was kept, `checked` when it was last compared with the newest.

    `problem` says why the newest could not be had, `own_problem` what is wrong with a `prices.toml` that changed.
    """

    source: str
    at: datetime | None
    checked: datetime | None
    problem: str = ""
    own_problem: str = ""


def list_state(services: Services) -> ListState:
    from bot.adapters.prices.price_list import installed_source

    book = services.prices.book
    newest = book.kept[-1] if len(book.kept) > 1 else None
    fetched, failed = (services.store.meta.get(key) or "" for key in (FETCHED_AT, NOT_FETCHED))
    return ListState(
        newest.source if newest else installed_source(),
        newest.at if newest else None,
        datetime.fromisoformat(fetched) if fetched else None,
        failed.partition(" ")[2],
        services.prices.problem,
    )
