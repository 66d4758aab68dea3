"""Reports that come only above an amount, in the words of who wishes for one."""

import pytest

from bot.commands.routing import routed


@pytest.mark.parametrize(
    ("said", "report"),
    [
        ("tell me every day at 8 if yesterday was over 500 bucks", "day at 8 yesterday only over $500"),
        ("let me know every morning if yesterday was above $300", "morning yesterday only over $300"),
        ("every morning ping me if we spent more than 300 yesterday", "morning yesterday only over $300"),
        ("every monday 9am tell us in #finance if last week was over 2k",
         "monday 9am last week in #finance only over $2k"),
        ("ping me every morning at 8:30 when search was over 50", "morning at 8:30 yesterday search only over $50"),
        ("send me every friday if the week was over 1k", "friday last week only over $1k"),
        ("every day at 9 if search yesterday was over 50", "day at 9 yesterday search only over $50"),
    ],
)  # fmt: skip
def test_a_wish_with_a_condition_is_a_report_only_over_its_amount(said: str, report: str):
    command, words = routed(said)

    assert (command.verb, words) == ("every", report)


@pytest.mark.parametrize(
    "said", ["tell me every day what we spent over 50 days", "alert me every time we go over 50", "projects over $50"]
)
def test_other_lines_have_no_condition(said: str):
    assert "only over" not in routed(said)[1]
