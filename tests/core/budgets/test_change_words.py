"""A budget's amount changes by what the words say, and never the other way; what may mean two things is asked back."""

import pytest

from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.core.budgets.words import read_budget
from bot.core.errors import UserError
from bot.core.names import Named, Names

NAMES = Names(
    (
        Named("project", "proj_s", "search"),
        Named("project", "proj_d", "Data Science"),
        Named("project", "proj_g", "give"),
        Named("project", "proj_a", "all-hands"),
    )
)
SEARCH = Budget("project", ("proj_s",), "cost", 500 * NANO, "month", id=1)


@pytest.mark.parametrize(
    ("words", "dollars"),
    [
        ("add $200 to search", 700),
        ("increase search by 10%", 550),
        ("increase search to 900", 900),
        ("lower search to 300", 300),
        ("lower search by 50", 450),
        ("reduce the budget of search by 20 %", 400),
        ("cut search by $100", 400),
        ("lower search to 300/month", 300),
        ("raise search 0.5k more", 1000),
        ("triple search", 1500),
        ("search +5%", 525),
    ],
)
def test_an_amount_changes_by_what_is_said(words: str, dollars: int) -> None:
    changed = read_budget(words, NAMES).made(SEARCH)

    assert changed.amount == dollars * NANO
    assert (changed.scope, changed.names, changed.period) == ("project", ("proj_s",), "month")


@pytest.mark.parametrize(
    "words", ["lower search to 900", "increase search to 300", "lower search to 20%", "lower search by 100%"]
)
def test_a_change_never_goes_against_its_verb(words: str) -> None:
    with pytest.raises(UserError):
        read_budget(words, NAMES).made(SEARCH)


@pytest.mark.parametrize("words", ["add $200 to search", "increase search by 10%"])
def test_a_budget_that_is_not_there_does_not_change(words: str) -> None:
    with pytest.raises(UserError, match="no budget yet"):
        read_budget(words, NAMES).made(None)


@pytest.mark.parametrize("words", ["add 500 a month for search", "search 500/month", "500/month search"])
def test_an_amount_is_no_change(words: str) -> None:
    assert read_budget(words, NAMES).step is None


@pytest.mark.parametrize(
    "words",
    [
        "search 1 500", "search 1.500,50/month", "search 1.500", "search 1,5/month", "search 500/quarter",
        "search 6000 yearly", "search 500 every two weeks", "search 20/hour", "everyone 100", "search 500 80",
        "search 500 warn", "search 20%", "search to 20%", "per project 100", "search five hundred",
    ],
)  # fmt: skip
def test_what_may_mean_two_things_is_asked_back(words: str) -> None:
    with pytest.raises(UserError):
        read_budget(words, NAMES).made(None)


@pytest.mark.parametrize("words", ["Data Science 300 a week", '"Data Science" 300/week', "300/week data science"])
def test_a_name_of_two_words_needs_no_quotes(words: str) -> None:
    assert read_budget(words, NAMES).names == ("proj_d",)


@pytest.mark.parametrize(("words", "id"), [("give 300/week", "proj_g"), ("give search 300/week", "proj_s")])
def test_a_word_without_a_meaning_is_a_name_where_no_other_is(words: str, id: str) -> None:
    assert read_budget(words, NAMES).names == (id,)


@pytest.mark.parametrize(
    "words",
    [
        "search 500/month 50 80 100", "search 500/month 50%, 80%, 100%", "search 500 warn 50/80/100",
        "search 500, alert us at 50,80,100", "search 500 when it hits 50, 80 and 100 percent", "search warn 50 80 100",
    ],
)  # fmt: skip
def test_levels_are_a_list_a_percent_or_behind_their_word(words: str) -> None:
    assert read_budget(words, NAMES).levels == (50, 80, 100)
