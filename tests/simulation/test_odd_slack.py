"""Whatever Slack does with a post, its reply, its thread and its history: each news notifies its channel once."""

import pytest

from tests.simulation.odd_slack import OddSlack
from tests.simulation.test_year import Forgetful

SEEDS = range(5)  # more of them: `python -m tests.simulation.odd_slack 0 500`


@pytest.mark.parametrize("seed", SEEDS)
def test_each_news_notifies_its_channel_once(seed, tmp_path):
    assert OddSlack(seed, tmp_path).run() == []


def test_a_bot_that_cannot_look_is_found_out(tmp_path):
    assert [*OddSlack(1, tmp_path, Forgetful).run()] != []
