"""The rows that time makes of a period: minutes, hours, days, weeks and months as the clocks of a zone show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.core.kept_times import RECURS, KeptTimes, joined, kept_parts
from bot.core.periods import DAY, INSTANT, Period, local_midnight
from bot.core.time_units import UNIT_OF_TIME, UNITS_OF_TIME

CALENDAR_UNITS = tuple(unit.name for unit in UNITS_OF_TIME if not unit.is_clock)


@dataclass(frozen=True, slots=True)
class TimeRow:
    """
    One row of time. `labels` has one label for each unit that was asked, in the order asked. `parts` are what counts
    of `period`.
    """

    period: Period
    labels: tuple[str, ...] = ()
    kept: tuple[Period, ...] | None = None

    @property
    def parts(self) -> tuple[Period, ...]:
        return (self.period,) if self.kept is None else self.kept


def time_rows(
    period: Period, units: Sequence[str], zone: ZoneInfo, times: Sequence[KeptTimes] = ()
) -> tuple[TimeRow, ...]:
    """
    The whole period cut wherever one of `units` begins; one row when there is no unit. Rows that come back, `weekday`,
    are one; a row of which `times` keep nothing is none.
    """
    edges = {period.start, *(edge for unit in units for edge in _edges(period, unit, zone))}
    starts = sorted(edges)
    ends = [*starts[1:], period.end]
    rows = [
        TimeRow(Period(start, end), tuple(label(unit, start, zone) for unit in units))
        for start, end in zip(starts, ends, strict=True)
    ]
    if times:
        cut = (replace(row, kept=kept_parts(times, row.period, zone)) for row in rows)
        rows = [row for row in cut if row.parts]
    return _as_they_recur(rows, units) if any(unit in RECURS for unit in units) else tuple(rows)


def _whole(rows: Sequence[TimeRow]) -> Period:
    return Period(rows[0].period.start, rows[-1].period.end)


def _parts(rows: Sequence[TimeRow]) -> tuple[Period, ...]:
    return joined([part for row in rows for part in row.parts])


def _as_they_recur(rows: Sequence[TimeRow], units: Sequence[str]) -> tuple[TimeRow, ...]:
    """One row for each label, in the order in which labels are shown."""
    found: dict[tuple[str, ...], list[TimeRow]] = {}
    for row in rows:
        found.setdefault(row.labels, []).append(row)
    recurring = [TimeRow(_whole(same), labels, _parts(same)) for labels, same in found.items()]

    def place(row: TimeRow) -> list[tuple[int, str]]:
        pairs = zip(units, row.labels, strict=True)
        return [(RECURS[unit].order.index(label), "") if unit in RECURS else (0, label) for unit, label in pairs]

    return tuple(sorted(recurring, key=place))


def whole_units(period: Period, unit: str, zone: ZoneInfo) -> Period | None:
    """The part of `period` that consists of whole units; None when it holds none."""
    start = period.start if begin(period.start, unit, zone) == period.start else following(period.start, unit, zone)
    end = begin(period.end, unit, zone)
    return Period(start, end) if start < end else None


def is_cut(label: str, unit: str, period: Period, zone: ZoneInfo) -> bool:
    """Whether an edge of `period` cuts off a part of the row with this label."""
    start = datetime.fromisoformat(label) if "T" in label else local_midnight(_day(label), zone)
    return start < period.start or following(start, unit, zone) > period.end


def _day(label: str) -> date:
    return date.fromisoformat(label if len(label) > len("2026-11") else f"{label}-01")


def label(unit: str, moment: datetime, zone: ZoneInfo) -> str:
    """The start of the `unit` that holds `moment`, as answers write it (core/answers/answer.py)."""
    if unit in RECURS:
        return RECURS[unit].label(moment.astimezone(zone))
    return UNIT_OF_TIME[unit].label(moment, zone)


def _edges(period: Period, unit: str, zone: ZoneInfo) -> Iterator[datetime]:
    unit = RECURS[unit].unit if unit in RECURS else unit
    edge = following(period.start, unit, zone)
    while edge < period.end:
        yield edge
        edge = following(edge, unit, zone)


def following(moment: datetime, unit: str, zone: ZoneInfo) -> datetime:
    """Where the unit after the one that holds `moment` begins."""
    return UNIT_OF_TIME[unit].begin(moment, zone, 1)


def begin(moment: datetime, unit: str, zone: ZoneInfo) -> datetime:
    """Where the unit that holds `moment` begins."""
    return UNIT_OF_TIME[unit].begin(moment, zone)


def earlier(period: Period, zone: ZoneInfo, named: str = "") -> Period:
    """
    The like part of the day, week or month before, by the wall clock; of any other period what lies before it.

    `named` is the unit that is meant when several begin together: Monday's today is the week so far too. Whole days
    are stepped back by whole days, so that hours meet their like.
    """
    for unit in (named, *CALENDAR_UNITS) if named else CALENDAR_UNITS:
        after = following(period.start, unit, zone)
        if begin(period.start, unit, zone) == period.start and period.end <= after:
            before = begin(period.start - INSTANT, unit, zone)
            return Period(before, period.start if period.end == after else _like(period, before, zone))
    step = period.length if period.length < DAY else -(-period.length // DAY) * DAY
    return Period(period.start - step, period.end - step)


def same_weekday(period: Period, zone: ZoneInfo) -> Period:
    """The same hours by the wall clock of the same weekday a week before."""
    start, end = (
        datetime.combine((local - 7 * DAY).date(), local.time(), zone).astimezone(UTC)
        for local in (period.start.astimezone(zone), period.end.astimezone(zone))
    )
    return Period(start, end)


def _like(period: Period, before: datetime, zone: ZoneInfo) -> datetime:
    """As far from `before` as the period's end is from its start."""
    end, start = period.end.astimezone(zone), period.start.astimezone(zone)
    day = before.astimezone(zone).date() + (end.date() - start.date())
    return min(datetime.combine(day, end.time(), zone).astimezone(UTC), period.start)
