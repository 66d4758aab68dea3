"""The words that the parts of a digest share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.amounts import Amount
from bot.core.answers.labels import dimension_label
from bot.core.budgets.budget import ORGANISATION, Budget, BudgetStatus
from bot.core.budgets.budget_names import about_range, scope_name
from bot.core.catalogue import METRIC
from bot.core.reports.digest_questions import DigestFacts
from bot.core.slack import dates, numbers
from bot.core.slack.text import shorten

NAME = 40
FEW = 5


def few(parts: Sequence[str]) -> list[str]:
    return [*parts[:FEW], *([f"{len(parts) - FEW} more"] if len(parts) > FEW else [])]


def label(facts: DigestFacts, dimension: str, id: str) -> str:
    return shorten(dimension_label(facts.names, dimension, id), NAME)


def expected_range(low: int, high: int) -> str:
    """`≈ $5,200–$5,480`: a forecast is always a range, unless both ends read the same."""
    return f"≈ {about_range(low, high, 'cost')}"


def budget_name(budget: Budget, facts: DigestFacts) -> str:
    """As inside a sentence: `checkout-prod`, `the organisation`."""
    if budget.is_credit:
        return "the credit"
    return "the organisation" if budget.scope == ORGANISATION else scope_name(budget, facts.names)


def is_nothing(amount: Amount) -> bool:
    """Read, and nothing was used."""
    return amount.quantity == 0 and amount.unpriced == 0


def changed(now: int, before: int) -> str:
    """`+12 %`, `new`; '' when it is too little to tell."""
    return "" if numbers.rounded(abs(now - before) * 100, max(before, 1)) == 0 else numbers.change(now, before)


def beside(now: int, before: int) -> str:
    """`12 % above`, `3 % below`, `more than` of nothing; '' when it is too little to tell."""
    change = changed(now, before)
    if not change.endswith("%"):
        return "more than" if change else ""
    return f"{change[1:]} {'above' if now > before else 'below'}"


def percent_of(status: BudgetStatus) -> str:
    """`84 % of $500`."""
    return f"{status.percent:,} % of {numbers.quantity(status.amount, METRIC[status.budget.metric].unit)}"


def day_of(facts: DigestFacts) -> str:
    """`Mon 23 Nov UTC`."""
    return f"{dates.day(facts.day, year=facts.now.year)} UTC"


def paragraphs(*paragraphs: Mapping[str, str]) -> list[list[str]]:
    found = [[f"*{name}* {text}" for name, text in lines.items() if text] for lines in paragraphs]
    return [lines for lines in found if lines]
