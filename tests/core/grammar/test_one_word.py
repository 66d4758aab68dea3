"""A reader is left out where it cannot begin, and only there."""

import pytest

from bot.core.catalogue.words import Phrases
from bot.core.errors import UserError
from bot.core.grammar.names import index
from bot.core.grammar.one_word import may_begin
from bot.core.grammar.reader import Context
from bot.core.grammar.slots import READERS, best_match
from bot.core.grammar.time.calendar import Calendar
from bot.core.grammar.time.time_rules import TIME_RULES
from bot.core.grammar.tokens import Words
from tests.core.grammar.test_grammar import NAMES, NOW, ZONE, phrases

LEADS = Phrases(("top", "the best"))


def by_word(words, at, context):
    """Begins with its words, and looks at nothing else before it finds one of them."""
    end = words.lead(words.skip(at, "so"), LEADS)
    return end - at if end > at and context.me else None


@pytest.mark.parametrize("text", ["top", "the", "so"])
def test_a_reader_may_begin_with_its_own_words(text):
    assert may_begin(by_word, text)


def test_a_reader_does_not_begin_with_another_word():
    assert not may_begin(by_word, "yesterday")


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param(lambda words, at, context: None if at == 0 else 1, id="at its place"),
        pytest.param(lambda words, at, context: next(iter(range(at)), None), id="at the places before it"),
        pytest.param(lambda words, at, context: {3: 1}.get(at), id="for its place"),
        pytest.param(lambda words, at, context: words.text(at - 1) or None, id="at the word before"),
        pytest.param(lambda words, at, context: words.match(at + 1, "model") or None, id="at the word behind"),
        pytest.param(lambda words, at, context: words.has(("model",)) or None, id="for a word anywhere"),
        pytest.param(lambda words, at, context: any(word.quoted for word in words) or None, id="at every word"),
        pytest.param(lambda words, at, context: None if len(words) < 3 else 1, id="at the length of the line"),
        pytest.param(lambda words, at, context: words[at].slot or None, id="at how the word was typed"),
        pytest.param(lambda words, at, context: 1 if context.calendar.today else None, id="at the day"),
        pytest.param(lambda words, at, context: context.index.spelt(words.text(at)) or None, id="at the names"),
    ],
)
def test_who_looks_further_may_begin_with_any_word(looks):
    assert may_begin(looks, "yesterday")


def test_a_word_that_is_refused_is_read():
    def refuse(words, at, context):
        if words.text(at) == "sigma":
            raise UserError("No deviations.")

    assert may_begin(refuse, "sigma")
    assert not may_begin(refuse, "cost")


def test_no_reader_is_left_out_that_would_have_read():
    for typed, _ in phrases()[::12]:
        words, context = Words.of(typed), Context(Calendar(NOW, ZONE), index(NAMES))
        for at in range(len(words)):
            assert outcome(best_match, words, at, context) == outcome(longest_of_all, words, at, context), (typed, at)


def longest_of_all(words, at, context):
    found = [match for reader in READERS if (match := reader(words, at, context))]
    return max(found, key=lambda match: match.length, default=None)


def outcome(read, *asked):
    try:
        return read(*asked)
    except UserError as error:
        return str(error)


def test_most_readers_and_slots_are_left_out():
    """Else one of them looks further before it looks at its word, and is asked at every word of every line."""
    beginning = [reader.__name__ for reader in READERS if may_begin(reader, "zebra")]
    assert len(beginning) < len(READERS) / 3, beginning
    assert not [name for name in TIME_RULES.slots if TIME_RULES.reads(name, "zebra")]
