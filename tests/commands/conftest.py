"""The bot that knows the shop's last five weeks, for tests that only ask."""

from collections.abc import Iterator

import pytest

from tests.living import Bot, ShopBot


@pytest.fixture(scope="module")
def bot(shop_bot: ShopBot) -> Iterator[Bot]:
    with shop_bot(35) as bot:
        yield bot
