"""Amounts as people write them: `$1.5k`, `2M tokens`, `500`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.core.amounts import NANO
from bot.core.catalogue import METRIC, METRICS
from bot.core.catalogue.words import listed
from bot.core.errors import UserError
from bot.core.grammar.tokens import Words

_NUMBER = re.compile(
    r"(?:us)?(?P<before>\$)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)(?P<scale>k|m|mm|mn|mio|b|bn|g)?(?P<after>\$)?"
)
_SCALES = {
    "k": 3,
    "thousand": 3,
    "grand": 3,
    "m": 6,
    "mm": 6,
    "mn": 6,
    "mio": 6,
    "mil": 6,
    "million": 6,
    "millions": 6,
    "b": 9,
    "bn": 9,
    "g": 9,
    "billion": 9,
    "billions": 9,
}
_DOLLARS = ("dollars", "dollar", "usd", "$", "bucks", "us$")
_LARGEST = Decimal(10) ** 15
_UNITS = {tuple(phrase.split()): metric.name for metric in METRICS if metric.name != "cost" for phrase in metric.words}
# In front of an amount they make a limit of it, or a period.
BEFORE_LIMITS = listed(
    """
    over, above, than, under, below, exceed, exceeds, exceeding, reach, hit, to, between, least, most, >, <, >=, <=,
    up to, last, past, ≥, ≤, top
    """
)
FOREIGN = ("€", "£", "¥", "eur", "euro", "euros", "gbp", "pounds")


@dataclass(frozen=True, slots=True)
class Sum:
    """A number, and the metric that its unit names; '' where no unit was written."""

    number: Decimal
    metric: str = ""

    def quantity(self, metric: str) -> int:
        """
        The number in the metric's smallest unit. Raises UserError for another metric's unit and for part of a token.
        """
        if self.metric and METRIC[self.metric].unit != METRIC[metric].unit:
            raise UserError(f"A limit in {_unit(self.metric)} does not fit {metric}; write it in the same unit.")
        exact = self.number * NANO if metric == "cost" else self.number
        if exact != exact.to_integral_value():
            raise UserError(f"{self.number} is no whole number of {_unit(metric)}.")
        return int(exact)


def _unit(metric: str) -> str:
    return METRIC[metric].unit.removeprefix("nano") + "s"


_SAID = {"fiver": 5, "tenner": 10, "hundred": 100, "thousand": 1_000, "grand": 1_000}


def _said(words: Words, at: int) -> tuple[Sum, int] | None:
    """Amounts in words: `a tenner`, `a hundred bucks`, `a grand`."""
    place = words.skip(at, "a", "an", "one")
    number = _SAID.get(words.text(place))
    if number is None or (place == at and words.text(place) not in ("tenner", "fiver")):
        return None
    end = words.skip(place + 1, *_DOLLARS)
    is_money = end > place + 1 or words.text(place) in ("tenner", "fiver", "grand")
    return (Sum(Decimal(number), "cost"), end) if is_money else _with_unit(words, Decimal(number), end)


def read_sum(words: Words, at: int) -> tuple[Sum, int] | None:
    """The amount that stands at this place, and the place after it."""
    if said := _said(words, at):
        return said
    first = words.skip(at, "usd", "us$", "$")
    match = _NUMBER.fullmatch(words.text(first))
    if not match:
        return None
    number, end = Decimal(match["number"].replace(",", "")), first + 1
    scale = match["scale"]
    if not scale and words.text(end) in _SCALES:
        scale, end = words.text(end), end + 1
    number = number.scaleb(_SCALES[scale]) if scale else number
    if number >= _LARGEST:
        raise UserError("That is more than anybody has spent; write an amount such as `$500` or `2M tokens`.")
    is_money = match["before"] or match["after"] or first > at or scale == "grand"
    if is_money or words.text(end) in _DOLLARS:
        return Sum(number, "cost"), words.skip(end, *_DOLLARS)
    return _with_unit(words, number, end)


def _with_unit(words: Words, number: Decimal, end: int) -> tuple[Sum, int]:
    for length in (3, 2, 1):
        metric = _UNITS.get(tuple(words.text(end + place) for place in range(length)))
        if metric:
            return Sum(number, metric), end + length
    return Sum(number), end


def read_amount(text: str, metric: str = "") -> tuple[int, str]:
    """
    `$1.5k`, `2M tokens`, `500` as (quantity in the metric's smallest unit, metric).

    Without a unit it is in `metric`, or dollars. Raises UserError for what is no amount.
    """
    words = Words.of(text[:100])
    read = read_sum(words, 0)
    if not read or read[1] != len(words) or text.strip().startswith("-"):
        raise UserError(f"“{text[:40]}” is no amount; write `$500`, `1.5k` or `2M tokens`.")
    metric = metric or read[0].metric or "cost"
    return read[0].quantity(metric), metric
