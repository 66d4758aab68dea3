"""Covers a period exactly with the fewest buckets, and asks for buckets in the fewest requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from bot.core.periods import HOUR, Period, Width, floor
from bot.core.usage.buckets import UsageQuery

WIDEST_FIRST = (Width.DAY, Width.HOUR, Width.QUARTER, Width.MINUTE)


class BucketSpan(NamedTuple):
    """One aligned bucket that a period is covered with."""

    start: datetime
    width: Width

    @property
    def end(self) -> datetime:
        return self.start + self.width.span


def covering_spans(
    period: Period, *, now: datetime, widest: Width = Width.DAY, narrow: tuple[Width, ...] = (Width.MINUTE,)
) -> Iterator[BucketSpan]:
    """
    Days inside, hours and the `narrow` widths at the edges; seconds at an edge belong to no bucket and are dropped.

    Quarters of an hour are of use where the store keeps them, and alone where no edge lies inside of one
    (`on_quarters`).

    A period that reaches `now` may end with any bucket that holds `now`: OpenAI cuts it there.
    """
    widths = [one for one in WIDEST_FIRST[WIDEST_FIRST.index(widest) :] if one in narrow or one.span >= HOUR]
    moment = floor(period.start, Width.MINUTE)
    end = period.end if period.end >= now else floor(period.end, Width.MINUTE)
    while moment < min(end, now):
        piece = next(
            piece
            for piece in (BucketSpan(moment, width) for width in widths)
            if floor(moment, piece.width) == moment and (piece.end <= end or now <= end or piece.width is widths[-1])
        )
        yield piece
        moment = piece.end


def on_quarters(period: Period, now: datetime) -> bool:
    """Whether no edge of `period` lies inside of a quarter of an hour; an end that is open lies nowhere."""
    edges = (period.start, *(() if period.end >= now else (period.end,)))
    return all(floor(edge, Width.QUARTER) == floor(edge, Width.MINUTE) for edge in edges)


@dataclass(frozen=True, slots=True)
class BucketRequest:
    """A query and the buckets of its answer that count: a query may span a gap when that saves a request."""

    query: UsageQuery
    starts: frozenset[datetime]

    @property
    def request_count(self) -> int:
        return _pages(self.query.period, self.query)


def requests_for(template: UsageQuery, starts: Iterable[datetime]) -> tuple[BucketRequest, ...]:
    """The queries that read the buckets `starts`, with everything but the period taken from `template`."""
    wanted = sorted(starts)
    windows: list[Period] = []
    for start in wanted:
        own = Period(start, start + template.width.span)
        if windows and _saves_a_request(windows[-1], own, template):
            windows[-1] = Period(windows[-1].start, own.end)
        else:
            windows.append(own)
    return tuple(
        BucketRequest(_query(template, window), frozenset(start for start in wanted if start in window))
        for window in windows
    )


def _saves_a_request(window: Period, own: Period, template: UsageQuery) -> bool:
    apart = _pages(window, template) + 1
    return window.end == own.start or _pages(Period(window.start, own.end), template) < apart


def _query(template: UsageQuery, window: Period) -> UsageQuery:
    most = template.most
    return replace(template, period=window, limit=min(most, _count(window, template.width)))


def _count(window: Period, width: Width) -> int:
    return -(-window.length // width.span)


def _pages(window: Period, template: UsageQuery) -> int:
    return -(-_count(window, template.width) // template.most)
