"""Words that go on from a question: what they say takes the place of what it said."""

from dataclasses import replace

import pytest

from bot.core.errors import UserError
from bot.core.grammar import is_follow_up, needs_question, read_question, refine
from bot.core.grammar.time.calendar import Calendar
from bot.core.question import Question
from tests.core.grammar.test_grammar import NAMES, NOW, ZONE, described


def read(text: str) -> Question:
    return read_question(text, NAMES, now=NOW, zone=ZONE)


@pytest.mark.parametrize(
    ("before", "words", "whole"),
    [
        ("yesterday", "and by key?", "yesterday by key"),
        ("last week by project", "which key was that", "last week by key"),
        ("gpt-4o last week", "which projects?", "gpt-4o last week by project"),
        ("last week web-app", "who was that?", "last week web-app by user"),
        ("last month by project", "when was that", "last month by day"),
        ("last week by project", "for the whole year", "this year by project"),
        ("october by model", "the full quarter please", "this quarter by model"),
        ("last week web-app", "cool what about keys", "last week web-app by key"),
        ("last week web-app", "great, now by model", "last week web-app by model"),
        ("last week by project", "zoom in on wednesday", "wednesday by project"),
        ("yesterday by project", "zoom into 10 to 12 o'clock", "yesterday 10 to 12 o'clock by project"),
        ("last week by project", "and from 9am to 5pm?", "last week by project 9am to 5pm"),
        (
            "last week by project",
            "hm can you show requests next to the cost in that table?",
            "cost and requests last week by project",
        ),
        ("last week by project", "drill down by key", "last week by key"),
        ("web-app last week", "swap that for data-eval", "data-eval last week"),
        ("october by project", "no not october september", "september by project"),
        ("web-app last week", "i asked about support-bot earlier now show me data-eval", "data-eval last week"),
        ("last week web-app", "what did that cost in october", "october web-app"),
        ("last week by project", "only gpt-5", "last week by project gpt-5"),
        ("last week by project", "now without gpt-5", "last week by project except gpt-5"),
        ("last week by project", "just the top 3", "last week by project top 3"),
        ("today by model", "without batch", "today by model not batch"),
        ("yesterday by project", "last week instead", "last week by project"),
        ("this week by model", "same for last month", "last month by model"),
        ("top 5 keys this month", "as csv", "top 5 keys this month csv"),
        ("today by project", "in tokens", "tokens today by project"),
        ("cost today", "n yesterday?", "yesterday"),
        ("web-app this month", "what about data-eval", "data-eval this month"),
        ("requests yesterday by model", "and tokens", "tokens yesterday by model"),
        ("today by key", "only over $5", "today by key over $5"),
        ("last month by project", "top 3 only", "last month by project top 3"),
        ("yesterday", "why", "why yesterday"),
        ("october", "vs september", "october vs september"),
        ("today by model", "by project instead", "today by project"),
        ("web-app today", "no i meant yesterday", "web-app yesterday"),
        ("this week by project", "ok and per request?", "per request this week by project"),
        ("this month except data-eval", "without support-bot", "this month except data-eval and support-bot"),
        ("this week vs last week", "and last month", "last month"),
        ("today in tokyo by hour", "and yesterday", "yesterday in tokyo by hour"),
        (
            "last month web-app",
            "what would it have cost on gpt-5-mini?",
            "what would last month web-app have cost on gpt-5-mini",
        ),
        (
            "what would last month have cost on gpt-5-mini",
            "and on gpt-5-nano?",
            "what would last month have cost on gpt-5-nano",
        ),
        ("saved by cache last month", "and saved by batch?", "saved by batch last month"),
        ("last week by project", "can i get that in a graph", "last week by project chart"),
        ("last week by project", "can you send me that as a file", "last week by project csv"),
        ("last week by project", "export that", "last week by project csv"),
        ("last week by project", "plot it by day", "last week by day chart"),
        ("last week", "break it down by model", "last week by model"),
        ("last week", "split that by key please", "last week by key"),
        ("last week by project", "w/o data-eval", "last week by project except data-eval"),
        ("last week by project", "how much of that is web-app", "share of web-app last week by project"),
        ("last week by project", "what was it in september", "september by project"),
        ("last week by project", "the three biggest ones", "last week by project top 3"),
        ("last week by project", "only the top one", "last week by project top 1"),
        ("last week by project", "just the total", "last week"),
        ("last week by project top 3", "total only", "last week"),
        ("last week by project", "not by project", "last week"),
        ("last week by project", "without the breakdown", "last week"),
        ("last week web-app", "compare with the week before", "last week web-app vs the week before"),
        ("last month web-app", "compare that to september", "last month web-app vs september"),
        ("last week by project", "one more time", "last week by project"),
        ("last week by project", "go back a week", "2026-11-09..2026-11-15 by project"),
        ("last month by project", "go back one month", "september by project"),
        ("tokens by key yesterday", "sorry, requests", "requests by key yesterday"),
        ("last week by model", "drop gpt-5", "last week by model except gpt-5"),
        ("last week by project", "exclude web-app", "last week by project except web-app"),
        ("last week by project", "take out web-app", "last week by project except web-app"),
        ("last week by project", "can you take out web-app please", "last week by project except web-app please"),
        ("last week by project", "ok why", "why last week by project"),
        ("last week web-app", "ok so why?", "why last week web-app"),
        ("last month", "which projects", "last month by project"),
        ("last month web-app", "ok which keys?", "last month web-app by key"),
        ("last month key:ci", "who owns that key", "last month key:ci by user"),
        ("october", "does that include batch?", "october by batch"),
        ("october by project", "is batch included?", "october by batch"),
        ("october", "does that number include embeddings", "october only embeddings"),
        ("last week by project", "remove the data-eval project", "last week by project except data-eval"),
        ("last week by model", "add key", "last week by model by key"),
        ("last week", "add project", "last week by project"),
        ("last week by model", "also by day", "last week by model by day"),
        ("cost yesterday by key", "add tokens", "cost and tokens yesterday by key"),
        ("cost and tokens yesterday", "add requests", "cost and tokens and requests yesterday"),
        ("last hour by project in tokyo", "swap to utc", "last hour by project"),
        ("tokens today by model", "change it to requests", "requests today by model"),
    ],
)
def test_words_refine_the_question_before(before: str, words: str, whole: str) -> None:
    assert is_follow_up(words)

    found = refine(words, read(before), NAMES, Calendar(NOW, ZONE))

    assert described(replace(found, repairs=())) == described(read(whole))
    assert found.after == before
    assert found.typed == words


def test_a_refined_question_can_be_refined():
    first = refine("and by model", read("yesterday web-app"), NAMES, Calendar(NOW, ZONE))

    second = refine("in tokens", first, NAMES, Calendar(NOW, ZONE))

    assert described(second) == described(read("tokens yesterday web-app by model"))


@pytest.mark.parametrize("words", ["page 2", "next page", "show me the rest"])
def test_a_page_is_answered_with_all_rows(words: str) -> None:
    with pytest.raises(UserError, match="no pages") as refused:
        refine(words, read("last week by project top 5"), NAMES, Calendar(NOW, ZONE))

    assert [described(read(one)) for one in refused.value.suggestions] == [
        described(read("last week by project csv")),
        described(read("last week by project top 50")),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "today by model",
        "how much did we spend yesterday",
        "cost and tokens by model",
        "why is spend up today",
        "what did it cost yesterday",
        "export october by project",
        "share of web-app today",
        "compare today with yesterday",
        "break down october by model",
        "how much of the cost is web-app",
        "which ones",
        "post this month in the channel",
        "top 5 projects this month",
        "budget vs actual oct by project, variance col too",
        "n images gpt-image-1 per day nov",
        "what would web-app have cost last month on gpt-5-mini instead",
        "what would it cost if we moved web-app to gpt-5-mini",
        "in october cost by model",
        "just the cost of web-app last month",
        "tokens last week too",
        "cost by model this week as well",
        "as csv, cost by project last month",
        "then tokens by key last week",
        "how much did we spend last month though",
        "by project last month",
        "not batch requests yesterday by model",
        "spend this week only",
        "bottom 3 keys last month",
    ],
)
def test_a_whole_question_is_no_follow_up(words: str) -> None:
    assert not is_follow_up(words)


@pytest.mark.parametrize(
    "words",
    [
        "and cost by key last week",
        "now requests by key last week",
        "same for tokens by model last week",
        "without batch by key last week",
        "last week by model instead",
        "sorry i meant tokens by key last week",
        "what would it cost if we moved it to gpt-5-mini",
        "get that by model for last month",
        "for web-app last month",
        "per request last month",
    ],
)
def test_a_word_that_goes_on_does_so_before_a_whole_question_too(words: str) -> None:
    assert is_follow_up(words)


@pytest.mark.parametrize(
    "words",
    [
        "and by key?",
        "last week instead",
        "what about web-app",
        "same for last month",
        "and in tokens",
        "only prod",
        "now without gpt-5",
        "just the top 3",
        "without the eval stuff",
        "no i meant flurble",
        "make it 600",
        "and",
    ],
)
def test_without_a_question_before_it_is_asked_back_with_one_that_works(words: str) -> None:
    assert is_follow_up(words, alone=True)
    offered = needs_question(words, NAMES, Calendar(NOW, ZONE)).suggestions

    assert offered
    assert all(isinstance(read(one), Question) and not is_follow_up(one, alone=True) for one in offered)


def test_a_follow_up_keeps_the_fiscal_year_of_the_setting():
    found = refine("and fy27", read("last month by model"), NAMES, Calendar(NOW, ZONE, fiscal_month=7))

    assert f"{found.period.start:%Y-%m-%d}" == "2026-07-01"


@pytest.mark.parametrize(
    ("before", "words", "start", "end"),
    [
        ("last week by model", "and the week before?", "2026-11-09", "2026-11-16"),
        ("last 7 days", "before that", "2026-11-10", "2026-11-17"),
        ("last month", "the month before that", "2026-09-01", "2026-10-01"),
        ("last month", "the year before", "2025-10-01", "2025-11-01"),
        ("yesterday", "same day last week", "2026-11-16", "2026-11-17"),
        ("this month", "only until friday", "2026-11-01", "2026-11-21"),
        ("last month", "except the 31st", "2026-10-01", "2026-10-31"),
    ],
)
def test_a_time_may_be_told_by_the_one_that_was_asked_about(before: str, words: str, start: str, end: str):
    assert is_follow_up(words)

    found = refine(words, read(before), NAMES, Calendar(NOW, ZONE))

    assert (f"{found.period.start:%Y-%m-%d}", f"{found.period.end:%Y-%m-%d}") == (start, end)
