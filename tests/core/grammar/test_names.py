"""Names that are words of the grammar too, and people."""

import pytest

from bot.core.errors import UserError
from bot.core.grammar import Ambiguous, read_question
from bot.core.names import Named, Names
from bot.core.usage.buckets import Filter
from tests.core.grammar.test_grammar import NOW, ZONE

WORDS = ("batch", "help desk", "digest", "chart", "alerts", "share", "last mile", "may", "today", "top", "cost")
NAMES = Names(
    (
        *(Named("project", f"proj_{word.replace(' ', '_')}", word) for word in WORDS),
        Named("user", "user-dana", "Dana Fox", email="dana@acme.io"),
    )
)


def filters(typed: str) -> tuple[Filter, ...]:
    return read_question(typed, NAMES, now=NOW, zone=ZONE).filters


@pytest.mark.parametrize("word", [word for word in WORDS if word != "cost"])
def test_a_word_of_the_grammar_is_a_name_behind_its_kind(word: str):
    assert filters(f"project {word} last week") == (Filter("project", (f"proj_{word.replace(' ', '_')}",), False),)


@pytest.mark.parametrize("word", WORDS)
def test_every_name_is_reached_by_its_kind_and_a_colon_or_in_quotes(word: str):
    wanted = (Filter("project", (f"proj_{word.replace(' ', '_')}",), False),)

    assert filters(f'project:"{word}" yesterday') == filters(f'"{word}" yesterday') == wanted


def test_a_metric_behind_a_kind_is_that_metric_by_the_kind():
    question = read_question("project cost this month", NAMES, now=NOW, zone=ZONE)

    assert (question.metric, question.by, question.filters) == ("cost", ("project",), ())


@pytest.mark.parametrize(
    "typed", ["dana@acme.io last week", "user dana@acme.io last week", "<mailto:dana@acme.io|dana@acme.io> last week"]
)
def test_an_address_is_its_user(typed: str):
    assert filters(typed) == (Filter("user", ("user-dana",), False),)


@pytest.mark.parametrize("typed", ["cost in prod", "prod yesterday", "requests for prod today"])
def test_a_piece_of_two_names_is_asked_back(typed: str):
    """The one that begins so is no more meant than the one that ends so."""
    names = Names((Named("key", "key_1", "prod-key-1"), Named("project", "proj_c", "checkout-prod")))

    with pytest.raises(Ambiguous, match="prod-key-1 or checkout-prod"):
        read_question(typed, names, now=NOW, zone=ZONE)


def test_no_everyday_word_is_a_typo_of_a_name():
    names = Names((Named("user", "user-1", "Alice"), Named("project", "proj_1", "web")))

    question = read_question("is web still alive", names, now=NOW, zone=ZONE)

    assert ([one.dimension for one in question.filters], question.repairs) == (["project"], ())


@pytest.mark.parametrize("typed", ["hd last week", "spend of HD last week", "hd team last week"])
def test_the_first_letters_of_a_name_are_offered_and_never_taken(typed: str):
    with pytest.raises(UserError) as refused:
        filters(typed)

    assert 'project:"help desk"' in refused.value.suggestions[0]


@pytest.mark.parametrize("audience", ["for finance", "for the board deck", "for the accrual"])
def test_whom_it_is_for_is_named_unless_something_is_called_so(audience: str):
    called = Names((Named("project", "proj_finance", "finance"), Named("project", "proj_board", "board deck")))
    question = read_question(f"cost last month {audience}", NAMES, now=NOW, zone=ZONE)

    assert question.unused == (audience,)
    if "accrual" not in audience:
        assert read_question(f"cost last month {audience}", called, now=NOW, zone=ZONE).filters


def test_names_beside_each_other_are_of_one_kind_where_they_can_be():
    names = Names(
        (
            Named("project", "proj_1", "checkout-prod"),
            Named("key", "key_1", "checkout-live"),
            Named("project", "proj_2", "mobile-app"),
            Named("key", "key_2", "mobile-beta"),
            Named("project", "proj_3", "storefront"),
        )
    )
    together = read_question("checkout + mobile + storefront this month", names, now=NOW, zone=ZONE)

    assert together.filters == (Filter("project", ("proj_1", "proj_2", "proj_3"), False),)
    with pytest.raises(Ambiguous, match="checkout"):
        read_question("checkout + mobile this month", names, now=NOW, zone=ZONE)


def test_realtime_is_the_models_called_so_where_there_are_any():
    known = Names((Named("model", "gpt-realtime", "gpt-realtime"),))
    (named,) = read_question("what about realtime, that voice thing", known, now=NOW, zone=ZONE).filters

    assert (named.dimension, named.values) == ("model", ("gpt-realtime",))
    assert filters("realtime today") == (Filter("batch", ("false",), False),)
