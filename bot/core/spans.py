"""The rows that time makes of a period: minutes, hours, days, weeks and months as the clocks of a zone show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.periods import HOUR, MINUTE, Period, Width, floor, local_midnight


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
    """The start of the `unit` that holds `moment`, as answers write it (core/answer.py)."""
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
    edge = _next(period.start, unit, zone)
    while edge < period.end:
        yield edge
        edge = _next(edge, unit, zone)


def _next(moment: datetime, unit: str, zone: ZoneInfo) -> datetime:
    if unit == "minute":
        return floor(moment, Width.MINUTE) + MINUTE
    if unit == "hour":
        return _local_hour(moment, zone) + HOUR
    return local_midnight(_next_date(moment.astimezone(zone).date(), unit), zone)


def _next_date(day: date, unit: str) -> date:
    if unit == "day":
        return day + timedelta(days=1)
    if unit == "week":
        return day + timedelta(days=7 - day.weekday())
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _local_hour(moment: datetime, zone: ZoneInfo) -> datetime:
    # Offsets of 30 and 45 minutes put the local hour inside a UTC hour.
    local = moment.astimezone(zone)
    return moment - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
