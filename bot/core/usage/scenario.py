"""The same tokens paid in another way: at another model's price, as batch, on another tier, without the cache."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.core.usage.buckets import Bucket, Row, UsageQuery
from bot.core.usage.estimates import estimated
from bot.core.usage.rates import PRICED_BY, Kind, RateLookup, Rates

WAYS = ("batch", "flex", "priority", "standard")  # how requests can be sent
SAVERS = ("cache", "batch", "flex")  # what makes the same request cheaper


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is otherwise than it was: the `model`, the way that everything is sent, or that nothing is saved by."""

    model: str = ""
    way: str = ""  # one of WAYS
    without: str = ""  # one of SAVERS

    def __bool__(self) -> bool:
        return self != Scenario()

    def kind(self, kind: Kind) -> Kind:
        """What the requests of a kind would have been."""
        if self.model:
            kind = kind._replace(model=self.model)
        if self.way:
            kind = kind._replace(batch=str(self.way == "batch").lower(), tier=_TIER.get(self.way, self.way))
        if self.without == "batch" and kind.batch == "true":
            return kind._replace(batch="false", tier="")
        return kind._replace(tier="") if self.without == kind.tier == "flex" else kind

    def rates(self, rates: RateLookup) -> RateLookup:
        """The prices of what would have been, by the kinds that were."""

        def otherwise(endpoint: str, kind: Kind, *, long: bool, day: date) -> Rates | None:
            found = rates(endpoint, self.kind(kind), long=long, day=day)
            return _uncached(found) if found and self.without == "cache" else found

        return otherwise


AS_IT_WAS = Scenario()
_TIER = {"batch": "", "standard": ""}


def _uncached(rates: Rates) -> Rates:
    """Without the cache nothing is read from it, and nothing has to be written into it."""
    return replace(
        rates,
        cached=rates.input,
        cache_write=rates.input,
        cache_write_12h=rates.input,
        cached_audio=rates.input_audio,
        cached_image=rates.input_image,
    )


def both_ways(bucket: Bucket, query: UsageQuery, scenario: Scenario, rates: RateLookup) -> tuple[Bucket, Bucket]:
    """
    The bucket as it was, with the estimates that it has, and as it would have been.

    What has no price in one of the two is unpriced in both, so that they can be compared.
    """
    places = [query.group_by.index(name) if name in query.group_by else None for name in PRICED_BY]
    again = estimated(bucket, query, rates).rows
    otherwise = estimated(bucket, query, scenario.rates(rates)).rows
    pairs = [
        _pair(row, now, then, scenario.model not in ("", _kind(row, places).model))
        for row, now, then in zip(bucket.rows, again, otherwise, strict=True)
    ]
    was, would = (tuple(pair[side] for pair in pairs) for side in (0, 1))
    return replace(bucket, rows=was), replace(bucket, rows=would)


def _kind(row: Row, places: list[int | None]) -> Kind:
    return Kind(*("" if place is None else row.key[place] for place in places))


def _pair(row: Row, now: Row, then: Row, is_other_model: bool) -> tuple[Row, Row]:
    """
    The estimate that a row has was made of finer rows, hour by hour; of the same model the difference is added to it.
    """
    if unpriced := max(row.unpriced, now.unpriced, then.unpriced):
        nothing = row._replace(estimate=0, unpriced=unpriced)
        return nothing, nothing
    was = row.estimate or 0
    would = then.estimate or 0
    return row, row._replace(estimate=would if is_other_model else was + would - (now.estimate or 0))
