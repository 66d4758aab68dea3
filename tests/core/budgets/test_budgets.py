"""Budgets: periods, amounts that count, and the exact moment at which a level is passed."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.amounts import NANO, Amount
from bot.core.budgets.budget import Budget, BudgetStatus, Raise, budget_period, period_before, spent_by
from bot.core.names import Named, Names

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
NAMES = Names(
    [
        Named("project", "proj_1", "checkout-prod"),
        Named("project", "proj_2", "checkout-dev"),
        Named("project", "proj_3", "web-app"),
    ]
)
SPENT = {"proj_1": Amount(5), "proj_2": Amount(30, 10, True), "proj_3": Amount(200)}


def status(spent, amount=1_000):
    budget = Budget("project", ("proj_1",), "cost", amount, "month")
    return BudgetStatus(budget, budget_period("month", NOW), amount, None if spent is None else Amount(spent))


@pytest.mark.parametrize(
    ("unit", "start", "end"),
    [
        pytest.param("day", "2026-11-23", "2026-11-24", id="day"),
        pytest.param("week", "2026-11-23", "2026-11-30", id="week from Monday"),
        pytest.param("month", "2026-11-01", "2026-12-01", id="month"),
    ],
)
def test_a_period_is_the_utc_one_that_holds_now(unit, start, end):
    period = budget_period(unit, NOW)
    assert (period.start.date().isoformat(), period.end.date().isoformat()) == (start, end)


@pytest.mark.parametrize("unit", ["day", "week", "month"])
def test_the_last_microsecond_of_a_period_is_in_it_and_the_end_is_not(unit):
    period = budget_period(unit, NOW)
    assert budget_period(unit, period.end - timedelta(microseconds=1)) == period
    assert budget_period(unit, period.end).start == period.end
    assert period_before(unit, budget_period(unit, period.end)) == period


@pytest.mark.parametrize(
    ("spent", "level", "passed"),
    [
        pytest.param(799, 80, False, id="a hair below"),
        pytest.param(800, 80, True, id="exactly the threshold"),
        pytest.param(801, 80, True, id="above"),
        pytest.param(0, 1, False, id="nothing spent"),
        pytest.param(None, 1, False, id="nothing known"),
    ],
)
def test_a_level_is_passed_at_exactly_its_threshold(spent, level, passed):
    assert status(spent).has_passed(level) is passed


@pytest.mark.parametrize(
    ("spent", "amount", "percent"),
    [
        pytest.param(548, 500, 110, id="the nearest whole one"),
        pytest.param(4 * NANO, 5 * NANO, 80, id="exactly at a level"),
        pytest.param(4 * NANO - 1, 5 * NANO, 79, id="one nanodollar below a level"),
        pytest.param(796, 1000, 79, id="nearly at a level"),
        pytest.param(999, 1000, 99, id="nearly full"),
        pytest.param(746, 1000, 75, id="no level in sight"),
        pytest.param(0, 1000, 0, id="nothing spent"),
        pytest.param(None, 1000, 0, id="nothing known"),
    ],
)
def test_the_percent_shown_is_the_nearest_but_no_level_that_was_not_reached(spent, amount, percent):
    assert status(spent, amount=amount).percent == percent


@pytest.mark.parametrize("first", range(0, 2_000, 500))
def test_the_percent_shown_is_never_ahead_of_the_level_told(first):
    for spent in range(first, first + 500, 7):
        shown = status(spent, amount=997)
        assert all(shown.has_passed(level) == (shown.percent >= level) for level in shown.budget.levels)
        assert abs(shown.percent * 997 - spent * 100) <= 997


def test_a_percent_is_exact_beyond_what_a_float_can_hold():
    assert not status(8 * 10**17 - 1, amount=10**18).has_passed(80)
    assert status(8 * 10**17, amount=10**18).has_passed(80)


@pytest.mark.parametrize(
    ("scope", "names", "spent"),
    [
        pytest.param("organisation", (), 235, id="everything"),
        pytest.param("project", ("proj_1",), 5, id="one project"),
        pytest.param("project", ("proj_1", "proj_3"), 205, id="several"),
        pytest.param("project", ("checkout-*",), 35, id="a pattern of the name"),
        pytest.param("project", ("checkout-*", "proj_1"), 35, id="nothing counts twice"),
        pytest.param("project", ("proj_9",), 0, id="nothing of it yet"),
    ],
)
def test_a_budget_counts_what_it_names(scope, names, spent):
    assert spent_by(Budget(scope, names, "cost", 100, "month"), SPENT, NAMES).quantity == spent


def test_a_sum_with_an_estimated_part_is_an_estimate():
    assert spent_by(Budget("project", ("checkout-*",), "cost", 100, "month"), SPENT, NAMES).estimate


def test_a_raise_counts_until_it_ends():
    ends = NOW + timedelta(days=1)
    budget = Budget("project", ("proj_1",), "cost", 500, "month", raised=Raise(700, ends, "launch", "U1"))
    assert [budget.amount_at(moment) for moment in (NOW, ends)] == [700, 500]
