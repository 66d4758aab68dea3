"""Budgets: what a team means to spend, and how much of it is spent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatchcase

from bot.core.amounts import ZERO, Amount
from bot.core.errors import UserError
from bot.core.names import Names
from bot.core.periods import DAY, INSTANT, Period, Width, floor, utc_day

ORGANISATION = "organisation"
PERSONAL = "user"  # the scope, and the kind of subjects, that are about one person
SCOPES = (ORGANISATION, "project", "team", "model", "key", "user")
BUDGET_METRICS = ("cost", "tokens", "input", "output", "requests")
PERIODS = ("day", "week", "month")  # UTC, as OpenAI bills
SINCE = "since "  # and a UTC day, in the place of a period: prepaid credit, which does not begin anew
DEFAULT_LEVELS = (50, 80, 100)
FULL = 100
NEEDS_CHANNEL = "A budget of one person needs a channel of its own, as its alerts name the person: say `in #channel`."
WEEK = timedelta(days=7)
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Raise:
    """A higher amount for a while: `until` is None when it stays. The reason is shown with the budget."""

    amount: int
    until: datetime | None
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Budget:
    """
    One budget. `scope` is one of SCOPES; `names` are its ids or patterns with `*`, none for the organisation.

    `amount` is in the metric's smallest unit (nanodollars, tokens, requests). `period` is one of PERIODS, or
    `since 2026-11-01`. `id` is 0 before it is stored.
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
    raised: Raise | None = None
    deleted_at: datetime | None = None

    @property
    def identity(self) -> tuple[str, tuple[str, ...], str, str]:
        """Two budgets with the same identity are one budget, changed."""
        return (self.scope, tuple(sorted(self.names)), self.metric, self.period)

    @property
    def resets(self) -> bool:
        """Whether it begins anew; credit is counted down until it is gone."""
        return not self.period.startswith(SINCE)

    @property
    def is_credit(self) -> bool:
        return self.scope == ORGANISATION and self.metric == "cost" and not self.resets

    def amount_at(self, now: datetime) -> int:
        """The amount that counts now: the raised one while the raise lasts."""
        if self.raised is None or (self.raised.until is not None and now >= self.raised.until):
            return self.amount
        return self.raised.amount

    def covers(self, id: str, names: Names) -> bool:
        """Whether spend of `id` counts here. A pattern is compared with the name that people know."""
        if id in self.names:
            return True
        patterns = [name.casefold() for name in self.names if "*" in name]
        return bool(patterns) and any(fnmatchcase(names.label(self.scope, id).casefold(), one) for one in patterns)


@dataclass(frozen=True, slots=True)
class BudgetStatus:
    """
    What a budget has spent in one period.

    `spent` is None when nothing of the period was ever read. `as_of` is when OpenAI was last read;
    `is_final` says that the period is over and was read to its end, `is_settled` that the bill of its end is complete.
    """

    budget: Budget
    period: Period
    amount: int
    spent: Amount | None
    as_of: datetime | None = None
    is_final: bool = False
    is_settled: bool = False

    @property
    def percent(self) -> int:
        """The nearest whole percent to show; a level that was not reached is never shown as reached."""
        if self.spent is None:
            return 0
        nearest = (self.spent.quantity * 200 + self.amount) // (2 * self.amount)
        is_short = nearest in (*self.budget.levels, FULL) and not self.has_passed(nearest)
        return nearest - 1 if is_short else nearest

    def has_passed(self, level: int) -> bool:
        return self.spent is not None and self.spent.quantity * 100 >= self.amount * level

    @property
    def terms(self) -> str:
        """What the levels are measured against; when it changes, they were not passed by spending."""
        return f"{self.amount}:{','.join(map(str, self.budget.levels))}"


def with_own_place(budget: Budget) -> Budget:
    """The alerts of a budget of a user name the person: they go where somebody chose, not where everybody reads."""
    if budget.scope == PERSONAL and not budget.channel:
        raise UserError(NEEDS_CHANNEL, field="channel")
    return budget


def budget_period(unit: str, now: datetime) -> Period:
    """The UTC day, week (from Monday) or month that holds `now`; all time since the day of what does not reset."""
    if unit.startswith(SINCE):
        return Period(utc_day(date.fromisoformat(unit.removeprefix(SINCE))), FOREVER)
    day = floor(now.astimezone(UTC), Width.DAY)
    if unit == "day":
        return Period(day, day + DAY)
    if unit == "week":
        monday = day - day.weekday() * DAY
        return Period(monday, monday + WEEK)
    first = day.replace(day=1)
    return Period(first, (first + 31 * DAY).replace(day=1))


def period_before(unit: str, period: Period) -> Period:
    return budget_period(unit, period.start - INSTANT)


def spent_by(budget: Budget, amounts: Mapping[str, Amount], names: Names) -> Amount:
    """What counts towards `budget`, of amounts by id of its scope (by '' or anything for the organisation)."""
    if budget.scope == ORGANISATION:
        return sum(amounts.values(), ZERO)
    return sum((amounts[id] for id in covered((budget,), amounts, names)), ZERO)


def uncovered(budgets: Iterable[Budget], by_project: Mapping[str, Amount], names: Names) -> tuple[int, int]:
    """What was spent in projects without a budget of their own, and what all did, with or without a project."""
    own = covered((one for one in budgets if one.scope == "project"), by_project, names)
    free = sum(amount.quantity for id, amount in by_project.items() if id and id not in own)
    return free, sum(amount.quantity for amount in by_project.values())


def covered(budgets: Iterable[Budget], ids: Collection[str], names: Names) -> set[str]:
    """Those of `ids` that some of these budgets, all of one scope, count; without a look at each pair of them."""
    known = tuple(budgets)
    found = {name for budget in known for name in budget.names if name in ids}
    patterned = [budget for budget in known if any("*" in name for name in budget.names)]
    if not patterned:
        return found
    return found.union(id for id in ids if any(budget.covers(id, names) for budget in patterned))
