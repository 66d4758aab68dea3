"""Quantities as people read them."""

import pytest

from bot.core.slack.numbers import quantity


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(1, "1 second"), (119, "119 seconds"), (120, "120 seconds (2 min)"), (86_400, "86.4 k seconds (1,440 min, 24 h)")],
)
def test_seconds_are_told_with_their_minutes(seconds: int, told: str) -> None:
    assert quantity(seconds, "second") == told
