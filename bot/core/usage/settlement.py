"""Dollars of a UTC day: billed, estimated, and the difference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal

from bot.core.amounts import Amount


def settled(billed: int | None, estimate: int | None, unpriced: int = 0, *, is_settled: bool) -> Amount | None:
    """
    The rule of docs/design.md section 5 for one (UTC day, project).

    None for `billed` or `estimate` means that it was not read; the answer is None when neither was. Before a day is
    settled the larger of the two is shown and marked: costs lag by hours, and usage does not explain all of them.
    """
    if is_settled:
        # The day was read when it was complete: a project without a row was billed nothing.
        return Amount(billed or 0)
    if billed is None and estimate is None:
        return None
    so_far, expected = billed or 0, estimate or 0
    return Amount(max(so_far, expected), max(0, expected - max(so_far, 0)), estimate=True, unpriced=unpriced)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Bills and the estimates of the same settled days, in nanodollars."""

    billed: int = 0
    estimate: int = 0

    def __add__(self, other: Accuracy) -> Accuracy:
        return Accuracy(self.billed + other.billed, self.estimate + other.estimate)

    def __sub__(self, other: Accuracy) -> Accuracy:
        return Accuracy(self.billed - other.billed, self.estimate - other.estimate)

    @property
    def permille(self) -> int | None:
        """The estimate in thousandths of the bill, rounded; None when nothing was billed."""
        return (2000 * self.estimate + self.billed) // (2 * self.billed) if self.billed > 0 else None


def accuracies(cells: Iterable[tuple[str, int, int]]) -> dict[str, Accuracy]:
    """Accuracy by label, the largest bill first, of (label, billed, estimate) of settled days."""
    sums: dict[str, Accuracy] = {}
    for label, billed, estimate in cells:
        sums[label] = sums.get(label, Accuracy()) + Accuracy(billed, estimate)
    return dict(sorted(sums.items(), key=lambda entry: (-entry[1].billed, entry[0])))


# Line items have no grammar (docs/facts.md, OpenAI 6); these forms name the model of a completion.
_COMPLETION = re.compile(
    r"(?:batch \| )?(?P<model>[a-z0-9][\w.:-]*), "
    r"(?:cache write|(?:cached |cache write )?(?:audio |image |text )?(?:in|out)put(?:_tokens)?)"
)


# What a line item calls the parts of a completion, and what a price calls them.
PARTS_BILLED = {
    "input": "input",
    "cached input": "cached",
    "cache write": "cache_write",
    "output": "output",
    "audio input": "input_audio",
    "cached audio input": "cached_audio",
    "audio output": "output_audio",
}
BilledRates = Mapping[str, str]  # dollars a million tokens, by part of a price
TOKENS_OF_UNIT = {"tokens": 1, "1000_tokens": 1000}


def billed_rates(charges: Iterable[tuple[str, int, Decimal, str]]) -> dict[str, BilledRates]:
    """
    What a million tokens of each model were billed at, by (line item, nanodollars, quantity, its unit).

    Batch has lines of its own and is left out; tiers have none, and are in the rate.
    """
    sums: dict[tuple[str, str], tuple[int, Decimal]] = {}
    for item, amount, quantity, unit in charges:
        model, part = model_of(item), PARTS_BILLED.get(item.rpartition(", ")[2].removesuffix("_tokens"))
        if model and part and not item.startswith("batch | ") and unit in TOKENS_OF_UNIT:
            before = sums.get((model, part), (0, Decimal(0)))
            sums[model, part] = before[0] + amount, before[1] + quantity * TOKENS_OF_UNIT[unit]
    found: dict[str, dict[str, str]] = {}
    for (model, part), (amount, tokens) in sorted(sums.items(), key=_part_order):
        if tokens > 0:
            found.setdefault(model, {})[part] = _dollars_a_million(amount, tokens)
    return {**found}


def _part_order(entry: tuple[tuple[str, str], object]) -> tuple[str, int]:
    model, part = entry[0]
    return model, list(PARTS_BILLED.values()).index(part)


def _dollars_a_million(nanodollars: int, tokens: Decimal) -> str:
    """To four digits: more is the noise of rounding."""
    dollars = Decimal(nanodollars) / 1000 / tokens
    return f"{+dollars.normalize(FOUR_DIGITS):f}"


FOUR_DIGITS = Context(prec=4)


def model_of(line_item: str) -> str:
    """The model that a line item bills completions of; '' when it names none or is of another kind."""
    found = _COMPLETION.fullmatch(line_item)
    return found["model"] if found else ""


# Whatever is billed of a model: `evals | gpt-4o, input`, `ft-gpt-4o-2024-08-06, input`, `gpt-image-1`. A word alone is
# a model when it has a digit: there are items such as `storage`.
_OF_A_MODEL = re.compile(
    r"(?:[\w ]+ \| )?(?:(?P<part>[a-z0-9][\w.:]*-[\w.:-]*|o\d+), .+|(?P<bare>[a-z][\w.:-]*\d[\w.:-]*))"
)


def billed_model(line_item: str) -> str:
    """The model that a line item names; '' for what belongs to none, as storage, tools and Scale Tier do."""
    found = _OF_A_MODEL.fullmatch(line_item)
    return (found["part"] or found["bare"]) if found else ""
