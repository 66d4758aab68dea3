"""Slack's limits: what the checker refuses."""

import pytest

from bot.core.slack import blocks
from bot.core.slack.blocks import Button, Cell, Series
from bot.core.slack.limits import unsafe, violations
from bot.core.slack.message import Message


def _table(rows=1, text="x"):
    return blocks.data_table("Cost", ("Project", "Cost"), [(Cell(text), Cell("$1", 1))] * rows)


DIVIDER = {"type": "divider"}


def _chart(points=2, series=1, label="day"):
    categories = [f"{label} {number}" for number in range(points)]
    lines = [Series(f"s{number}", (1,) * points) for number in range(series)]
    return blocks.chart("bar", "Cost", categories, lines, unit="USD")


def test_a_message_within_the_limits_is_taken():
    message = Message(
        "All is well",
        (
            blocks.header("Header"),
            blocks.section("x" * 3000),
            blocks.fields(*["x" * 2000]),
            _chart(20, 6),
            _table(100),
            blocks.context("small"),
            DIVIDER,
            blocks.actions(Button("Yes", "yes", "v" * 2000, "primary"), Button("No", "no", "")),
        ),
    )
    assert violations(message) == ()
    assert unsafe(message) == ()


def test_a_tall_paragraph_is_not_folded_behind_see_more():
    assert blocks.section("*80 %*\n" + "why\n" * 9)["expand"] is True


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param((DIVIDER,) * 51, "no more than 50 items allowed [json-pointer:/blocks]", id="blocks"),
        pytest.param(
            ({"type": "section", "text": blocks.mrkdwn("x" * 3001)},),
            "must be no more than 3000 characters [json-pointer:/blocks/0/text/text]",
            id="section",
        ),
        pytest.param(
            ({"type": "section", "text": blocks.mrkdwn("")},),
            "must be at least 1 characters [json-pointer:/blocks/0/text/text]",
            id="empty section",
        ),
        pytest.param(
            ({"type": "header", "text": {"type": "plain_text", "text": "😀" * 76}},),
            "must be no more than 150 characters [json-pointer:/blocks/0/text/text]",
            id="emoji count twice",
        ),
        pytest.param((_chart(21),), "must have between 1 and 20 items", id="points"),
        pytest.param((_chart(2, 7),), "must have between 1 and 6 items", id="series"),
        pytest.param((_chart(2, 1, "x" * 19),), "must be no more than 20 characters", id="category"),
        pytest.param((_chart(), _chart()), "only one data_visualization allowed [json-pointer:/blocks]", id="charts"),
        pytest.param((_table(), _table()), "only one data_table allowed [json-pointer:/blocks]", id="tables"),
        pytest.param((_table(101),), "must have between 2 and 101 items [json-pointer:/blocks/0/rows]", id="rows"),
        pytest.param((_table(0),), "must have between 2 and 101 items [json-pointer:/blocks/0/rows]", id="no rows"),
        pytest.param((_table(100, "x" * 100),), "no more than 10000 characters allowed", id="table text"),
        pytest.param((blocks.section("x" * 3000),) * 5, "msg_blocks_too_long [json-pointer:/blocks]", id="all text"),
        pytest.param(
            (blocks.actions(Button("a", "same", ""), Button("b", "same", "")),),
            "action_id must be unique in its block [json-pointer:/blocks/0/elements]",
            id="action ids",
        ),
        pytest.param(({"type": "alert"},), "unsupported type: alert [json-pointer:/blocks/0/type]", id="alert"),
    ],
)
def test_each_broken_limit_is_named_with_its_place(wrong, said):
    assert any(found.startswith(said) for found in violations(Message("text", wrong)))


def test_a_message_needs_a_text():
    assert violations(Message("")) == ("must be at least 1 characters [json-pointer:/text]",)


def test_mrkdwn_that_is_not_verbatim_is_unsafe():
    message = Message("text", ({"type": "section", "text": {"type": "mrkdwn", "text": "@here"}},))
    assert unsafe(message) == ("must be verbatim [json-pointer:/blocks/0/text]",)


def test_a_button_that_cannot_carry_its_question_is_left_out():
    row = blocks.actions(Button("Yes", "a", "v" * 2001), Button("No", "b", "v"))
    assert [element["action_id"] for element in row["elements"]] == ["b"]


def test_an_empty_cell_gets_a_dash():
    table = blocks.data_table("Cost", ("Project", "Cost"), [(Cell(""), Cell("$1", 1))])
    assert table["rows"][1][1] == {"type": "raw_text", "text": "-"}


def test_numbers_stand_before_names():
    table = blocks.data_table("Cost", ("P", "M", "C"), [(Cell("a"), Cell("b"), Cell("$1", 1))], names=2)
    assert [[cell["text"] for cell in row] for row in table["rows"]] == [["C", "P", "M"], ["$1", "a", "b"]]
    assert table["row_header_column_index"] == 1


def test_a_column_with_one_text_has_texts_only():
    table = blocks.data_table("Cost", ("P", "C"), [(Cell("a"), Cell("$1", 1)), (Cell("b"), Cell("not read"))])
    assert [row[0]["type"] for row in table["rows"]] == ["raw_text"] * 3
