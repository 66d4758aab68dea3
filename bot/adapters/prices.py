"""Prices: own ones from `prices.toml` first, then list prices from genai-prices and the few that it lacks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core.errors import UserError
from bot.core.usage.estimates import Rates, token_rates
from bot.core.usage.price_rules import PICO, PICO_PER_MILLION, read_price_rules

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, ModelPrice

LIST_PRICES = Path(__file__).with_name("list_prices.toml")

# genai-prices has rates for batch and tiers from these days on only; earlier ones come out at full price.
VARIANTS_SINCE = date(2026, 10, 14)
TIERS = ("flex", "priority", "fast")

# Our parts and what genai-prices calls them, dollars per million.
KEYS = {
    "input": "input_mtok",
    "cached": "cache_read_mtok",
    "cache_write": "cache_write_mtok",
    "output": "output_mtok",
    "input_audio": "input_audio_mtok",
    "cached_audio": "cache_audio_read_mtok",
    "output_audio": "output_audio_mtok",
    "input_image": "input_image_mtok",
    "cached_image": "cache_image_read_mtok",
    "output_image": "output_image_mtok",
}
# Endpoints that are priced by a unit: genai-prices' key, and how many units its price is for.
UNIT_PRICES = {
    "embeddings": ("input_mtok", 1_000_000),
    "speeches": ("input_mchars", 1_000_000),
    "transcriptions": ("audio_hours", 3600),
    "web_search": ("web_searches_kcount", 1000),
}


class Prices:
    """What a token cost on a day. `version` changes when any price may have changed."""

    def __init__(self, own: Path | None = None) -> None:
        """`own` is read at once, so that its mistakes are told at start-up. A file that is not there is none."""
        text, known = _text(own), LIST_PRICES.read_text()
        self._rules = (*read_price_rules(text, own.name if own else ""), *read_price_rules(known, LIST_PRICES.name))
        self.version = (
            f"genai-prices {version('genai-prices')}+{hashlib.sha256((text + known).encode()).hexdigest()[:12]}"
        )
        self._known: Callable[..., Rates | None] = lru_cache(maxsize=65_536)(self._find)

    def rates(self, endpoint: str, model: str, batch: str, tier: str, *, long: bool, day: date) -> Rates | None:
        """The rates that hold; None when nobody knows a price, which is not the same as free."""
        return self._known(endpoint, model, batch, tier, long, day)

    def _find(self, endpoint: str, model: str, batch: str, tier: str, long: bool, day: date) -> Rates | None:
        for rule in self._rules:
            if rule.holds_for(endpoint, model, batch, tier, long=long, day=day):
                return rule.rates
        price = _list_price(model, batch, tier, day) if model else None
        if price is None:
            return None
        return _token_rates(price, long=long) if endpoint == "completions" else _unit_rates(price, endpoint)


def _text(own: Path | None) -> str:
    if own is None or not own.exists():
        return ""
    try:
        return own.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{own} cannot be read as UTF-8 text. Save it in that encoding.") from error


def _list_price(model: str, batch: str, tier: str, day: date) -> ModelPrice | None:
    known = _model(model)
    if known is None:
        return None
    context = {"processing": "batch"} if batch == "true" else {"service_tier": tier} if tier in TIERS else None
    return known.get_prices(_midnight(max(day, VARIANTS_SINCE) if context else day), context)


@lru_cache(maxsize=4096)
def _model(name: str) -> ModelInfo | None:
    """What genai-prices takes `name` for; which takes ten times as long as its price of a day."""
    import genai_prices  # takes a quarter of a second, which `--help` and most commands need not pay

    nothing, any_day = genai_prices.Usage(), _midnight(VARIANTS_SINCE)
    try:
        return genai_prices.calc_price(nothing, name, provider_id="openai", genai_request_timestamp=any_day).model
    except LookupError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _token_rates(price: ModelPrice, *, long: bool) -> Rates | None:
    found = {part: _dollars(price, key, long=long) for part, key in KEYS.items()}
    given = {part: int(dollars * PICO_PER_MILLION) for part, dollars in found.items() if dollars is not None}
    return token_rates(given) if given else None


def _unit_rates(price: ModelPrice, endpoint: str) -> Rates | None:
    key, units = UNIT_PRICES.get(endpoint, ("", 1))
    dollars = _dollars(price, key, long=False) if key else None
    return None if dollars is None else Rates(unit=int((dollars * PICO / units).to_integral_value()))


def _dollars(price: ModelPrice, key: str, *, long: bool) -> Decimal | None:
    """A price is one number, or one for short and one for long requests."""
    value: Any = getattr(price, key)
    if value is None or isinstance(value, Decimal):
        return value
    dollars: Decimal = value.tiers[-1].price if long else value.base
    return dollars
