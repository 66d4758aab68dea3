"""Unpriced: a model without a price is in no sum of dollars, so no budget in dollars sees it."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.core.alerts.levels import AlertRow
from bot.core.alerts.rules.finding import EVER, Finding, RuleFacts
from bot.core.alerts.rules.price_drift import paste
from bot.core.alerts.rules.rule import FOR_EVER, FindingWords, Rule, subject_name
from bot.core.names import Names
from bot.core.slack import numbers


def found(scene: RuleFacts) -> Iterator[Finding]:
    """One finding for each model, in the unit of most of its use."""
    largest_last = sorted(scene.unpriced, key=lambda one: one.quantity)
    for one in {one.model: one for one in largest_last if one.quantity > 0}.values():
        rates = scene.billed_rates.get(one.model)
        yield Finding("unpriced", f"model:{one.model}", EVER, count=one.quantity, unit=one.unit, rates=rates)


def words(finding: Finding, names: Names, zone: ZoneInfo) -> FindingWords:
    verb = "is" if finding.count == 1 else "are"
    used = f"{numbers.quantity(finding.count, finding.unit)} this month {verb} not in dollar sums"
    thing = subject_name(finding.subject, names)
    more = "Budgets in dollars do not count it. Whoever runs the bot can set its price in `prices.toml`."
    return FindingWords(f"Model {thing} has no price: {used}", (more, *paste(finding)), thing=thing)


def line(row: AlertRow, who: str) -> str:
    return f"The model {who} has no price"


RULE = Rule("unpriced", found, words, line, "⚠️", remembered=FOR_EVER, shared="⚠️ No price known, so not in dollar sums")
