"""Rows of a comparison that went one way, from the words to the facts."""

from typing import Any

import pytest

from tests.commands import asked
from tests.living import Bot
from tests.says import Says

BOTH = "cost by model last week vs the week before"


def _went(row: Any, way: str, percent: int) -> bool:
    change = (row["quantity"] - row["previous"]) * (1 if way == "up" else -1)
    return bool(change > 0 and change * 100 > percent * row["previous"])


@pytest.mark.parametrize(
    ("words", "way", "percent"),
    [
        pytest.param("only those that went up", "up", 0, id="up"),
        pytest.param("only the ones that fell", "down", 0, id="down"),
        pytest.param("only those that went up more than 3 %", "up", 3, id="by a percentage"),
    ],
)
def test_only_what_went_that_way_is_shown_and_the_others_are_one_row(bot: Bot, words: str, way: str, percent: int):
    whole, found = asked(bot, BOTH), asked(bot, f"{BOTH} {words}")

    kept = [row for row in found["rows"] if row["model"] != "other"]
    assert kept == [row for row in whole["rows"] if _went(row, way, percent)]
    assert sum(row["quantity"] for row in found["rows"]) == found["total"]["quantity"] == whole["total"]["quantity"]
    assert found["reading"]["moved"] == {"way": way, "percent": percent}
    assert found["reading"]["text"] == Says(f"only those that went {way}")
    assert not found["reading"]["unused"]
