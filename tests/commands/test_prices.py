"""`prices`: of what was used, of models that are named, with their source; and questions that mean it."""

import json
from collections.abc import Iterator
from contextlib import chdir
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.commands.routing import routed
from bot.core.catalogue import COMPLETIONS
from bot.core.periods import DAY, Period, Width, floor
from bot.core.usage.buckets import Bucket, Row, UsageQuery
from bot.core.usage.estimates import estimated
from bot.demo.openai import ADMIN_KEY
from tests.living import UNREACHABLE, Bot, ShopBot
from tests.moment import NOW


@pytest.fixture(scope="module")
def bot(shop_bot: ShopBot) -> Iterator[Bot]:
    with shop_bot(35) as bot:
        yield bot


def shown(bot: Bot, words: str) -> list[dict]:
    return bot.say(words).facts["prices"]


def test_everything_that_was_used_has_a_line_with_its_source(bot: Bot):
    prices = shown(bot, "prices")
    assert len({one["model"] for one in prices}) > 10
    assert all(one["used"] > 0 for one in prices)
    unpriced = {one["model"] for one in prices if one["dollars"] is None}
    assert unpriced >= {"gpt-6-x-preview", "dall-e-3"}
    (gpt_5,) = (
        one for one in prices if (one["model"], one["batch"], one["tier"]) == ("gpt-5-2025-08-07", False, "default")
    )
    assert gpt_5["dollars"] == {"input": "1.25", "cached": "0.125", "output": "10"}
    assert (gpt_5["source"], gpt_5["per"], gpt_5["percent"]) == ("genai-prices 0.2.3", "a million tokens", "100")
    assert abs(gpt_5["estimate"] / gpt_5["billed"] - 1) < 0.02


def test_the_cheapest_is_first_where_it_is_asked_for(bot: Bot):
    reply = bot.say("whats the cheapest model")
    inputs = [
        Decimal(one["dollars"]["input"])
        for one in reply.facts["prices"]
        if one["dollars"] and one["endpoint"] == COMPLETIONS.name
    ]

    assert len(inputs) > 5
    assert inputs == sorted(inputs)
    assert "the cheapest input tokens first" in reply.message.text
    assert {one["model"] for one in reply.facts["prices"]} == {one["model"] for one in shown(bot, "prices")}


def test_a_model_that_is_named_has_its_batch_and_tiers_whether_it_was_used_or_not(bot: Bot):
    found = {(one["batch"], one["tier"]): one["dollars"] for one in shown(bot, "prices gpt-5.2")}
    assert found == {
        (False, "default"): {"input": "1.75", "cached": "0.175", "output": "14"},
        (True, "default"): {"input": "0.875", "cached": "0.0875", "output": "7"},
        (False, "flex"): {"input": "0.875", "cached": "0.0875", "output": "7"},
        (False, "priority"): {"input": "3.5", "cached": "0.35", "output": "28"},
    }
    assert [one["per"] for one in shown(bot, "prices tts-1")] == ["a million characters"]
    assert [one["dollars"] for one in shown(bot, "prices gpt-9")] == [None]


def test_the_message_says_how_old_the_list_is_and_what_is_assumed(bot: Bot):
    reply = bot.say("prices gpt-5-2027-01-01")
    assert (
        reply.message.text == "Prices in dollars per million tokens, unless another unit is named: "
        "list prices of genai-prices 0.2.3, as installed."
    )
    lines = reply.message.blocks[1]["text"]["text"].splitlines()
    assert lines[0] == (
        "• gpt-5-2027-01-01: $1.25 input · $0.125 cached · $10 output · assumed: it is the price of gpt-5"
    )


def test_calls_of_a_tool_are_told_from_the_model_that_makes_them(bot: Bot):
    lines = [line for block in bot.say("prices").message.blocks for line in str(block.get("text", "")).split("\\n")]
    searches = [line for line in lines if "thousand calls" in line and "gpt-" in line]
    assert searches and all("web search by " in line for line in searches)


@pytest.mark.parametrize(
    ("words", "verb", "rest"),
    [
        ("price of gpt-5", "prices", "gpt-5"),
        ("what is the price of gpt-5?", "prices", "gpt-5"),
        ("prices for gpt-5, o3 and ft:gpt-4.1-mini", "prices", "for gpt-5, o3 and ft:gpt-4.1-mini"),
        ("pricing gpt-5*", "prices", "gpt-5*"),
        ("price today by model", "ask", "price today by model"),
        ("price of gpt-5 today", "ask", "price of gpt-5 today"),
        ("price of checkout-prod", "ask", "price of checkout-prod"),
    ],
)
def test_the_price_of_a_model_is_not_what_it_cost(words, verb, rest):
    command, left = routed(words)
    assert (command.verb, left) == (verb, rest)


def test_the_command_line_says_the_same(tmp_path: Path):
    settings = {"OPENAI_ADMIN_KEY": ADMIN_KEY, "USAGE_BOT_DATABASE": str(tmp_path / "usage-bot.db")}
    with chdir(tmp_path):
        (tmp_path / "prices.toml").write_text('discount = "0.15"\n')
        printed = CliRunner().invoke(cli, ["prices", "gpt-5", "--json"], env=settings)
        words = CliRunner().invoke(cli, ["prices", "gpt-5"], env=settings)
    first = json.loads(printed.stdout)["prices"][0]
    assert (first["dollars"]["input"], first["percent"]) == ("1.0625", "85")
    assert "15 % off" in words.stdout


def test_an_answer_says_whose_price_was_assumed(tmp_path: Path):
    bot = Bot(tmp_path / "usage-bot.db", UNREACHABLE)
    day = floor(NOW, Width.DAY) - DAY
    query = UsageQuery("completions", Period(day, day + DAY), Width.DAY, COMPLETIONS.kept)
    for model in ("gpt-5-2027-01-01", "gpt-5-mini"):
        key = tuple(model if name == "model" else "" for name in query.group_by)
        row = Row(key, tuple(1000 if name == "input_tokens" else 0 for name in query.spec.counters))
        bucket = estimated(Bucket(day, day + DAY, (row,)), query, bot.services.prices.rates)
        bot.services.store.usage.save(query, [bucket], NOW)
        facts = bot.say("cost of completions yesterday by model").facts
        notes = facts["notes"]
        is_assumed = "Assumed prices, as no list has the model: gpt-5-2027-01-01 as gpt-5." in notes
        assert is_assumed is (model == "gpt-5-2027-01-01"), facts
    supposed = bot.say("what would yesterday have cost on gpt-5-2027-01-01").facts
    assert "Assumed prices, as no list has the model: gpt-5-2027-01-01 as gpt-5." in supposed["notes"]
    bot.close()


def test_a_number_of_tokens_is_worked_out_above_the_list(bot: Bot) -> None:
    reply = bot.say("200k reqs @ 1.2k in/300 out gpt-5.2")

    (found,) = reply.facts["sums"]
    (plain,) = (one["dollars"] for one in reply.facts["prices"] if not one["batch"] and one["tier"] == "default")
    dollars = 240 * Decimal(plain["input"]) + 60 * Decimal(plain["output"])
    assert found["nanodollars"] == dollars * 10**9
    assert reply.message.text.startswith("200 k requests of 1,200 input and 300 output tokens on gpt-5.2: $")
