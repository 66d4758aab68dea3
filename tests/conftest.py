"""The invented company and its OpenAI, for every test that wants them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import settings

from bot.core.periods import DAY, Width, floor
from bot.demo import companies
from bot.demo.company import Company
from bot.demo.openai import Simulator
from bot.logs import configure_logs
from tests.living import Bot, ShopBot, living
from tests.moment import NOW

settings.register_profile("no timing", deadline=None)  # a busy machine is no defect
settings.load_profile("no timing")


@pytest.fixture(scope="session")
def company() -> Company:
    """The shop as it is known when nothing lags: answers equal the facts at once."""
    return companies.shop(NOW, lag=False)


@pytest.fixture
def simulator(company: Company) -> Iterator[Simulator]:
    """The shop's OpenAI on loopback, at a time that stands still; a fresh request log for each test."""
    with Simulator(company, lambda: NOW) as simulator:
        yield simulator


@pytest.fixture(scope="session")
def read_days(tmp_path_factory: pytest.TempPathFactory, company: Company) -> Callable[[int], Path]:
    """A store that knows so many days of the shop, and its names. A process reads them once, for all of its tests."""
    folder = tmp_path_factory.mktemp("read")

    @cache
    def read(days: int) -> Path:
        path = folder / f"{days}.db"
        with living(path, company) as bot:
            bot.snapshot(floor(NOW, Width.DAY) - days * DAY)
            bot.learn_names()
        return path

    return read


@pytest.fixture(scope="session")
def shop_bot(tmp_path_factory: pytest.TempPathFactory, company: Company, read_days: Callable[[int], Path]) -> ShopBot:
    """A bot with a store of its own that knows so many days of the shop."""

    def of(days: int) -> AbstractContextManager[Bot]:
        path = tmp_path_factory.mktemp("shop") / "usage-bot.db"
        copyfile(read_days(days), path)
        return living(path, company)

    return of


@pytest.fixture(autouse=True)
def logs_speak_again() -> Iterator[None]:
    """A command of the terminal is silent, and so would be all that runs after it in this process."""
    yield
    configure_logs()
