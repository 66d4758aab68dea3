"""The back-test: how often a budget would have been heard of, by the rules that tell of it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.alerts.backtest import BEFORE, DAYS, Fired, expected_text, fired, fired_text, past_periods, spike_days
from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.core.names import Named, Names
from bot.core.periods import DAY, HOUR

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
TODAY = datetime(2026, 11, 23, tzinfo=UTC)
NAMES = Names([Named("project", "p1", "checkout-prod")])
EVEN = {TODAY - day * DAY: 10 * NANO for day in range(1, DAYS + BEFORE + 1)}


def budget(dollars: int, period: str = "month", **rest) -> Budget:
    return Budget("project", ("p1",), "cost", dollars * NANO, period, **rest)


def test_levels_count_the_periods_in_which_they_were_passed():
    days = {**EVEN, datetime(2026, 11, 4, tzinfo=UTC): 60 * NANO}
    result = fired(budget(100, "week"), days, NOW)

    assert result.periods == len(list(past_periods("week", NOW))) == 9
    assert result.times == ((50, 9), (80, 1), (100, 1))


def test_an_even_spend_below_the_budget_is_never_on_pace():
    assert fired(budget(320), EVEN, NOW).paced == 0


def test_a_spend_that_lands_above_is_told_once_in_each_period():
    assert fired(budget(290), EVEN, NOW).paced == 3  # of September, October and the month that runs


def test_a_pace_is_told_again_when_it_is_ten_points_worse():
    rising = {day: (10 + max((day - datetime(2026, 11, 5, tzinfo=UTC)).days, 0)) * NANO for day in EVEN}
    assert fired(budget(310), rising, NOW).paced > 1


def test_what_was_read_for_a_week_is_judged_by_that_week():
    week = {day: quantity for day, quantity in EVEN.items() if day >= TODAY - 7 * DAY}
    result = fired(budget(100, "day"), week, NOW)
    assert (result.periods, result.days, result.paced) == (7, 7, None)


def test_a_day_far_above_its_weekdays_is_a_spike():
    days = {**EVEN, TODAY - 3 * DAY: 90 * NANO, TODAY - 4 * DAY: 14 * NANO}
    assert spike_days({}, days, NOW) == {TODAY - 3 * DAY}


def test_an_hour_and_its_day_are_one_spike():
    hours = {TODAY - 35 * DAY + place * HOUR: NANO for place in range(35 * 24)}
    hours[TODAY - 3 * DAY + 5 * HOUR] = 50 * NANO
    hours[TODAY - 2 * DAY + 5 * HOUR] = 50 * NANO
    days = {**EVEN, TODAY - 3 * DAY: 90 * NANO}
    assert spike_days(hours, days, NOW) == {TODAY - 3 * DAY}  # the one of the day after belongs to it


def test_nothing_is_a_spike_before_three_weeks_were_read():
    days = {TODAY - day * DAY: 10 * NANO for day in range(1, 20)}
    assert spike_days({}, {**days, TODAY - DAY: 900 * NANO}, NOW) == set()


@pytest.mark.parametrize(
    ("result", "words"),
    [
        pytest.param(
            Fired(budget(100), 2, ((50, 2), (80, 1), (100, 0)), 3, 2, 53),
            "at 50 % in 2 of 2 months, at 80 % in 1, at 100 % in none; "
            "3 times for being on pace to pass it; for a spike on 2 of 53 days",
            id="all of it",
        ),
        pytest.param(
            Fired(budget(100), 1, ((80, 0),), 0, 0, 40),
            "at 80 % in none of 1 month",
            id="none",
        ),
        pytest.param(
            Fired(budget(100), 0, ((80, 0),), 1, None, 9),
            "no whole month of the last 60 days was read; once for being on pace to pass it",
            id="a short history",
        ),
        pytest.param(Fired(budget(100), 0, ((80, 0),)), "no whole month of the last 60 days was read", id="no history"),
    ],
)
def test_the_result_is_a_sentence(result, words):
    assert fired_text(result, NAMES) == f"checkout-prod: {words}"


def test_a_preview_says_how_often_in_one_clause():
    often, never = Fired(budget(100), 2, ((50, 2), (80, 1), (100, 0)), 3), Fired(budget(100), 1, ((80, 0),), 0, 2, 40)
    assert expected_text(often) == "In the last 60 days it would have sent about 6 alerts."
    assert expected_text(never) == "In the last 60 days it would have sent no alert."
    assert expected_text(Fired(budget(100), 0, ((80, 0),))) == (
        "How often it would have alerted is not known: no whole month was read yet."
    )


def test_a_period_that_runs_is_not_counted():
    assert all(period.end <= NOW for unit in ("day", "week", "month") for period in past_periods(unit, NOW))
    assert next(past_periods("month", NOW)).end == datetime(2026, 11, 1, tzinfo=UTC)
    assert timedelta(0) < NOW - list(past_periods("day", NOW))[-1].end <= DAYS * DAY
