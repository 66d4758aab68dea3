"""A year of bad luck: each level of each budget in each period is told exactly once. More years: `tests.simulation`."""

import pytest

from tests.simulation.year import Year


@pytest.mark.parametrize("seed", [0, 3])
def test_a_year_of_faults_loses_and_doubles_nothing(seed, tmp_path):
    outcome = Year(seed, tmp_path, hours=24).run()

    assert (outcome.missing, outcome.doubled, outcome.wrong, outcome.waiting) == ([], [], [], 0)
    assert outcome.kills > 20
    assert len(outcome.told) > 100
