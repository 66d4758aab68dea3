"""`budgets`: where every budget stands, or one of them with its curve."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.commands.request import Asker, Command, Reply
from bot.commands.rights import seen
from bot.core.alerts.levels import NOTHING_TOLD
from bot.core.amounts import NANO
from bot.core.budgets import budget_messages as words
from bot.core.budgets.budget import FULL, Budget, BudgetStatus, budget_period, uncovered
from bot.core.budgets.budget_names import period_name
from bot.core.budgets.openai_limits import KEPT, NativeLimits, is_for, kept_limits
from bot.core.budgets.openai_limits_message import native_words
from bot.core.budgets.raise_words import one_budget
from bot.core.catalogue import METRIC
from bot.core.names import Names, quoted
from bot.core.patterns import Pattern
from bot.core.periods import DAY, INSTANT, Period
from bot.core.slack.blocks import Series, chart
from bot.core.slack.dates import MONTHS
from bot.core.slack.message import Block
from bot.core.slack.numbers import rounded
from bot.services import Services
from bot.sources.alert_facts import close_forecast, forecast_of
from bot.sources.budget_status import BudgetSums, budget_sums

_WITH_OWNERS = Pattern(r"\s*(?:with|w/?|and|&|by)\s+(?:their\s+|the\s+)?owners?\s*", re.IGNORECASE)
POINTS = 20  # of a line in Slack
CLOSELY = 50  # budgets that have a forecast of their own days: more have no room in a message


def run(text: str, asker: Asker, services: Services, *, owners: bool = False) -> Reply:
    """`owners` says of each whose it is."""
    now = services.clock()
    if _WITH_OWNERS.fullmatch(text):
        text, owners = "", True
    known = seen(asker, services.store.budgets.all())
    sums = budget_sums(services, now)
    if text.strip():
        one = one_budget(text, known, sums.names)
        return replace(some([one], sums, services, owners=owners), words=_words(one, sums.names))
    lines = [replace(one, is_owner_shown=owners) for one in stand(known, sums, services)]
    limits = kept_limits(services.store.meta.get(KEPT))
    beside = native_words(limits, known, sums.names)
    month = Period(budget_period("month", now).start, now)
    free, spent = uncovered(known, sums.amounts("cost", month, "project"), sums.names)
    message = words.list_message(lines, (free, spent), sums.names, services.settings.budget_command, beside)
    facts: dict[str, Any] = {"verb": "budgets", "budgets": [status_facts(one.status) for one in lines]}
    facts["uncovered_percent"] = rounded(free * 100, spent) if spent > 0 else None
    facts["native"] = [_native(one) for one in limits]
    return Reply(message, facts, words="budgets")


def _words(budget: Budget, names: Names) -> str:
    """The same as a question, for words that go on from it: `and last month?`, `double it`."""
    scope, own = budget.scope, [quoted(names.label(budget.scope, id)) for id in budget.names]
    return " ".join(("budgets", *(f"{scope}:{name}" for name in own)))


def over(percent: int, meant: Sequence[Budget], sums: BudgetSums, services: Services) -> Reply:
    """Those of `meant` that have passed so many percent: `who is over 80 %`."""
    lines = stand(meant, sums, services)
    passed = [one for one in lines if one.status.has_passed(percent)]
    ahead = [one for one in lines if percent == FULL and words.is_expected_over(one)]
    message = words.over_message(passed, ahead, percent, len(meant), sums.names)
    facts = {"verb": "budgets", "over": percent, "budgets": [status_facts(one.status) for one in passed]}
    return Reply(message, {**facts, "expected": [status_facts(one.status) for one in ahead]})


def some(meant: Sequence[Budget], sums: BudgetSums, services: Services, *, owners: bool = False) -> Reply:
    """One budget with all that is known of it, or several on a line each."""
    if len(meant) == 1:
        return _shown(meant[0], sums, services, owners)
    lines = [replace(one, is_owner_shown=owners) for one in stand(meant, sums, services)]
    message = words.list_message(lines, (0, 0), sums.names, services.settings.budget_command)
    return Reply(message, {"verb": "budgets", "budgets": [status_facts(one.status) for one in lines]})


def stand(budgets: Sequence[Budget], sums: BudgetSums, services: Services) -> list[words.BudgetLine]:
    """Every budget with what was told of it and where it leads, in the words and numbers of its alert."""
    states = services.store.alerts.states(sums.now - timedelta(days=32))
    statuses = [sums.current(budget) for budget in budgets]
    fullest = sorted(statuses, key=lambda one: -one.percent)[:CLOSELY]
    closely = {one.budget.id: close_forecast(one, sums, services) for one in fullest}
    lines = []
    for status in statuses:
        state = states.get((status.budget.id, status.period.start), NOTHING_TOLD)
        acknowledged_by = state.acknowledged_by if state.acknowledged_at else None
        snoozed_by = state.snooze.by if state.snooze else None
        pace = None if status.budget.resets else sums.pace(status.budget)
        id = status.budget.id
        ahead = closely[id] if id in closely else forecast_of(status, sums)
        lines.append(words.BudgetLine(status, ahead, acknowledged_by, snoozed_by, pace))
    return lines


def _shown(budget: Budget, sums: BudgetSums, services: Services, owners: bool = False) -> Reply:
    (line,) = stand([budget], sums, services)
    forecast = close_forecast(line.status, sums, services)
    line = replace(line, forecast=forecast, is_owner_shown=owners)
    own = [one for one in kept_limits(services.store.meta.get(KEPT)) if is_for(one, budget)]
    native = native_words(own, [budget], sums.names)
    message = words.show_message(
        line, sums.names, services.zone, services.settings.alert_channel, _curve(line.status, sums), native
    )
    return Reply(message, {"verb": "budgets", "budgets": [status_facts(line.status)]})


def _native(one: NativeLimits) -> dict[str, Any]:
    """OpenAI's own limit and e-mail alerts, in nanodollars; `project` is null for the organisation."""
    limit = {"quantity": one.limit.amount, "status": one.limit.status} if one.limit else None
    return {"project": one.project or None, "limit": limit, "alerts": sorted(alert.amount for alert in one.alerts)}


def status_facts(status: BudgetStatus) -> dict[str, Any]:
    """Integers in the metric's unit, as everywhere in `--json`."""
    budget = status.budget
    return {
        "id": budget.id,
        "scope": budget.scope,
        "names": list(budget.names),
        "metric": budget.metric,
        "unit": METRIC[budget.metric].unit,
        "amount": status.amount,
        "period": budget.period,
        "start": f"{status.period.start:%Y-%m-%dT%H:%M:%SZ}",
        "levels": list(budget.levels),
        "channel": budget.channel,
        "owner": budget.owner,
        "spent": status.spent.quantity if status.spent else None,
        "estimate": status.spent.estimate if status.spent else None,
        "percent": status.percent if status.spent else None,
    }


def _curve(status: BudgetStatus, sums: BudgetSums) -> Block | None:
    """What was used from the period's start to each day's end, beside the budget; nothing for the first day."""
    days = (min(sums.now, status.period.end) - status.period.start) // DAY + 1
    if days < 2 or status.budget.metric != "cost":
        return None
    step = -(-days // POINTS)
    ends = [min(status.period.start + number * DAY, sums.now) for number in range(step, days + step, step)]
    spent = [sums.spent(status.budget, Period(status.period.start, end)).quantity for end in ends]
    labels = [f"{(end - INSTANT).day} {MONTHS[end.month - 1]}" for end in ends]
    lines = (Series("spent", _dollars(spent)), Series("budget", _dollars([status.amount] * len(ends))))
    name = period_name(status.budget.period, status.period)
    return chart("line", f"Spent, {name}", labels, lines, unit="US dollars")


def _dollars(quantities: Sequence[int]) -> tuple[int, ...]:
    """Whole dollars: a chart is for its shape, and Slack would show each of a fraction's digits."""
    return tuple(quantity // NANO for quantity in quantities)


COMMAND = Command(
    "budgets",
    ("budgets",),
    run,
    "Shows where every budget stands.",
    "budgets",
    is_reading=True,
    is_about_budgets=True,
)
