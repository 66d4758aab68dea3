"""Hard limit: OpenAI's own monthly limit is near, or requests fail because of it already."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.alerts.levels import ENFORCING
from bot.core.alerts.rules.finding import Finding, RuleFacts
from bot.core.amounts import ZERO
from bot.core.budgets.openai_limits import NativeLimits

NEAR = 90  # percent
IS_NEAR, IS_ENFORCING = 1, ENFORCING


def found(scene: RuleFacts) -> Iterator[Finding]:
    """Each is told once a month; enforcing covers near."""
    for native in scene.limits:
        level = _level(native, scene)
        if level and scene.month and native.limit:
            subject = f"project:{native.project}" if native.project else "organisation"
            spent = scene.spent.get(native.project, ZERO)
            finding = Finding("hard limit", subject, scene.month.start, level, quantity=spent, limit=native)
            above = (finding.kind, 0, subject, finding.slot, IS_ENFORCING)
            if above not in scene.noted:
                yield finding


def _level(native: NativeLimits, scene: RuleFacts) -> int:
    if native.limit is None:
        return 0
    if native.limit.is_enforcing:
        return IS_ENFORCING
    spent = scene.spent.get(native.project, ZERO).quantity
    return IS_NEAR if spent * 100 >= native.limit.amount * NEAR else 0
