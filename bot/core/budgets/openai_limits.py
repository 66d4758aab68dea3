"""OpenAI's own spend limit and spend alerts: read and shown beside budgets, never written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.core.budgets.budget import ORGANISATION, Budget, BudgetStatus
from bot.core.budgets.forecast import Pace, reached_at

ENFORCING = "enforcing"
KEPT = "native_limits"  # where the store keeps what OpenAI said, as text


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

    @property
    def is_any(self) -> bool:
        return self.limit is not None or bool(self.alerts)


def limits_text(limits: Iterable[NativeLimits]) -> str:
    """What the store keeps of them. Whom OpenAI writes to is nobody's business here."""
    return json.dumps(
        [
            {
                "project": one.project,
                "limit": asdict(one.limit) if one.limit else None,
                "alerts": [
                    {"id": alert.id, "amount": alert.amount, "interval": alert.interval} for alert in one.alerts
                ],
            }
            for one in limits
        ]
    )


def kept_limits(text: str | None) -> tuple[NativeLimits, ...]:
    return tuple(
        NativeLimits(
            one["project"],
            SpendLimit(**one["limit"]) if one.get("limit") else None,
            tuple(SpendAlert(**alert) for alert in one.get("alerts", ())),
        )
        for one in json.loads(text or "[]")
    )


def is_beyond(budget: Budget, limit: SpendLimit | None) -> bool:
    """Whether requests fail before the budget is full, as far as one month tells."""
    return limit is not None and budget.metric == "cost" and budget.period == "month" and budget.amount > limit.amount


def is_for(native: NativeLimits, budget: Budget) -> bool:
    """Whether both watch the same thing."""
    names = (native.project,) if native.project else ()
    return budget.scope == ("project" if native.project else ORGANISATION) and budget.names == names


def stops_at(limit: SpendLimit | None, status: BudgetStatus, pace: Pace | None) -> datetime | None:
    """
    When OpenAI begins to refuse requests if the pace holds: where it does already, or is about to, the last read.

    `status` is of what the limit is on. OpenAI stops by what it has billed, which is hours behind.
    """
    if limit is None or status.spent is None or status.as_of is None or status.budget.period != "month":
        return None  # the limit counts the month, which no other period's numbers lead to
    if limit.is_enforcing or status.spent.quantity >= limit.amount:
        return status.as_of
    at = reached_at(limit.amount, status.spent.quantity, pace, status.as_of) if pace else None
    return at if at and at < status.period.end else None


def limit_on(budget: Budget, limits: Iterable[NativeLimits]) -> SpendLimit | None:
    """OpenAI's own limit on what a budget of dollars is for, where there is one."""
    return next((one.limit for one in limits if budget.metric == "cost" and is_for(one, budget)), None)


def as_budgets(limits: Iterable[NativeLimits]) -> tuple[Budget, ...]:
    """Native alerts as budgets: the highest is the amount, each of them a level, rounded down to be told in time."""
    found = []
    for one in limits:
        amounts = {alert.amount for alert in one.alerts if alert.interval == "month" and alert.amount > 0}
        if amounts:
            full = max(amounts)
            levels = tuple(sorted({max(amount * 100 // full, 1) for amount in amounts}))
            names = (one.project,) if one.project else ()
            found.append(Budget("project" if one.project else ORGANISATION, names, "cost", full, "month", levels))
    return tuple(found)
