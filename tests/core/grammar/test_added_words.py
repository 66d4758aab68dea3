"""What is added to a sentence is in its reading, is named as not used, or refused with it: nothing is dropped."""

import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.core.grammar import read_question
from bot.core.grammar.clause_words import LEAD
from bot.core.grammar.verbs import VERB
from bot.core.grammar.what_if import scenario_words
from bot.core.question import Question
from tests.core.grammar.test_grammar import NAMES, NOW, ZONE, described, phrases

pytestmark = pytest.mark.long

READ = tuple(typed for typed, read in phrases() if read[0] not in "?!")
NAMED = {
    "web-app": "proj_web", "in checkout-prod": "proj_checkout", "for growth team": "proj_growth",
    "by dana": "user-dana", "of sam reed": "user-sam", "with ci-runner": "key_ci", "demo": "key_demo",
    "on gpt-5-mini": "gpt-5-mini-2025-08-07", "o3": "o3", "except web-app": "proj_web", "without o3": "o3",
    "not dana": "user-dana",
}  # fmt: skip
GROUPED = {"by model": "model", "by key": "key", "per user": "user", "by project": "project", "by tier": "tier"}
COUNTED = {"images": "images", "in requests": "requests", "embeddings": "embeddings", "cached tokens": "cached"}
ASKED = {
    "forecast": "forecast", "any anomalies": "anomalies", "alerts": "alerts", "idle": "idle", "new keys": "new",
    "budgets": "budgets",
}  # fmt: skip
_NO_END = re.compile(r"\b(?:no|not|and|or|of|vs|by|per|in|on|top|bottom|when)$")  # what follows is its object


@st.composite
def longer(draw: st.DrawFn, added: dict[str, str]) -> tuple[str, str, str]:
    """A line of the table with words behind one of its clauses: the line, the words, and what they mean."""
    typed, words = draw(st.sampled_from(READ)), draw(st.sampled_from(sorted(added)))
    places = [len(typed.rstrip(" ?.!")), *(found.start() for found in re.finditer(", ", typed) if '"' not in typed)]
    at = draw(st.sampled_from(places))
    told = LEAD.match(typed)
    assume(not _NO_END.search(typed[:at]) and not (told and at < told.end()))  # who asks, and why, is no question
    return f"{typed[:at]} {words}{typed[at:]}", words, added[words]


def require(line: str, words: str, holds: Callable[[Question], bool]) -> None:
    try:
        question = read_question(line, NAMES, now=NOW, zone=ZONE)
    except UserError:
        return
    named = " ".join(question.unused).casefold()
    is_named = any(word in named for word in words.split() if word not in ("in", "on", "by", "any", "for", "of"))
    assert is_named or holds(question), f"{line} => {described(question)}"


def names_of(question: Question) -> str:
    values = (value for one in (*question.filters, *question.part) for value in one.values)
    return " ".join((*values, scenario_words(question.scenario) if question.scenario else ""))


@settings(max_examples=600, deadline=None)
@given(longer(NAMED))
def test_a_name_that_is_added_is_asked_for_or_named(added: tuple[str, str, str]):
    line, words, meant = added

    require(line, words, lambda question: meant in names_of(question) or words.split()[-1] in names_of(question))


@settings(max_examples=400, deadline=None)
@given(longer(GROUPED))
def test_a_group_that_is_added_has_its_rows_or_is_named(added: tuple[str, str, str]):
    line, words, meant = added
    is_listed = {"model": ("prices",)}.get(meant, ())  # the list of prices is by model

    def holds(question: Question) -> bool:
        is_mean = question.figure.endswith(f"per {meant}")
        return is_mean or meant in question.by or question.verb in is_listed

    require(line, words, holds)


@settings(max_examples=400, deadline=None)
@given(longer(COUNTED))
def test_a_metric_that_is_added_is_told_or_named(added: tuple[str, str, str]):
    line, words, meant = added
    kinds = {"embeddings": "embedding"}.get(meant, meant)

    def holds(question: Question) -> bool:
        told = (question.metric, *question.metrics, question.endpoint, question.figure, names_of(question))
        is_priced = question.verb == "prices" and meant == "cached"  # the list has its price
        return is_priced or any(kinds.rstrip("s") in each for each in told)

    require(line, words, holds)


@settings(max_examples=400, deadline=None)
@given(longer(ASKED))
def test_a_page_that_is_added_is_shown_or_named(added: tuple[str, str, str]):
    line, words, meant = added

    def holds(question: Question) -> bool:
        page = VERB.get(question.verb)
        return question.verb == meant or (
            page is not None and (meant in page.covers or (meant == "budgets" and page.is_of_budgets))
        )

    require(line, words, holds)
