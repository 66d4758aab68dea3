"""Estimates against bills: in all, by model, where nothing can be compared, and in `explain`."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.usage.settlement import model_of
from bot.demo.company import Company
from bot.demo.openai import Simulator
from bot.sources import settled_days
from tests.living import Bot, ShopBot
from tests.moment import NOW


@pytest.fixture(scope="module")
def bot(shop_bot: ShopBot) -> Iterator[Bot]:
    with shop_bot(35) as bot:
        yield bot


def test_each_model_is_compared_with_the_line_items_that_name_it(bot: Bot, company: Company):
    facts = bot.say("accuracy").facts
    billed: dict[str, int] = {}
    for fact in company.facts("costs", settled_days(NOW)):
        model = model_of(fact.key[1])
        billed[model] = billed.get(model, 0) + fact.counts[0]
    shown = {one["model"]: one["billed"] for one in facts["models"]}
    assert len(shown) > 5
    assert shown == {model: billed[model] for model in shown}
    assert {model for model in billed if billed[model] and model} - set(shown) <= {
        "gpt-6-x-preview", "text-embedding-3-small", "text-embedding-3-large"
    }  # fmt: skip
    for one in facts["models"]:
        assert abs(one["permille"] - 1000) <= 20, one


def test_the_message_says_the_sum_and_each_model(bot: Bot):
    reply = bot.say("accuracy")
    assert re.fullmatch(
        r"Estimates were \d+(?:\.\d)? % below the bill \(≈ \$[\d,]+, billed \$[\d,]+\), "
        r"mostly for what belongs to no model, Fri 23 Oct – Sat 21 Nov UTC",
        reply.message.text,
    )
    lines = reply.message.blocks[1]["text"]["text"].splitlines()
    assert lines[0].startswith(
        "• What belongs to no model (storage, fine-tuning, Scale Tier, credits, what has no price): "
    )
    assert lines[1] == "• 12 models right to a tenth of a percent"
    assert "Right: gpt-5-2025-08-07, " in str(reply.message.blocks[2])


def test_explain_says_how_far_estimates_are_off(bot: Bot):
    notes = bot.say("today by model explain").facts["notes"]
    assert re.fullmatch(
        r"Estimates of the last 30 settled days were \d+(?:\.\d)? % below the bill; `accuracy` says it by model\.",
        notes[-1],
    )
    assert not any("settled days were" in note for note in bot.say("today by model").facts["notes"])


def test_nothing_can_be_compared_before_a_bill_is_settled(tmp_path: Path, simulator: Simulator):
    bot = Bot(tmp_path / "usage-bot.db", simulator.url)
    reply = bot.say("accuracy")
    bot.close()
    assert reply.message.text.startswith("No day of the last 30 can be compared yet")
    assert reply.facts["total"] is None
