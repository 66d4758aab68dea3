"""Estimates: what a bucket costs at list prices, in exact integers rounded once a row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache, partial
from itertools import repeat
from operator import itemgetter
from typing import Protocol, TypeVar

from bot.core.catalogue import COMPLETIONS
from bot.core.usage.buckets import Bucket, Row, UsageQuery, changed, row_of
from bot.core.usage.rates import LONG_WRITES, PARTS, PRICED_BY, UNITS, Kind, RateLookup, Rates

# Above this many input tokens in one request, long-context rates hold for the whole request.
LONG_CONTEXT = 272_000
PICO_IN_NANO = 1000
HALF = PICO_IN_NANO // 2  # what rounds

T = TypeVar("T")
CountColumn = tuple[int, ...]  # one counter of many rows


def estimated(
    bucket: Bucket, query: UsageQuery, rates: RateLookup, *, is_long_row: Callable[[Row], bool] | None = None
) -> Bucket:
    """
    The bucket with `estimate` and `unpriced` in each row; unchanged when its rows cannot be priced.

    `is_long_row` says which rows pay long-context rates, when something finer than the row knows it.
    """
    if (
        not bucket.rows
        or query.endpoint not in UNITS
        or any(name in query.spec.dimensions and name not in query.group_by for name in PRICED_BY)
    ):
        return bucket
    kind_of, known = _kinds(query.group_by), _known_rates(rates, query.endpoint, bucket.start.date())
    is_completion = query.endpoint == COMPLETIONS.name
    price = _pricer(query)

    def priced(rows: Sequence[Row]) -> Iterable[Row]:
        """A quarter of a sync was spent here row by row: rows of text that have a price are priced together."""
        keys, counts, _, _, extras = zip(*rows, strict=True)
        columns = [*zip(*counts, strict=True)]
        long: Iterable[bool] = repeat(False)  # only completions have long-context rates
        if is_completion:
            long = map(is_long_row, rows) if is_long_row else _are_long(columns[_INPUT], columns[_REQUESTS])
        found = [*map(known.__getitem__, zip(map(kind_of, keys), long, strict=False))]
        estimates = _costs_of_text(columns, found) if is_completion and not any(extras) else None
        if estimates is None:
            return map(price, rows, found)
        return map(row_of, zip(keys, counts, estimates, repeat(0), extras, strict=False))

    return changed(bucket, priced)


@lru_cache(maxsize=1)  # the hours of a day come one after the other
def _known_rates(rates: RateLookup, endpoint: str, day: date) -> _KnownRates:
    return _KnownRates(rates, endpoint, day)


class _KnownRates(dict[tuple[tuple[str, ...], bool], Rates | None]):
    """The rates of a day, by kind and whether they are for long context. Each is looked up once."""

    def __init__(self, rates: RateLookup, endpoint: str, day: date) -> None:
        super().__init__()
        self._find = partial(rates, endpoint, day=day)

    def __missing__(self, key: tuple[tuple[str, ...], bool]) -> Rates | None:
        kind, long = key
        self[key] = found = self._find(Kind(*kind), long=long)
        return found


def _pricer(query: UsageQuery) -> Callable[[Row, Rates | None], Row]:
    """A function that prices one row of any kind."""
    units = [query.spec.counters.index(name) for name in UNITS[query.endpoint]]
    is_completion = query.endpoint == COMPLETIONS.name
    cost = completion_cost if is_completion else _unit_cost(units[0])

    def price(row: Row, rates: Rates | None) -> Row:
        key, counts, _, _, extra = row
        writes = long_writes(counts, extra) if is_completion and (extra or counts[_LONG_WRITES]) else 0
        if rates is None or (writes and rates.cache_write_12h is None):
            return Row(key, counts, 0, sum([counts[place] for place in units]), extra)
        picodollars = cost(counts, rates) + (_dearer(writes, counts, rates) if writes else 0)
        return row_of((key, counts, (picodollars + HALF) // PICO_IN_NANO, 0, extra))

    return price


def _costs_of_text(columns: Sequence[CountColumn], rates: Sequence[Rates | None]) -> list[int] | None:
    """Nanodollars of rows of text that all have a price; None when one of them is something else."""
    total, cached, write, output = _sums(columns)
    fresh = [all_of_it - read - written for all_of_it, read, written in zip(total, cached, write, strict=True)]
    priced = [one for one in rates if one]
    if any(map(any, _beside_text(columns))) or min(fresh) < 0 or len(priced) < len(rates):
        return None
    return [
        (text * it.input + read * it.cached + written * it.cache_write + said * it.output + HALF) // PICO_IN_NANO
        for text, read, written, said, it in zip(fresh, cached, write, output, priced, strict=True)
    ]


def long_writes(counts: tuple[int, ...], extra: str) -> int:
    """How many tokens were written to the cache for twelve hours; rows older than their column say it in `extra`."""
    if counts[_LONG_WRITES] or LONG_WRITES not in extra:
        return counts[_LONG_WRITES]
    found = json.loads(extra).get(LONG_WRITES)
    return found if isinstance(found, int) else 0


def _dearer(writes: int, counts: tuple[int, ...], rates: Rates) -> int:
    """What twelve hours cost beyond half an hour, which all writes have paid."""
    if not writes or rates.cache_write_12h is None or writes > counts[_WRITES]:
        return 0
    return writes * (rates.cache_write_12h - rates.cache_write)


def _kinds(group_by: tuple[str, ...]) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """What decides the price, out of a row's key; '' for a dimension that the endpoint does not have."""
    if set(PRICED_BY) <= set(group_by):
        return itemgetter(*map(group_by.index, PRICED_BY))
    nowhere = len(group_by)
    kind_of = itemgetter(*(group_by.index(name) if name in group_by else nowhere for name in PRICED_BY))
    return lambda key: kind_of((*key, ""))


_INPUT = COMPLETIONS.counters.index("input_tokens")
_WRITES = COMPLETIONS.counters.index("input_cache_write_tokens")
_LONG_WRITES = COMPLETIONS.counters.index(LONG_WRITES)
_REQUESTS = COMPLETIONS.counters.index("num_model_requests")


def is_long(counts: tuple[int, ...]) -> bool:
    """
    Whether the average request of a row pays the long-context rates.

    A day's sum says nothing: it passes the limit of a single request soon. The mix is not in the data.
    """
    (found,) = _are_long(counts[_INPUT : _INPUT + 1], counts[_REQUESTS : _REQUESTS + 1])
    return found


def _are_long(totals: CountColumn, requests: CountColumn) -> list[bool]:
    return [total > LONG_CONTEXT * (count or 1) for total, count in zip(totals, requests, strict=True)]


_places = [COMPLETIONS.counters.index(name) for name in PARTS.values()]
_sums: Callable[[Sequence[T]], tuple[T, T, T, T]] = itemgetter(*_places[:4])
_media: Callable[[tuple[int, ...]], tuple[int, ...]] = itemgetter(*_places[4:])
_beside_text: Callable[[Sequence[CountColumn]], tuple[CountColumn, ...]] = itemgetter(*_places[4:], _LONG_WRITES)


def completion_cost(counts: tuple[int, ...], rates: Rates) -> int:
    """
    Picodollars of one row of completions.

    `input_audio_tokens` and its kin are the uncached part; text is what remains of the sums, since older answers
    do not name it (docs/facts.md, OpenAI 5).
    """
    total, cached, write, output = _sums(counts)
    audio, cached_audio, output_audio, image, cached_image, output_image = _media(counts)
    text = total - cached - write - audio - image
    cached_text = cached - cached_audio - cached_image
    output_text = output - output_audio - output_image
    if min(text, cached_text, output_text) < 0:
        # Parts that are more than their sum: nothing finer than the sums can be trusted.
        return total * rates.input + output * rates.output
    cost = text * rates.input + cached_text * rates.cached + write * rates.cache_write + output_text * rates.output
    cost += audio * rates.input_audio + cached_audio * rates.cached_audio + output_audio * rates.output_audio
    return cost + image * rates.input_image + cached_image * rates.cached_image + output_image * rates.output_image


class _Cost(Protocol):
    def __call__(self, counts: tuple[int, ...], rates: Rates) -> int: ...


def _unit_cost(place: int) -> _Cost:
    def cost(counts: tuple[int, ...], rates: Rates) -> int:
        return (counts[place] * rates.unit + rates.per // 2) // rates.per

    return cost
