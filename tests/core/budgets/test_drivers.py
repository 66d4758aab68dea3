"""What drives a budget: where it stands out, whose key made it, and from which hour on."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.amounts import Amount
from bot.core.budgets.drivers import Driver, Growth, Hour, drivers_of, growth, main_key, stretches
from bot.core.periods import DAY, Period

NOW = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)
END = datetime(2026, 11, 23, 15, tzinfo=UTC)
DAYS = {datetime(2026, 11, 23, tzinfo=UTC) - day * DAY: None for day in range(60)}


def test_a_day_is_compared_with_the_same_hours_of_the_weeks_that_were_read():
    known = {day: None for day in DAYS if day > END - 16 * DAY}
    day, week = stretches(NOW, NOW, known)

    assert day.span == Period(END - DAY, END)
    assert day.like == tuple(Period(END - (7 * n + 1) * DAY, END - 7 * n * DAY) for n in (1, 2))
    assert (week.span.length, week.like[0].end) == (7 * DAY, week.span.start)


def test_nothing_is_compared_before_a_week_was_read():
    assert stretches(NOW, NOW, {day: None for day in DAYS if day > END - 5 * DAY}) == ()


def test_what_is_new_and_what_is_gone_stand_beside_what_moved():
    (day, _) = stretches(NOW, NOW, DAYS)
    now = {("p", "new"): Amount(30), ("p", "even"): Amount(50)}
    found = drivers_of(
        day, now, [{("p", "gone"): Amount(80), ("p", "even"): Amount(50)}] + [{("p", "even"): Amount(50)}] * 3
    )

    assert [(one.model, one.added) for one in found.found] == [("new", 30), ("gone", -20), ("even", 0)]
    assert (found.now.quantity, found.usual.quantity, found.is_risen) == (80, 70, True)


@pytest.mark.parametrize(("added", "risen"), [(9, False), (10, True)])
def test_a_tenth_of_the_usual_is_a_rise(added, risen):
    (day, _) = stretches(NOW, NOW, DAYS)
    found = drivers_of(day, {("p", "m"): Amount(100 + added)}, [{("p", "m"): Amount(100)}])
    assert found.is_risen is risen


@pytest.mark.parametrize(
    ("now", "usual", "key"),
    [
        pytest.param({"a": 90, "b": 10}, {"a": 40, "b": 10}, "a", id="one grew"),
        pytest.param({"a": 50, "b": 50}, {"a": 25, "b": 25}, "a", id="each made half"),
        pytest.param(dict.fromkeys("abcde", 1), {}, "", id="nobody made half"),
        pytest.param({"": 100}, {"": 50}, "", id="no key"),
    ],
)
def test_a_key_is_named_when_it_made_half_of_the_difference(now, usual, key):
    driver = Driver("p", "m", Amount(100), Amount(50))
    amounts = [{name: Amount(quantity) for name, quantity in one.items()} for one in (now, usual)]
    assert main_key(driver, *amounts) == key


def hours(*counts: tuple[int, int]) -> list[Hour]:
    """Requests and tokens of each hour; a token costs one."""
    return [Hour(tokens, requests, tokens) for requests, tokens in counts]


EVEN = hours(*[(10, 1000)] * 6)


@pytest.mark.parametrize(
    ("now", "found"),
    [
        pytest.param(
            hours(*[(10, 1000)] * 4, *[(10, 2000)] * 2),
            Growth("tokens per request", 20, END + timedelta(hours=4)),
            id="size",
        ),
        pytest.param(
            hours(*[(10, 1000)] * 3, *[(30, 3000)] * 3), Growth("requests", 30, END + timedelta(hours=3)), id="number"
        ),
        pytest.param(hours(*[(20, 2000)] * 6), Growth("requests", 20), id="all the while"),
        pytest.param(hours(*[(13, 1300)] * 6), None, id="not clear"),
        pytest.param([Hour(9000, 10, 1000), *EVEN[1:5], Hour(1600, 16, 1600)], None, id="what is new explains little"),
        pytest.param(hours(*[(0, 0)] * 6), None, id="nothing"),
    ],
)
def test_how_the_work_grew_is_said_with_its_hour(now, found):
    assert growth(END, now, EVEN) == found


def test_what_was_never_used_before_has_no_growth():
    assert growth(END, EVEN, hours(*[(0, 0)] * 6)) is None
