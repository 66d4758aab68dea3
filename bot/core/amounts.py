"""Amounts: exact integers that know whether they are billed or estimated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

NANO = 1_000_000_000
PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Amount:
    """
    A quantity in its metric's smallest unit. None in an Amount's place means "not read"; zero is `Amount(0)`.

    `estimated` is the part of `quantity` that is not billed yet; `estimate` says that the amount carries a `≈`,
    which an unsettled zero does too. `unpriced` counts tokens without a price, left out of `quantity`.
    """

    quantity: int
    estimated: int = 0
    estimate: bool = False
    unpriced: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.quantity + other.quantity,
            self.estimated + other.estimated,
            self.estimate or other.estimate,
            self.unpriced + other.unpriced,
        )


ZERO = Amount(0)


def plain_number(text: str) -> Decimal:
    """The number of plain digits. Raises ValueError for `1_000` and other scripts, which Decimal would read."""
    if not PLAIN.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is not an amount")
    return Decimal(text)


def nanodollars(dollars: Decimal | str) -> int:
    """Dollars to the nearest nanodollar. Raises ValueError for what is no finite, sane amount."""
    amount = plain_number(dollars) if isinstance(dollars, str) else dollars
    if not amount.is_finite() or abs(amount) >= 1_000_000_000:
        raise ValueError(f"{str(dollars)[:40]!r} is not a sane amount of dollars")
    return int((amount * NANO).to_integral_value(ROUND_HALF_EVEN))
