"""The rules beside levels: one row each, one function each. A new rule is a module and its row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.core.alerts.rules import blind, hard_limit, new, pace, spike, unpriced
from bot.core.alerts.rules.finding import Finding, RuleFacts


@dataclass(frozen=True, slots=True)
class Rule:
    """`kind` is the alert's; `can_be_expected` says that people may declare it for a while."""

    kind: str
    found: Callable[[RuleFacts], Iterable[Finding]]
    can_be_expected: bool = False


RULES = (
    Rule("pace", pace.found, can_be_expected=True),
    Rule("spike", spike.found, can_be_expected=True),
    Rule("new", new.found),
    Rule("unpriced", unpriced.found),
    Rule("hard limit", hard_limit.found),
    Rule("blind", blind.found),
)


def findings(scene: RuleFacts) -> tuple[Finding, ...]:
    """What the rules find that was not told yet, and that nobody expects."""
    return tuple(
        finding
        for rule in RULES
        for finding in rule.found(scene)
        if finding.identity not in scene.noted and not (rule.can_be_expected and scene.is_expected(finding))
    )


def is_silent(finding: Finding, scene: RuleFacts) -> bool:
    """
    Noted, and not told: what the first look sees, what a budget will tell, and a pace that the message of a level
    says in the same run.
    """
    if finding.kind == "new":
        return scene.is_first_look or finding.subject in scene.covered
    return finding.status is not None and scene.known(finding.status).told_at == scene.now
