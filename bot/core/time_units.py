"""Units of time: one row each has its words, its arithmetic, its width and how its rows are labelled."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.errors import UserError
from bot.core.periods import HOUR, MINUTE, local_midnight

TOO_FAR = "That is further than any calendar goes; try `last 12 months`."
_NONE = timedelta()


@dataclass(frozen=True, slots=True)
class Unit:
    """
    One unit. Exactly one of `clock`, `days` and `months` says how long it is.

    Units of days are counted from Monday, 1 January of the year 1, those of months from January. `words` are its
    names, `glued` the letters that mean it behind a number only (`7d`), `rows` what asks for rows by it (`daily`).
    `shown` is how many of them a group without a period shows; 0: it is no group. `to_date` is its `mtd`. Charts and
    hints that need wider rows pass over one that `is_unusual`.
    """

    name: str
    words: tuple[str, ...]
    glued: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    to_date: tuple[str, ...] = ()
    clock: timedelta = _NONE
    days: int = 0
    months: int = 0
    shown: int = 0
    is_unusual: bool = False

    @property
    def is_clock(self) -> bool:
        return self.clock > _NONE

    @property
    def is_of_weeks(self) -> bool:
        """Whether it begins on a Monday, as a week does: a weekday so many of them ago is one day."""
        return self.days > 0 and self.days % 7 == 0

    @property
    def width(self) -> timedelta:
        """How long one is, about: a month counts as 30 days."""
        return self.clock or timedelta(days=self.days or self.months * 30)

    def first_day(self, day: date) -> date:
        """The first day of the unit that holds `day`."""
        if self.months:
            return date(day.year, day.month - (day.month - 1) % self.months, 1)
        return day - timedelta((day.toordinal() - 1) % self.days)

    def moved(self, day: date, count: int) -> date:
        """By whole units; the 31st becomes the last day of a shorter month. Raises UserError out of range."""
        try:
            if self.days:
                return day + timedelta(count * self.days)
            year, month = divmod(day.year * 12 + day.month - 1 + count * self.months, 12)
            return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        except (OverflowError, ValueError):
            raise UserError(TOO_FAR) from None

    def begin(self, moment: datetime, zone: ZoneInfo, offset: int = 0) -> datetime:
        """Where the unit that holds `moment` begins by the clocks of `zone`, in UTC; `offset` units before or after."""
        local = moment.astimezone(zone)
        if not self.is_clock:
            return local_midnight(self.moved(self.first_day(local.date()), offset), zone)
        # Offsets of 30 and 45 minutes put the local hour inside a UTC hour.
        passed = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
        begun = moment - passed % self.clock - timedelta(microseconds=local.microsecond)
        return begun.astimezone(UTC) + offset * self.clock

    def shifted(self, moment: datetime, count: int, zone: ZoneInfo) -> datetime:
        """The same wall clock time `count` units later, in UTC; hours and minutes are exact."""
        if self.is_clock:
            return moment + count * self.clock
        local = moment.astimezone(zone)
        return datetime.combine(self.moved(local.date(), count), local.time(), zone).astimezone(UTC)

    def label(self, moment: datetime, zone: ZoneInfo) -> str:
        """The start of the unit that holds `moment`, as answers write it (core/answers/answer.py)."""
        start = self.begin(moment, zone)
        if self.is_clock:
            return f"{start:%Y-%m-%dT%H:%M:%SZ}"
        return f"{start.astimezone(zone):%Y-%m}" if self.months else start.astimezone(zone).date().isoformat()


UNITS_OF_TIME = (
    Unit(
        "minute",
        ("minute", "minutes", "min", "mins"),
        glued=("m",),
        rows=("minutely", "by min", "per min"),
        clock=MINUTE,
        shown=60,
    ),
    Unit(
        "hour",
        ("hour", "hours", "hr", "hrs"),
        glued=("h",),
        rows=("hourly", "by h"),
        clock=HOUR,
        shown=24,
    ),
    Unit(
        "day",
        ("day", "days"),
        glued=("d",),
        rows=(
            "daily", "by d", "day wise", "day-wise", "daywise", "trend", "trends", "over time", "timeline", "history",
            "day to day",
        ),
        to_date=("dtd",),
        days=1,
        shown=14,
    ),
    Unit("week", ("week", "weeks", "wk", "wks"), glued=("w",), rows=("weekly",), to_date=("wtd",), days=7, shown=8),
    Unit(
        "fortnight",
        ("fortnight", "fortnights"),
        rows=("fortnightly", "biweekly", "bi-weekly"),
        days=14,
        shown=6,
        is_unusual=True,
    ),
    Unit(
        "month",
        ("month", "months", "mo", "mos", "mth", "mths", "mnth"),
        rows=("monthly",),
        to_date=("mtd",),
        months=1,
        shown=6,
    ),
    Unit(
        "quarter",
        ("quarter", "quarters", "qtr", "qtrs"),
        glued=("q",),
        rows=("quarterly",),
        to_date=("qtd",),
        months=3,
        shown=6,
    ),
    Unit(
        "year",
        ("year", "years", "yr", "yrs"),
        glued=("y",),
        rows=("yearly", "annually"),
        to_date=("ytd",),
        months=12,
        shown=3,
    ),
)  # fmt: skip
UNIT_OF_TIME = {unit.name: unit for unit in UNITS_OF_TIME}


def require_units(units: tuple[Unit, ...]) -> None:
    """Raises ValueError for a row that cannot work."""
    said: dict[str, str] = {}
    for unit in units:
        if sum((unit.clock > _NONE, unit.days > 0, unit.months > 0)) != 1:
            raise ValueError(f"The unit {unit.name} needs exactly one of clock, days and months.")
        if unit.name not in unit.words:
            raise ValueError(f"The unit {unit.name} is not among its own words.")
        if unit.months and 12 % unit.months and unit.months % 12:
            raise ValueError(f"The unit {unit.name} of {unit.months} months does not fit into years.")
        for word in (*unit.words, *unit.glued, *unit.rows, *unit.to_date):
            if said.setdefault(word, unit.name) != unit.name:
                raise ValueError(f"“{word}” is a word of {said[word]} and of {unit.name}.")
    if sorted(units, key=lambda unit: unit.width) != list(units):
        raise ValueError("Units stand from the shortest to the longest.")


require_units(UNITS_OF_TIME)
