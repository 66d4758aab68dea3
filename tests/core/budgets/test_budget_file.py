"""Budgets as TOML: a round trip, every problem at once, and what an import would change."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.core.budgets.file import budgets_toml, changes, read_budgets
from bot.core.errors import UserError
from bot.core.names import Names
from tests.core.budgets.test_budget_words import BUDGETS, NAMES

EXAMPLE = """
[[budget]]
scope = "project:checkout-prod"
metric = "cost"
amount = "500"
period = "month"
levels = [50, 80, 100]
channel = "#checkout"
owner = "U012ABC"

[[budget]]
scope = "organisation"
amount = 5000
"""


def test_a_file_is_read():
    assert read_budgets(EXAMPLE, NAMES) == (
        Budget("project", ("proj_1",), "cost", 500 * NANO, "month", (50, 80, 100), "#checkout", "U012ABC"),
        Budget("organisation", (), "cost", 5000 * NANO, "month"),
    )


@settings(max_examples=40, deadline=None)
@given(BUDGETS)
def test_what_was_written_is_read_as_it_was(budget):
    assert read_budgets(budgets_toml([budget]), NAMES) == (budget,)


def table(**fields):
    written = {"scope": '"organisation"', "amount": '"500"', **fields}
    return "[[budget]]\n" + "\n".join(f"{name} = {value}" for name, value in written.items())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("budget = 1", "written as"),
        ("[[budget]\n", "no TOML"),
        (table(scope='"squad:x"'), "`scope`"),
        (table(scope='"team:x"'), "There is no team"),
        (table(scope='"project:nothing"'), "There is no project"),
        (table(scope='"user:*"'), "channel of its own"),
        (table(amount="500.5"), "`amount`"),
        (table(amount="true"), "`amount`"),
        (table(amount='"nan"'), "`amount`"),
        (table(amount='"1_000"'), "`amount`"),
        (table(amount='"١٢"'), "`amount`"),
        (table(amount='"1_000"', metric='"tokens"'), "whole number"),
        (table(amount='"١٢"', metric='"tokens"'), "whole number"),
        (table(amount='"-1e999999"', metric='"tokens"'), "whole number"),
        (table(amount='"-5"'), "above 0"),
        (table(amount='"0"'), "above 0"),
        (table(amount='"1.5"', metric='"tokens"'), "whole number"),
        (table(period='"year"'), "`period`"),
        (table(metric='"cached"'), "`metric`"),
        (table(levels="[0]"), "Levels"),
        (table(levels="[50.5]"), "`levels`"),
        (table(limit="5"), "no field"),
        (table() + "\n" + table(), "the same as budget 1"),
    ],
)
def test_what_is_wrong_is_said(text, reason):
    with pytest.raises(UserError, match=reason):
        read_budgets(text, NAMES)


def test_every_problem_is_said_at_once():
    with pytest.raises(UserError) as raised:
        read_budgets(table(period='"year"') + "\n" + table(amount='"0"'), NAMES)
    assert [line.split(":")[0] for line in str(raised.value).splitlines()] == ["Budget 1", "Budget 2"]


def test_an_import_says_what_it_changes():
    known = replace(read_budgets(EXAMPLE, NAMES)[0], id=7, levels=(90,))
    wanted = read_budgets(EXAMPLE, NAMES)
    first, second = changes([known], wanted)

    assert (first.before, first.after.id, first.after.levels) == (known, 7, (50, 80, 100))
    assert (second.before, second.after) == (None, wanted[1])
    assert changes([first.after, second.after], wanted) == ()


def test_names_are_not_needed_for_ids():
    text = budgets_toml([Budget("project", ("proj_unknown",), "cost", 5 * NANO, "day")])
    assert read_budgets(text, Names(()))[0].names == ("proj_unknown",)
