"""Unpriced: a model without a price is in no sum of dollars, so no budget in dollars sees it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.alerts.rules.finding import EVER, Finding, RuleFacts


def found(scene: RuleFacts) -> Iterator[Finding]:
    """Once a model, in the unit that it is used most by."""
    largest_last = sorted(scene.unpriced, key=lambda one: one.quantity)
    for one in {one.model: one for one in largest_last if one.quantity > 0}.values():
        yield Finding("unpriced", f"model:{one.model}", EVER, count=one.quantity, unit=one.unit)
