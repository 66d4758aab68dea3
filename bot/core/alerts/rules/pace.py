"""Pace: the budget will be passed even at the slowest of its recent paces."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.core.alerts.levels import PACE, AlertRow
from bot.core.alerts.rules.finding import Finding, RuleFacts
from bot.core.alerts.rules.rule import TWO_MONTHS, FindingWords, OpenFacts, Rule
from bot.core.budgets.budget import FULL, BudgetStatus, budget_period
from bot.core.budgets.budget_names import about, its_budget, of_amount, quantity, scope_name
from bot.core.budgets.forecast import Forecast, daily_allowance, is_early
from bot.core.budgets.forecast_message import range_text
from bot.core.names import Names
from bot.core.slack.blocks import Button

WORSE = 25  # points before it is told again


def found(scene: RuleFacts) -> Iterator[Finding]:
    """Told again only when clearly worse, and not while the budget is snoozed."""
    for status in scene.statuses:
        forecast, state = scene.forecasts.get(status.budget.id), scene.known(status)
        percent = lands_at(status, forecast) if forecast else 0
        is_quiet = state.snooze is not None and state.snooze.is_on(status, scene.now)
        if percent and not is_quiet and is_worse(percent, state.paced):
            yield Finding(PACE, "", status.period.start, percent, status=status, forecast=forecast)


def lands_at(status: BudgetStatus, forecast: Forecast) -> int:
    """
    The percent at which it lands, if even the slowest pace passes the budget; 0 when that is not worth telling.

    Not before three days or a tenth of the period, not when 100 % was passed: then the level says it.
    """
    if status.as_of is None or is_early(status.period, status.as_of) or status.has_passed(FULL):
        return 0
    return forecast.expected * 100 // status.amount if forecast.least * 100 // status.amount > FULL else 0


def is_worse(percent: int, last: int) -> bool:
    return last == 0 or percent >= last + WORSE


def words(finding: Finding, names: Names, zone: ZoneInfo) -> FindingWords:
    status, forecast = finding.status, finding.forecast
    assert status and forecast, "pace is about a budget"  # noqa: S101
    metric, who = status.budget.metric, scope_name(status.budget, names)
    low, high = (quantity(rate, metric) for rate in (forecast.pace.low, forecast.pace.high))
    return FindingWords(
        f"{who} is on pace to pass {its_budget(status.budget, status.period)}: "
        f"≈ {about(forecast.expected, metric)} of {quantity(status.amount, metric)} "
        f"by the end of the {status.budget.period}",
        (
            f"So far {of_amount(status)}. Forecast: ≈ {range_text(forecast, metric)}.",
            f"To stay within it, at most {_allowed(status)} a day. It is {low} to {high} a day now "
            f"(last 7, 14 and 28 days): even {low} a day ends at {forecast.least * 100 // status.amount:,} %.",
        ),
        buttons=(Button("Change budget", "budget_form", str(status.budget.id)),),
    )


def _allowed(status: BudgetStatus) -> str:
    spent, as_of = status.spent, status.as_of
    assert spent and as_of, "a pace was measured"  # noqa: S101
    return quantity(daily_allowance(status.amount, spent.quantity, status.period, as_of), status.budget.metric)


def line(row: AlertRow, who: str) -> str:
    return f"{who} is on pace for {row.level:,} % of its budget or more"


def is_open(row: AlertRow, facts: OpenFacts) -> bool:
    """In the running period, while the budget has no alert of its own."""
    budget = facts.budgets.get(row.budget)
    if budget is None or row.budget in facts.with_message:
        return False
    latest = next((one for one in facts.rows if (one.kind, one.budget) == (PACE, row.budget)), None)
    return latest == row and row.slot == budget_period(budget.period, facts.now).start


RULE = Rule(PACE, found, words, line, remembered=TWO_MONTHS, can_be_expected=True, is_open=is_open)
