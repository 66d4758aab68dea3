"""What is open, gathered once: the list of alerts, Home, the digest and the metrics draw from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.core.alerts.levels import AlertRow
from bot.core.alerts.message_facts import AlertFacts
from bot.core.budgets.budget import Budget

HARD_LIMIT = "hard limit"  # the kind of what OpenAI itself stops


@dataclass(frozen=True, slots=True)
class OpenAlerts:
    """
    `of_budgets` are sorted by how long they have been open; `findings`, which still hold, begin with hard limits.
    `budgets` has the deleted ones too, which alerts still speak of.
    """

    of_budgets: tuple[AlertFacts, ...] = ()
    findings: tuple[AlertRow, ...] = ()
    budgets: Mapping[int, Budget] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.of_budgets) + len(self.findings)

    @property
    def alone(self) -> int:
        """Those that nobody acknowledged or snoozed, and that still need it."""
        return sum(not is_tended(one) for one in self.of_budgets) + sum(
            row.acknowledged_at is None for row in self.findings
        )

    def of(self, is_meant: Callable[[Budget | None, str], bool]) -> OpenAlerts:
        """Those whose budget, or whose subject where there is none, is meant."""
        return replace(
            self,
            of_budgets=tuple(one for one in self.of_budgets if is_meant(one.status.budget, "")),
            findings=tuple(row for row in self.findings if is_meant(self.budgets.get(row.budget), row.subject)),
        )


def is_tended(one: AlertFacts) -> bool:
    snooze = one.state.snooze
    return (
        one.is_eased
        or one.state.acknowledged_at is not None
        or (snooze is not None and snooze.is_on(one.status, one.now))
    )


def hard_limits_first(rows: Iterable[AlertRow]) -> tuple[AlertRow, ...]:
    """Where OpenAI stops the traffic, nothing else matters as much."""
    return tuple(sorted(rows, key=lambda row: row.kind != HARD_LIMIT))
