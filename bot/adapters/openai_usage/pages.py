"""Usage and costs pages: the JSON of one page becomes buckets of core, bucket by bucket."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat
from operator import attrgetter
from typing import Annotated, Any

import msgspec

from bot.adapters.openai_usage.failures import malformed
from bot.adapters.openai_usage.packing import Body, BucketJSON, SomeRows
from bot.adapters.openai_usage.request_queue import at_once
from bot.core.amounts import nanodollars
from bot.core.catalogue import DIMENSION, DIMENSIONS, ENDPOINT, Endpoint
from bot.core.errors import UpstreamError
from bot.core.periods import floor, from_unix
from bot.core.usage.buckets import Bucket, ManyRows, Row, UsageQuery, row_of, summed

# Above 2**53 a JSON number is not exact in most programs, and sums of what is stored stay far from 2**63.
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=250_000_000_000)]  # the year 9892: milliseconds are refused

# Of completions only these are required (docs/facts.md, OpenAI 5); the other endpoints require all they count.
REQUIRED = ("input_tokens", "output_tokens", "num_model_requests")
TEXT: Mapping[Any, str] = {None: "", True: "true", False: "false"}  # what a dimension may be when it is not a string
MOST_HELD = 100_000  # rows of a bucket that are held in memory: sixty megabytes
# Known fields that say nothing about a row.
IGNORED = ("object", "amount")


class PageJSON(msgspec.Struct):
    """One page. Both fields are required: without them nobody knows whether the page is complete."""

    data: list[msgspec.Raw]
    has_more: bool
    next_page: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read. A bucket is decoded when it is used."""

    data: list[BucketJSON]
    has_more: bool
    next_page: str | None
    size: int  # bytes that it takes while it waits

    @classmethod
    def read(cls, body: Body) -> Page:
        page = msgspec.json.decode(body.rest, type=PageJSON)
        data = [*body.buckets, *map(BucketJSON, page.data)]
        if body.pieces:  # it could not be taken apart to its end
            if not page.data:
                raise malformed("it ends in the middle of a day or hour")
            data[len(body.buckets)] = BucketJSON(page.data[0], tuple(body.pieces))
        return cls(data, page.has_more, page.next_page, sum(bucket.size for bucket in data))


class Money(msgspec.Struct):
    """An amount. OpenAI sent `value` as a number, as a string and as a number again; both are read exactly."""

    value: msgspec.Raw
    currency: str


def buckets(page: Page, query: UsageQuery, give_way: Callable[[], object] = at_once) -> Iterable[Bucket]:
    """The page's buckets inside the asked period, rows summed by key. Between two steps it gives way."""
    decode = _decoder(query.endpoint, query.group_by)
    for found in page.data:
        give_way()
        try:
            bucket = decode(found.json, query)
        except (ValueError, msgspec.DecodeError) as error:
            raise uncountable(error) from error
        if found.pieces:
            bucket = _whole(bucket, found.pieces, query, give_way)
        if bucket.start in query.period:
            yield bucket
        del bucket  # it is not held while the next one is decoded


def organisation_of(page: Page) -> str:
    """The organisation that rows of costs name, undocumented and the same in each; '' where none does."""
    texts = (text for bucket in page.data for text in (bucket.json, *(piece.json() for piece in bucket.pieces[:1])))
    named = next(filter(None, map(_ORGANISATION.search, map(bytes, texts))), None)
    return named[1].decode() if named else ""


_ORGANISATION = re.compile(rb'"organization_id"\s*:\s*"([\w-]{1,100})"')


def _whole(bucket: Bucket, pieces: tuple[SomeRows, ...], query: UsageQuery, give_way: Callable[[], object]) -> Bucket:
    """The bucket with all of its rows. Those that are too many to hold are decoded each time somebody wants them."""
    decode = _row_decoder(query.endpoint, query.group_by)

    def some() -> Iterator[tuple[Row, ...]]:
        for piece in pieces:
            give_way()
            try:
                yield decode(piece.json())
            except (ValueError, msgspec.DecodeError) as error:
                raise uncountable(error) from error
        yield tuple(bucket.rows)

    count = len(bucket.rows) + sum(piece.count for piece in pieces)
    rows = _joined(some()) if count <= MOST_HELD else ManyRows(count, lambda: chain.from_iterable(some()))
    return Bucket(bucket.start, bucket.end, rows)


def _joined(pieces: Iterable[tuple[Row, ...]]) -> tuple[Row, ...]:
    """All rows. A key that is in two pieces is added up."""
    rows: list[Row] = []
    keys: set[tuple[str, ...]] = set()
    for some in pieces:
        rows += some
        keys.update([row.key for row in some])
    return tuple(rows) if len(keys) == len(rows) else summed(rows)


def uncountable(error: Exception) -> UpstreamError:
    return malformed("a day or hour of it cannot be read", error)


@cache
def _decoder(endpoint: str, group_by: tuple[str, ...]) -> Callable[[bytes | msgspec.Raw, UsageQuery], Bucket]:
    strict, tolerant = (
        msgspec.json.Decoder(_bucket(_result(ENDPOINT[endpoint], strict=is_strict))) for is_strict in (True, False)
    )
    taken, tolerated = _takers(endpoint, group_by)

    def decode(raw: bytes | msgspec.Raw, query: UsageQuery) -> Bucket:
        try:
            bucket = strict.decode(raw)
            rows = taken(_rows(bucket))
        except msgspec.DecodeError:
            # A null counter, an unknown field or a fault: the tolerant decoder finds out which.
            bucket = tolerant.decode(raw)
            rows = tolerated(_rows(bucket), _results(msgspec.json.decode(raw)))
        start = floor(from_unix(bucket.start_time), query.width)
        return Bucket(start, from_unix(bucket.end_time), rows)

    return decode


@cache
def _row_decoder(endpoint: str, group_by: tuple[str, ...]) -> Callable[[bytes], tuple[Row, ...]]:
    """The same for a list of rows alone."""
    results: list[Any] = [_result(ENDPOINT[endpoint], strict=is_strict) for is_strict in (True, False)]
    strict, tolerant = (msgspec.json.Decoder(list[result]) for result in results)  # type: ignore[valid-type]  # made here
    taken, tolerated = _takers(endpoint, group_by)

    def decode(rows: bytes) -> tuple[Row, ...]:
        try:
            return taken(strict.decode(rows))
        except msgspec.DecodeError:
            return tolerated(tolerant.decode(rows), msgspec.json.decode(rows))

    return decode


Taker = Callable[[list[Any]], tuple[Row, ...]]
Tolerant = Callable[[list[Any], list[dict[str, Any]]], tuple[Row, ...]]


def _takers(endpoint: str, group_by: tuple[str, ...]) -> tuple[Taker, Tolerant]:
    """Two functions that make rows of decoded results: for results with known fields only, and for the others."""
    spec = ENDPOINT[endpoint]
    known = {name for name, *_ in _fields(spec, strict=False)} | set(IGNORED)
    keys, counts = _keys([DIMENSION[name].field for name in group_by]), _counts(spec)

    def taken(rows: list[Any]) -> tuple[Row, ...]:
        if not rows:  # as most days and hours of most endpoints
            return ()
        return _taken(keys(rows), [*map(counts, rows)], repeat(""))

    def tolerated(rows: list[Any], raw: list[dict[str, Any]]) -> tuple[Row, ...]:
        return _taken(keys(rows), map(_without_nulls, map(counts, rows)), _extras(raw, known))

    return taken, tolerated


def _taken(keys: list[tuple[str, ...]], counts: Iterable[tuple[int, ...]], extras: Iterable[str]) -> tuple[Row, ...]:
    """
    Rows sorted by key; rows of equal key are added up. Equal keys are rare, and a set finds that out fastest.

    Each step is short, since other threads run only between two steps.
    """
    rows = [*map(row_of, zip(keys, counts, repeat(None), repeat(0), extras, strict=False))]
    if len(set(keys)) < len(keys):
        return summed(rows)
    rows.sort()
    return tuple(rows)


def _fields(spec: Endpoint, *, strict: bool) -> list[tuple[Any, ...]]:
    """The known fields of a result; a dimension of another endpoint is known too, and null."""
    dimensions = [(dimension.field, str | bool | None, None) for dimension in DIMENSIONS if dimension.field]
    if spec.name == "costs":
        # Whose the rows are is read from the page (`organisation_of`): a key belongs to one organisation.
        return [("amount", Money), ("organization_id", str | None, None), *dimensions]
    needed = [name for name in spec.counters if name in REQUIRED or "output_tokens" not in spec.counters]
    optional = [name for name in spec.counters if name not in needed]
    kind = Count if strict else Count | None
    return [*((name, Count) for name in needed), *((name, kind, 0) for name in optional), *dimensions]


def _result(spec: Endpoint, *, strict: bool) -> type[msgspec.Struct]:
    """The type of one result. Its `object` is checked: another kind of result would be counted as nothing."""
    fields = _fields(spec, strict=strict)
    return msgspec.defstruct(
        "Result", fields, tag_field="object", tag=spec.result, forbid_unknown_fields=strict, kw_only=True, gc=False
    )


def _bucket(result: type[msgspec.Struct]) -> type[Any]:
    rows = list[result] | msgspec.UnsetType  # type: ignore[valid-type]  # made here
    return msgspec.defstruct(
        "BucketJSON",
        [
            ("start_time", Seconds),
            ("end_time", Seconds),
            ("results", rows, msgspec.UNSET),
            ("result", rows, msgspec.UNSET),
        ],
    )


def _rows(bucket: Any) -> list[Any]:
    # The specification said `result` for half a year; the answers that were recorded say `results`.
    rows = bucket.result if bucket.results is msgspec.UNSET else bucket.results
    if rows is msgspec.UNSET:
        raise malformed("a day or hour of it has no results, which is not the same as no usage")
    return list(rows)


def _results(bucket: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bucket["results"] if "results" in bucket else bucket["result"]
    return found


def _extras(rows: list[dict[str, Any]], known: set[str]) -> list[str]:
    """Per row, the fields that we do not know yet as compact JSON; what is null, zero or empty is left out."""
    return [_json({name: row[name] for name in row.keys() - known if row[name]}) for row in rows]


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":")) if values else ""


def _counts(spec: Endpoint) -> Callable[[Any], tuple[int, ...]]:
    return (lambda row: (_amount(row.amount),)) if spec.name == "costs" else _tuple_of(spec.counters)


def _without_nulls(counts: tuple[int | None, ...]) -> tuple[int, ...]:
    return tuple([count or 0 for count in counts])


def _amount(money: Money) -> int:
    if money.currency.lower() != "usd":
        raise ValueError("not in US dollars")
    return nanodollars(bytes(money.value).decode().strip('"'))


def _keys(fields: Iterable[str]) -> Callable[[list[Any]], list[tuple[str, ...]]]:
    """The keys of rows, made column by column: a third of the time of row by row."""
    columns = [attrgetter(field) for field in fields]

    def keys(rows: list[Any]) -> list[tuple[str, ...]]:
        return (
            list(zip(*(_texts([*map(column, rows)]) for column in columns), strict=True))
            if columns
            else [()] * len(rows)
        )

    return keys


def _texts(values: list[Any]) -> Iterable[str]:
    """
    Dimension values as text; null becomes ''.

    Equal texts are one object: repeated, they would take half of the memory of a large bucket.
    """
    return map(dict(TEXT).setdefault, values, values)


def _tuple_of(names: Iterable[str]) -> Callable[[Any], tuple[Any, ...]]:
    """`attrgetter` that gives a tuple for any number of names."""
    chosen = tuple(names)
    get = attrgetter(*chosen)
    return get if len(chosen) > 1 else lambda row: (get(row),)
