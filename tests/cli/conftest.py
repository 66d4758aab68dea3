"""The command line runs by the machine's clock: so do the dates of the answers that it gets."""

from collections.abc import Iterator

import pytest

from bot.app import wall_clock
from bot.demo.company import Company
from bot.demo.openai import Simulator
from bot.demo.slack import LocalSlack
from tests.moment import NOW


@pytest.fixture
def simulator(company: Company) -> Iterator[Simulator]:
    """The shop's OpenAI at a time that stands still, whose answers carry the machine's date."""
    with Simulator(company, lambda: NOW, dated=wall_clock) as simulator:
        yield simulator


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(wall_clock) as local:
        yield local
