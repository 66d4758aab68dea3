"""OpenAI's hard limit beside a budget: at which amount requests fail, and when."""

from __future__ import annotations

from dataclasses import replace

from bot.core.alerts.message_facts import AlertFacts
from bot.core.budgets.budget_names import quantity
from bot.core.budgets.forecast import reached_at
from bot.core.budgets.openai_limits import SpendLimit, is_beyond
from bot.core.openai_pages import limits_link
from bot.core.slack.dates import day


def limit_lines(facts: AlertFacts) -> list[str]:
    limit = facts.limit
    if limit is None:
        return []
    amount = quantity(limit.amount, "cost")
    if limit.is_enforcing:
        return [f"*OpenAI's hard limit* of {amount} is reached: requests fail now"]
    if facts.status.budget.period != "month":  # the limit counts the month, which no other forecast leads to
        return []
    reached = _reached(limit, facts)
    if stops_before(facts):
        own = limits_link("".join(facts.status.budget.names), "OpenAI's own settings")
        below = f"*OpenAI's hard limit* {amount} is below this budget, and {reached}: requests fail there."
        return [f"{below} Raise it too, in {own}"]
    return [f"*OpenAI's hard limit* {amount}, where requests fail: {reached}"]


def _reached(limit: SpendLimit, facts: AlertFacts) -> str:
    """`reached about Thu 26 Nov at this pace`. OpenAI stops by what it has billed, which is hours behind."""
    forecast, status = facts.forecast, facts.status
    if forecast is None or forecast.high < limit.amount:
        return "not reached by month-end at this pace"
    if forecast.expected < limit.amount or status.spent is None or status.as_of is None:
        return "perhaps reached by month-end at this pace"
    if status.spent.quantity >= limit.amount:
        return "passed already, OpenAI's bill follows"
    at = reached_at(limit.amount, status.spent.quantity, forecast.pace.expected, status.as_of)
    return f"reached about {day(at.date())} at this pace" if at else "reached by month-end at this pace"


def stops_before(facts: AlertFacts) -> bool:
    """Whether OpenAI stops the requests before this budget, as it stands now, is used up."""
    return is_beyond(replace(facts.status.budget, amount=facts.status.amount), facts.limit)
