"""A year of bad luck: each level of each budget in each period is told exactly once. More years: `tests.simulation`."""

from dataclasses import replace
from functools import partial

import pytest

from bot.demo.slack import LocalSlack
from tests.simulation.faults import LoopbackSlack, MemorySlack
from tests.simulation.world import OddClock
from tests.simulation.year import START, Year


@pytest.mark.long
@pytest.mark.parametrize("seed", [3, 11])
def test_a_year_of_faults_loses_and_doubles_nothing(seed, tmp_path):
    outcome = Year(seed, tmp_path).run()

    assert outcome.faults == ()
    assert outcome.kills > 50
    assert outcome.told > 100


@pytest.mark.long
def test_a_month_over_http_loses_and_doubles_nothing(tmp_path):
    years: list[Year] = []
    with LocalSlack(lambda: years[0].now if years else START) as local:
        years.append(Year(7, tmp_path, days=30, hours=24, slack=partial(LoopbackSlack, local=local)))
        outcome = years[0].run()

    assert outcome.faults == ()
    assert outcome.kills > 10
    assert outcome.told > 50


class Forgetful(MemorySlack):
    """Shows no history, so that whoever asks sends again."""

    def find_all(self, *where, **rest):
        return ()


class Deaf(MemorySlack):
    """Says that it has each tenth message, and has it not."""

    def post(self, *what, **rest):
        posted = super().post(*what, **rest)
        if len(self.sent) % 10 == 0:
            del self.sent[-1:]
        return posted


class Stubborn(MemorySlack):
    """Says that it made an edit, and leaves the old words."""

    def update(self, *what, **rest):
        before = dict(self.words)
        super().update(*what, **rest)
        self.words = before


@pytest.mark.long
@pytest.mark.parametrize(
    ("slack", "kinds"),
    [
        pytest.param(Forgetful, {"doubled", "letter"}, id="sent again"),
        pytest.param(Deaf, {"missing", "letter", "store"}, id="lost"),
        pytest.param(Stubborn, {"stale"}, id="not edited"),
    ],
)
def test_the_verdict_sees_what_slack_did_wrong(slack, kinds, tmp_path):
    outcome = Year(3, tmp_path, days=60, slack=slack).run()

    assert kinds <= {fault.partition(":")[0] for fault in outcome.faults}


class Trusting(OddClock):
    """Asks nobody what time it is."""

    def _services(self):
        return replace(super()._services(), guard=None)


@pytest.mark.long
def test_a_bot_that_trusts_its_clock_is_found_out(tmp_path):
    assert Year(4, tmp_path, days=60, bot=Trusting).run().faults != ()
