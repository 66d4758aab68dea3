"""Where a budget lands: how much of its period is gone, when it is full, and what would still land on it."""

from __future__ import annotations

from bot.core.alerts.message_facts import AlertFacts
from bot.core.budgets.budget import FULL
from bot.core.budgets.budget_names import period_gone, quantity
from bot.core.budgets.forecast import daily_allowance, reached_at
from bot.core.budgets.forecast_message import range_text
from bot.core.slack.dates import day


def landing_lines(facts: AlertFacts) -> list[str]:
    """`Month is 75 % gone. 100 % expected Sat 28 Nov (…). Month-end ≈ $530–$570`."""
    status, forecast = facts.status, facts.forecast
    if status.spent is None or status.as_of is None:
        return []
    metric, unit = status.budget.metric, status.budget.period
    parts = [f"{unit.capitalize()} is {period_gone(status.period, status.as_of - status.period.start)} % gone."]
    if forecast is None:
        return parts
    if not status.has_passed(FULL):
        parts.append(_full_expected(facts))
    lines = [f"{' '.join(parts)} {unit.capitalize()}-end ≈ {range_text(forecast, metric, unit)}"]
    if forecast.high > status.amount and not status.has_passed(FULL):
        allowed = daily_allowance(status.amount, status.spent.quantity, status.period, status.as_of)
        pace = quantity(forecast.pace.expected, metric)
        lines.append(
            f"To land on budget: at most {quantity(allowed, metric)} a day from now (last 7 days: {pace} a day)"
        )
    return lines


def _full_expected(facts: AlertFacts) -> str:
    """`100 % expected Sat 28 Nov (Fri 27 to Sun 29 Nov).`, or that it is not."""
    status, forecast = facts.status, facts.forecast
    assert forecast and status.spent and status.as_of, "only asked when all are known"  # noqa: S101
    pace = forecast.pace
    early, expected, late = (
        reached_at(status.amount, status.spent.quantity, rate, status.as_of)
        for rate in (pace.high, pace.expected, pace.low)
    )
    if early is None or early >= status.period.end:
        return "100 % not expected."
    end = status.period.end
    first = day(early.date())
    last = day(late.date()) if late is not None and late < end else "never"
    if expected is None or expected >= end:
        return f"100 % possible from {first}."
    return f"100 % expected {day(expected.date())}" + ("." if first == last else f" ({first} to {last}).")
