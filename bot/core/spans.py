"""The rows that time makes of a period: minutes, hours, days, weeks and months as the clocks of a zone show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.periods import DAY, HOUR, INSTANT, MINUTE, Period, Width, floor, local_midnight

MONTHS = {"month": 1, "quarter": 3, "year": 12}
UNITS = ("day", "week", *MONTHS)


@dataclass(frozen=True, slots=True)
class Span:
    """One row of time. `labels` has one label for each unit that was asked, in the order asked."""

    period: Period
    labels: tuple[str, ...] = ()


def spans(period: Period, units: Sequence[str], zone: ZoneInfo) -> tuple[Span, ...]:
    """The whole period cut wherever one of `units` begins; one span when there is no unit."""
    edges = {period.start, *(edge for unit in units for edge in _edges(period, unit, zone))}
    starts = sorted(edges)
    ends = [*starts[1:], period.end]
    return tuple(
        Span(Period(start, end), tuple(label(unit, start, zone) for unit in units))
        for start, end in zip(starts, ends, strict=True)
    )


def label(unit: str, moment: datetime, zone: ZoneInfo) -> str:
    """The start of the `unit` that holds `moment`, as answers write it (core/answers/answer.py)."""
    local = moment.astimezone(zone)
    if unit == "month":
        return f"{local:%Y-%m}"
    if unit == "week":
        return (local.date() - timedelta(days=local.weekday())).isoformat()
    if unit == "day":
        return local.date().isoformat()
    start = _local_hour(moment, zone) if unit == "hour" else floor(moment, Width.MINUTE)
    return f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _edges(period: Period, unit: str, zone: ZoneInfo) -> Iterator[datetime]:
    edge = following(period.start, unit, zone)
    while edge < period.end:
        yield edge
        edge = following(edge, unit, zone)


def following(moment: datetime, unit: str, zone: ZoneInfo) -> datetime:
    """Where the unit after the one that holds `moment` begins."""
    if unit == "minute":
        return floor(moment, Width.MINUTE) + MINUTE
    if unit == "hour":
        return _local_hour(moment, zone) + HOUR
    return local_midnight(_next_date(moment.astimezone(zone).date(), unit), zone)


def begin(moment: datetime, unit: str, zone: ZoneInfo) -> datetime:
    """Where the day, week, month, quarter or year that holds `moment` begins."""
    day = moment.astimezone(zone).date()
    if unit == "week":
        day -= timedelta(days=day.weekday())
    if unit in MONTHS:
        day = date(day.year, day.month - (day.month - 1) % MONTHS[unit], 1)
    return local_midnight(day, zone)


def earlier(period: Period, zone: ZoneInfo, named: str = "") -> Period:
    """
    The like part of the day, week or month before, by the wall clock; of any other period what lies before it.

    `named` is the unit that is meant when several begin together: Monday's today is the week so far too. Whole days
    are stepped back by whole days, so that hours meet their like.
    """
    for unit in (named, *UNITS) if named else UNITS:
        after = following(period.start, unit, zone)
        if begin(period.start, unit, zone) == period.start and period.end <= after:
            before = begin(period.start - INSTANT, unit, zone)
            return Period(before, period.start if period.end == after else _like(period, before, zone))
    step = period.length if period.length < DAY else -(-period.length // DAY) * DAY
    return Period(period.start - step, period.end - step)


def _like(period: Period, before: datetime, zone: ZoneInfo) -> datetime:
    """As far from `before` as the period's end is from its start."""
    end, start = period.end.astimezone(zone), period.start.astimezone(zone)
    day = before.astimezone(zone).date() + (end.date() - start.date())
    return min(datetime.combine(day, end.time(), zone).astimezone(UTC), period.start)


def _next_date(day: date, unit: str) -> date:
    if unit == "day":
        return day + timedelta(days=1)
    if unit == "week":
        return day + timedelta(days=7 - day.weekday())
    months = day.month - 1 - (day.month - 1) % MONTHS[unit] + MONTHS[unit]
    return date(day.year + months // 12, months % 12 + 1, 1)


def _local_hour(moment: datetime, zone: ZoneInfo) -> datetime:
    # Offsets of 30 and 45 minutes put the local hour inside a UTC hour.
    local = moment.astimezone(zone)
    return moment - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
