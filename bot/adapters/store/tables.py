"""The tables of usage: which one answers an endpoint and a width, in which detail."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.core.catalogue import COMPLETIONS, COSTS, ENDPOINT, Endpoint
from bot.core.periods import Width
from bot.core.usage.buckets import UsageQuery
from bot.core.usage.freshness import BILL_GRAINS, GRAINS, Grain

# These are NULL in a table when they are what this computes, as they are in nearly every row (see the migration).
COMPUTED = {
    "input_uncached_tokens": "input_tokens - input_cached_tokens",
    "input_text_tokens": "input_tokens",
    "input_cached_text_tokens": "input_cached_tokens",
    "output_text_tokens": "output_tokens",
}
OTHER_COUNTS = tuple(f"count_{number}" for number in range(1, 25))
OTHER_DETAILS = ("detail", "detail_2")
SHARED = ("project", "user", "key", "model")
SLOTS = {Width.DAY: "day", Width.HOUR: "hour", Width.QUARTER: "quarter", Width.SIDE: "quarter"}


# The sums hold what people ask for; all counters are summed from the rows.
SUMMED = ("input_tokens", "input_cached_tokens", "output_tokens", "num_model_requests")


@dataclass(frozen=True, slots=True)
class Table:
    """
    One table of sums. `columns` and `counts` name the columns of its `dimensions` and of its `counters`.

    `shared` is the column with the endpoint of a row; '' where the table has one endpoint only.
    """

    name: str
    width: Width
    dimensions: tuple[str, ...]
    columns: tuple[str, ...]
    counters: tuple[str, ...]
    counts: tuple[str, ...]
    is_priced: bool = True
    shared: str = ""

    @property
    def slot(self) -> str:
        return SLOTS[self.width]

    @property
    def sums(self) -> tuple[str, ...]:
        """The columns that are summed, as stored."""
        return (*self.counts, *(("estimate", "unpriced") if self.is_priced else ()))

    def column(self, dimension: str) -> str:
        return self.columns[self.dimensions.index(dimension)]

    def count(self, counter: str) -> str:
        return self.counts[self.counters.index(counter)]


def full(column: str) -> str:
    """The expression that reads a column as it was saved."""
    return f"coalesce({column}, {COMPUTED[column]})" if column in COMPUTED else column


def _table(
    name: str, grain: Grain, dimensions: tuple[str, ...], endpoint: Endpoint, counters: tuple[str, ...] = ()
) -> Table:
    counted = counters or endpoint.counters
    return Table(name, grain.width, dimensions, dimensions, counted, counted, is_priced=endpoint is not COSTS)


def _other(grain: Grain, endpoint: Endpoint) -> Table:
    details = [dimension for dimension in grain.group_by if dimension not in SHARED]
    places = dict(zip(details, OTHER_DETAILS, strict=False))
    columns = tuple(places.get(dimension, dimension) for dimension in grain.group_by)
    counts = OTHER_COUNTS[: len(endpoint.counters)]
    name = f"other_{SLOTS[grain.width]}s"
    return Table(name, grain.width, grain.group_by, columns, endpoint.counters, counts, shared=endpoint.name)


def _tables(grain: Grain, endpoint: Endpoint) -> tuple[Table, ...]:
    """The table of each row first, then its sums, each made from the one before."""
    if grain.width is Width.SIDE:
        return (_table("completions_sides", grain, grain.group_by, endpoint),)
    if endpoint is COMPLETIONS and grain.width is not Width.DAY:
        rows = _table(f"completions_{SLOTS[grain.width]}s", grain, grain.group_by, endpoint)
        if grain.width is not Width.HOUR:
            return (rows,)
        return (rows, _table("completions_hours_by_project", grain, ("project",), endpoint, SUMMED))
    if endpoint is COSTS:
        return (
            _table("costs_days", grain, grain.group_by, endpoint),
            _table("costs_by_project", grain, ("project",), endpoint),
        )
    if endpoint is COMPLETIONS:
        return (
            _table("completions_days", grain, grain.group_by, endpoint),
            _table("completions_by_model", grain, ("project", "model"), endpoint, SUMMED),
            _table("completions_by_project", grain, ("project",), endpoint, SUMMED),
        )
    return (_other(grain, endpoint),)


TABLES = {(grain.endpoint, grain.width): _tables(grain, ENDPOINT[grain.endpoint]) for grain in GRAINS}


BILLS = {
    f"costs by {grain.group_by[-1]}": _table(f"costs_by_{grain.group_by[-1]}", grain, grain.group_by, COSTS)
    for grain in BILL_GRAINS
}


def tables_of(query: UsageQuery) -> tuple[Table, ...]:
    """Where the buckets of a query are saved: the table of each row first, then its sums."""
    return (BILLS[query.ledger],) if query.ledger in BILLS else TABLES.get((query.endpoint, query.width), ())


def smallest(query: UsageQuery, dimensions: Collection[str], counters: Collection[str] = ()) -> Table | None:
    """The table with the fewest rows that has all `dimensions` and `counters`; None when no table has them."""
    for table in reversed(tables_of(query)):
        if set(dimensions) <= set(table.dimensions) and set(counters) <= set(table.counters):
            return table
    return None
