"""A bot's jobs between a real store and a Slack on loopback."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.adapters.slack import Slack
from bot.adapters.store.moments import to_text
from bot.demo.slack import LocalSlack
from bot.jobs.check import SEEN
from tests.simulation.world import World

START = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


@pytest.fixture
def local() -> Iterator[LocalSlack]:
    clock = {"world": None}
    with LocalSlack(lambda: clock["world"].now if clock["world"] else START) as local:
        local.clock = clock
        yield local


@pytest.fixture
def world(tmp_path: Path, local: LocalSlack) -> Iterator[World]:
    world = World(tmp_path / "usage-bot.db", Slack(SecretStr("xoxb-local"), local.api_url, timeout=2), START)
    local.clock["world"] = world
    world.store.meta.set(SEEN, to_text(START))  # this bot has looked before
    yield world
    world.close()
