"""Offers of refusals: near to what was wanted, never refused themselves, never the opposite."""

import random
from dataclasses import replace

import pytest

from bot.core.errors import UserError
from bot.core.grammar import read_question
from bot.core.grammar.follow_up_words import is_follow_up
from bot.core.grammar.kind_offers import COMMANDS
from bot.core.question import Question
from tests.core.grammar.test_grammar import NAMES, NOW, ZONE, described

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


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("how many 429s did web-app get between 12 and 13", "requests today by hour web-app"),
        ("openai vs anthropic spend last month", "last month by model"),
        ("hallucination rate web-app october", "cost per request october by model web-app"),
        ("is gpt-5-mini good enough for web-app do u think", "cost per request this month by model gpt-5-mini web-app"),
        ("error rate web-app this week", "requests web-app this week"),
        ("how come the total differs from the openai dashboard for october", "october by line item"),
        ("how much did flurble burn last month", "last month"),
        ("how much did webapp-prod burn last month? feels like it should be near 0", "web-app last month"),
        ("how slow was gpt-5 yesterday", "requests gpt-5 yesterday"),
        ("latency of web-app last week by model", "requests of web-app last week by model"),
        ("last week web-app in euros", "last week web-app"),
        ("reasoning tokens of gpt-5 last week", "output tokens of gpt-5 last week"),
        ("did the october invoice come", "october by line item"),
        ("tokens by model last week without flurble", "tokens by model last week"),
        ("gross or net?", "last month"),
    ],
)
def test_the_first_offer_keeps_the_period_the_names_and_the_groups_that_were_understood(typed: str, first: str) -> None:
    with pytest.raises(UserError) as refused:
        read_question(typed, NAMES, now=NOW, zone=ZONE)

    offered, wanted = (read_question(one, NAMES, now=NOW, zone=ZONE) for one in (refused.value.suggestions[0], first))
    assert described(replace(offered, unused=(), repairs=())) == described(replace(wanted, unused=(), repairs=()))


# What is refused, and what is understood of it: its period, its names and its groups.
HALF_ANSWERABLE = (
    ("avg latency of gpt-5 last week", "gpt-5 last week"),
    ("how slow was checkout-prod yesterday", "checkout-prod yesterday"),
    ("p95 latency for web-app by model last 7 days", "web-app by model last 7 days"),
    ("how many 429s did web-app get last week", "web-app last week"),
    ("timeouts by project this month", "by project this month"),
    ("how many requests failed on gpt-4o yesterday", "gpt-4o yesterday"),
    ("uptime of the api in october", "october"),
    ("how much did we spend on claude last month", "last month"),
    ("anthropic vs openai in october by project", "october by project"),
    ("azure openai spend last quarter for web-app", "last quarter web-app"),
    ("invoice number for last month", "last month"),
    ("refund for web-app in october", "web-app october"),
    ("what did users ask about in web-app yesterday", "web-app yesterday"),
    ("show me prompts of checkout-prod last week", "checkout-prod last week"),
    ("which prompts cost the most last week", "last week"),
    ("how much did flubber spend in october", "october"),
    ("tokens by model for payments-api last week", "by model last week"),
    ("cost for project alpha in september by model", "september by model"),
    ("claude-3 tokens last week for web-app", "last week web-app"),
    ("in euros how much did web-app cost in october", "web-app october"),
    ("october spend incl vat by project", "october by project"),
    ("gross margin of web-app last quarter", "web-app last quarter"),
    ("what's our roi on ai in q3", "q3"),
    ("rps for web-app last hour", "web-app last hour"),
    ("requests per second by model yesterday", "by model yesterday"),
    ("reasoning tokens of gpt-5 last week by project", "gpt-5 last week by project"),
    ("fine tuning cost last month", "last month"),
    ("usage by country last month", "last month"),
    ("spend by customer in october", "october"),
    ("tokens by endpoint last week for checkout-prod", "last week checkout-prod"),
    ("cost per feature last month", "last month"),
    ("cost by environment this month", "this month"),
    ("temperature of checkout-prod requests last week", "checkout-prod last week"),
    ("quality of gpt-5-mini answers in october", "gpt-5-mini october"),
    ("hallucination rate of support-bot last month", "support-bot last month"),
    ("email me the october costs by project", "october by project"),
    ("export october by project to google sheets", "october by project"),
    ("october costs as pdf", "october"),
    ("chatgpt seats in october", "october"),
    ("tips to cut costs for web-app last month", "web-app last month"),
    ("since the migration for web-app by day", "web-app by day last 7 days"),
    ("does our october number match the dashboard", "october"),
    ("why is the dashboard different for checkout-prod yesterday", "checkout-prod yesterday"),
    ("what's our committed spend for q4", "q4"),
    ("cost per signup this week", "this week"),
    ("stddev of daily spend last month", "last month"),
    ("p90 cost per request web-app last week", "web-app last week"),
    ("percentile of requests by key this month", "by key this month"),
    ("top 5000 projects last month", "last month"),
    ("embeddings cached tokens october", "october"),
    ("tokens by line item last month", "last month"),
    ("speech characters by batch last week", "last week by batch"),
    ("when is our october invoice due", "october"),
    ("send me the october invoice", "october"),
    ("did we pay the september bill", "september"),
    ("send last month's csv to finance@acme.dev", "last month"),
)


@pytest.mark.parametrize(("typed", "understood"), HALF_ANSWERABLE)
def test_one_offer_of_a_refusal_keeps_all_that_was_understood(typed: str, understood: str) -> None:
    with pytest.raises(UserError) as refused:
        read_question(typed, NAMES, now=NOW, zone=ZONE)

    known = _read(understood)
    asked = [_read(one) for one in refused.value.suggestions if one.split()[0] not in COMMANDS]
    assert any(
        (one.period, one.filters) == (known.period, known.filters) and {*known.by} <= {*one.by} for one in asked
    ), refused.value.suggestions


@pytest.mark.parametrize("typed", [typed for typed, _ in HALF_ANSWERABLE])
def test_an_offer_is_a_question_by_itself_and_no_rest_of_a_sentence(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        read_question(typed, NAMES, now=NOW, zone=ZONE)

    offered = refused.value.suggestions
    assert typed not in offered
    assert not any(is_follow_up(one) for one in offered)
    for first, last in ((one.split()[0], one.split()[-1]) for one in offered):
        assert first not in ("of", "for", "in", "me", "on"), offered
        assert last not in ("of", "for", "in", "as", "by", "per", "the", "and"), offered
    assert len({_read(one) if one.split()[0] not in COMMANDS else one for one in offered}) == len(offered)


def test_no_offer_begins_with_the_rest_of_a_wish():
    with pytest.raises(UserError) as refused:
        read_question("turn off the web-app project", NAMES, now=NOW, zone=ZONE)

    assert not any(offer.startswith("off") for offer in refused.value.suggestions)
    assert any("web-app" in offer for offer in refused.value.suggestions)
