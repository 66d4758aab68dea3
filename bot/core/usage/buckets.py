"""Usage and costs as OpenAI reports them: a query of one endpoint, and the buckets that answer it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, groupby, islice, repeat
from operator import add
from typing import Any, NamedTuple, TypeVar

from bot.core.catalogue import ENDPOINT, Endpoint
from bot.core.errors import UpstreamError
from bot.core.periods import Period, Width, floor

ROWS_A_LOT = 2_000
ROWS_AT_ONCE = 200  # that are priced or written column by column: a millisecond, in which nobody else can do anything
QUANTITY = "quantity"  # what a bill tells in `extra` beside its amount, in a unit of its own
OWNERS = ("key", "user")
LEDGERS = tuple(f"costs by {owner}" for owner in OWNERS)
T = TypeVar("T")
MINUTES_A_QUARTER = Width.QUARTER.span // Width.MINUTE.span


@dataclass(frozen=True, slots=True)
class Filter:
    """
    Rows whose `dimension` has one of `values` (ids, model names, `true`/`false` for batch).

    A value with `*` is a pattern and matches as a shell pattern does. `excluded` turns the filter round.
    """

    dimension: str
    values: tuple[str, ...]
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class UsageQuery:
    """
    One question to one endpoint, answered by OpenAI or by the store in the same shape.

    `group_by` holds dimension names (`project`, not `project_id`), in the order of the row keys of the answer.
    `filters` are only those the endpoint has, without patterns and without exclusions. `limit` is the number of
    buckets a page; None asks for as many as the endpoint gives.
    """

    endpoint: str
    period: Period
    width: Width
    group_by: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    limit: int | None = None

    @property
    def spec(self) -> Endpoint:
        return ENDPOINT[self.endpoint]

    @property
    def ledger(self) -> str:
        """Under what name it is noted when such rows were read: bills by key and by user are read by themselves."""
        named = (*self.group_by, *(one.dimension for one in self.filters))
        owner = next((name for name in OWNERS if name in named), "") if self.endpoint == "costs" else ""
        return f"{self.endpoint} by {owner}" if owner else self.endpoint

    @property
    def most(self) -> int:
        """Buckets that fit into one page; a quarter of an hour takes fifteen of OpenAI's."""
        if self.width is Width.QUARTER:
            return self.spec.limits[Width.MINUTE] // MINUTES_A_QUARTER
        return self.spec.limits[self.width]


class Row(NamedTuple):
    """
    One sum inside a bucket.

    `key` follows the query's `group_by`; '' stands for "asked, no value". `counts` follows the endpoint's
    `counters`. `estimate` is nanodollars at list prices of the priced part, None before prices were looked at;
    `unpriced` counts the tokens (or units) that have no price and are not in `estimate`. `extra` is a JSON
    object of counters that we do not know yet, '' when there are none.
    """

    key: tuple[str, ...]
    counts: tuple[int, ...]
    estimate: int | None = None
    unpriced: int = 0
    extra: str = ""


row_of: Callable[[tuple[Any, ...]], Row] = partial(tuple.__new__, Row)  # a third of the time of Row(...)


@dataclass(frozen=True, slots=True)
class ManyRows:
    """Rows of a bucket that is too large to be held: made anew whenever somebody goes through them."""

    count: int
    made: Callable[[], Iterator[Row]]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Row]:
        return self.made()


Rows = tuple[Row, ...] | ManyRows


@dataclass(frozen=True, slots=True)
class Bucket:
    """
    The rows of one bucket, one row a key. Empty `rows` is proof that nothing was used.

    `start` is the aligned start, whatever the answer said; `end` is the end as answered: before the aligned end
    when OpenAI cut the bucket at "now".
    """

    start: datetime
    end: datetime
    rows: Rows


def changed(bucket: Bucket, change: Callable[[Sequence[Row]], Iterable[Row]]) -> Bucket:
    """The bucket with its rows changed, some at a time; many rows only when somebody goes through them."""
    rows = bucket.rows

    def made() -> Iterator[Row]:
        return chain.from_iterable(map(change, lots(rows, ROWS_AT_ONCE)))

    return Bucket(bucket.start, bucket.end, tuple(made()) if isinstance(rows, tuple) else ManyRows(rows.count, made))


def held(bucket: Bucket) -> Bucket:
    """The bucket with its rows in memory, for who goes through them many times."""
    return bucket if isinstance(bucket.rows, tuple) else Bucket(bucket.start, bucket.end, tuple(bucket.rows))


def counted(bucket: Bucket) -> dict[tuple[str, ...], tuple[int, ...]]:
    """The counts of the rows that hold something, by their groups."""
    return {row.key: row.counts for row in bucket.rows if any(row.counts)}


@dataclass(frozen=True, slots=True)
class Restatement:
    """A number of a closed day that OpenAI changed: a counter's sum over one project, or its billed `amount`."""

    endpoint: str
    start: datetime
    project: str
    counter: str
    old: int
    new: int
    at: datetime


# What a counter, or the nanodollars, of one bucket may be: $18 million. Five hundred such buckets can be added up in
# SQLite's integers, which refuse a sum that is larger; a read that ends so would end each time.
MOST = 2**54


def is_sane(bucket: Bucket) -> bool:
    """Whether the bucket's sums are within bounds. Well-formed numbers can be absurd."""
    sums: list[int] = []
    for rows in lots(bucket.rows, ROWS_AT_ONCE):
        sums = [*map(add, sums or repeat(0), map(_size, _amounts(rows)))]
    return max(sums, default=0) <= MOST


def require_sane(buckets: Iterable[Bucket]) -> None:
    """Raises UpstreamError for numbers that cannot be: what is kept and what is asked for now alike."""
    for bucket in buckets:
        if not is_sane(bucket):
            text = f"OpenAI's answer cannot be used: its numbers for {bucket.start:%Y-%m-%d} are impossibly large."
            raise UpstreamError(text, transient=False, code="malformed")


def _amounts(rows: Sequence[Row]) -> Iterator[Iterable[int]]:
    """Counts, estimates and what has no price, each of all rows: column by column takes a third of row by row."""
    _, counts, estimates, unpriced, _ = zip(*rows, strict=True)
    return chain(zip(*counts, strict=True), ([one or 0 for one in estimates], unpriced))


def _size(column: Iterable[int]) -> int:
    return sum(map(abs, column)) if any(column) else 0  # most columns of most rows are zero


def lots(rows: Iterable[T], size: int = ROWS_A_LOT) -> Iterator[tuple[T, ...]]:
    """The rows a few thousand at a time, or `size`."""
    coming = iter(rows)
    while lot := tuple(islice(coming, size)):
        yield lot


def summed(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows with equal keys added up, sorted by key. OpenAI repeats keys inside a bucket (docs/facts.md, OpenAI 5)."""
    sums: dict[tuple[str, ...], Row] = {}
    for row in rows:
        known = sums.get(row.key)
        sums[row.key] = row if known is None else added(known, row)
    return tuple(sums[key] for key in sorted(sums))


def folded(buckets: Iterable[Bucket], width: Width) -> Iterator[Bucket]:
    """Buckets of a narrower width, in order of time, as those of `width` that they lie in."""
    for start, inner in groupby(buckets, key=lambda bucket: floor(bucket.start, width)):
        found = {bucket.start: bucket for bucket in inner}  # one that comes twice counts once, as it came last
        if found.keys() == {start}:
            yield found[start]
            continue
        yield Bucket(
            start,
            max(bucket.end for bucket in found.values()),
            summed(row for bucket in found.values() for row in bucket.rows),
        )


def added(one: Row, other: Row) -> Row:
    """Both rows in one, with the key of the first. An estimate that one of them lacks stays unknown."""
    estimate = None
    if one.estimate is not None and other.estimate is not None:
        estimate = one.estimate + other.estimate
    return Row(
        one.key,
        tuple(map(sum, zip(one.counts, other.counts, strict=True))),
        estimate,
        one.unpriced + other.unpriced,
        merged_extra(one.extra, other.extra),
    )


def merged_extra(one: str, other: str) -> str:
    """Unknown counters of two rows: numbers add up, anything else keeps the later value."""
    if not one or not other:
        return one or other
    import json  # only rows with unknown counters that repeat come here

    merged = json.loads(one)
    for name, value in json.loads(other).items():
        both_count = isinstance(value, int | float) and isinstance(merged.get(name), int | float)
        merged[name] = merged[name] + value if both_count else value
    return json.dumps(merged, sort_keys=True, separators=(",", ":"))
