"""OpenAI's hard limit beside a budget: at which amount requests fail, and when."""

from __future__ import annotations

from dataclasses import replace

from bot.core.alerts.message_facts import AlertFacts
from bot.core.budgets.budget_names import quantity
from bot.core.budgets.openai_limits import is_beyond
from bot.core.openai_pages import raise_limit
from bot.core.slack.dates import day


def outage_lines(facts: AlertFacts) -> list[str]:
    """`*About Thu 26 Nov requests begin to fail*: …`: worse than any budget, so that it comes first."""
    limit, at = facts.limit, facts.fails_at
    if limit is None or at is None:
        return []
    amount, project = quantity(limit.amount, "cost"), "".join(facts.status.budget.names)
    if limit.is_enforcing:
        return [f"*Requests fail now*: OpenAI's hard limit of {amount} is reached. {raise_limit(project)}"]
    change = raise_limit(project, brief=True)
    if at == facts.status.as_of:
        return [f"*Requests will fail soon*: OpenAI's hard limit of {amount} is passed, and its bill follows. {change}"]
    return [
        f"*About {day(at.date())} requests begin to fail*: OpenAI's hard limit of {amount} is reached at this pace."
        f" {change}"
    ]


def limit_lines(facts: AlertFacts) -> list[str]:
    """Of a limit that the pace does not lead to."""
    limit = facts.limit
    if limit is None or facts.fails_at or facts.status.budget.period != "month":
        return []
    amount, reached = quantity(limit.amount, "cost"), _reached(facts, limit.amount)
    if stops_before(facts):
        change = raise_limit("".join(facts.status.budget.names), brief=True)
        below = f"*OpenAI's hard limit* of {amount} is below this budget and {reached}."
        return [f"{below} {change} too"]
    return [f"*OpenAI's hard limit* of {amount} {reached}"]


def _reached(facts: AlertFacts, amount: int) -> str:
    is_likely = facts.forecast is not None and facts.forecast.high >= amount
    return (
        "may be reached by month-end; then requests fail" if is_likely else "is not reached by month-end at this pace"
    )


def stops_before(facts: AlertFacts) -> bool:
    """Whether OpenAI stops the requests before this budget, as it stands now, is used up."""
    return is_beyond(replace(facts.status.budget, amount=facts.status.amount), facts.limit)
