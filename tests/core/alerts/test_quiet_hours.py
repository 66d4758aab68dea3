"""Quiet hours: when they are, and what waits for their end."""

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.core.alerts.levels import AlertEvent, Decision
from bot.core.alerts.quiet_hours import QuietHours, may_be_told, read_quiet_hours
from bot.core.amounts import NANO, Amount
from bot.core.budgets.budget import Budget, BudgetStatus, budget_period

BERLIN = ZoneInfo("Europe/Berlin")  # an hour ahead of UTC in winter
NIGHT = QuietHours(time(22), time(7))
MORNING = datetime(2026, 11, 24, 6, tzinfo=UTC)
BUDGET = Budget("organisation", (), "cost", 100 * NANO, "month")


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        pytest.param(NIGHT, utc(23, 20, 59), None, id="a minute before"),
        pytest.param(NIGHT, utc(23, 21), MORNING, id="as they begin"),
        pytest.param(NIGHT, utc(24, 3), MORNING, id="after midnight"),
        pytest.param(NIGHT, utc(24, 5, 59), MORNING, id="a minute before the end"),
        pytest.param(NIGHT, utc(24, 6), None, id="as they end"),
        pytest.param(QuietHours(time(12), time(14)), utc(24, 11), utc(24, 13), id="within a day"),
        pytest.param(QuietHours(time(12), time(14)), utc(24, 9), None, id="outside, within a day"),
    ],
)
def test_quiet_hours_are_on_the_clock_of_the_zone(hours: QuietHours, now: datetime, until: datetime | None):
    assert hours.until(now, BERLIN) == until


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        pytest.param("22:00-07:00", NIGHT, id="over midnight"),
        pytest.param("22:00 – 7:00", NIGHT, id="as people write it"),
        pytest.param("22:00-22:00", None, id="no time at all"),
        pytest.param("22-7", None, id="no minutes"),
        pytest.param("25:00-07:00", None, id="no such hour"),
    ],
)
def test_two_times_are_read_as_quiet_hours(text: str, hours: QuietHours | None):
    assert read_quiet_hours(text) == hours


@pytest.mark.parametrize(
    ("event", "spent", "quiet_until", "told"),
    [
        pytest.param(AlertEvent.PASSED, 82, MORNING, False, id="below full"),
        pytest.param(AlertEvent.ALREADY, 82, MORNING, False, id="made when past"),
        pytest.param(AlertEvent.PASSED, 100, MORNING, True, id="full"),
        pytest.param(AlertEvent.REMINDED, 120, MORNING, True, id="over"),
        pytest.param(AlertEvent.PASSED, 82, None, True, id="by day"),
        pytest.param(AlertEvent.CHANGED, 40, MORNING, True, id="what notifies nobody"),
    ],
)
def test_below_full_waits_for_the_morning(event: AlertEvent, spent: int, quiet_until: datetime | None, told: bool):
    status = BudgetStatus(BUDGET, budget_period("month", utc(24, 3)), BUDGET.amount, Amount(spent * NANO))

    assert may_be_told((Decision(event, (80,)),), status, quiet_until) is told


def test_what_waits_takes_the_end_of_its_period_with_it():
    ended = BudgetStatus(BUDGET, budget_period("month", utc(24, 3)), BUDGET.amount, Amount(82 * NANO), is_final=True)

    assert not may_be_told((Decision(AlertEvent.PASSED, (80,)), Decision(AlertEvent.CLOSED)), ended, MORNING)
    assert may_be_told((Decision(AlertEvent.CLOSED),), replace(ended), MORNING)
