"""Days in which people change what budgets tell of: each level is told once, with the amount that counts."""

import pytest

from tests.simulation.people import People


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long)])
def test_whatever_people_change_each_level_is_told_once(seed, tmp_path):
    assert People(seed, tmp_path).run() == []
