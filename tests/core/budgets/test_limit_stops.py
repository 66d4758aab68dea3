"""What OpenAI's own limits do to a forecast: each number beside an hour-by-hour simulation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.amounts import NANO, Amount
from bot.core.budgets.budget import BudgetStatus, budget_period
from bot.core.budgets.forecast import FREE, HeldPart, HeldTo, Pace, forecast, reached_at, without_limits
from bot.core.budgets.limit_stops import EVERYTHING, Counted, Stops, as_budget, limit_stops, row_text, stop_lines
from bot.core.budgets.openai_limits import NativeLimits, SpendLimit
from bot.core.names import Named, Names

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MONTH = budget_period("month", NOW)
NAMES = Names([Named("project", "proj_1", "search"), Named("project", "proj_2", "data-eval")])
HOUR = timedelta(hours=1)


def pace(dollars: int) -> Pace:
    return Pace(dollars * NANO, dollars * NANO, dollars * NANO)


def limited(project: str, spent: int, amount: int, a_day: int = 10, status: str = "inactive"):
    native = NativeLimits(project, SpendLimit(amount * NANO, "month", status))
    budget = as_budget(native)
    assert budget and native.limit
    return native.limit, BudgetStatus(budget, MONTH, budget.amount, Amount(spent * NANO), NOW), pace(a_day)


def stops(*found) -> Stops:
    return limit_stops(found, MONTH.end)


def ends(spent: int, a_day: int, held_by: Stops, counted: Counted = EVERYTHING) -> tuple[int, int, int]:
    held = held_by.hold(pace(a_day), MONTH, counted, in_dollars=True)
    found = forecast(spent * NANO, held, MONTH, NOW)
    return found.low // NANO, found.expected // NANO, found.high // NANO


@pytest.mark.parametrize(
    ("spent", "amount", "at"),
    [
        pytest.param(500, 600, None, id="the month ends before"),
        pytest.param(500, 550, NOW.replace(day=28), id="on its way"),
        pytest.param(550, 550, NOW, id="passed, not billed yet"),
    ],
)
def test_a_limit_stops_when_the_pace_leads_to_it(spent: int, amount: int, at: datetime | None) -> None:
    found = stops(limited("proj_1", spent, amount)).projects.get("proj_1")
    assert (found.at if found else None) == at


def test_what_is_stopped_now_comes_first() -> None:
    found = stops(limited("proj_1", 500, 550), limited("proj_2", 2_037, 2_000, status="enforcing")).of(EVERYTHING)
    page = "https://platform.openai.com/settings/{}/limits"
    assert stop_lines(found, NAMES) == [
        f"🔴 data-eval is stopped by <{page.format('proj_2')}|OpenAI's hard limit> of $2,000: requests fail now",
        f"🟠 search reaches <{page.format('proj_1')}|OpenAI's hard limit> of $550 about Sat 28 Nov:"
        " requests fail from then on",
    ]
    assert [row_text(one) for one in found] == ["$550, hard limit", "$2,037, stopped"]


def test_nothing_is_said_where_no_limit_is_reached() -> None:
    assert stop_lines(stops(limited("proj_1", 100, 600)).of(EVERYTHING), NAMES) == []


def test_what_is_refused_is_in_no_number_and_the_other_number_says_what_it_would_be() -> None:
    """$100 a day of which data-eval's $30 are refused: 8 days."""
    held_by = stops(limited("proj_2", 2_037, 2_000, 30, "enforcing"))
    low, expected, high = ends(5_000, 100, held_by)
    assert (low, expected, high) == (5_000 + 560 * 74 // 100, 5_560, 5_000 + 560 * 146 // 100)
    held = forecast(5_000 * NANO, held_by.hold(pace(100), MONTH, EVERYTHING, in_dollars=True), MONTH, NOW)
    assert without_limits(held, 5_000 * NANO, MONTH, NOW) == forecast(5_000 * NANO, pace(100), MONTH, NOW)


def test_the_limit_of_the_organisation_and_those_of_its_projects_do_not_count_twice() -> None:
    project, whole = limited("proj_2", 500, 560, 30), limited("", 5_000, 5_300, 100)
    assert ends(5_000, 100, stops(project))[1] == 5_000 + 8 * 70 + 60
    assert ends(5_000, 100, stops(project, whole))[1] == 5_300
    seconds = 2 * 86_400 + 100 * 86_400 // 70  # slower once the project is stopped
    assert stops(project, whole).of(EVERYTHING)[0].at == NOW + timedelta(seconds=seconds)


def test_a_project_that_the_organisation_stops_first_is_not_named_and_ends_with_it() -> None:
    found = stops(limited("proj_2", 500, 700, 30), limited("", 5_000, 5_300, 100))
    assert [one.project for one in found.of(EVERYTHING)] == [""]
    assert ends(500, 30, found, Counted(frozenset(("proj_2",)))) == (500 + 66, 590, 500 + 131)  # for three days


def test_all_but_the_stopped_project_lose_nothing() -> None:
    found = stops(limited("proj_2", 500, 400, 30, "enforcing"))
    assert found.hold(pace(70), MONTH, Counted(frozenset(("proj_2",)), is_all_but=True), in_dollars=True).held == FREE
    others = Counted(frozenset(("proj_1", "proj_2")))
    assert ends(900, 70, found, others)[1] == 900 + 8 * 40


def test_tokens_end_when_every_project_that_they_are_of_is_stopped() -> None:
    found = stops(limited("proj_2", 500, 400, 30, "enforcing"))
    for counted, is_stopped in ((Counted(frozenset(("proj_2",))), True), (EVERYTHING, False)):
        held = found.hold(Pace(7, 7, 7), MONTH, counted, in_dollars=False).held
        assert held == (HeldTo(until=NOW) if is_stopped else FREE)


def test_the_next_month_begins_anew() -> None:
    found = stops(limited("", 500, 400, 30, "enforcing"))
    year = replace(MONTH, end=MONTH.end + timedelta(days=31))
    assert found.hold(pace(10), year, EVERYTHING, in_dollars=True).held == FREE


# Hour by hour: dollars a day that 24 divides, so that each hour's are whole.
A_DAY = st.integers(0, 30).map(lambda number: 24 * number)
PARTS = st.lists(st.tuples(st.integers(0, 3_000), A_DAY), max_size=4)


@given(A_DAY, PARTS, st.none() | st.integers(0, 6_000), st.none() | st.integers(0, 200), st.integers(1, 6_000))
def test_goals_and_ends_are_those_of_a_simulation(rest: int, parts, left, until, goal: int) -> None:
    expected = rest + sum(rate for _, rate in parts)
    held = HeldTo(
        tuple(HeldPart(most * NANO, rate * NANO, rate * NANO, rate * NANO) for most, rate in parts),
        None if left is None else left * NANO,
        None if until is None else NOW + until * HOUR,
    )
    found = replace(pace(expected), held=held)
    hours, used = (MONTH.end - NOW) // HOUR, [0] * len(parts)
    sums, others = [0], 0
    for hour in range(hours):
        if until is None or hour < until:
            others += rest // 24
            used = [min(own + rate // 24, most) for own, (most, rate) in zip(used, parts, strict=True)]
        sums.append(others + sum(used) if left is None else min(others + sum(used), left))
    assert forecast(0, found, MONTH, NOW).expected == sums[-1] * NANO
    at = reached_at(goal * NANO, 0, found, NOW)
    first = next((hour for hour, quantity in enumerate(sums) if quantity >= goal), None)
    if first is None:
        assert at is None or at > MONTH.end
    else:
        assert at is not None and NOW + (first - 1) * HOUR - timedelta(seconds=1) < at <= NOW + first * HOUR


@given(
    st.lists(st.integers(0, 50), min_size=3, max_size=3).map(sorted),
    st.lists(st.tuples(st.integers(0, 300), st.lists(st.integers(0, 50), min_size=3, max_size=3).map(sorted))),
    st.none() | st.integers(0, 500),
)
def test_a_range_holds_its_middle_and_limits_only_take_away(own, parts, left) -> None:
    rates = [sum(column) * NANO for column in zip(own, *(one for _, one in parts), strict=True)]
    held = HeldTo(
        tuple(HeldPart(most * NANO, *(rate * NANO for rate in one)) for most, one in parts),
        None if left is None else left * NANO,
    )
    found = forecast(100 * NANO, Pace(*rates, held=held), MONTH, NOW)
    free = without_limits(found, 100 * NANO, MONTH, NOW)
    assert 100 * NANO <= found.low <= found.expected <= found.high
    assert found.expected <= free.expected and found.least <= found.expected
