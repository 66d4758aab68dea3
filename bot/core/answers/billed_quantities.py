"""What a line item is billed for: a quantity in OpenAI's own unit, which the bill tells beside its dollars."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from bot.core.amounts import plain_number
from bot.core.catalogue.words import as_words
from bot.core.slack import numbers
from bot.core.usage.buckets import QUANTITY

THOUSANDS = "1000_"  # `1000_tokens`


class BilledQuantity(NamedTuple):
    """`unit` is as OpenAI writes it: `tokens`, `1000_tokens`, `duration_hours`, or whatever it comes to bill by."""

    value: Decimal
    unit: str

    @property
    def text(self) -> str:
        """The exact decimal."""
        return f"{self.value.normalize():f}"


def quantity_in(extra: str) -> BilledQuantity | None:
    """The quantity of a row of costs; None where the bill tells none, or one that is no number."""
    if not extra:
        return None
    extras = json.loads(extra, parse_float=Decimal)
    try:
        value = plain_number(str(extras.get(QUANTITY)))
    except ValueError:
        return None
    return BilledQuantity(value, str(extras.get("quantity_unit") or ""))


def added_up(quantities: Iterable[BilledQuantity | None]) -> BilledQuantity | None:
    """Nothing where a part has none, or another unit: half of a quantity would be taken for all of it."""
    known = list(quantities)
    found = [one for one in known if one is not None]
    if not found or len(found) < len(known) or len({one.unit for one in found}) > 1:
        return None
    return BilledQuantity(sum((one.value for one in found), Decimal(0)), found[0].unit)


def quantity_text(quantity: BilledQuantity | None) -> str:
    """`1.2 M tokens`, `3.5 hours`, `1 call`; `-` where the bill does not say."""
    if quantity is None:
        return "-"
    value, unit = quantity
    if unit.startswith(THOUSANDS):
        value, unit = value * 1000, unit.removeprefix(THOUSANDS)
    whole = int(value.to_integral_value(ROUND_HALF_UP))
    is_whole = value == whole or abs(value) >= 1000
    text = numbers.count(whole) if is_whole else f"{value:.3g}"
    if unit == "bytes":
        return numbers.quantity(whole, "byte")
    words = as_words(unit.removeprefix("duration_"))
    return f"{text} {words.removesuffix('s') if value == 1 else words}".rstrip()
