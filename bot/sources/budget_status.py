"""What each budget has spent, read in a number of statements that does not grow with the budgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import NamedTuple

from bot.core.amounts import Amount
from bot.core.budgets.budget import ORGANISATION, Budget, BudgetStatus, budget_period, covered, period_before, spent_by
from bot.core.budgets.forecast import WINDOWS, Pace, pace
from bot.core.budgets.limit_stops import EVERYTHING, Counted, Stops, as_budget, limit_stops
from bot.core.budgets.openai_limits import KEPT, NativeLimits, kept_limits
from bot.core.names import Names
from bot.core.periods import DAY, HOUR, INSTANT, Period, Width, floor
from bot.core.usage.freshness import GRACE, ReadNote, is_settled
from bot.services import Services
from bot.sources import breakdown

# How many ended periods are looked at when the bot was away: what was passed in them is told late, not never.
REACH = 100 * DAY  # further back than any open period
LOOK_BACK = {"day": 35, "week": 5, "month": 2}


Read = Callable[[str, Period, str | None], Mapping[str, Amount]]


class Look(NamedTuple):
    """What is known of one period: up to when it was read, when it was last read, and whether to its end and bill."""

    within: Period
    as_of: datetime | None
    is_final: bool
    is_settled: bool


class BudgetSums:
    """
    What budgets are measured against at `now`. Equal questions are read once, so that two thousand budgets of
    one kind cost as many statements as one.
    """

    def __init__(
        self,
        now: datetime,
        names: Names,
        notes: Mapping[datetime, ReadNote],
        read: Read,
        bills: Mapping[datetime, ReadNote] | None = None,
        limits: Sequence[NativeLimits] = (),
    ) -> None:
        """
        `notes` say when each UTC day was read, `bills` when its bill was; `read` answers (metric, period, dimension or
        None) by id; `limits` are what OpenAI said of its own.
        """
        self.now = now
        self.names = names
        self.notes = notes
        self._bills = notes if bills is None else bills
        self._read = read
        self._limits = limits
        self._looks: dict[Period, Look] = {}
        self._statuses: dict[tuple[Budget, Period], BudgetStatus] = {}
        self._amounts: dict[tuple[str, Period, str | None], Mapping[str, Amount]] = {}

    @property
    def as_of(self) -> datetime | None:
        """When OpenAI was last read; None when it never was."""
        return max((note.read_at for note in self.notes.values()), default=None)

    def amounts(self, metric: str, period: Period, scope: str) -> Mapping[str, Amount]:
        """What was used in `period`, by id of the scope."""
        key = (metric, period, None if scope == ORGANISATION else scope)
        if key not in self._amounts:
            self._amounts[key] = self._read(*key)
        return self._amounts[key]

    def spent(self, budget: Budget, period: Period) -> Amount:
        return spent_by(budget, self.amounts(budget.metric, period, budget.scope), self.names)

    def status(self, budget: Budget, period: Period) -> BudgetStatus:
        """Made once: a check looks before its write and again inside, where few budgets are others."""
        key = (budget, period)
        if key not in self._statuses:
            self._statuses[key] = self._status(budget, period)
        return self._statuses[key]

    def _status(self, budget: Budget, period: Period) -> BudgetStatus:
        look = self._look(period)
        spent = self.spent(budget, look.within) if look.as_of else None
        amount = budget.amount_at(min(self.now, period.end - INSTANT))
        return BudgetStatus(budget, period, amount, spent, look.as_of, look.is_final, look.is_settled)

    def _look(self, period: Period) -> Look:
        """Looked up once: most budgets share their period."""
        if period not in self._looks:
            as_of = max((note.read_at for day, note in self.notes.items() if day in period), default=None)
            last, bill = self.notes.get(period.end - DAY), self._bills.get(period.end - DAY)
            is_final = last is not None and last.read_at >= period.end + GRACE
            is_billed = bill is not None and is_settled(period.end - DAY, bill.read_at)
            within = Period(period.start, min(period.end, self.now))
            self._looks[period] = Look(within, as_of, is_final, is_final and is_billed)
        return self._looks[period]

    def is_billed(self, period: Period) -> bool:
        """Whether the bill of its end is complete."""
        return self._look(period).is_settled

    def current(self, budget: Budget) -> BudgetStatus:
        return self.status(budget, budget_period(budget.period, self.now))

    def pace(self, budget: Budget) -> Pace | None:
        """What the budget's scope uses a day, by the last whole days, until OpenAI's hard limits stop it."""
        found = self._free_pace(budget)
        return self.held(budget, found) if found else None

    def held(self, budget: Budget, found: Pace) -> Pace:
        """A pace of the budget's scope with what OpenAI's hard limits stop of it."""
        counted = EVERYTHING if budget.scope == ORGANISATION else None
        if budget.scope == "project":
            counted = Counted(self._projects(budget))
        period = budget_period(budget.period, self.now)
        return self.stops.hold(found, period, counted, in_dollars=budget.metric == "cost")

    def _projects(self, budget: Budget) -> frozenset[str]:
        """Its projects, a pattern as the stopped ones that it covers."""
        return frozenset(budget.names).union(covered((budget,), self.stops.projects, self.names))

    @cached_property
    def stops(self) -> Stops:
        """What OpenAI's own limits stop before the month ends."""
        budgets = [(one.limit, as_budget(one)) for one in self._limits]
        found = [(limit, self.current(one), self._free_pace(one)) for limit, one in budgets if limit and one]
        return limit_stops(found, budget_period("month", self.now).end)

    def _free_pace(self, budget: Budget) -> Pace | None:
        sums = {days: self.spent(budget, span).quantity for days, span in self._windows.items()}
        return pace(sums, self._known_days)

    @cached_property
    def _windows(self) -> Mapping[int, Period]:
        today = floor(self.now, Width.DAY)
        return {days: Period(today - days * DAY, today) for days in WINDOWS}

    @cached_property
    def _known_days(self) -> int:
        today = floor(self.now, Width.DAY)
        return sum(day < today for day in self.notes)

    def crossed_at(self, status: BudgetStatus, level: int, since: datetime) -> datetime:
        """The hour in which `level` was passed, at `since` or later; found by halving."""
        first = max(floor(since, Width.HOUR), status.period.start)
        low, high = 0, max((min(self.now, status.period.end) - first) // HOUR, 1)
        while high - low > 1:
            middle = (low + high) // 2
            spent = self.spent(status.budget, Period(status.period.start, first + middle * HOUR))
            low, high = (low, middle) if spent.quantity * 100 >= status.amount * level else (middle, high)
        return max(first + low * HOUR, since)


def budget_sums(services: Services, now: datetime, since: datetime | None = None) -> BudgetSums:
    """The store at `now`; `since` reaches further back than what is open."""
    reach = Period(min(since or now, floor(now, Width.DAY) - REACH), now)
    return BudgetSums(
        now,
        services.store.names.all(),
        services.store.usage.notes("completions", Width.DAY, reach),
        partial(breakdown, services, now=now),
        services.store.usage.notes("costs", Width.DAY, reach),
        kept_limits(services.store.meta.get(KEPT)) if services.clock() - now < 2 * DAY else (),  # those of today
    )


def open_periods(budget: Budget, now: datetime, is_done: Callable[[Period], bool]) -> Iterator[Period]:
    """The current period, and those before it of which more can come."""
    period = budget_period(budget.period, now)
    yield period
    for _ in range(LOOK_BACK.get(budget.period, 0)):
        period = period_before(budget.period, period)
        was_there = budget.created_at is None or budget.created_at < period.end
        if is_done(period) or not was_there:
            return
        yield period


def over_half(statuses: Iterable[BudgetStatus]) -> tuple[BudgetStatus, ...]:
    """Budgets past half of their amount, the fullest first."""
    return tuple(sorted((one for one in statuses if one.has_passed(50)), key=lambda one: -one.percent))
