"""The facts of an alert's message, gathered before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.alerts.levels import AlertEvent, AlertState, State
from bot.core.budgets.budget import BudgetStatus
from bot.core.budgets.budget_state import full_at
from bot.core.budgets.drivers import Drivers
from bot.core.budgets.forecast import Forecast, Pace
from bot.core.budgets.openai_limits import SpendLimit, stops_at


@dataclass(frozen=True, slots=True)
class Crossing:
    """
    When the level was passed, where that was long before it is told: nothing was read, or the quiet hours lasted.

    `since` is when that began; `at` is None for keys and users, whose use is kept by whole days.
    """

    at: datetime | None
    since: datetime
    was_quiet: bool = False


def level_shown(state: AlertState, status: BudgetStatus) -> int:
    """The highest that was told; after a raise the highest that is still passed, else the one it is back under."""
    passed = [mark.level for mark in state.marks if mark.state is State.COVERED and status.has_passed(mark.level)]
    levels = [mark.level for mark in state.marks if mark.state is State.TOLD] or passed
    return max(levels or [mark.level for mark in state.marks], default=status.percent)


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """One budget's alert. `state` is as it will be once this message stands."""

    status: BudgetStatus
    state: AlertState
    event: AlertEvent
    level: int
    now: datetime
    zone: ZoneInfo
    forecast: Forecast | None = None
    drivers: Drivers | None = None
    limit: SpendLimit | None = None
    crossing: Crossing | None = None
    command: str = "/budget"
    pace: Pace | None = None  # of what does not reset
    was_heard: bool = True  # False while Slack never showed a level that the number is below

    @property
    def key(self) -> str:
        """The key of the living message: what its buttons carry."""
        return self.state.message

    @property
    def is_over(self) -> bool:
        """Whether nothing more can be done about it: its period was closed, or the budget was deleted."""
        return self.state.closed_at is not None or self.status.budget.deleted_at is not None

    @property
    def is_eased(self) -> bool:
        """A raise, or a correction, took the number below a level, and none was told since: nobody needs to act."""
        told = max((mark.at for mark in self.state.marks if mark.state is State.TOLD), default=None)
        armed = [one for one in self.state.marks if one.state is State.ARMED and not self.status.has_passed(one.level)]
        return any(told is None or one.at > told for one in armed)

    @property
    def is_back(self) -> bool:
        """Whether the number is below a level that the channel was told of."""
        return self.was_heard and (self.is_eased or not self.status.has_passed(self.level))

    @property
    def full_at(self) -> datetime | None:
        """When it is used up at the pace of the last week, where that is before its period ends."""
        return full_at(self.status, self.forecast.pace if self.forecast else self.pace)

    @property
    def fails_at(self) -> datetime | None:
        """When OpenAI's own limit begins to refuse requests, where that is in this period."""
        return stops_at(self.limit, self.status, self.forecast.pace if self.forecast else None)

    @property
    def since(self) -> datetime | None:
        """When the first level of the period was told."""
        return min((mark.at for mark in self.state.marks if mark.state in (State.TOLD, State.COVERED)), default=None)
