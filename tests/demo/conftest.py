"""A playground whose clock stands still, for tests that only look and ask."""

from collections.abc import Iterator

import pytest

from bot.demo.playground import Playground
from tests.moment import NOW


@pytest.fixture(scope="module")
def playground() -> Iterator[Playground]:
    with Playground(NOW, elapsed=lambda: 0.0) as playground:
        yield playground
