"""Compares estimates with bills for each model and way of use: standard, batch and each tier have own prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from bot.core.usage.rates import Kind
from bot.core.usage.settlement import Accuracy, BilledRates, billed_rates, model_of

MIXED = "*"  # several tiers in one project on one day: their bill is one line, and tells none of them
BATCH = "batch | "  # what a line item of batch begins with

ProjectDay = tuple[datetime, str]  # a day and a project


class Charge(NamedTuple):
    """One line of a bill; `quantity` is None where it says none."""

    cell: ProjectDay
    item: str
    amount: int
    quantity: Decimal | None = None
    unit: str = ""


class Used(NamedTuple):
    """What one way of using a model came to in a cell, at the prices that are known."""

    cell: ProjectDay
    kind: Kind
    estimate: int
    unpriced: int = 0


class Compared(NamedTuple):
    accuracy: Accuracy
    rates: BilledRates


class Drift(NamedTuple):
    """How estimates and bills of some days compare, way by way; `billed_rates` are by model."""

    compared: Mapping[Kind, Compared]
    billed_rates: Mapping[str, BilledRates]


def by_way(charges: Iterable[Charge], used: Iterable[Used]) -> Mapping[Kind, Compared]:
    """
    Each way of each model by what it alone was billed, with the rates that its bill says.

    Batch has lines of its own, and tiers have none: a cell in which one tier was used tells of that tier. What was
    used and has no price is left out, with its cell.
    """
    ways = _ways(used)
    sums: dict[Kind, Accuracy] = defaultdict(Accuracy)
    lines: dict[Kind, list[tuple[str, int, Decimal, str]]] = defaultdict(list)
    counted = set()
    for one in charges:
        place = one.cell, model_of(one.item), one.item.startswith(BATCH)
        if place not in ways:
            continue
        kind, estimate = ways[place]
        sums[kind] += Accuracy(one.amount, 0 if place in counted else estimate)
        counted.add(place)
        if one.quantity is not None and kind.tier != MIXED:
            lines[kind].append((one.item.removeprefix(BATCH), one.amount, one.quantity, one.unit))
    rates = {kind: billed_rates(found).get(kind.model, {}) for kind, found in lines.items()}
    return {kind: Compared(accuracy, rates.get(kind, {})) for kind, accuracy in sums.items()}


def _ways(used: Iterable[Used]) -> dict[tuple[ProjectDay, str, bool], tuple[Kind, int]]:
    """The way in which a model was used in each cell, and its estimate."""
    found: dict[tuple[ProjectDay, str, bool], list[Used]] = defaultdict(list)
    for one in used:
        found[one.cell, one.kind.model, one.kind.batch == "true"].append(one)
    return {
        place: (_way([one.kind for one in many]), sum(one.estimate for one in many))
        for place, many in found.items()
        if not any(one.unpriced for one in many)
    }


def _way(kinds: list[Kind]) -> Kind:
    first = kinds[0]
    is_one = all(kind.tier == first.tier for kind in kinds)
    return Kind(first.model, first.batch, first.tier if is_one else MIXED)
