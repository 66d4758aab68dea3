"""No word is dropped in silence, and no English word is taken for a typo of another one."""

from dataclasses import replace
from functools import cache
from itertools import cycle

import pytest
from english_words import get_english_words_set
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.core.grammar import read_question
from bot.core.grammar.candidates import KNOWN_WORDS, is_real_word, words_like
from bot.core.grammar.plain_words import FILLER, NEGATIONS
from bot.core.grammar.time.time_vocabulary import LISTS
from bot.core.question import Question
from tests.core.grammar.test_grammar import NAMES, NOW, ZONE

pytestmark = pytest.mark.long

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
# What the sentence says already.
LABELS = {named.name for named in NAMES.known}  # a typo of a name may well be a word
_AGAIN = """
    bin bins bucket buckets granularity interval intervals resolution fraction pct percent percentage proportion
    mix pareto composition
    alone just only solely exclusively specifically breakdown distribution divided group grouped segmented split order
    dmg burn burned burns burning burnt damage expenditure spend spends spending spendings spent chat chats completion
    completions compare comparing status overview summarize summarise summary recap share shared sunday sun aggregated
    separated sliced stacked itemised itemized per diff job jobs workload workloads applications apps services prj
    projs project projects responses tkn tkns tok toks token tokens yest yesterday yesterdays yd yday ystd proj ystrday
    y'day ystrdy billed charged paid pay paying crosstab grid heatmap matrix
    pivot accrual accruals separate separately seperate seperated seperately
    accrue chargeback chargebacks recharge showback anybody anyone anywhere somebody someone somewhere thru
    """
AGAIN = frozenset(_AGAIN.split())


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
        assert found != clear() or word in MEANINGLESS | AGAIN, "dropped in silence"
        assert {repair.read for repair in found.repairs} <= LABELS, "taken for a typo"
    else:
        for suggestion in found.suggestions:
            assert isinstance(read(suggestion), Question), suggestion


VOCABULARY = sorted(
    {*KNOWN_WORDS, *(word for phrases in LISTS.values() for phrase in phrases for word in phrase.split())}
    - {word for word in KNOWN_WORDS if not word.isalpha()} - AGAIN - MEANINGLESS
)  # fmt: skip


def test_no_word_of_the_grammar_is_dropped_in_silence():
    for word, place in zip(VOCABULARY, cycle(PLACES), strict=False):
        assert read(place.format(word)) != clear(), place.format(word)


def test_no_english_word_is_a_typo_of_a_word_of_the_grammar():
    plain = (word for word in WORDS if word not in KNOWN_WORDS and not is_real_word(word))

    assert {word for word in plain if words_like(word, 1) or words_like(word, 2)} == {
        "tody",
        "dyas",
    }  # a bird and a rock


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
