"""A clock that is off for a read, a check, a delivery or a digest: what is told after it is what is true."""

from dataclasses import replace

import pytest

from tests.simulation.wrong_clock import Days

pytestmark = pytest.mark.long


@pytest.mark.parametrize("seed", [7, 11])
def test_after_a_wrong_clock_numbers_levels_and_digests_are_the_true_ones(seed, tmp_path):
    assert Days(seed, tmp_path).run() == []


def test_a_bot_that_asks_nobody_for_the_time_is_found_out_by_its_numbers(tmp_path):
    trusting = Days(7, tmp_path)
    trusting.services = replace(trusting.services, guard=None)
    trusting.truth.hear = lambda: None

    found = " ".join(trusting.run())

    assert all(words in found for words in ("cost this month", "not told", "closed before its end"))
