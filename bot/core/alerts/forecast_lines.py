"""Where a budget lands: how much of its period has passed, when it is used up, and what would keep it within."""

from __future__ import annotations

from datetime import UTC

from bot.core.alerts.hard_limit_lines import stops_before
from bot.core.alerts.message_facts import AlertFacts
from bot.core.amounts import Amount
from bot.core.budgets.budget import FULL
from bot.core.budgets.budget_names import about_range, left_text, period_gone, quantity
from bot.core.budgets.forecast import daily_allowance, without_limits
from bot.core.budgets.forecast_message import around, range_text, reach_days
from bot.core.budgets.limit_stops import IF_RAISED

STOPS_NOTHING = "A budget only warns: raise the budget, or cut what drives it"


def landing_lines(facts: AlertFacts) -> list[str]:
    """`75 % through the month, on pace to reach 100 % on Sat 28 Nov`, the forecast, and what would keep it within."""
    status, forecast = facts.status, facts.forecast
    if status.spent is None or status.as_of is None:
        return []
    if not status.budget.resets:
        left = left_text(status, facts.pace)
        return [f"{left[0].upper()}{left[1:]}"]
    metric, unit = status.budget.metric, status.budget.period
    through = f"{period_gone(status.period, status.as_of - status.period.start)} % through the {unit}"
    if forecast is None:
        return [through]
    if status.has_passed(FULL):
        return [through, _forecast_line(facts), *_over(facts, status.spent)]
    if facts.fails_at and stops_before(facts):  # so that it is not used up
        return [through, _forecast_line(facts)]
    lines = [f"{through}, {_pace(facts)}", _forecast_line(facts)]
    if forecast.high > status.amount:
        allowed = daily_allowance(status.amount, status.spent.quantity, status.period, status.as_of)
        rates = [quantity(rate, metric) for rate in (allowed, forecast.pace.expected)]
        lines.append(f"*To stay within budget* at most {rates[0]} a day (last 7 days: {rates[1]} a day)")
    return lines


def _over(facts: AlertFacts, spent: Amount) -> list[str]:
    """What is left to do when there is nothing left to spend; where OpenAI stops it, its own line has said that."""
    amount = facts.status.amount
    if spent.quantity <= amount:
        return []
    over = f"{'≈ ' if spent.estimate else ''}{quantity(spent.quantity - amount, facts.status.budget.metric)}"
    return [f"*Over budget* by {over}" if facts.fails_at else f"*Over budget* by {over}. {STOPS_NOTHING}"]


def _forecast_line(facts: AlertFacts) -> str:
    """`*Month-end forecast* ≈ $520–$625 (80 % likely)`; of what OpenAI stops before, also what it would be else."""
    status, forecast = facts.status, facts.forecast
    assert forecast and status.spent and status.as_of, "only asked when all are known"  # noqa: S101
    metric = status.budget.metric
    free = without_limits(forecast, status.spent.quantity, status.period, status.as_of)
    said = f"*{status.budget.period.capitalize()}-end forecast* ≈ {range_text(forecast, metric)}"
    return said if free == forecast else f"{said}, ≈ {about_range(free.low, free.high, metric)} {IF_RAISED}"


def _pace(facts: AlertFacts) -> str:
    """`on pace to reach 100 % on Sat 28 Nov (Fri 27 Nov to Sun 29 Nov)`, or that it stays under."""
    status, forecast = facts.status, facts.forecast
    assert forecast and status.spent and status.as_of, "only asked when all are known"  # noqa: S101
    spent, end = status.spent.quantity, status.period.end
    days = reach_days(status.amount, spent, forecast.pace, status.as_of, end, UTC)
    if not days[0]:
        return "on pace to stay under budget"
    if not days[1]:
        return f"on pace to stay just under budget, may reach 100 % from {days[0]}"
    return f"on pace to reach 100 % on {around(days)}"
