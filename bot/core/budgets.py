"""Budgets: what a team means to spend, and the levels at which it wants to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ORGANISATION = "organisation"
SCOPES = (ORGANISATION, "project", "model", "key", "user")
PERIODS = ("day", "week", "month")  # UTC, as OpenAI bills
DEFAULT_LEVELS = (50, 80, 100)


@dataclass(frozen=True, slots=True)
class Budget:
    """
    One budget. `scope` is one of SCOPES; `names` are its ids or patterns with `*`, none for the organisation.

    `amount` is in the metric's smallest unit (nanodollars, tokens, requests). `id` is 0 before it is stored.
    """

    scope: str
    names: tuple[str, ...]
    metric: str
    amount: int
    period: str
    levels: tuple[int, ...] = DEFAULT_LEVELS
    channel: str = ""
    owner: str = ""
    id: int = 0
    created_at: datetime | None = None
    created_by: str = ""
