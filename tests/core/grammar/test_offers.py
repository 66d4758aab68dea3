"""Offers of refusals: near to what was wanted, never refused themselves, never the opposite."""

import random
from dataclasses import replace

import pytest

from bot.core.errors import UserError
from bot.core.grammar import read_question
from bot.core.question import Question
from tests.core.grammar.test_grammar import NAMES, NOW, ZONE

QUESTIONS = (
    "cost last month by project",
    "tokens by model last 7 days",
    "cost of gpt-5 this month by day",
    "spend on checkout-prod in october by key",
    "how many requests did web-app make last week",
    "top 5 projects this month",
    "cost per request by model last week",
    "compare this month with last month",
    "cost except gpt-5 last week",
    "cost between oct 5 and oct 9 by day",
    "output tokens for support-bot since monday",
    "share of gpt-5 in october",
    "why was yesterday expensive",
    "weekdays only last month by model",
    "what would last month have cost on gpt-5-mini",
    "who spent the most last week",
    "tokens today until noon",
    "nov 1 to nov 15 by model",
    "cost and requests by model last week",
    "cost by project last month top 3",
)
STRANGE = (
    *("zorple", "frobnicate", "board", "tarmac", "deck", "standup", "jira", "gazebo", "snorkel", "auditor"),
    *("kubernetes", "carbon", "pls2", "helm", "spreadsheety", "quarterlyish"),
)


def _read(text: str) -> Question:
    return replace(read_question(text, NAMES, now=NOW, zone=ZONE), typed="", repairs=(), unused=())


def _is_offered(question: str, suggestions: tuple[str, ...]) -> bool:
    return any(_read(each) == _read(question) for each in suggestions)


def test_a_clear_question_with_a_strange_word_anywhere_is_answered_or_offered_without_it() -> None:
    """`tests.core.grammar.test_offers.misses(range(10_000))` looks at as many as one likes."""
    assert misses(range(80)) == []


def misses(seeds: range) -> list[str]:
    """What was refused without an offer of the question that is left without the strange word."""
    found = []
    for seed in seeds:
        chance = random.Random(seed)  # noqa: S311
        question, word = chance.choice(QUESTIONS), chance.choice(STRANGE)
        words = question.split()
        words.insert(chance.randint(0, len(words)), word)
        try:
            read_question(" ".join(words), NAMES, now=NOW, zone=ZONE)
        except UserError as error:
            if not _is_offered(question, error.suggestions):
                found.append(" ".join(words))
    return found


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("csv of october by project for the zorple", "csv of october by project"),
        ("weekly 200$ limit on ci-runner", "budget ci-runner 200/week"),
        ("put a weekly 150 on web-app and tell dana", "budget web-app 150/week"),
        ("friday 4pm remind me of month to date pls", "every friday 4pm month to date"),
    ],
)
def test_an_offer_is_of_the_kind_that_was_wanted(typed: str, offered: str) -> None:
    with pytest.raises(UserError) as refused:
        read_question(typed, NAMES, now=NOW, zone=ZONE)

    assert offered in refused.value.suggestions


def test_what_is_not_wanted_is_not_offered() -> None:
    with pytest.raises(UserError) as refused:
        read_question("pls dont warn me at 50 anymore for web-app", NAMES, now=NOW, zone=ZONE)

    assert not any(each.startswith("budget web-app") for each in refused.value.suggestions)
