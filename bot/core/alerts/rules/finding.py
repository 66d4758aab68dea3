"""The values that rules get and return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.core.alerts.levels import NOTHING_TOLD, AlertState
from bot.core.alerts.rules.spike_cause import Cause
from bot.core.amounts import Amount
from bot.core.answers.answer import Unpriced
from bot.core.budgets.budget import BudgetStatus
from bot.core.budgets.forecast import Forecast
from bot.core.budgets.openai_limits import NativeLimits
from bot.core.periods import Period
from bot.core.usage.drift import Compared
from bot.core.usage.rates import Kind
from bot.core.usage.settlement import Accuracy, BilledRates

EVER = datetime(1970, 1, 1, tzinfo=UTC)  # the slot of what is told once and never again

EXPECTED = "expected:"  # before a subject: the snooze that declares its spend to be expected

Identity = tuple[str, int, str, datetime, int]


@dataclass(frozen=True, slots=True)
class Spike:
    """
    An incident that begins, as of the hour that ends `at`: what was spent in `span`, and what usually is.

    One that is not `loud` is part of another's message, or of what was told. `beside` are subjects that are part of
    it; `cause` is where most of it came from.
    """

    subject: str
    at: datetime
    span: Period
    quantity: Amount
    usual: int
    bound: int
    loud: bool = True
    beside: tuple[str, ...] = ()
    cause: Cause = field(default_factory=Cause)


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing to tell. Kind, budget (0 for none), subject, slot and level make it unique.

    `subject` is `organisation`, or such as `project:proj_1`. `quantity` is what was found, `spike`
    what a spike is; `status` and `forecast` are a budget's.
    """

    kind: str
    subject: str
    slot: datetime
    level: int = 0
    status: BudgetStatus | None = None
    forecast: Forecast | None = None
    quantity: Amount | None = None
    spike: Spike | None = None
    span: Period | None = None
    limit: NativeLimits | None = None
    count: int = 0
    unit: str = "token"  # of the count, where it counts what has no price
    accuracy: Accuracy | None = None
    rates: BilledRates | None = field(default=None, hash=False)  # what the bill says that a model costs
    way: Kind | None = None  # the rates are of this alone

    @property
    def budget(self) -> int:
        return self.status.budget.id if self.status else 0

    @property
    def identity(self) -> Identity:
        return (self.kind, self.budget, self.subject, self.slot, self.level)


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """
    All facts of one check.

    `statuses` are the current periods'. `things` are projects and models that were used since yesterday, as
    subjects, with their requests, and `costs` their dollars; `covered` are those that some budget counts.
    """

    now: datetime
    as_of: datetime | None
    stale_after: timedelta
    statuses: tuple[BudgetStatus, ...] = ()
    trying_since: datetime | None = None  # the first of the attempts in a row that read nothing
    is_other_organisation: bool = False  # the admin key is of another one than the store
    states: Mapping[tuple[int, datetime], AlertState] = field(default_factory=dict)
    forecasts: Mapping[int, Forecast] = field(default_factory=dict)  # by budget
    spikes: tuple[Spike, ...] = ()
    things: Mapping[str, Amount] = field(default_factory=dict)
    costs: Mapping[str, Amount] = field(default_factory=dict)
    covered: frozenset[str] = frozenset()
    unpriced: tuple[Unpriced, ...] = ()
    limits: tuple[NativeLimits, ...] = ()
    month: Period | None = None
    spent: Mapping[str, Amount] = field(default_factory=dict)  # this month, by project id, '' for all
    compared: Mapping[Kind, Compared] = field(default_factory=dict)  # with the bills of the last settled week
    billed_rates: Mapping[str, BilledRates] = field(default_factory=dict)  # of the same week, by model
    expected: Mapping[str, datetime] = field(default_factory=dict)  # until when it is expected, by subject
    noted: frozenset[Identity] = frozenset()
    quiet_until: datetime | None = None  # when the quiet hours end, in which little is told
    is_first_look: bool = False  # the first look of all: what it finds is no news

    def known(self, status: BudgetStatus) -> AlertState:
        return self.states.get((status.budget.id, status.period.start), NOTHING_TOLD)

    def is_expected(self, finding: Finding) -> bool:
        until = max((self.expected[key] for key in self.keys_of(finding) if key in self.expected), default=None)
        return until is not None and self.now < until

    def keys_of(self, finding: Finding) -> tuple[str, ...]:
        return (finding.subject, f"budget:{finding.budget}")
