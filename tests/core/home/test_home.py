"""The Home tab: mine, in what Slack takes, and the way back to it."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.core.alerts.alert_list_message import open_blocks
from bot.core.alerts.open_alerts import OpenAlerts
from bot.core.amounts import Amount
from bot.core.answers.followups import with_way_back
from bot.core.budgets.budget import Budget, BudgetStatus, budget_period
from bot.core.budgets.budget_messages import BudgetLine
from bot.core.home.home import Shown, home_message
from bot.core.names import Named, Names
from bot.core.reports.schedules import Schedule
from bot.core.slack import blocks
from bot.core.slack.limits import unsafe, violations
from bot.core.slack.message import Message
from tests.core.alerts.test_alert_message import FULL

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
OVERVIEW = Message("≈ $12.00 today", (blocks.section("*≈ $12.00 today*"),))

NAMES = ("web-app", "😀" * 80, "<!channel> *b* <https://evil.example|x>", "שלום\u202e" * 10)


def status(number: int) -> BudgetStatus:
    budget = Budget("project", (f"p{number}",), "cost", 500_000_000_000, "month", id=number, owner="U0SAM")
    return BudgetStatus(budget, budget_period("month", NOW), budget.amount, Amount(400_000_000_000, False), NOW, False)


def schedule(number: int, question: str) -> Schedule:
    return Schedule(question, "C0SPEND", "UTC", time(9), id=number + 1, created_by="U0SAM", created_at=NOW)


@pytest.mark.parametrize("count", [0, 1, 2000])
@pytest.mark.parametrize("name", NAMES, ids=["plain", "emoji", "injection", "right to left"])
def test_home_of_any_size_is_taken_by_slack(count: int, name: str):
    names = Names(Named("project", f"p{number}", name) for number in range(count))
    budgets = tuple(BudgetLine(status(number)) for number in range(count))
    reports = tuple((schedule(number, f"cost by project {name}"), "cost") for number in range(count))

    opened = open_blocks(OpenAlerts((FULL,) * min(count, 3)), names, ZoneInfo("UTC"), NOW)
    message = home_message(OVERVIEW, Shown("3 open alerts", tuple(opened), budgets, reports), names)

    assert violations(message) == ()
    assert unsafe(message) == ()


def test_an_answer_on_the_home_tab_has_a_way_back():
    home = home_message(OVERVIEW, Shown("No open alerts"), Names(()))

    assert with_way_back(home) == home
    assert with_way_back(OVERVIEW).blocks[-1]["elements"][0]["value"] == "home"
