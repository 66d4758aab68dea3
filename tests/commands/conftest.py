"""The bot that knows the shop's last five weeks, for tests that only ask."""

from collections.abc import Iterator

import pytest

from bot.core.periods import DAY, Width, floor
from bot.demo.company import Company
from bot.demo.openai import Simulator
from tests.living import Bot
from tests.moment import NOW


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, company: Company) -> Iterator[Bot]:
    with Simulator(company, lambda: NOW) as simulator:
        bot = Bot(tmp_path_factory.mktemp("asking") / "usage-bot.db", simulator.url)
        bot.snapshot(floor(NOW, Width.DAY) - 35 * DAY)
        bot.learn_names()
        yield bot
        bot.close()
