"""Unpriced: a model without a price is in no sum of dollars, so no budget in dollars sees it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.rules.scene import EVER, Finding, Scene


def found(scene: Scene) -> Iterator[Finding]:
    for unpriced in scene.unpriced:
        if unpriced.quantity > 0:
            yield Finding("unpriced", f"model:{unpriced.model}", EVER, count=unpriced.quantity)
