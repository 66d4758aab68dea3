"""The range of a forecast: wide while little is known, then as wide as the own past was off."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.amounts import NANO
from bot.core.budgets.forecast import Pace, forecast, pace_of_days, pace_of_rests, spread
from bot.core.periods import Period

NOVEMBER = Period(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))


def ahead(days: list[int], day: int, spent: int | None = None):
    """The forecast at the beginning of a day of November, from the days before it."""
    pace = pace_of_days([one * NANO for one in days])
    so_far = sum(days[-(day - 1) :]) if spent is None else spent
    return pace and forecast(so_far * NANO, pace, NOVEMBER, NOVEMBER.start + timedelta(days=day - 1))


def test_two_days_say_nothing():
    assert ahead([10, 10], 3) is None


@pytest.mark.parametrize(("days", "low", "high"), [(3, 62, 185), (5, 68, 160), (7, 74, 146)])
def test_while_few_days_are_known_the_range_is_that_of_others(days, low, high):
    found = ahead([10] * days, 21)
    left = 10 * 10
    spent = 10 * days
    assert (found.low, found.expected, found.high) == (
        (spent + left * low // 100) * NANO,
        (spent + left) * NANO,
        (spent + left * high // 100) * NANO,
    )


def test_a_steady_past_makes_it_narrow_and_a_restless_one_wide():
    steady, restless = [10] * 120, [5, 5, 5, 5, 5, 5, 40] * 8 + [1] * 30 + [5, 5, 5, 5, 5, 5, 40] * 5
    narrow, wide = (spread(pace_of_days(days), 10) for days in (steady, restless))
    assert narrow[0] > 940 and narrow[1] < 1100
    assert wide[1] - wide[0] > 3 * (narrow[1] - narrow[0])


def test_the_three_paces_are_in_the_range():
    found = ahead([30] * 21 + [10] * 7, 20)
    assert found.low <= found.expected <= found.high
    assert found.high >= (found.expected - 11 * 10 * NANO) + 11 * 25 * NANO  # the pace of four weeks


def test_a_step_inside_the_month_counts_by_the_last_week():
    found = ahead([10] * 40 + [20] * 7, 20)
    assert found.expected == (12 * 10 + 7 * 20 + 11 * 20) * NANO
    assert found.least < found.expected


def test_the_rest_of_a_day_is_what_the_days_before_used_after_the_same_time():
    """A nightly batch is over: what was used after it on other days is little."""
    day = Period(NOVEMBER.start, NOVEMBER.start + timedelta(days=1))
    at = day.start + timedelta(hours=6)
    found = forecast(60 * NANO, pace_of_rests([9 * NANO] * 14, day.end - at), day, at)
    assert found.expected // NANO == found.least // NANO == 69


def test_no_range_begins_below_what_is_spent():
    credited = Pace(-5 * NANO, NANO, 2 * NANO)  # a refund outweighs the last weeks
    assert forecast(100 * NANO, credited, NOVEMBER, NOVEMBER.end - timedelta(days=9)).low == 100 * NANO
