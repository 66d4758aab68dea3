"""What OpenAI's own limits do to a forecast: whom they stop, from when on, and what it counts all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.budgets.budget import ORGANISATION, Budget, BudgetStatus
from bot.core.budgets.budget_names import about, about_range, amount, quantity, scope_name
from bot.core.budgets.forecast import Forecast
from bot.core.budgets.openai_limits import NativeLimits, SpendLimit, stops_at
from bot.core.names import Names
from bot.core.openai_pages import limits_link
from bot.core.slack.dates import day

SHOWN = 3
HARD_LIMIT = "OpenAI's hard limit"


@dataclass(frozen=True, slots=True)
class LimitStop:
    """One limit that is reached at `at`; `status` and `forecast` are of what it is on, as if it were a budget."""

    limit: SpendLimit
    status: BudgetStatus
    forecast: Forecast | None
    at: datetime

    @property
    def project(self) -> str:
        """'' for the organisation."""
        return "".join(self.status.budget.names)

    @property
    def is_now(self) -> bool:
        return self.limit.is_enforcing

    @property
    def end(self) -> int:
        """Where it ends while the limit stays."""
        return max(self.status.spent.quantity if self.status.spent else 0, 0 if self.is_now else self.limit.amount)

    @property
    def refused(self) -> int:
        """What a forecast counts that OpenAI will refuse."""
        return max(self.forecast.expected - self.end, 0) if self.forecast else 0


def as_budget(native: NativeLimits) -> Budget | None:
    """A limit is measured as a budget of a month is."""
    if native.limit is None or native.limit.amount <= 0:
        return None
    names = (native.project,) if native.project else ()
    return Budget("project" if names else ORGANISATION, names, "cost", native.limit.amount, "month", levels=())


def limit_stop(limit: SpendLimit, status: BudgetStatus, forecast: Forecast | None) -> LimitStop | None:
    """None where the pace does not lead to it."""
    at = stops_at(limit, status, forecast.pace if forecast else None)
    return LimitStop(limit, status, forecast, at) if at else None


def stop_lines(stops: Sequence[LimitStop], names: Names) -> list[str]:
    """A line each, those that are stopped now first, and what the forecast counts of them."""
    ordered = sorted(stops, key=lambda one: (not one.is_now, one.at))
    more = [f"and {len(ordered) - SHOWN} more that OpenAI stops"] if len(ordered) > SHOWN else []
    return [*(_line(one, names) for one in ordered[:SHOWN]), *more, *_counted(ordered)]


def _line(one: LimitStop, names: Names) -> str:
    """`🔴 data-eval is stopped by OpenAI's hard limit of $2,000: ≈ $2,037 by month-end, ≈ $2,694–$2,913 if raised`."""
    who, limit = scope_name(one.status.budget, names), quantity(one.limit.amount, "cost")
    hard = f"{limits_link(one.project, HARD_LIMIT)} of {limit}"
    raised = f", ≈ {about_range(one.forecast.low, one.forecast.high, 'cost')} if raised" if one.forecast else ""
    if one.is_now:
        spent = amount(one.status.spent, "cost")
        return f"🔴 {who} is stopped by {hard}: {spent} by month-end{raised}"
    if one.at == one.status.as_of:
        return f"🔴 {who} has passed {hard}, and is stopped when its bill says so{raised}"
    return f"🟠 {who} reaches {hard} about {day(one.at.date())}: {limit} by month-end{raised}"


def _counted(stops: Sequence[LimitStop]) -> list[str]:
    """The organisation's own limit holds what its projects' do."""
    whole = [one for one in stops if not one.project] or stops
    refused = sum(one.refused for one in whole)
    if not refused:
        return []
    return [
        f"About {about(refused, 'cost')} of this forecast will not be spent while the limits stay: OpenAI refuses it"
    ]


def row_text(one: LimitStop) -> str:
    """`≈ $2,037, stopped`: where its row of a table leads."""
    if one.is_now and one.status.spent:
        return f"{amount(one.status.spent, 'cost')}, stopped"
    return f"{quantity(one.end, 'cost')}, hard limit"


def stop_json(stop: LimitStop) -> dict[str, object]:
    """In nanodollars; `project` is null for the organisation."""
    return {
        "project": stop.project or None,
        "limit": stop.limit.amount,
        "status": stop.limit.status,
        "at": f"{stop.at:%Y-%m-%dT%H:%M:%SZ}",
        "end": stop.end,
    }
