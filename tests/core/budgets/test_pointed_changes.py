"""Changes that only point at a budget: the line that they stand for."""

import pytest

from bot.core.budgets.pointed_changes import pointed_change


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("double it", "budget double {}"),
        ("ok double that please", "budget double {}"),
        ("cut it in half", "budget halve {}"),
        ("make it 450", "budget {} 450"),
        ("actually make it $450 a month instead", "budget {} $450 a month"),
        ("make it 450 for this week only", "raise {} to 450 until the end of this week"),
        ("actually make it 450 for this week only then back", "raise {} to 450 until the end of this week"),
        ("make it 3k until friday", "raise {} to 3k until friday"),
        ("raise it to 700", "raise {} to 700"),
        ("bump that by 20%", "raise {} by 20%"),
        ("lower the limit by 100", "lower {} by 100"),
        ("snooze it till monday", "snooze {} till monday"),
        ("mute this budget", "snooze {}"),
        ("delete that", "delete budget {}"),
        ("warn me at 60 and 90", "budget {} warn 60 and 90"),
    ],
)
def test_a_change_points_at_the_budget_before(said: str, line: str):
    assert pointed_change(said) == line


@pytest.mark.parametrize(
    "said", ["make it a chart", "make it by week", "double the search budget", "raise search to 700", "make it weekly",
             "that", "snooze search till monday", "delete the search budget", "it doubled", "drop gpt-5"]
)  # fmt: skip
def test_other_lines_point_at_none(said: str):
    assert pointed_change(said) == ""
