"""Patterns of wishes, in words."""

import pytest

from bot.core.grammar.wish_patterns import wish_pattern
from bot.core.grammar.wish_words import WISHES, leading


@pytest.mark.parametrize(
    ("pattern", "line", "is_said"),
    [
        pytest.param("stop it", "Stop,  it", True, id="words with a mark and blanks between them"),
        pytest.param("stop it", "stopit", False, id="no blank"),
        pytest.param("stop|end it", "end it", True, id="either word"),
        pytest.param("stop [it] now", "stop now", True, id="a word that is missing"),
        pytest.param("[it] stop", "stop", True, id="a first word that is missing"),
        pytest.param("[it] stop", "it it stop", False, id="an optional word twice"),
        pytest.param("[<politely>]* stop", "hey, can you please stop", True, id="several of a list"),
        pytest.param("stop …", "stop", True, id="nothing behind it"),
        pytest.param("stop …", "stop-gap", True, id="a mark behind it"),
        pytest.param("stop …", "stopped", False, id="a longer word"),
        pytest.param("… stop", "do not stop", True, id="any words in front"),
        pytest.param("… ?", "is it so?", True, id="a mark, which needs no blank"),
        pytest.param("<delete> it", "get rid of it", True, id="a phrase of several words"),
        pytest.param("<figure> days", "30 days", True, id="a slot"),
    ],
)
def test_a_pattern_says_what_a_whole_line_is(pattern: str, line: str, is_said: bool):
    assert bool(wish_pattern(pattern, {"figure": r"\d+"}).fullmatch(line)) is is_said


@pytest.mark.parametrize("pattern", ["[stop]", "[<politely>]* [now]", "<remve> it"])
def test_a_pattern_that_cannot_work_is_refused(pattern: str):
    with pytest.raises(ValueError, match="pattern"):
        wish_pattern(pattern)


def test_a_first_word_is_a_whole_one():
    assert leading("delete").match("delete: search")
    assert not leading("delete").match("drop-in 500/month")


def test_no_row_holds_a_phrase_twice():
    assert {name: words for name, words in WISHES.items() if len({*words}) != len(words)} == {}
