"""The list prices of genai-prices: the ones that were installed, the newest that it publishes, and those of a day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from bot.core.errors import UpstreamError

if TYPE_CHECKING:
    from genai_prices.types import ConditionalPrice, ModelInfo, ModelPrice, PriceVariant, StartDateConstraint

# genai-prices has batch and tier rates only from these days on; before, it returns the full price.
VARIANTS_SINCE = date(2026, 10, 14)
TIERS = ("flex", "priority", "fast")
CONTEXTS: tuple[Mapping[str, str], ...] = ({}, {"processing": "batch"}, *({"service_tier": tier} for tier in TIERS))
MOST_MOVED = 10  # a price that moves further than this is a mistake until a release of the price data has it, too


@dataclass(frozen=True, slots=True)
class Dollars:
    """One price: for short requests and for long ones, which are the same for most."""

    short: Decimal
    long: Decimal


class PriceList:
    """What OpenAI's models cost, as genai-prices says. `source` is where it comes from, in words."""

    def __init__(self, models: tuple[ModelInfo, ...], source: str) -> None:
        self.models = models
        self.source = source
        self.find = lru_cache(maxsize=4096)(self._find)

    def _find(self, name: str) -> ModelInfo | None:
        return next((model for model in self.models if model.is_match(name)), None)

    def price(self, name: str, context: Mapping[str, str], day: date) -> Mapping[str, Dollars] | None:
        """Dollars by genai-prices' keys; None for a model, or a batch or tier rate, that the list does not have."""
        model = self.find(name)
        if model is None or (context and not _varies(model, context)):
            return None
        then = _dollars(model.get_prices(_midnight(day)))
        if not context:
            return then
        # What batch and tiers cost before the list knew of them: the same part of the full price of that day.
        known = _midnight(max(day, VARIANTS_SINCE))
        full, varied = _dollars(model.get_prices(known)), _dollars(model.get_prices(known, dict(context)))
        return {key: _as_of(price, full.get(key), then.get(key)) for key, price in varied.items()}

    def since(self, name: str, day: date) -> date | None:
        """The first day of the price that holds on `day`, where the list says it."""
        model = self.find(name)
        return max((start for start in _starts(_conditional(model)) if start <= day), default=None) if model else None

    @cached_property
    def starts(self) -> frozenset[date]:
        """The days on which any price begins."""
        priced = ((*_conditional(model), *(model.price_variants or ())) for model in self.models)
        return frozenset(start for some in priced for start in _starts(some))

    @cached_property
    def text(self) -> str:
        """The list as it is kept; equal lists have equal texts."""
        return json.dumps([_plain(model) for model in self.models], separators=(",", ":"), sort_keys=True)

    @cached_property
    def digest(self) -> str:
        return sha256(self.text.encode()).hexdigest()[:12]


def _conditional(model: ModelInfo) -> Iterable[ConditionalPrice]:
    return model.prices if isinstance(model.prices, list) else ()


def _starts(priced: Iterable[ConditionalPrice | PriceVariant]) -> list[date]:
    return [start for one in priced if (start := getattr(one.constraint, "start_date", None))]


def kept_list(text: str, source: str) -> PriceList:
    return PriceList(tuple(map(_model, json.loads(text))), source)


@cache
def installed_list() -> PriceList:
    """What came with the release that is installed."""
    from genai_prices.data import providers  # the import takes a quarter of a second, which `--help` need not wait for

    (openai,) = (provider for provider in providers if provider.id == "openai")
    return PriceList(tuple(openai.models), installed_source())


def installed_source() -> str:
    return f"genai-prices {version('genai-prices')}"


def fetched_list(url: str) -> PriceList:
    """The newest list, by genai-prices' own mechanism. Raises UpstreamError when there is none to be had."""
    from genai_prices import UpdatePrices

    updates = UpdatePrices() if url == PUBLISHED else UpdatePrices(url=url)
    try:
        snapshot = updates.fetch()
        (openai,) = (provider for provider in (snapshot.providers if snapshot else ()) if provider.id == "openai")
        found = PriceList(tuple(openai.models), FETCHED)
        return kept_list(found.text, FETCHED)  # what cannot be kept cannot be used after the next start
    except Exception as error:  # it may fail in any way, and nothing depends on it
        reason = f"the newest list prices cannot be read ({type(error).__name__})"
        raise UpstreamError(reason, transient=True) from error


FETCHED = "genai-prices, fetched"
PUBLISHED = "published"  # where genai-prices has its newest list; to import the address takes a tenth of a start


def oddity(new: PriceList, old: PriceList, day: date) -> str:
    """Why `new` should not replace `old`; '' when it may."""
    ids = {model.id for model in new.models}
    if gone := [model.id for model in old.models if model.id not in ids]:
        return f"{gone[0]} is not in it any more"
    for name in (model.id for model in old.models):
        for key, before, after in _both(new, old, name, day):
            if _has_jumped(before, after):
                return f"{key} of {name} went from {before} to {after} dollars"
    return ""


def _both(new: PriceList, old: PriceList, name: str, day: date) -> Iterator[tuple[str, Decimal, Decimal]]:
    for context in CONTEXTS:
        before, after = (_by_id(one, name, context, day) for one in (old, new))
        for key in sorted({*before} & {*after}):
            yield key, before[key].short, after[key].short
            yield key, before[key].long, after[key].long


def _by_id(one: PriceList, id: str, context: Mapping[str, str], day: date) -> Mapping[str, Dollars]:
    model = next(model for model in one.models if model.id == id)
    return _dollars(model.get_prices(_midnight(day), dict(context)))


def _has_jumped(before: Decimal, after: Decimal) -> bool:
    if before == after:
        return False
    return min(before, after) == 0 or max(before, after) > MOST_MOVED * min(before, after)


def _varies(model: ModelInfo, context: Mapping[str, str]) -> bool:
    return any(all(context.get(key) == value for key, value in one.when.items()) for one in model.price_variants or ())


def _dollars(price: ModelPrice) -> dict[str, Dollars]:
    """A price is one number, or one for short and one for long requests."""
    found = {}
    for key, value in vars(price).items():
        if isinstance(value, Decimal):
            found[key] = Dollars(value, value)
        elif value is not None:
            found[key] = Dollars(value.base, value.tiers[-1].price)
    return found


def _as_of(price: Dollars, full: Dollars | None, then: Dollars | None) -> Dollars:
    if full is None or then is None or full == then:
        return price
    return Dollars(_share(price.short, full.short, then.short), _share(price.long, full.long, then.long))


def _share(price: Decimal, full: Decimal, then: Decimal) -> Decimal:
    return price * then / full if full else price


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


# A list as it is kept: what decides a price, and nothing else of genai-prices' data.


def _plain(model: ModelInfo) -> dict[str, Any]:
    conditional = model.prices if isinstance(model.prices, list) else None
    return {
        "id": model.id,
        "match": asdict(model.match),
        "prices": [[_plain_day(one), _plain_prices(one.prices)] for one in conditional]
        if conditional is not None
        else [["", _plain_prices(model.prices)]],  # type: ignore[arg-type]  # it is one or the other
        "variants": [[one.when, _plain_day(one), _plain_prices(one.prices)] for one in model.price_variants or ()],
    }


def _plain_day(one: ConditionalPrice | PriceVariant) -> str:
    """The first day of a price. OpenAI's prices have no other conditions, and we do not guess at one."""
    return one.constraint.start_date.isoformat() if one.constraint else ""  # type: ignore[union-attr]


def _plain_prices(price: ModelPrice) -> dict[str, Any]:
    found = {key: value for key, value in vars(price).items() if value is not None}
    return {
        key: str(value)
        if isinstance(value, Decimal)
        else [str(value.base), *([tier.start, str(tier.price)] for tier in value.tiers)]
        for key, value in found.items()
    }


def _model(plain: Mapping[str, Any]) -> ModelInfo:
    from genai_prices.types import ConditionalPrice, ModelInfo, PriceVariant

    return ModelInfo(
        plain["id"],
        _clause(plain["match"]),
        prices=[ConditionalPrice(_constraint(day), prices=_prices(prices)) for day, prices in plain["prices"]],
        price_variants=[
            PriceVariant(when, _prices(prices), _constraint(day)) for when, day, prices in plain["variants"]
        ],
    )


def _clause(plain: Mapping[str, Any]) -> Any:
    from genai_prices import types

    ((kind, value),) = plain.items()
    if kind in ("or_", "and_"):
        parts = [_clause(one) for one in value]
        return types.ClauseOr(parts) if kind == "or_" else types.ClauseAnd(parts)
    simple = {
        "starts_with": types.ClauseStartsWith,
        "ends_with": types.ClauseEndsWith,
        "contains": types.ClauseContains,
        "regex": types.ClauseRegex,
        "equals": types.ClauseEquals,
    }
    return simple[kind](value)


def _constraint(day: str) -> StartDateConstraint | None:
    from genai_prices.types import StartDateConstraint

    return StartDateConstraint(date.fromisoformat(day)) if day else None


def _prices(plain: Mapping[str, Any]) -> ModelPrice:
    from genai_prices.types import ModelPrice, Tier, TieredPrices

    def price(value: Any) -> Decimal | TieredPrices:
        if isinstance(value, str):
            return Decimal(value)
        base, *tiers = value
        return TieredPrices(Decimal(base), [Tier(start, Decimal(of)) for start, of in tiers])

    return ModelPrice(**{key: price(value) for key, value in plain.items()})
