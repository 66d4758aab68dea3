"""Talk around a question is answered past, and nothing that could narrow it is taken for talk."""

from itertools import permutations

import pytest

from bot.core.errors import UserError
from bot.core.grammar import read_question
from bot.core.grammar.verbs import VERB
from bot.core.question import Question
from tests.core.grammar.test_grammar import NAMES, NOW, ZONE, outcome

QUESTIONS = ("new keys since the first of the month", "tokens by model yesterday", "which days were the worst in may",
             "why did spend jump yesterday", "is anyone using o3", "cost of web-app last week, no chart")  # fmt: skip
TALK = ("i never approved that", "dont remember signing off on any", "because our cfo is nervous", "seems high",
        "hm thats more than i thought", "we had a bad incident", "customers say its slow", "isnt it too much",
        "need it for the unit cost sheet", "this is for the board deck", "not sure where to look")  # fmt: skip


def read(text: str) -> Question | UserError:
    try:
        return read_question(text, NAMES, now=NOW, zone=ZONE)
    except UserError as error:
        return error


def plain(question: Question) -> dict[str, object]:
    return {name: getattr(question, name) for name in question.__slots__ if name not in ("typed", "unused")}


@pytest.mark.parametrize("talk", TALK)
@pytest.mark.parametrize("asked", QUESTIONS)
def test_a_question_with_talk_behind_it_is_the_question_and_the_talk_is_named(asked: str, talk: str) -> None:
    alone, found = read(asked), read(f"{asked}, {talk}")

    assert isinstance(alone, Question)
    assert isinstance(found, Question), found
    assert plain(found) == plain(alone)
    assert set(alone.unused) < set(found.unused)


@pytest.mark.parametrize(
    "lead",
    ["sorry stupid question but", "my boss wants to know", "the cfo is asking", "i got 3 mins before the call,",
     "quick question,", "hm thats more than i thought,", "i wonder if"],
)  # fmt: skip
def test_who_asks_and_in_what_hurry_is_no_part_of_a_question(lead: str) -> None:
    alone, found = read("which days were the worst this month"), read(f"{lead} which days were the worst this month")

    assert isinstance(alone, Question)
    assert isinstance(found, Question), found
    assert plain(found) == plain(alone)


@pytest.mark.parametrize(
    "typed",
    ["cost last month, not frobs", "cost last month, we dont count frobs", "cost last month, only the frobs ones",
     "cost last month, we only care about frobs", "cost last month, it is for frobs 2",
     "cost since i got back from vacation", "cost last month, that is without frobs",
     "cost, that was before the launch", "cost last month, we dont need the ones under frobs",
     "cost last month, i think except frobs",
     "cost last month, never the frobs", "cost last month, nobody from frobs", "cost last month, dont show frobs",
     "cost last month. it must not contain frobs", "cost last month, that means no frobs"],
)  # fmt: skip
def test_what_could_narrow_a_question_is_no_talk(typed: str) -> None:
    assert outcome(typed).startswith("!")


def test_a_purpose_that_names_what_is_known_is_a_part_of_the_question():
    assert outcome("cost last month, need it for web-app") == outcome("cost last month for web-app")
    assert outcome("cost last month, need it for this week").startswith("!")


@pytest.mark.parametrize(
    "typed",
    ["we moved web-app to gpt-5-mini on nov 9, did input tokens go down", "cost by model, we used gpt-5 in october",
     "cost yesterday, dana asked for web-app"],
)  # fmt: skip
def test_what_somebody_did_is_a_part_of_a_question_that_has_no_other_period_or_turns_on_it(typed: str) -> None:
    found = read(typed)

    assert isinstance(found, Question)
    assert not any(len(talk.split()) > 3 for talk in found.unused)


SAID = {
    "why": "what changed", "forecast": "projected", "budgets": "over budget", "budget changes": "who set the budget",
    "no budget": "without a budget", "alerts": "alerts", "anomalies": "anomalies", "idle": "not used",
    "prices": "price list", "new": "since when",
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [pytest.param(*pair, id=" ".join(pair)) for pair in permutations(SAID, 2)])
def test_a_page_tells_of_both_verbs_or_names_the_words_of_the_other(one: str, other: str) -> None:
    found = read(f"{SAID[one]} this month and {SAID[other]}")

    assert isinstance(found, Question)
    for verb in (one, other):
        is_told = verb == found.verb or verb in VERB[found.verb].covers
        assert is_told or any(SAID[verb].removeprefix("who ") in words for words in found.unused)
