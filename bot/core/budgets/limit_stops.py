"""What OpenAI's own limits do to a forecast: whom they stop, from when on, and what of a pace is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.budgets.budget import ORGANISATION, Budget, BudgetStatus
from bot.core.budgets.budget_names import amount, quantity, scope_name
from bot.core.budgets.forecast import HeldPart, HeldTo, Pace
from bot.core.budgets.openai_limits import NativeLimits, SpendLimit, stops_at
from bot.core.names import Names
from bot.core.openai_pages import limits_link
from bot.core.periods import DAY, Period
from bot.core.slack.dates import day

SHOWN = 3
HARD_LIMIT = "OpenAI's hard limit"
IF_RAISED = "if OpenAI's limits are raised"


@dataclass(frozen=True, slots=True)
class LimitStop:
    """One limit that is reached at `at`; `status` and `pace` are of what it is on, as if it were a budget."""

    limit: SpendLimit
    status: BudgetStatus
    pace: Pace | None
    at: datetime

    @property
    def project(self) -> str:
        """'' for the organisation."""
        return "".join(self.status.budget.names)

    @property
    def is_now(self) -> bool:
        return self.limit.is_enforcing

    @property
    def left(self) -> int:
        """What OpenAI still lets through."""
        return 0 if self.is_now else max(self.limit.amount - self._spent, 0)

    @property
    def end(self) -> int:
        """Where it ends while the limit stays."""
        return self._spent + self.left

    @property
    def part(self) -> HeldPart:
        paces = (self.pace.low, self.pace.expected, self.pace.high) if self.pace else (0, 0, 0)
        return HeldPart(self.left, *paces)

    @property
    def _spent(self) -> int:
        return self.status.spent.quantity if self.status.spent else 0


@dataclass(frozen=True, slots=True)
class Counted:
    """Which projects something counts: those of `names`, or all but these."""

    names: frozenset[str] = frozenset()
    is_all_but: bool = False

    def holds(self, project: str) -> bool:
        return (project in self.names) is not self.is_all_but


EVERYTHING = Counted(is_all_but=True)


@dataclass(frozen=True, slots=True)
class Stops:
    """
    What OpenAI's hard limits stop in the month that ends at `until`: projects by id, and the organisation.

    No project is in it that the organisation's own limit stops first.
    """

    until: datetime
    projects: Mapping[str, LimitStop] = field(default_factory=dict)
    whole: LimitStop | None = None

    def of(self, counted: Counted) -> tuple[LimitStop, ...]:
        projects = tuple(one for id, one in self.projects.items() if counted.holds(id))
        return (self.whole, *projects) if self.whole else projects

    def hold(self, pace: Pace, period: Period, counted: Counted | None, *, in_dollars: bool) -> Pace:
        """The pace with what is stopped of it; `counted` is None where nobody knows of which projects it is."""
        if period.end > self.until + DAY:  # a day for zones; OpenAI lets through again in the next month
            return pace
        ends = self.whole.at if self.whole else None
        if counted is None or not in_dollars:
            own = self._all_stopped_at(counted) if counted else None
            return replace(pace, held=HeldTo(until=min(filter(None, (ends, own)), default=None)))
        parts = tuple(one.part for id, one in self.projects.items() if counted.holds(id))
        if self.whole and counted == EVERYTHING:
            return replace(pace, held=HeldTo(parts, self.whole.left))
        return replace(pace, held=HeldTo(parts, until=ends))

    def _all_stopped_at(self, counted: Counted) -> datetime | None:
        """When the last of these projects is stopped; None where one is not."""
        if counted.is_all_but or not counted.names <= self.projects.keys():
            return None
        return max((self.projects[id].at for id in counted.names), default=None)


def limit_stops(found: Iterable[tuple[SpendLimit, BudgetStatus, Pace | None]], until: datetime) -> Stops:
    """Each limit, what it is on, and its own pace; the organisation's loses what its projects' limits stop before."""
    ordered = sorted(found, key=lambda one: one[1].budget.scope == ORGANISATION)
    stops = Stops(until)
    for limit, status, own in ordered:
        is_whole = status.budget.scope == ORGANISATION
        pace = stops.hold(own, status.period, EVERYTHING, in_dollars=True) if own and is_whole else own
        if not (at := stops_at(limit, status, pace)):
            continue
        stop = LimitStop(limit, status, pace, at)
        if is_whole:
            before = {id: one for id, one in stops.projects.items() if one.at < at}
            stops = Stops(until, before, stop)
        else:
            stops = replace(stops, projects={**stops.projects, stop.project: stop})
    return stops


def as_budget(native: NativeLimits) -> Budget | None:
    """A limit is measured as a budget of a month is."""
    if native.limit is None or native.limit.amount <= 0:
        return None
    names = (native.project,) if native.project else ()
    return Budget("project" if names else ORGANISATION, names, "cost", native.limit.amount, "month", levels=())


def stop_lines(stops: Sequence[LimitStop], names: Names) -> list[str]:
    """A line each, those that are stopped now first."""
    ordered = sorted(stops, key=lambda one: (not one.is_now, one.at))
    more = [f"and {len(ordered) - SHOWN} more that OpenAI stops"] if len(ordered) > SHOWN else []
    return [*(_line(one, names) for one in ordered[:SHOWN]), *more]


def _line(one: LimitStop, names: Names) -> str:
    """With its sign and its link: `🔴 data-eval is stopped by …`."""
    sign = "🔴" if one.is_now or one.at == one.status.as_of else "🟠"
    return f"{sign} {stop_text(one, names, limits_link(one.project, HARD_LIMIT))}"


def stop_text(one: LimitStop, names: Names, limit: str = HARD_LIMIT) -> str:
    """`search reaches OpenAI's hard limit of $550 about Sat 28 Nov: requests fail from then on`."""
    who, hard = scope_name(one.status.budget, names), f"{limit} of {quantity(one.limit.amount, 'cost')}"
    if one.is_now:
        return f"{who} is stopped by {hard}: requests fail now"
    if one.at == one.status.as_of:
        return f"{who} has passed {hard}: requests fail as soon as its bill says so"
    return f"{who} reaches {hard} about {day(one.at.date())}: requests fail from then on"


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
