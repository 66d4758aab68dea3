"""What so much of a model comes to at its price: exact, before the cache and long-context rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.catalogue import COMPLETIONS
from bot.core.grammar.price_sums import PriceSum
from bot.core.slack.numbers import count, money, plural, rounded
from bot.core.usage.price_rules import Quote
from bot.core.usage.rates import Kind

_PICO_IN_NANO = 1_000


class Quoted(Protocol):
    """A kind of use with what a price list says of it; None where none does."""

    @property
    def endpoint(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def quote(self) -> Quote | None: ...


@dataclass(frozen=True, slots=True)
class PricedSum:
    """The tokens of one request, how many requests, and what they cost together; or what dollars buy."""

    model: str
    requests: int
    input: int
    output: int
    nanodollars: int
    is_bought: bool = False  # the tokens are what the dollars buy: of the one or of the other


def priced_sums(asked: PriceSum, prices: Sequence[Quoted]) -> tuple[PricedSum, ...]:
    """For each model at its plain price, or at that of the way that was said; one without a price has none."""
    way = {"batch": "true"} if asked.way == "batch" else {"tier": asked.way}
    meant = (one for one in prices if one.endpoint == COMPLETIONS.name and one.kind == Kind(one.kind.model, **way))
    said = f" ({asked.way})" if asked.way else ""
    return tuple(_sum(asked, f"{one.kind.model}{said}", one.quote) for one in meant if one.quote)


def _sum(asked: PriceSum, model: str, quote: Quote) -> PricedSum:
    rates = quote.rates
    if asked.nanodollars:
        pico = asked.nanodollars * _PICO_IN_NANO
        read, written = (pico // rate if rate else 0 for rate in (rates.input, rates.output))
        return PricedSum(model, 1, read, written, asked.nanodollars, is_bought=True)
    pico = asked.requests * (asked.input * rates.input + asked.output * rates.output)
    return PricedSum(model, asked.requests, asked.input, asked.output, rounded(pico, _PICO_IN_NANO))


def sum_line(one: PricedSum) -> str:
    """`200,000 requests of 1,200 input and 300 output tokens on gpt-5-mini: $180.`"""
    if one.is_bought:
        return (
            f"{money(one.nanodollars)} on {one.model} buys {count(one.input)} input tokens"
            f" or {count(one.output)} output tokens."
        )
    tokens = " and ".join(
        f"{number:,} {name}" for name, number in (("input", one.input), ("output", one.output)) if number
    )
    each = f"{plural(one.requests, 'request')} of {tokens} tokens" if one.requests > 1 else f"{tokens} tokens"
    return f"{each} on {one.model}: {money(one.nanodollars)}."
