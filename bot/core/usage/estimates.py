"""Estimates: what a bucket costs at list prices, in exact integers rounded once a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Protocol

from bot.core.catalogue import COMPLETIONS, METRICS
from bot.core.usage.buckets import Bucket, Row, UsageQuery

# Above this many input tokens in one request, long-context rates hold for the whole request.
LONG_CONTEXT = 272_000
PICO_IN_NANO = 1000

# What decides the price of a row, beside its counts. Batch and tier change it, so an estimate is made of rows
# that are grouped by them, whatever was asked.
PRICED_BY = ("model", "batch", "tier")

# What is counted when there is no price, and what a unit price multiplies outside completions.
UNITS = {
    "completions": ("input_tokens", "output_tokens"),
    "embeddings": ("input_tokens",),
    "moderations": ("input_tokens",),
    "images": ("images",),
    "speeches": ("characters",),
    "transcriptions": ("seconds",),
    "vector_stores": ("usage_bytes",),
    "code_interpreter": ("num_sessions",),
    "file_search": ("num_requests",),
    "web_search": ("num_requests",),
}

# What each of these counts is called.
UNIT_NAMES = {
    name: next(metric.unit for metric in METRICS if metric.counters.get(name) == counters)
    for name, counters in UNITS.items()
}


@dataclass(frozen=True, slots=True)
class Rates:
    """
    Picodollars a unit: a dollar per million tokens is 1,000,000 of them.

    A completion has the ten token rates, each for the part that PARTS names and no other; any other endpoint has
    `unit` for what UNITS names.
    """

    input: int = 0
    cached: int = 0
    cache_write: int = 0
    output: int = 0
    input_audio: int = 0
    cached_audio: int = 0
    output_audio: int = 0
    input_image: int = 0
    cached_image: int = 0
    output_image: int = 0
    unit: int = 0


# The parts of a completion and how many tokens each has before the finer ones are taken out.
PARTS = {
    "input": "input_tokens",
    "cached": "input_cached_tokens",
    "cache_write": "input_cache_write_tokens",
    "output": "output_tokens",
    "input_audio": "input_audio_tokens",
    "cached_audio": "input_cached_audio_tokens",
    "output_audio": "output_audio_tokens",
    "input_image": "input_image_tokens",
    "cached_image": "input_cached_image_tokens",
    "output_image": "output_image_tokens",
}


def token_rates(given: Mapping[str, int]) -> Rates:
    """Rates of all parts: one without a price of its own costs what the part that it belongs to costs."""
    input, output = given.get("input", 0), given.get("output", 0)
    cached = given.get("cached", input)
    return Rates(
        input,
        cached,
        given.get("cache_write", input),
        output,
        given.get("input_audio", input),
        given.get("cached_audio", given.get("input_audio", cached)),
        given.get("output_audio", output),
        given.get("input_image", input),
        given.get("cached_image", given.get("input_image", cached)),
        given.get("output_image", output),
        unit=input,
    )


class RateLookup(Protocol):
    """Who knows prices; None for what has none."""

    def __call__(self, endpoint: str, model: str, batch: str, tier: str, *, long: bool, day: date) -> Rates | None: ...


def estimated(bucket: Bucket, query: UsageQuery, rates: RateLookup) -> Bucket:
    """The bucket with `estimate` and `unpriced` in each row; as it is when its rows do not tell what they cost."""
    if query.endpoint not in UNITS or any(
        name in query.spec.dimensions and name not in query.group_by for name in PRICED_BY
    ):
        return bucket
    kind_of = _kinds(query.group_by)
    units = [query.spec.counters.index(name) for name in UNITS[query.endpoint]]
    cost = completion_cost if query.endpoint == "completions" else _unit_cost(units[0])
    known: dict[tuple[str, str, str, bool], Rates | None] = {}
    day = bucket.start.date()

    is_completion = query.endpoint == "completions"

    def priced(row: Row) -> Row:
        key, counts, _, _, extra = row
        kind = (*kind_of(key), is_completion and is_long(counts))
        if kind not in known:
            model, batch, tier, long = kind
            known[kind] = rates(query.endpoint, model, batch, tier, long=long, day=day)
        found = known[kind]
        if found is None:
            return Row(key, counts, 0, sum(counts[place] for place in units), extra)
        return Row(key, counts, _rounded(cost(counts, found)), 0, extra)

    return Bucket(bucket.start, bucket.end, tuple(map(priced, bucket.rows)))


def _kinds(group_by: tuple[str, ...]) -> Callable[[tuple[str, ...]], tuple[str, str, str]]:
    """What decides the price, out of a row's key; '' for a dimension that the endpoint does not have."""
    if set(PRICED_BY) <= set(group_by):
        return itemgetter(*map(group_by.index, PRICED_BY))
    nowhere = len(group_by)
    kind_of = itemgetter(*(group_by.index(name) if name in group_by else nowhere for name in PRICED_BY))
    return lambda key: kind_of((*key, ""))


_INPUT = COMPLETIONS.counters.index("input_tokens")
_REQUESTS = COMPLETIONS.counters.index("num_model_requests")


def is_long(counts: tuple[int, ...]) -> bool:
    """
    Whether the average request of a row pays the long-context rates.

    A day's sum says nothing: it passes the limit of a single request soon. The mix is not in the data.
    """
    return counts[_INPUT] > LONG_CONTEXT * (counts[_REQUESTS] or 1)


_places = [COMPLETIONS.counters.index(name) for name in PARTS.values()]
_sums: Callable[[tuple[int, ...]], tuple[int, ...]] = itemgetter(*_places[:4])
_media: Callable[[tuple[int, ...]], tuple[int, ...]] = itemgetter(*_places[4:])
_NO_MEDIA = (0,) * len(_places[4:])


def completion_cost(counts: tuple[int, ...], rates: Rates) -> int:
    """
    Picodollars of one row of completions.

    `input_audio_tokens` and its kin are the uncached part; text is what remains of the sums, since older answers
    do not name it (facts/openai.md section 5).
    """
    total, cached, write, output = _sums(counts)
    media = _media(counts)
    if media == _NO_MEDIA and total >= cached + write:  # nearly every row
        fresh = total - cached - write
        return fresh * rates.input + cached * rates.cached + write * rates.cache_write + output * rates.output
    audio, cached_audio, output_audio, image, cached_image, output_image = media
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
        return counts[place] * rates.unit

    return cost


def _rounded(picodollars: int) -> int:
    return (picodollars + PICO_IN_NANO // 2) // PICO_IN_NANO
