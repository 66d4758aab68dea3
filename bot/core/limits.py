"""OpenAI's own spend limit and spend alerts: read and shown beside budgets, never written."""

from __future__ import annotations

from dataclasses import dataclass

ENFORCING = "enforcing"


@dataclass(frozen=True, slots=True)
class SpendLimit:
    """A hard monthly limit in nanodollars. `status` is OpenAI's word, an open set: `inactive`, `enforcing`, …"""

    amount: int
    interval: str
    status: str

    @property
    def is_enforcing(self) -> bool:
        return self.status == ENFORCING


@dataclass(frozen=True, slots=True)
class SpendAlert:
    """One e-mail alert: OpenAI has one object a level. `amount` is in nanodollars."""

    id: str
    amount: int
    interval: str
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NativeLimits:
    """
    What OpenAI itself watches in one project, or in the organisation when `project` is ''.

    `known` is False when the key may not read them, which is not the same as "there are none".
    """

    project: str
    limit: SpendLimit | None = None
    alerts: tuple[SpendAlert, ...] = ()
    known: bool = True
