"""Estimates at the finest grain: which requests pay long-context rates is decided by the hour and the whole key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache, partial

from bot.core.catalogue import COMPLETIONS
from bot.core.periods import HOUR, Period, Width, floor
from bot.core.usage.buckets import Bucket, Filter, Row, UsageQuery, added, changed, folded, summed
from bot.core.usage.buckets_to_ask import requests_for
from bot.core.usage.estimates import LONG_CONTEXT, estimated, is_long
from bot.core.usage.parameters import aligned
from bot.core.usage.rates import Kind, RateLookup

# Every dimension that a request of completions has: an average over fewer of them mixes short requests with long ones.
EVERY = COMPLETIONS.kept

_INPUT = COMPLETIONS.counters.index("input_tokens")
_REQUESTS = COMPLETIONS.counters.index("num_model_requests")


def has_long_rates(model: str, rates: RateLookup, day: datetime) -> bool:
    """Whether long requests to a model cost more than short ones."""
    kind = Kind(model=model)
    short, long = (rates(COMPLETIONS.name, kind, long=is_long, day=day.date()) for is_long in (False, True))
    return short != long


def in_doubt(buckets: Iterable[Bucket], query: UsageQuery, rates: RateLookup) -> dict[datetime, frozenset[str]]:
    """
    By bucket, the models of rows that may hold long requests beside short ones, which their average does not tell.

    What is shorter than an hour is in doubt when its hour is.
    """
    if query.endpoint != COMPLETIONS.name or "model" not in query.group_by:
        return {}
    taken, width = tuple(buckets), max(query.width, Width.HOUR, key=lambda one: one.span)
    place = query.group_by.index("model")
    is_dearer = cache(lambda model, day: has_long_rates(model, rates, day))  # asked for each hour, and told by its day
    if width is query.width:  # nearly always
        return {bucket.start: models for bucket in taken if (models := _mixed(bucket, place, is_dearer))}
    wide = {bucket.start: _mixed(bucket, place, is_dearer) for bucket in folded(taken, width)}
    return {bucket.start: models for bucket in taken if (models := wide[floor(bucket.start, width)])}


def _mixed(bucket: Bucket, place: int, is_dearer: Callable[[str, datetime], bool]) -> frozenset[str]:
    """One request alone is what it is, and many that are not long together have no long one among them."""
    many = {row.key[place] for row in bucket.rows if row.counts[_INPUT] > LONG_CONTEXT and row.counts[_REQUESTS] > 1}
    day = floor(bucket.start, Width.DAY)
    return frozenset(model for model in many if is_dearer(model, day))


def finest_queries(query: UsageQuery, doubts: Mapping[datetime, Collection[str]]) -> tuple[UsageQuery, ...]:
    """What to ask for the whole truth of these buckets of `query`: their hours by every dimension."""
    if not doubts:
        return ()
    models = tuple(sorted({model for found in doubts.values() for model in found}))
    width = min(query.width, Width.HOUR, key=lambda one: one.span)
    template = replace(query, width=width, group_by=EVERY, filters=(Filter("model", models),), limit=None)
    hours = {
        hour
        for start in doubts
        for hour in Period(start, min(start + query.width.span, query.period.end)).buckets(Width.HOUR)
    }
    starts = {start for hour in hours for start in Period(hour, hour + HOUR).buckets(width)}
    return tuple(replace(one.query, limit=None) for one in requests_for(template, starts))


def improved(bucket: Bucket, query: UsageQuery, models: Collection[str], finest: Mapping[datetime, Bucket]) -> Bucket:
    """The bucket with the estimates that its hours (or itself, when it is shorter) add up to."""
    width = min(query.width, Width.HOUR, key=lambda one: one.span)
    starts = Period(bucket.start, bucket.start + query.width.span).buckets(width)
    known = [row for start in starts if start in finest for row in finest[start].rows]
    places = [EVERY.index(name) for name in query.group_by]
    sums = {row.key: row for row in summed(_regrouped(known, places))}
    model = query.group_by.index("model")

    def better(row: Row) -> Row:
        if row.key[model] not in models or row.key not in sums:
            return row
        return row._replace(estimate=sums[row.key].estimate, unpriced=sums[row.key].unpriced)

    return changed(bucket, partial(map, better))


def _regrouped(rows: Iterable[Row], places: Collection[int]) -> Iterable[Row]:
    return (row._replace(key=tuple([row.key[place] for place in places])) for row in rows)


def priced_by_hour(buckets: Iterable[Bucket], query: UsageQuery, rates: RateLookup) -> tuple[Bucket, ...]:
    """
    Buckets of minutes, quarters or hours by every dimension, priced by the average request of their whole hour.

    The hours have to be whole: what is left of one decides for all of it.
    """
    taken = tuple(buckets)
    hours: dict[tuple[datetime, tuple[str, ...]], Row] = {}
    for bucket in taken:
        hour = floor(bucket.start, Width.HOUR)
        for row in bucket.rows:
            known = hours.get((hour, row.key))
            hours[hour, row.key] = row if known is None else added(known, row)

    def priced(bucket: Bucket) -> Bucket:
        hour = floor(bucket.start, Width.HOUR)
        return estimated(bucket, query, rates, is_long_row=lambda row: is_long(hours[hour, row.key].counts))

    return tuple(map(priced, taken))


def finest_query(query: UsageQuery) -> UsageQuery:
    """The query by every dimension and of whole hours; for days, their hours."""
    width = min(query.width, Width.HOUR, key=lambda one: one.span)
    more = tuple(name for name in query.group_by if name not in EVERY)
    whole = aligned(query.period, Width.HOUR)
    return replace(query, width=width, period=whole, group_by=(*EVERY, *more), limit=None)


def as_asked_for(buckets: Iterable[Bucket], sent: UsageQuery, query: UsageQuery) -> tuple[Bucket, ...]:
    """What was answered to `finest_query(query)`, in the widths and by the dimensions of `query`."""
    places = [sent.group_by.index(name) for name in query.group_by]
    wide = buckets if sent.width is query.width else folded(buckets, query.width)
    return tuple(replace(bucket, rows=summed(_regrouped(bucket.rows, places))) for bucket in wide)
