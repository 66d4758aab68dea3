"""The invented company and its OpenAI, for every test that wants them."""

from collections.abc import Iterator

import pytest

from bot.demo import companies
from bot.demo.company import Company
from bot.demo.openai import Simulator
from bot.logs import configure_logs
from tests.moment import NOW


@pytest.fixture(scope="session")
def company() -> Company:
    """The shop as it is known when nothing lags: answers equal the facts at once."""
    return companies.shop(NOW, lag=False)


@pytest.fixture
def simulator(company: Company) -> Iterator[Simulator]:
    """The shop's OpenAI on loopback, at a time that stands still; a fresh request log for each test."""
    with Simulator(company, lambda: NOW) as simulator:
        yield simulator


@pytest.fixture(autouse=True)
def logs_speak_again() -> Iterator[None]:
    """A command of the terminal is silent, and so would be all that runs after it in this process."""
    yield
    configure_logs()
