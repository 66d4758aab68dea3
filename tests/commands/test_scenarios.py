"""Savings and what-if, from the words to the nanodollar: the simulator's rows, priced by hand."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from bot.core.catalogue import COMPLETIONS
from bot.core.periods import DAY, Period, Width, floor
from bot.core.slack.fallbacks import plain_text
from bot.core.usage.buckets import UsageQuery
from tests.commands import asked
from tests.living import Bot
from tests.moment import NOW

TODAY = floor(NOW, Width.DAY)
LAST_WEEK = Period(TODAY - 7 * DAY, TODAY)  # NOW is a Monday
GROUPS = ("project", "model", "batch", "tier")
Counts = dict[str, int]


def counted(bot: Bot, model: str) -> Iterator[tuple[dict[str, str], Counts]]:
    """What the simulated OpenAI says of a model, as fine as its prices are."""
    query = UsageQuery("completions", LAST_WEEK, Width.DAY, GROUPS)
    for bucket in bot.services.openai.read(query):
        for row in bucket.rows:
            kind = dict(zip(GROUPS, row.key, strict=True))
            if kind["model"] == model:
                yield kind, dict(zip(COMPLETIONS.counters, row.counts, strict=True))


def nanodollars(bot: Bot, model: str, picodollars: Callable[[dict[str, str], Counts], int]) -> int:
    """What rows cost by hand, rounded once a row as estimates are; a dollar a million is 1,000,000 picodollars."""
    return sum((picodollars(kind, counts) + 500) // 1000 for kind, counts in counted(bot, model))


def test_what_the_cache_saved_is_what_its_tokens_would_have_cost_beyond_their_price(bot: Bot):
    found = asked(bot, "saved by cache last week model:gpt-4.1-2025-04-14")["total"]

    # $2 fresh and $0.50 cached: $1.50 a million, half of it in batch
    expected = nanodollars(
        bot,
        "gpt-4.1-2025-04-14",
        lambda kind, n: n["input_cached_tokens"] * (750_000 if kind["batch"] == "true" else 1_500_000),
    )
    assert abs(found["quantity"] - expected) <= 2 * 7 * 8  # both sides are rounded once a row
    assert found["otherwise"] - found["as_used"] == found["quantity"] > 10**9


def test_what_batch_saved_is_half_of_the_full_price(bot: Bot):
    found = asked(bot, "saved by batch last week model:gpt-5-mini by batch")
    rows = {row["batch"]: row for row in found["rows"]}

    assert rows[True]["quantity"] > 10**9
    assert abs(rows[True]["otherwise"] - 2 * rows[True]["as_used"]) <= 2 * 7 * 8
    assert rows[False]["quantity"] == 0
    assert found["total"]["quantity"] == rows[True]["quantity"]


def test_the_same_tokens_at_another_price_are_that_price_times_the_tokens(bot: Bot):
    found = asked(bot, "what would last week have cost on gpt-4.1 model:gpt-5-mini not batch")["total"]

    expected = nanodollars(
        bot,
        "gpt-5-mini-2025-08-07",
        lambda kind, n: (
            0
            if kind["batch"] == "true" or kind["tier"] not in ("", "default")
            else (n["input_tokens"] - n["input_cached_tokens"]) * 2_000_000
            + n["input_cached_tokens"] * 500_000
            + n["output_tokens"] * 8_000_000
        ),
    )
    assert found["quantity"] == expected > 10**9


def test_what_was_used_is_the_estimate_that_is_shown_elsewhere(bot: Bot):
    used = asked(bot, "cost of completions last week by project")
    found = asked(bot, "what would last week have cost without the cache by project")

    estimates = {row["project"]: row["quantity"] for row in used["rows"]}
    assert {row["project"]: row["as_used"] for row in found["rows"]} == estimates
    assert found["total"]["as_used"] == used["total"]["quantity"]


def test_a_model_on_itself_costs_what_it_cost(bot: Bot):
    found = asked(bot, "what would last week have cost on gpt-5-2025-08-07 model:gpt-5-2025-08-07")["total"]

    assert found["quantity"] == found["as_used"] > 10**9


def test_rows_that_are_left_out_are_in_the_row_of_others(bot: Bot):
    found = asked(bot, "what would last week have cost as batch by model top 2")

    assert [row["model"] for row in found["rows"]][2:] == ["other"]
    for key in ("quantity", "as_used"):
        assert sum(row[key] for row in found["rows"]) == found["total"][key]


@pytest.mark.parametrize(("words", "is_said"), [("as batch by project", True), ("as batch", False), ("on flex", False)])
def test_rows_that_do_not_fall_alike_as_batch_say_why(bot: Bot, words: str, is_said: bool):
    said = plain_text(bot.say(f"what if last week {words}").message)
    assert ("what ran on priority falls by more" in said) is is_said


def test_what_has_no_price_in_one_of_the_two_is_in_neither_and_is_named(bot: Bot):
    reply = bot.say("what would yesterday have cost on flex by model")
    unpriced = {row["model"]: row for row in reply.facts["rows"] if row["quantity"] is None}

    assert "gpt-4.1-2025-04-14" in unpriced
    assert unpriced["gpt-4.1-2025-04-14"]["as_used"] is None
    assert {one["model"] for one in reply.facts["unpriced"]} == unpriced.keys()
    told = "No list price (bills do not count here), so in neither sum: 41.3 M tokens of gpt-4o-mini-2024-07-18"
    assert told in str(reply.message.blocks)


def test_a_model_without_a_price_is_asked_back(bot: Bot):
    reply = bot.say("what would last week have cost on gpt-9")

    assert not reply.understood
    assert reply.message.text == "I know no price of gpt-9; `prices` shows those that are known."


def test_a_comparison_is_of_the_same_supposition(bot: Bot):
    found = asked(bot, "saved by cache yesterday vs the day before")["total"]
    day_before = asked(bot, f"saved by cache {TODAY - timedelta(days=2):%Y-%m-%d}")["total"]

    assert found["previous"] == day_before["quantity"]


def test_it_reads_the_store_alone_when_openai_is_away(bot: Bot):
    away = bot.cut_off().say("saved by cache last week").facts

    assert away["total"] == asked(bot, "saved by cache last week")["total"]
    assert away["sources"] == [{"from": "store", "as_of": "2026-11-23T14:05:00Z"}]


def test_what_people_read(bot: Bot):
    saved, supposed = bot.say("saved by cache last week"), bot.say("what would last week have cost on gpt-5-mini")

    assert saved.message.text == (
        "≈ $1,072 saved by the cache, Mon 16 – Sun 22 Nov UTC. ≈ $2,241 with it instead of ≈ $3,312 (32 % less)."
    )
    assert supposed.message.text == (
        "≈ $649.41 on gpt-5-mini, Mon 16 – Sun 22 Nov UTC. It was ≈ $2,241, so ≈ $1,591 less (71 %)."
    )
    assert "what if on gpt-5-mini" in supposed.facts["reading"]["text"]


def test_a_file_has_both_sides_to_the_nanodollar(bot: Bot):
    reply = bot.say("saved by batch last week by project csv")
    assert reply.attachment is not None
    head, *lines = reply.attachment.content.splitlines()

    assert head.endswith("nanodollars_as_used,nanodollars_otherwise")
    for line in lines:
        cells = dict(zip(head.split(","), line.split(","), strict=True))
        assert int(cells["nanodollars_otherwise"]) - int(cells["nanodollars_as_used"]) == int(cells["nanodollars"])
