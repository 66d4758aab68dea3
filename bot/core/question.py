"""A question as it was read: the one value between the grammar, the planner and the answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.kept_times import RECURS, KeptTimes
from bot.core.periods import Period
from bot.core.teams import NO_TEAMS, Teams
from bot.core.time_units import UNITS_OF_TIME
from bot.core.usage.buckets import Filter
from bot.core.usage.scenario import AS_IT_WAS, Scenario

TIME_UNITS = tuple(unit.name for unit in UNITS_OF_TIME if unit.shown)  # what rows can be by, the shortest first
TIME_GROUPS = (*TIME_UNITS, *RECURS)  # and those that come back: `by weekday`
_OF_HOURS = ("minute", "hour", *(name for name, row in RECURS.items() if row.unit == "hour"))


@dataclass(frozen=True, slots=True)
class Repair:
    """A typed word that was read as another; always echoed."""

    typed: str
    read: str


@dataclass(frozen=True, slots=True)
class Shape:
    """How the answer is to be shown; it never changes a number."""

    chart: bool = False
    table: bool = False
    csv: bool = False
    share: bool = False
    explain: bool = False


@dataclass(frozen=True, slots=True)
class OneWay:
    """
    The rows of a comparison that went `up`, `down` or `either` way, by more than so many percent of what they were and
    by more than an amount, in the metric's smallest unit.
    """

    way: str
    percent: int = 0
    amount: int = 0

    def holds(self, now: int, before: int) -> bool:
        change = abs(now - before) if self.way == "either" else now - before if self.way == "up" else before - now
        return change > self.amount and change * 100 > self.percent * before


@dataclass(frozen=True, slots=True)
class Question:
    """
    What a person asked, with every slot filled.

    `by` mixes dimension names and TIME_GROUPS in the order asked. `period.end` is never after `now`; it equals `now`
    for periods that run on. `versus` is the like-for-like period, `versus_whole` the full earlier one. `over` and
    `under` are in the metric's unit, `moved` are the rows of a comparison that are kept.
    `figure` is a name of the catalogue's, '' for a sum; `part` is what a share is
    of, and `filters` what the whole is. `times` are the only ones of the period that count. `scenario` is what is
    supposed to be otherwise. `metrics` are set when several are asked for, `metric` is the first. `zone` is an IANA
    name. `endpoint` is a catalogue name; for cost
    it is '' unless an endpoint was asked for. `verb` is '' for a plain question, else the name of one of the
    grammar's verbs. `unused` are the words that have no part in it, as they were typed; an answer names them.
    """

    typed: str
    period: Period
    zone: str = "UTC"
    metric: str = "cost"
    endpoint: str = ""
    by: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    times: tuple[KeptTimes, ...] = ()
    top: int | None = None
    bottom: int | None = None
    over: int | None = None
    under: int | None = None
    moved: OneWay | None = None
    figure: str = ""
    part: tuple[Filter, ...] = ()
    scenario: Scenario = AS_IT_WAS
    metrics: tuple[str, ...] = ()
    versus: Period | None = None
    versus_whole: Period | None = None
    repairs: tuple[Repair, ...] = ()
    unused: tuple[str, ...] = ()
    after: str = ""  # the words of the question that it follows
    shape: Shape = Shape()
    verb: str = ""
    teams: Teams = field(default=NO_TEAMS, compare=False, repr=False)  # put in where the question is answered

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The groups of `by` that are not times."""
        return tuple(name for name in self.by if name not in TIME_GROUPS)

    @property
    def recurring(self) -> tuple[str, ...]:
        """The groups of `by` that come back each day or week."""
        return tuple(name for name in self.by if name in RECURS)

    @property
    def unit_of_hours(self) -> str | None:
        """The group of `by` that is finer than a day; None if there is none."""
        return next((unit for unit in _OF_HOURS if unit in self.by), None)

    @property
    def is_about_people(self) -> bool:
        """Whether it shows what single people use."""
        return "user" in self.by or any(one.dimension == "user" for one in (*self.filters, *self.part))

    def is_only_about(self, user: str) -> bool:
        """Whether `user` is the one person whose use it shows: what people use themselves is for everybody."""
        people = [one for one in self.filters if one.dimension == "user"]
        is_theirs = bool(user and people) and all(one.values == (user,) and not one.excluded for one in people)
        return is_theirs and "user" not in self.by and all(one.dimension != "user" for one in self.part)

    @property
    def time_unit(self) -> str | None:
        """The group of `by` that is a time, the finest if there are several; None if there is none."""
        units = [unit for unit in TIME_UNITS if unit in self.by]
        return units[0] if units else None
