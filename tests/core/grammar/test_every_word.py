"""No word is dropped in silence, and no English word is taken for a typo of another one."""

from dataclasses import replace
from functools import cache

import pytest
from english_words import get_english_words_set
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.core.grammar import read_question
from bot.core.grammar.plain_words import FILLER, NEGATIONS
from bot.core.question import Question
from tests.core.grammar.test_grammar import NAMES, NOW, ZONE

WORDS = tuple(
    sorted(
        word
        for word in get_english_words_set(["gcide"], lower=True, alpha=True)
        & get_english_words_set(["web2"], lower=True, alpha=True)
        if len(word) > 3
    )
)
CLEAR = "tokens yesterday by project"
PLACES = ("{} tokens yesterday by project", "tokens {} yesterday by project", "tokens yesterday {} by project",
          "tokens yesterday by project {}")  # fmt: skip
MEANINGLESS = {phrase.strip() for phrase in " ".join(FILLER.split()).split(",")}
OPPOSITE = {"in": "out", "active": "inactive"}


def read(text: str) -> Question | UserError:
    try:
        return replace(read_question(text, NAMES, now=NOW, zone=ZONE), typed="")
    except UserError as error:
        return error


@cache
def clear() -> Question | UserError:
    return read(CLEAR)


@settings(max_examples=400, deadline=None)
@given(word=st.sampled_from(WORDS), place=st.sampled_from(PLACES))
def test_an_english_word_changes_the_reading_is_named_or_has_no_meaning(word: str, place: str) -> None:
    found = read(place.format(word))

    if isinstance(found, Question):
        assert found != clear() or word in MEANINGLESS, "dropped in silence"
        assert word not in {repair.typed for repair in found.repairs}, "taken for a typo"
    else:
        for suggestion in found.suggestions:
            assert isinstance(read(suggestion), Question), suggestion


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("inactive", "active"), ("unbilled", "billed"), ("sora", "sort"), ("product", "produce"),
        ("ascending", "spending"), ("rejected", "projected"), ("researching", "search"), ("heute", "hate"),
    ],
)  # fmt: skip
def test_a_word_that_looks_like_another_is_not_read_as_it(word: str, other: str) -> None:
    found = read(f"tokens {word} yesterday")

    assert not isinstance(found, Question) or other not in {repair.read for repair in found.repairs}


@pytest.mark.parametrize("negation", sorted(NEGATIONS))
def test_a_word_that_turns_round_is_never_left_out(negation: str) -> None:
    found = read(f"tokens {negation} frobs yesterday")

    assert not isinstance(found, Question) or negation not in found.unused


@pytest.mark.parametrize(
    "words", ["ex", "w/out", "everything outside", "less", "without", "anything but", "do not show"]
)
def test_an_exception_leaves_its_name_out(words: str) -> None:
    found = read(f"tokens {words} web-app yesterday")

    assert isinstance(found, Question)
    assert [(one.excluded, one.values) for one in found.filters] == [(True, ("proj_web",))]


@pytest.mark.parametrize(
    "typed", ["frobs under $10 this month", "ex. frobs today", "no frobs today", "not frobs today"]
)
def test_no_suggestion_says_the_opposite(typed: str) -> None:
    found = read(typed)

    for suggestion in found.suggestions if isinstance(found, UserError) else ():
        assert "over" not in suggestion
        assert suggestion != typed.partition(" ")[2]
