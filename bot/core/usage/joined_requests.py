"""One request in the place of several to one endpoint: its minutes tell what hours and days of the same time have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.periods import Period
from bot.core.usage.buckets import Bucket, UsageQuery
from bot.core.usage.buckets_to_ask import BucketRequest
from bot.core.usage.finest import as_asked_for
from bot.core.usage.parameters import aligned, bucket_count


def in_one(asked: Sequence[BucketRequest], now: datetime) -> UsageQuery | None:
    """The query that tells all of these, which are of one endpoint; None where it takes more than a page."""
    queries = [one.query for one in asked]
    width = min((query.width for query in queries), key=lambda one: one.span)
    shared = tuple(one for one in queries[0].filters if all(one in query.filters for query in queries))
    left = (one.dimension for query in queries for one in query.filters if one not in shared)
    names = {*left, *(name for query in queries for name in query.group_by)}
    groups = tuple(name for name in queries[0].spec.dimensions if name in names)
    whole = Period(min(query.period.start for query in queries), max(query.period.end for query in queries))
    return in_a_page(UsageQuery(queries[0].endpoint, whole, width, groups, shared), now)


def in_a_page(query: UsageQuery, now: datetime) -> UsageQuery | None:
    """The query up to now; None where that is more than a page."""
    end = min(query.period.end, aligned(Period(query.period.start, now), query.width).end)
    count = bucket_count(Period(query.period.start, end), query.width)
    return replace(query, period=Period(query.period.start, end), limit=count) if 0 < count <= query.most else None


def part_of(buckets: Iterable[Bucket], sent: UsageQuery, query: UsageQuery) -> tuple[Bucket, ...]:
    """What `query` would have been answered, from the buckets of the one that was sent for it."""
    left = [one for one in query.filters if one not in sent.filters]
    tests = [(sent.group_by.index(one.dimension), frozenset(one.values)) for one in left]
    passing = (
        replace(
            bucket, rows=tuple(row for row in bucket.rows if all(row.key[place] in known for place, known in tests))
        )
        for bucket in buckets
    )
    return as_asked_for(passing, sent, query)
