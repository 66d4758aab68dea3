"""Spike: the last full hour or day is far above the same hour or weekday of the last four weeks."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.alerts.rules.finding import Comparison, Finding, RuleFacts
from bot.core.amounts import NANO
from bot.core.periods import DAY, HOUR, Width, floor

TIMES = 2  # the highest of the usual ones, and by at least a floor of dollars more
FLOORS = {HOUR: 5 * NANO, DAY: 25 * NANO}
WEEKS, WEEK = 4, 7 * DAY
FEWEST = 3  # of the four weeks must have been read
HOURLY, DAILY = 1, 2


def found(scene: RuleFacts) -> Iterator[Finding]:
    """Once a day and subject: an hour that was told is not told again as a day."""
    told_hours = {(subject, slot) for kind, _, subject, slot, level in scene.noted if kind == "spike"}
    for comparison in scene.comparisons:
        day = floor(comparison.span.start, Width.DAY)
        if is_spike(comparison) and (comparison.subject, day) not in told_hours:
            level = HOURLY if comparison.span.length == HOUR else DAILY
            yield Finding(
                "spike",
                comparison.subject,
                day,
                level,
                quantity=comparison.quantity,
                usual=(min(comparison.usual), max(comparison.usual)),
                span=comparison.span,
            )


def is_spike(comparison: Comparison) -> bool:
    if len(comparison.usual) < FEWEST:
        return False
    highest, quantity = max(comparison.usual), comparison.quantity.quantity
    return quantity > TIMES * highest and quantity - highest >= FLOORS[comparison.span.length]
