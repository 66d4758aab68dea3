"""Blind: nothing could be read for three sync intervals or an hour, so no budget is guarded."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.alerts.rules.finding import Finding, RuleFacts
from bot.core.periods import Period


def found(scene: RuleFacts) -> Iterator[Finding]:
    """Once for each silence: its slot is the last read."""
    if scene.as_of is not None and scene.now - scene.as_of > scene.stale_after:
        silence = Period(scene.as_of, scene.now)
        yield Finding("blind", "reader", scene.as_of.replace(microsecond=0), span=silence, count=len(scene.statuses))
