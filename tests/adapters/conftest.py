"""A store for the tests of its tables."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "usage-bot.db", patience=0.1) as store:
        yield store
