"""Rates: what decides a price, which units it is for, and the prices of the parts of a completion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from bot.core.catalogue import METRICS

# What a gibibyte stored for a day is in the bytes of hourly readings that OpenAI counts.
BYTES_OF_A_GIBIBYTE_DAY = 24 * 2**30


class Kind(NamedTuple):
    """
    What decides the price of a row, beside its counts. '' is a value that is unknown or absent.

    Batch and tier change the price, and a project may have a discount or a region, so an estimate is made of rows
    that are grouped by all of these, whatever was asked.
    """

    model: str = ""
    batch: str = ""
    tier: str = ""
    project: str = ""


PRICED_BY = Kind._fields

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
# How many of what is counted a unit price is for, where that is not one.
UNIT_SIZES = {"vector_stores": BYTES_OF_A_GIBIBYTE_DAY}

# Tokens that were written to the cache for twelve hours: part of the cache writes, and a counter of newer answers only.
LONG_WRITES = "input_cache_write_12h_tokens"

# What each of these counts is called.
UNIT_NAMES = {
    name: next(metric.unit for metric in METRICS if metric.counters.get(name) == counters)
    for name, counters in UNITS.items()
}


@dataclass(frozen=True, slots=True)
class Rates:
    """
    Picodollars a unit: a dollar per million tokens is 1,000,000 of them.

    A completion has the ten token rates, each for the part that PARTS names and no other, and one for writes to the
    cache for twelve hours, None when it is not known. Any other endpoint has `unit` for `per` of what UNITS names.
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
    per: int = 1
    cache_write_12h: int | None = None


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
TOKEN_PRICES = (*PARTS, "cache_write_12h")


def token_rates(given: Mapping[str, int]) -> Rates:
    """
    Rates of all parts: one without a price of its own costs what the part that it belongs to costs.

    Twelve hours in the cache cost twice as much to write as half an hour, in every table that has both.
    """
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
        cache_write_12h=given.get("cache_write_12h", 2 * given["cache_write"] if "cache_write" in given else None),
    )


def scaled(rates: Rates, percent: Decimal) -> Rates:
    """These rates with a discount or an uplift: `percent` of 100 changes nothing."""
    if percent == 100:
        return rates
    changed = {
        name: int((value * percent / 100).to_integral_value())
        for name, value in asdict(rates).items()
        if name != "per" and value is not None
    }
    return replace(rates, **changed)


class RateLookup(Protocol):
    """A function that finds rates; None where there is no price."""

    def __call__(self, endpoint: str, kind: Kind, *, long: bool, day: date) -> Rates | None: ...

    def __hash__(self) -> int: ...
