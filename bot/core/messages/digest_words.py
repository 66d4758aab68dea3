"""The words that the parts of a digest share."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.budgets import BudgetStatus
from bot.core.catalogue import METRIC
from bot.core.digest import DigestFacts
from bot.core.messages import numbers
from bot.core.messages.labels import dimension_label
from bot.core.messages.text import shorten

NAME = 40
FEW = 5


def few(parts: Sequence[str]) -> list[str]:
    return [*parts[:FEW], *([f"{len(parts) - FEW} more"] if len(parts) > FEW else [])]


def label(facts: DigestFacts, dimension: str, id: str) -> str:
    return shorten(dimension_label(facts.names, dimension, id), NAME)


def spread(low: int, high: int) -> str:
    """`≈ $5,200–$5,480`: a forecast is always a range, unless both ends read the same."""
    first, last = numbers.about(low), numbers.about(high)
    return f"≈ {first}" if first == last else f"≈ {first}–{last}"


def percent_of(status: BudgetStatus) -> str:
    """`84 % of $500`."""
    return f"{status.percent:,} % of {numbers.quantity(status.amount, METRIC[status.budget.metric].unit)}"
