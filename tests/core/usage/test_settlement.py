"""Dollars are billed once settled; before that the larger of billed so far and estimate, and marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.amounts import Amount
from bot.core.usage.settlement import Accuracy, accuracies, model_of, settled


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


nanodollars = st.none() | st.integers(-(10**12), 10**15)


@given(nanodollars, st.none() | st.integers(0, 10**15), st.integers(0, 10**9))
def test_an_open_day_never_shows_less_than_either_side(billed, estimate, unpriced):
    amount = settled(billed, estimate, unpriced, is_settled=False)
    assert (amount is None) == (billed is None and estimate is None)
    if amount is not None:
        assert amount.quantity >= max(billed or 0, estimate or 0)
        assert 0 <= amount.estimated <= amount.quantity or amount.estimated == 0
        assert (amount.estimate, amount.unpriced) == (True, unpriced)


@given(nanodollars, st.none() | st.integers(0, 10**15), st.integers(0, 10**9))
def test_a_settled_day_is_exactly_its_bill(billed, estimate, unpriced):
    assert settled(billed, estimate, unpriced, is_settled=True) == Amount(billed or 0)


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
        ("gpt-6-astra, cache write", "gpt-6-astra"),
        ("batch | gpt-5-2025-08-07, output", "gpt-5-2025-08-07"),
        ("evals | gpt-4o-mini-2024-07-18, input", ""),
        ("assistants api | file search", ""),
        ("web search tool calls", ""),
        ("", ""),
    ],
)
def test_a_line_item_names_a_model_only_in_the_known_forms(line_item, model):
    assert model_of(line_item) == model
