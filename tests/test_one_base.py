"""Every percent of a message says what it is of, or all of its shares are of one number that it begins with."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.core.amounts import Amount
from bot.core.slack import numbers
from bot.core.slack.fallbacks import plain_text
from bot.core.slack.message import Message
from tests.core.alerts import test_alert_message as alerts
from tests.core.reports import test_digest as digests
from tests.living import Bot, ShopBot
from tests.percents import unexplained

pytestmark = pytest.mark.long

BUDGETS = ("checkout-prod 500/week", "search 2000/month warn 50 80 100", "org 9000/month", "gpt-5* 3000/month")
ASKED = (
    *("", "home", "digest", "digest in full cost yesterday", "budgets", "alerts", "anomalies", "accuracy", "prices"),
    *(
        "today by model",
        "last week by project top 2",
        "mtd by day",
        "tokens yesterday by key",
        "cost last week by item",
    ),
    *("why yesterday", "why today", "why last week in berlin", "forecast this month", "forecast by project"),
    *("share of checkout-prod yesterday", "share of gpt-5* by project last week", "cache hit rate last week by model"),
    *("saved by cache last week", "what would last week have cost on gpt-5-mini-2025-08-07", "yesterday by batch"),
    *("today vs yesterday by project", "mtd vs last month", "cost per request last week vs the week before by model"),
)


@pytest.fixture(scope="module")
def bot(shop_bot: ShopBot) -> Iterator[Bot]:
    with shop_bot(35) as bot:
        for words in BUDGETS:
            bot.say_yes(f"budget {words}")
        yield bot


@pytest.mark.parametrize("text", ASKED)
def test_an_answer_says_what_its_percents_are_of(bot: Bot, text: str):
    reply = bot.say(text)
    assert reply.understood
    assert unexplained(reply.message) == []


def test_the_models_of_a_digest_are_of_its_first_number(bot: Bot):
    """On a Monday the digest is of the week."""
    rows = bot.say("cost last week by model").facts["rows"]
    (whole,) = bot.say("cost last week").facts["rows"]
    first, *others = [f"{row['model']} {numbers.percent(row['quantity'], whole['quantity'])}" for row in rows[:3]]
    told = plain_text(bot.say("digest").message)
    assert f"*{numbers.amount(Amount(whole['quantity'], estimate=True), 'nanodollar')}*" in told
    assert f"Models {first} of the week, {', '.join(others)} " in told


def test_an_alert_says_what_its_percents_are_of():
    assert unexplained(alerts.alert_message(alerts.FULL, alerts.NAMES)) == []


@pytest.mark.parametrize("name", sorted(path.stem for path in digests.DATA.glob("*.json")))
def test_a_digest_says_what_its_percents_are_of(name: str):
    told: dict[str, Any] = json.loads((digests.DATA / f"{name}.json").read_text("utf-8"))
    assert unexplained(Message(told["text"], tuple(told["blocks"]))) == []


@pytest.mark.parametrize(
    "text",
    ["≈ $200 spent.\ngpt-5 41 %, o3 20 %", "≈ $200 spent.\nMost: gpt-5, $100 (41 %).", "≈ $200.\n91 % · $400 of $500"],
    ids=["of nothing", "of another number", "a budget's wrong percent"],
)
def test_a_percent_of_which_nobody_can_tell_what_it_is_of_is_found(text: str):
    assert unexplained(Message(text, ({"type": "section", "text": {"type": "mrkdwn", "text": text}},)))
