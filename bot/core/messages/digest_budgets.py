"""What a digest says of budgets: which need eyes, whose alerts are open, how much no budget watches."""

from __future__ import annotations

from bot.core.alerts import Snooze, Until
from bot.core.budgets import FULL
from bot.core.digest import BudgetView, DigestFacts
from bot.core.findings import full_at, needs_eyes, open_alerts, snoozed, uncovered
from bot.core.messages import dates, numbers
from bot.core.messages.digest_words import budget_name, percent_of
from bot.core.messages.mention import mention

SHOWN = 5
UNCOVERED = 5  # percent of the month without a budget, from which it is said
SNOOZED = {Until.NEXT: "the next level", Until.FURTHER: "+20 %", Until.RESET: "the reset"}


def budgets_line(facts: DigestFacts) -> str:
    eyes = sorted((view for view in facts.budgets if needs_eyes(view, facts)), key=lambda view: -view.status.percent)
    fine = len(facts.budgets) - len(eyes)
    if not eyes:
        return ""
    parts = [_budget(view, facts) for view in eyes[:SHOWN]]
    if hidden := len(eyes) - SHOWN if len(eyes) > SHOWN else 0:
        parts.append(f"{hidden} more need eyes")
    return " · ".join([*parts, *([f"{fine} {'other is' if fine == 1 else 'others are'} fine"] if fine else [])])


def _budget(view: BudgetView, facts: DigestFacts) -> str:
    """`checkout-prod 84 % of $500 (100 % on Sat 28 Nov)`."""
    text = f"{budget_name(view.status.budget, facts)} {percent_of(view.status)}"
    at = None if view.status.has_passed(FULL) else full_at(view, facts)
    return f"{text} (100 % on {dates.day(at.date(), year=facts.day.year)})" if at else text


def alerts_line(facts: DigestFacts) -> str:
    """`2 open: checkout-prod, nobody on it for 19 h · web-app, snoozed until +20 % by @sam`."""
    found = open_alerts(facts)
    if not found:
        return ""
    parts = [f"{budget_name(view.status.budget, facts)}, {_care(view, facts)}" for view in found[:SHOWN]]
    parts += [f"{len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return f"{len(found)} open: {' · '.join(parts)}"


def _care(view: BudgetView, facts: DigestFacts) -> str:
    """Who looks after it."""
    if found := snoozed(view, facts):
        return f"snoozed until {_until(found, facts)} by {mention(found.by)}"
    if view.told.acknowledged_at is not None:
        return f"acknowledged by {mention(view.told.acknowledged_by)}"
    return f"nobody on it for {dates.ago(facts.now - (view.told.told_at or facts.now))}"


def _until(found: Snooze, facts: DigestFacts) -> str:
    if found.until is not Until.MORNING:
        return SNOOZED[found.until]
    return f"{dates.stamp(found.ends_at, facts.zone)} {dates.zone_name(facts.zone.key)}"


def uncovered_line(facts: DigestFacts) -> str:
    """How much of the month no project's budget watches, once projects have budgets."""
    free, spent = uncovered(facts)
    if free * 100 < spent * UNCOVERED or not any(view.status.budget.scope == "project" for view in facts.budgets):
        return ""
    return f"{numbers.percent(free, spent)} of the month's spend is in projects without one"
