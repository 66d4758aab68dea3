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
    assert found["reading"]["moved"] == {"way": way, "percent": percent, "amount": 0}
    assert found["reading"]["text"] == Says(f"only those that went {way}")
    assert not found["reading"]["unused"]


def test_rows_that_moved_by_an_amount_are_shown_by_their_change(bot: Bot):
    whole, found = asked(bot, BOTH), asked(bot, f"{BOTH}, only those that moved more than $5")

    kept = [row for row in found["rows"] if row["model"] != "other"]
    changes = [abs(row["quantity"] - row["previous"]) for row in kept]
    assert kept
    assert {row["model"] for row in kept} == {
        row["model"] for row in whole["rows"] if abs(row["quantity"] - row["previous"]) > 5_000_000_000
    }
    assert changes == sorted(changes, reverse=True)
    assert found["reading"]["moved"] == {"way": "either", "percent": 0, "amount": 5_000_000_000}
    assert found["reading"]["text"] == Says("only those that moved more than $5")
    assert not found["reading"]["unused"]


@pytest.mark.parametrize("order", ["sorted by biggest delta", "by largest change", "sort by difference desc"])
def test_rows_sorted_by_their_change_begin_with_the_largest(bot: Bot, order: str):
    found = asked(bot, f"{BOTH}, {order}")

    changes = [abs(row["quantity"] - row["previous"]) for row in found["rows"] if row["model"] != "other"]
    assert len(changes) > 2
    assert changes == sorted(changes, reverse=True)
    assert not found["reading"]["unused"]
