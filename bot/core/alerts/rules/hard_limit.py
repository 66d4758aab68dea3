"""Hard limit: OpenAI's own monthly limit is near, or requests fail because of it already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from bot.core.alerts.levels import AlertRow
from bot.core.alerts.open_alerts import HARD_LIMIT
from bot.core.alerts.rules.finding import Finding, RuleFacts
from bot.core.alerts.rules.rule import TWO_MONTHS, FindingWords, OpenFacts, Rule, subject_name
from bot.core.amounts import ZERO, Amount
from bot.core.budgets.budget import budget_period
from bot.core.budgets.budget_names import quantity
from bot.core.budgets.openai_limits import NativeLimits
from bot.core.names import Names
from bot.core.openai_pages import limits_link, raise_limit
from bot.core.slack.numbers import amount

NEAR = 90  # percent
IS_NEAR, IS_ENFORCING = 1, 2


def found(scene: RuleFacts) -> Iterator[Finding]:
    """Near and enforcing, each told once a month; enforcing covers near."""
    for native in scene.limits:
        level = reached(native, scene.spent)
        if level and scene.month and native.limit:
            subject = f"project:{native.project}" if native.project else "organisation"
            spent = scene.spent.get(native.project, ZERO)
            finding = Finding(HARD_LIMIT, subject, scene.month.start, level, quantity=spent, limit=native)
            above = (finding.kind, 0, subject, finding.slot, IS_ENFORCING)
            if above not in scene.noted:
                yield finding


def reached(native: NativeLimits, spent: Mapping[str, Amount]) -> int:
    """Percent of a limit that was spent this month; 0 for nothing to tell. `spent` is by project ('': all)."""
    if native.limit is None:
        return 0
    if native.limit.is_enforcing:
        return IS_ENFORCING
    return IS_NEAR if spent.get(native.project, ZERO).quantity * 100 >= native.limit.amount * NEAR else 0


def words(finding: Finding, names: Names, zone: ZoneInfo) -> FindingWords:
    native, spent = finding.limit, finding.quantity
    assert native and native.limit and spent, "a limit is about money"  # noqa: S101
    limit, who = quantity(native.limit.amount, "cost"), subject_name(finding.subject, names)
    if finding.level == IS_ENFORCING:
        first = f"{who} is stopped by OpenAI's hard limit of {limit}: requests fail now"
        cure = raise_limit(native.project)
        return FindingWords(first, (cure,), beside=f". {cure}")
    of = f"{amount(spent, 'nanodollar')} of {limit}"
    if spent.quantity >= native.limit.amount:  # OpenAI stops by what it has billed, which is hours behind
        first = f"{who} has spent more than OpenAI's hard limit allows: {of}"
        return FindingWords(
            first, ("OpenAI does not stop it yet; once the bill says so too, requests fail.",), sign="🟠"
        )
    first = f"{who} is near OpenAI's hard limit: {of}"
    return FindingWords(
        first, (f"At the limit OpenAI refuses requests until the month ends. {limits_link(native.project)}",), sign="🟠"
    )


def line(row: AlertRow, who: str) -> str:
    return f"{who} is {'stopped by' if row.level == IS_ENFORCING else 'near'} OpenAI's hard limit"


def is_open(row: AlertRow, facts: OpenFacts) -> bool:
    """While its month runs and the limit is still near, or still stops requests."""
    held = facts.stopped if row.level == IS_ENFORCING else facts.near
    return budget_period("month", facts.now).start == row.slot and row.subject.partition(":")[2] in held


def wakes(finding: Finding) -> bool:
    """Requests fail: that is OpenAI's own 100 %."""
    return finding.level == IS_ENFORCING


RULE = Rule(HARD_LIMIT, found, words, line, sign="🔴", remembered=TWO_MONTHS, is_open=is_open, wakes=wakes)
