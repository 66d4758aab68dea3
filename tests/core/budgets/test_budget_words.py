"""Budgets in words: any order, exact amounts, refusals that say what would work."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.core.budgets.words import find_budgets, read_budget
from bot.core.budgets.written_budget import budget_words
from bot.core.errors import UserError
from bot.core.names import Named, Names

PROJECTS = {"proj_1": "checkout-prod", "proj_2": "checkout-dev", "proj_3": "web-app", "proj_4": "Data Eval"}
NAMES = Names(
    [
        *(Named("project", id, name) for id, name in PROJECTS.items()),
        *(Named("model", name, name) for name in ("gpt-5", "gpt-5-2025-08-07", "gpt-5-mini")),
        Named("key", "key_1", "ci"),
        Named("user", "user-1", "Dana"),
    ]
)


def made(text):
    return read_budget(text, NAMES).made(None)


def project(amount, period="month", **rest):
    return Budget("project", ("proj_1",), "cost", amount * NANO, period, **rest)


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        pytest.param("checkout-prod 500/month", project(500), id="name, amount, period"),
        pytest.param(
            "checkout-prod 500/month warn 50 80 100 @dana",
            project(500, levels=(50, 80, 100), owner="@dana"),
            id="the example",
        ),
        pytest.param("$500 a month for checkout-prod", project(500), id="another order"),
        pytest.param("set checkout-prod budget to $5k monthly", project(5000), id="a sentence"),
        pytest.param("checkout-prod 1,000 per week", project(1000, "week"), id="thousands, weekly"),
        pytest.param("checkout-prod $0.25/day", Budget("project", ("proj_1",), "cost", NANO // 4, "day"), id="cents"),
        pytest.param("checkout-prod 500/mo at 90%, 75% and 110%", project(500, levels=(75, 90, 110)), id="levels"),
        pytest.param("checkout-prod 500/mo, warn at 80%", project(500, levels=(80,)), id="levels in two words"),
        pytest.param("checkout-prod at 20 dollars a day", project(20, "day"), id="at an amount"),
        pytest.param("500 usd/month on project checkout-prod", project(500), id="the kind before the name"),
        pytest.param("checkout-prod 500 50 80", project(500, levels=(50, 80)), id="levels without a word"),
        pytest.param("checkout-prod 500/month <@U012ABC>", project(500, owner="U012ABC"), id="an owner by id"),
        pytest.param("checkout-prod 500 <!subteam^S0TEAM|@team>", project(500, owner="S0TEAM"), id="a group owns"),
        pytest.param("checkout-prod 500/month in <#C012|checkout>", project(500, channel="C012"), id="a channel by id"),
        pytest.param("checkout-prod 500/month #checkout", project(500, channel="#checkout"), id="a channel by name"),
        pytest.param("web-app 2M tokens/day", Budget("project", ("proj_3",), "tokens", 2_000_000, "day"), id="tokens"),
        pytest.param(
            "web-app 10k requests a day", Budget("project", ("proj_3",), "requests", 10_000, "day"), id="requests"
        ),
        pytest.param("organisation 5000", Budget("organisation", (), "cost", 5000 * NANO, "month"), id="organisation"),
        pytest.param(
            "gpt-5 100/day",
            Budget("model", ("gpt-5", "gpt-5-2025-08-07"), "cost", 100 * NANO, "day"),
            id="a model and its snapshots",
        ),
        pytest.param("gpt-5* 100/day", Budget("model", ("gpt-5*",), "cost", 100 * NANO, "day"), id="a pattern"),
        pytest.param(
            "checkout-* 100", Budget("project", ("checkout-*",), "cost", 100 * NANO, "month"), id="what comes later too"
        ),
        pytest.param(
            "checkout-prod, web-app 900",
            Budget("project", ("proj_1", "proj_3"), "cost", 900 * NANO, "month"),
            id="several",
        ),
        pytest.param(
            'project:"Data Eval" 80',
            Budget("project", ("proj_4",), "cost", 80 * NANO, "month"),
            id="a name with a space",
        ),
        pytest.param("key:ci 20/week", Budget("key", ("key_1",), "cost", 20 * NANO, "week"), id="a key"),
        pytest.param("chekout-prod 500/month", project(500), id="a typo"),
    ],
)
def test_a_budget_is_read(text, budget):
    assert made(text) == budget


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("unattributed 100/month", "counts in the organisation's", id="what belongs to no project"),
        ("checkout-prod -5/month", "no amount"),
        ("checkout-prod 0/month", "above 0"),
        ("checkout-prod NaN", "no amount"),
        ("checkout-prod inf", "no amount"),
        ("checkout-prod 1e99", "no amount"),
        ("checkout-prod 1e3/month", "no amount"),
        ("checkout-prod €500", "no amount"),
        ("checkout-prod 999999999999999999", "more than"),
        ("checkout-prod $2b", "more than"),
        ("web-app 1.5 tokens", "no whole number"),
        ("checkout-prod", "How much"),
        ("500/month", "Which project"),
        ("nothing-like-it 500", "`this month by project` lists"),
        ("model:nothing-like-it 500", "`this month by model` lists"),
        ("checkout-prod gpt-5 500", "one kind"),
        ("organisation web-app 500", "covers everything"),
        ("checkout-prod 500 warn 0", "percentages"),
        ("checkout-prod 500 warn 1001", "percentages"),
        ("checkout-prod 500 warn 1 2 3 4 5 6 7 8 9 10 11", "percentages"),
        ("x" * 5000, "characters long"),
    ],
)
def test_what_is_no_budget_is_refused_with_what_would_be(text, reason):
    with pytest.raises(UserError, match=reason):
        made(text)


def test_a_repaired_name_is_told():
    assert read_budget("chekout-prod 500", NAMES).repairs == (("chekout-prod", "checkout-prod"),)


def test_a_change_leaves_alone_what_was_not_written():
    known = project(500, levels=(90,), owner="U1", channel="#checkout")

    changed = read_budget("checkout-prod 700", NAMES).made(known)

    assert (changed.amount, changed.levels, changed.owner, changed.channel) == (700 * NANO, (90,), "U1", "#checkout")


BUDGETS = st.builds(
    Budget,
    scope=st.just("project"),
    names=st.sets(st.sampled_from(sorted(PROJECTS)), min_size=1).map(lambda ids: tuple(sorted(ids))),
    metric=st.sampled_from(("cost", "tokens", "input", "output", "requests")),
    amount=st.integers(1, 10**15 - 1),
    period=st.sampled_from(("day", "week", "month")),
    levels=st.sets(st.integers(1, 1000), min_size=1, max_size=10).map(lambda levels: tuple(sorted(levels))),
    channel=st.sampled_from(("", "C012ABC", "#checkout")),
    owner=st.sampled_from(("", "U012ABC", "S012ABC", "@dana")),
)


@settings(max_examples=40, deadline=None)
@given(BUDGETS)
def test_words_are_read_as_the_budget_that_they_were_made_of(budget):
    assert made(budget_words(budget)) == budget


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(text):
    with suppress(UserError):
        assert made(text).amount > 0


@pytest.mark.parametrize(
    ("text", "ids"),
    [("2", [2]), ("#2", [2]), ("checkout-prod", [1, 2]), ("checkout-prod day", [2]), ("organisation", [3])],
)
def test_a_budget_is_found_by_what_it_is_for(text, ids):
    budgets = [
        project(500, id=1),
        project(50, "day", id=2),
        Budget("organisation", (), "cost", 5 * NANO, "month", id=3),
    ]
    assert [budget.id for budget in find_budgets(text, budgets, NAMES)] == ids


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "checkout-prod nonsense",
            "“nonsense” is neither an amount nor a name; write an amount, as in",
        ),
        ("checkout-prod nonsense 500/month", "There is no project, model, key or user “nonsense”."),
        ("nonsense", "There is no project, model, key or user “nonsense”."),
    ],
)
def test_a_strange_word_in_the_place_of_an_amount_is_called_none(text, says):
    with pytest.raises(UserError) as error:
        read_budget(text, NAMES)
    assert str(error.value).startswith(says)
