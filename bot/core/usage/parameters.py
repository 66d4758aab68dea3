"""A usage query as OpenAI's parameters, and as the "GET …" line that a person can read."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from bot.core.catalogue import COST_KEY_EPOCH, DIMENSION
from bot.core.periods import Period, Width, floor, to_unix
from bot.core.usage.buckets import MINUTES_A_QUARTER, Filter, UsageQuery

Parameters = tuple[tuple[str, str], ...]


def request_lines(query: UsageQuery) -> tuple[str, ...]:
    """What is sent for `query`, without host, key and cursor; nothing when nothing can be asked."""
    lines, rest = [], askable(as_sent(query))
    while rest is not None:
        window, rest = cut(rest)
        lines.append(f"GET /organization/{window.spec.path}?{urlencode(parameters(window))}")
    return tuple(lines)


def as_sent(query: UsageQuery) -> UsageQuery:
    """Quarters of an hour are asked for by their minutes."""
    if query.width is not Width.QUARTER:
        return query
    limit = None if query.limit is None else query.limit * MINUTES_A_QUARTER
    return replace(query, width=Width.MINUTE, limit=limit, period=aligned(query.period, query.width))


def cut(query: UsageQuery, size: int | None = None) -> tuple[UsageQuery, UsageQuery | None]:
    """The first `size` buckets of an aligned query, a page of them by default, and the rest: nobody's cursor."""
    _check(query)
    period = query.period
    middle = period.start + (size or query.most) * query.width.span
    if middle >= period.end:
        return query, None
    return replace(query, period=Period(period.start, middle)), replace(query, period=Period(middle, period.end))


def askable(query: UsageQuery) -> UsageQuery | None:
    """
    The part of `query` that OpenAI answers, with aligned edges; None when there is none.

    Costs by key are refused, not cut, before a fixed epoch: a period that starts earlier would fail on every run.
    """
    period = aligned(query.period, query.width)
    if query.endpoint == "costs" and "key" in (*query.group_by, *(one.dimension for one in query.filters)):
        period = Period(max(period.start, COST_KEY_EPOCH), period.end)
    return replace(query, period=period) if period.start < period.end else None


def aligned(period: Period, width: Width) -> Period:
    """The whole buckets that `period` touches: usage cuts an unaligned start, costs floor it."""
    end = floor(period.end, width)
    return Period(floor(period.start, width), end if end == period.end else end + width.span)


def parameters(query: UsageQuery) -> Parameters:
    """Every parameter but the cursor, arrays in the repeat form, which is the specification's default."""
    _check(query)
    return (
        ("start_time", str(to_unix(query.period.start))),
        ("end_time", str(to_unix(query.period.end))),
        ("bucket_width", query.width.value),
        *((DIMENSION[one.dimension].filter, value) for one in query.filters for value in one.values),
        *(("group_by", DIMENSION[name].field) for name in query.group_by),
        ("limit", str(page_size(query))),
    )


def page_size(query: UsageQuery) -> int:
    """Buckets a page: a limit over the maximum is refused by OpenAI, not clamped."""
    most = min(query.most, bucket_count(query.period, query.width))
    return max(1, most if query.limit is None else min(query.limit, most))


def bucket_count(period: Period, width: Width) -> int:
    """How many buckets an aligned period has."""
    return -(-period.length // width.span)


def _check(query: UsageQuery) -> None:
    """A dimension that the endpoint does not have is answered with 400; the planner must not send one."""
    foreign = [name for name in query.group_by if name not in query.spec.dimensions]
    foreign += [one.dimension for one in query.filters if not _is_parameter(one, query)]
    if foreign or query.width not in query.spec.limits:
        raise ValueError(f"{query.endpoint} cannot be asked for {foreign or query.width.value}")


def _is_parameter(one: Filter, query: UsageQuery) -> bool:
    plain = bool(one.values) and all(value and "*" not in value for value in one.values)
    single = one.dimension != "batch" or len(one.values) == 1
    return one.dimension in query.spec.filters and plain and single and not one.excluded
