"""Prices: own ones from `prices.toml` first, then list prices from genai-prices and the few that it lacks."""

from bot.adapters.prices.book import LIST_PRICES
from bot.adapters.prices.live import Prices

__all__ = ["LIST_PRICES", "Prices"]
