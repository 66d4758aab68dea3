"""A year of bad luck: each level of each budget in each period is told exactly once. More years: `tests.simulation`."""

import pytest

from bot.demo.slack import LocalSlack
from tests.simulation.year import START, Year


@pytest.mark.parametrize("seed", [3])
def test_a_year_of_faults_loses_and_doubles_nothing(seed, tmp_path):
    outcome = Year(seed, tmp_path, hours=48).run()

    assert (outcome.missing, outcome.doubled, outcome.wrong, outcome.waiting) == ([], [], [], 0)
    assert outcome.kills > 10
    assert len(outcome.told) > 100


@pytest.mark.parametrize("seed", [1])
def test_a_month_over_http_loses_and_doubles_nothing(seed, tmp_path):
    years: list[Year] = []
    with LocalSlack(lambda: years[0].now if years else START) as local:
        years.append(Year(seed, tmp_path, days=20, hours=48, local=local))
        outcome = years[0].run()

    assert (outcome.missing, outcome.doubled, outcome.wrong, outcome.waiting) == ([], [], [], 0)
    assert outcome.told
