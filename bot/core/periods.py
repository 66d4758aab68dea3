"""Spans of time: half open, aware, UTC; and the widths of OpenAI's buckets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
EVER = datetime(2020, 1, 1, tzinfo=UTC)  # before anything was used: where `all time` begins until it is known better
INSTANT = timedelta(microseconds=1)  # the last one of a period is its end less this


class Width(StrEnum):
    """
    The widths that the usage endpoints have, in their own words (docs/facts.md, OpenAI 1).

    A quarter of an hour is ours: the store keeps it for zones whose days begin inside of an hour, and OpenAI is asked
    for its minutes. So is a side of a day (core/usage/sides.py), whose start is the midnight that cuts it off.
    """

    MINUTE = "1m"
    QUARTER = "15m"
    HOUR = "1h"
    DAY = "1d"
    SIDE = "side"

    __hash__ = str.__hash__  # the one of Enum is written in Python, and buckets are looked up by the thousand

    @property
    def span(self) -> timedelta:
        return _SPANS[self]


_SPANS: dict[str, timedelta] = {"1m": MINUTE, "15m": QUARTER, "1h": HOUR, "1d": DAY, "side": DAY}


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """`start <= t < end`, both aware and UTC."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def overlap(self, other: Period) -> Period | None:
        """The part that both share; None when there is none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None

    def buckets(self, width: Width) -> Iterator[datetime]:
        """Starts of the aligned buckets that touch this period."""
        moment, span, end = floor(self.start, width), width.span, self.end
        while moment < end:
            yield moment
            moment += span


def floor(moment: datetime, width: Width) -> datetime:
    """The start of the aligned UTC bucket that holds `moment`."""
    moment = moment.astimezone(UTC)
    if width is Width.DAY:
        return moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if width is Width.HOUR:
        return moment.replace(minute=0, second=0, microsecond=0)
    if width is Width.QUARTER:
        return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    return moment.replace(second=0, microsecond=0)


def from_unix(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def to_unix(moment: datetime) -> int:
    return int(moment.timestamp())


def utc_day(day: date) -> datetime:
    """The first moment of a UTC day."""
    return datetime.combine(day, time(), UTC)


def local_midnight(day: date, zone: ZoneInfo) -> datetime:
    """
    The first moment of a local day, in UTC.

    Where a clock change skips midnight (Santiago, Cairo), the day starts when the clocks resume: a wall time
    that does not exist is read with the offset before the gap, which names exactly that instant.
    """
    return datetime.combine(day, time(), zone).astimezone(UTC)


def first_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """
    The UTC instant of a local time: the first one when the clocks show it twice, the moment after the jump when they
    skip it.
    """
    wall = datetime.combine(day, at, zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    return _jump(wall.replace(fold=1).astimezone(UTC), moment, zone)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between two at which the zone's offset changes, to the second."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
