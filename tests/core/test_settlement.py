"""Dollars are billed once settled; before that the larger of billed so far and estimate, and marked."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.amounts import ZERO, Amount
from bot.core.settlement import Accuracy, Day, accuracies, model_of, settled

START = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("billed", "estimate", "unpriced", "is_settled", "expected"),
    [
        pytest.param(70, 90, 0, True, Amount(70), id="settled: the bill, though the estimate is larger"),
        pytest.param(70, 50, 0, True, Amount(70), id="settled: the bill, though the estimate is smaller"),
        pytest.param(0, 90, 0, True, Amount(0), id="settled: a bill of zero is zero"),
        pytest.param(None, 90, 0, True, Amount(0), id="settled: no row is no bill"),
        pytest.param(70, None, 0, True, Amount(70), id="settled: usage was not read"),
        pytest.param(70, 90, 5, True, Amount(70), id="settled: the bill holds what has no price"),
        pytest.param(-20, 90, 0, True, Amount(-20), id="settled: a credit"),
        pytest.param(70, 90, 0, False, Amount(90, 20, True), id="open: the estimate is larger"),
        pytest.param(90, 70, 0, False, Amount(90, 0, True), id="open: the bill so far is larger"),
        pytest.param(70, 70, 0, False, Amount(70, 0, True), id="open: both are equal"),
        pytest.param(None, 70, 0, False, Amount(70, 70, True), id="open: costs were not read"),
        pytest.param(70, None, 0, False, Amount(70, 0, True), id="open: usage was not read"),
        pytest.param(0, 0, 0, False, Amount(0, 0, True), id="open: read, and zero so far"),
        pytest.param(0, 0, 5, False, Amount(0, 0, True, 5), id="open: only what has no price"),
        pytest.param(70, 90, 5, False, Amount(90, 20, True, 5), id="open: what has no price stays beside"),
        pytest.param(-20, 90, 0, False, Amount(90, 90, True), id="open: a credit"),
        pytest.param(None, None, 0, False, None, id="never read"),
    ],
)
def test_the_rule(billed, estimate, unpriced, is_settled, expected):
    assert settled(billed, estimate, unpriced, is_settled=is_settled) == expected


def test_never_read_and_empty_and_zero_are_three_things():
    day = Day(START)
    at = START + timedelta(hours=30)
    assert day.amounts() is None
    assert day.with_costs({}, at).amounts() == {}
    assert day.with_costs({"a": 0}, at).amounts() == {"a": Amount(0, 0, True)}


@pytest.mark.parametrize(
    ("after_end", "expected"),
    [
        pytest.param(timedelta(hours=24, seconds=-1), Amount(90, 20, True), id="a second too early"),
        pytest.param(timedelta(hours=24), Amount(70), id="24 hours"),
    ],
)
def test_a_day_is_settled_24_hours_after_its_end(after_end, expected):
    read_at = START + timedelta(days=1) + after_end
    day = Day(START).with_costs({"a": 70}, read_at).with_usage({"a": (90, 0)}, read_at)
    assert day.amounts() == {"a": expected}


def test_each_project_is_decided_by_itself_and_what_belongs_to_none_is_kept():
    at = START + timedelta(hours=12)
    day = Day(START).with_costs({"a": 70, "": 500}, at).with_usage({"a": (90, 0), "b": (10, 3)}, at)
    assert day.amounts() == {"": Amount(500, 0, True), "a": Amount(90, 20, True), "b": Amount(10, 10, True, 3)}


projects = st.sampled_from(["", "a", "b", "c"])
costs = st.dictionaries(projects, st.integers(-(10**12), 10**15))
usage = st.dictionaries(projects, st.tuples(st.integers(0, 10**15), st.integers(0, 10**9)))
hours = st.lists(st.integers(0, 24 * 30), min_size=1, max_size=8, unique=True)


@settings(max_examples=60)
@given(st.data())
def test_no_order_of_reads_restatements_and_late_costs_changes_the_totals(data):
    readings = [
        (START + timedelta(hours=hour), data.draw(costs), data.draw(usage), data.draw(st.sampled_from("cub")))
        for hour in data.draw(hours)
    ]

    def fold(order):
        day = Day(START)
        for at, billed, estimates, kind in order:
            day = day.with_costs(billed, at) if kind in "cb" else day
            day = day.with_usage(estimates, at) if kind in "ub" else day
        return day.amounts()

    in_order = fold(sorted(readings, key=lambda one: one[0]))
    assert fold(data.draw(st.permutations(readings))) == in_order
    assert fold(readings + readings) == in_order


@given(costs, usage)
def test_a_settled_day_is_exactly_its_bill(billed, estimates):
    day = Day(START).with_usage(estimates, START).with_costs(billed, START + timedelta(days=3))
    total = sum(day.amounts().values(), ZERO)
    assert total == Amount(sum(billed.values()))


@given(costs, usage)
def test_an_open_day_never_shows_less_than_either_side(billed, estimates):
    at = START + timedelta(hours=20)
    total = sum(Day(START).with_usage(estimates, at).with_costs(billed, at).amounts().values(), ZERO)
    assert total.quantity >= sum(billed.values())
    assert total.quantity >= sum(estimate for estimate, _ in estimates.values())
    assert total.unpriced == sum(unpriced for _, unpriced in estimates.values())


def test_accuracy_is_summed_by_label_with_the_largest_bill_first():
    found = accuracies([("gpt-5", 100, 90), ("o3", 400, 500), ("gpt-5", 100, 110), ("free", 0, 5)])
    assert list(found) == ["o3", "gpt-5", "free"]
    assert [one.permille for one in found.values()] == [1250, 1000, None]
    assert sum(found.values(), Accuracy()).permille == 1175


@pytest.mark.parametrize(
    ("line_item", "model"),
    [
        ("gpt-4o-2024-08-06, input", "gpt-4o-2024-08-06"),
        ("gpt-5.4-2026-03-05, cached input", "gpt-5.4-2026-03-05"),
        ("gpt-6-astra, input_tokens", "gpt-6-astra"),
        ("ft-gpt-4o-2024-08-06, output", "ft-gpt-4o-2024-08-06"),
        ("evals | gpt-4o-mini-2024-07-18, input", ""),
        ("assistants api | file search", ""),
        ("web search tool calls", ""),
        ("", ""),
    ],
)
def test_a_line_item_names_a_model_only_in_the_known_forms(line_item, model):
    assert model_of(line_item) == model
