"""One state of a budget, and one colour of it, wherever it is shown."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.alerts.alert_message import alert_message
from bot.core.alerts.levels import AlertEvent, AlertState, Mark, State
from bot.core.alerts.message_facts import AlertFacts
from bot.core.amounts import NANO, Amount
from bot.core.budgets.budget import Budget, BudgetStatus, budget_period
from bot.core.budgets.budget_messages import BudgetLine, line
from bot.core.budgets.budget_state import AT_RISK, CALM, OVER, UNREAD, WARNED, budget_state, full_at, legend, worst
from bot.core.budgets.forecast import Pace, forecast
from bot.core.budgets.past_budgets import PastBudget, past_line
from bot.core.names import Named, Names

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MONTH = budget_period("month", NOW)
NAMES = Names([Named("project", "proj_1", "search")])
BUDGET = Budget("project", ("proj_1",), "cost", 100 * NANO, "month")
SLOW, FAST = (Pace(rate * NANO, rate * NANO, rate * NANO) for rate in (1, 9))


def status(spent, budget=BUDGET):
    period = budget_period(budget.period, NOW)
    return BudgetStatus(budget, period, budget.amount, None if spent is None else Amount(spent * NANO), NOW)


CASES = [
    pytest.param(None, FAST, UNREAD, id="nothing was read"),
    pytest.param(100, SLOW, OVER, id="used up"),
    pytest.param(99, SLOW, AT_RISK, id="nearly"),
    pytest.param(80, SLOW, AT_RISK, id="just nearly"),
    pytest.param(79, SLOW, WARNED, id="past a warning, on pace to stay under"),
    pytest.param(79, FAST, AT_RISK, id="past a warning, on pace to go over"),
    pytest.param(49, SLOW, CALM, id="before the first warning"),
    pytest.param(49, FAST, AT_RISK, id="no warning yet, on pace to go over"),
]


@pytest.mark.parametrize(("spent", "pace", "state"), CASES)
def test_a_budget_has_one_state(spent, pace, state):
    assert budget_state(status(spent), full_at(status(spent), pace)) is state


@pytest.mark.parametrize(("spent", "pace", "state"), CASES[1:])
def test_the_list_the_page_of_months_and_the_alert_have_its_colour(spent, pace, state):
    ahead = forecast(spent * NANO, pace, MONTH, NOW)
    stands = status(spent)
    told = AlertState((Mark(50, State.TOLD, NOW),), message="key", told_at=NOW)
    facts = AlertFacts(stands, told, AlertEvent.PASSED, 50, NOW, ZoneInfo("UTC"), ahead)
    running = PastBudget((stands,), is_running=True, full_at=full_at(stands, pace))

    shown = [line(BudgetLine(stands, ahead), NAMES), past_line(running, NAMES, NOW), alert_message(facts, NAMES).text]

    assert {text[0] for text in shown} == {state.sign}


def test_credit_is_at_risk_two_weeks_before_it_is_gone():
    credit = replace(BUDGET, scope="organisation", names=(), period="since 2026-11-01")
    assert [bool(full_at(status(spent, credit), FAST)) for spent in (0, 10)] == [True, True]
    assert [bool(full_at(status(spent, credit), SLOW)) for spent in (86, 85)] == [False, False]
    assert full_at(status(87, credit), SLOW) == NOW.replace(month=12, day=6)


def test_only_signs_that_need_a_word_are_explained():
    assert legend([OVER, CALM]) == ""
    assert legend([CALM, AT_RISK, CALM]) == "🟠 80 % used, or on pace to go over · 🟢 below its warnings"
    assert worst([CALM, WARNED, UNREAD]) is WARNED
