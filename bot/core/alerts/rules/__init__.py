"""The rules beside levels: a new rule is a module and its row in this table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core.alerts.rules import blind, hard_limit, new, pace, price_drift, spike, unpriced
from bot.core.alerts.rules.finding import Finding, RuleFacts
from bot.core.alerts.rules.rule import Rule, checked

RULES = (
    pace.RULE,
    spike.RULE,
    new.RULE,
    unpriced.RULE,
    price_drift.RULE,
    hard_limit.RULE,
    blind.RULE,
)
RULE = checked(RULES)


def findings(scene: RuleFacts) -> tuple[Finding, ...]:
    """What the rules find, without what was told before or is declared expected."""
    return tuple(
        finding
        for rule in RULES
        for finding in rule.found(scene)
        if finding.identity not in scene.noted
        and not (rule.can_be_expected and scene.is_expected(finding))
        and not _waits(finding, rule, scene)
    )


def _waits(finding: Finding, rule: Rule, scene: RuleFacts) -> bool:
    return scene.quiet_until is not None and not rule.is_fleeting and not rule.wakes(finding)


def sent_after(found: Sequence[Finding], scene: RuleFacts) -> datetime | None:
    """Until when the message of `found` waits for the end of quiet hours; None when it is sent at once."""
    return None if any(RULE[one.kind].wakes(one) for one in found) else scene.quiet_until


def is_silent(finding: Finding, scene: RuleFacts) -> bool:
    """Whether it is stored without a message: its rule says so, or a level's message of the same run covers it."""
    if RULE[finding.kind].is_silent(finding, scene):
        return True
    return finding.status is not None and scene.known(finding.status).told_at == scene.now
