"""One period, one number: questions whose numbers must agree, asked of the same bot in pairs."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from bot.core.names import Named
from bot.core.slack import numbers
from bot.core.slack.fallbacks import plain_text
from bot.jobs.limits import read_limits
from tests.living import Bot, ShopBot
from tests.moment import NOW

pytestmark = pytest.mark.long

ROUNDED = 100  # each row of an estimate is rounded to a nanodollar


@pytest.fixture(scope="module")
def bot(shop_bot: ShopBot) -> Iterator[Bot]:
    with shop_bot(35) as bot:
        seen = [(kind, id) for kind in ("user", "key") for id in bot.services.store.usage.values(kind) if id]
        bot.services.store.names.save([Named(kind, id, "") for kind, id in seen], NOW)
        yield bot


def facts(bot: Bot, text: str) -> dict[str, Any]:
    reply = bot.say(text)
    assert reply.understood, reply.message.text
    return dict(reply.facts)


def total(bot: Bot, text: str) -> int:
    return int(facts(bot, text)["total"]["quantity"])


def row_sum(found: dict[str, Any]) -> int:
    return sum(row["quantity"] or 0 for row in found["rows"])


GROUPS = (
    *("project", "model", "key", "user", "day", "week", "month", "project and model", "key and model", "day and model"),
    *("project top 2", "model over $50", "key bottom 3", "project by model by key"),
)


@pytest.mark.parametrize("period", ["today", "yesterday", "mtd", "last week"])
@pytest.mark.parametrize("by", GROUPS)
def test_every_grouping_of_cost_adds_up_to_the_period_as_one(bot, by, period):
    found = facts(bot, f"cost {period} by {by}")
    assert row_sum(found) == pytest.approx(found["total"]["quantity"], abs=ROUNDED)
    assert found["total"]["quantity"] == pytest.approx(total(bot, f"cost {period}"), abs=ROUNDED)


COUNTS = ("tokens last week", "requests yesterday in berlin", "input today")


@pytest.mark.parametrize(
    ("words", "by"),
    [
        *((words, by) for words in COUNTS for by in ("hour", "day", "week", "batch", "tier", "user", "hour and batch")),
        *(("images yesterday", by) for by in ("hour", "user", "size", "source and project")),
    ],
)
def test_every_grouping_of_a_count_adds_up_to_the_period_as_one(bot, words, by):
    found = facts(bot, f"{words} by {by}")
    assert row_sum(found) == found["total"]["quantity"] == total(bot, words)


# By hour, by batch or tier, and by days of a zone, cost is an estimate: two of them agree with each other.
@pytest.mark.parametrize(
    ("words", "one", "other"),
    [
        ("cost last week", "hour", "batch"),
        ("cost yesterday", "hour", "tier"),
        ("cost last week in berlin", "day", "hour"),
        ("cost yesterday in kolkata", "hour", "model and hour"),
        ("cost today", "hour", "hour and project"),
    ],
)
def test_estimates_do_not_depend_on_their_rows(bot, words, one, other):
    assert total(bot, f"{words} by {one}") == pytest.approx(total(bot, f"{words} by {other}"), abs=ROUNDED)


PARTS = {
    "last 2 days": ("today", "yesterday"),
    "last week": [f"2026-11-{day}" for day in range(16, 23)],
    "mtd": ("2026-11-01..2026-11-15", "2026-11-16..2026-11-22", "today"),
    "last month": ("2026-10-01..2026-10-10", "2026-10-11..2026-10-31"),
    "yesterday in berlin": ("2026-11-21T23:00Z..2026-11-22T12:00Z", "2026-11-22T12:00Z..2026-11-22T23:00Z"),
}


@pytest.mark.parametrize("metric", ["cost", "tokens", "requests"])
@pytest.mark.parametrize("whole", PARTS)
def test_a_period_is_the_sum_of_its_parts(bot, whole, metric):
    parts = sum(total(bot, f"{metric} {part}") for part in PARTS[whole])
    assert parts == pytest.approx(total(bot, f"{metric} {whole}"), abs=ROUNDED)


@pytest.mark.parametrize("period", ["today", "yesterday", "last week", "yesterday in tokyo"])
@pytest.mark.parametrize("metric", ["cost", "tokens"])
@pytest.mark.parametrize("dimension", ["project", "model", "key", "user"])
def test_a_filter_says_what_its_row_says(bot, dimension, metric, period):
    rows = facts(bot, f"{metric} {period} by {dimension}")["rows"]
    known = [row for row in rows if row[dimension] and row["quantity"]]
    for row in (known[0], known[-1]):
        filtered = total(bot, f"{metric} {period} {dimension}:{row[dimension]}")
        assert filtered == pytest.approx(row["quantity"], abs=ROUNDED)
        rest = total(bot, f"{metric} {period} except {dimension}:{row[dimension]}")
        assert filtered + rest == pytest.approx(row_sum({"rows": rows}), abs=ROUNDED)


@pytest.mark.parametrize(
    "words", ["tokens last week", "cost yesterday", "requests today by project", "cost last week by model"]
)
def test_batch_and_not_batch_are_the_rows_by_batch(bot, words):
    rows = facts(bot, f"{words.split(' by ')[0]} by batch")["rows"]
    sums = {row["batch"]: row["quantity"] for row in rows}
    assert total(bot, f"{words} batch") == pytest.approx(sums[True], abs=ROUNDED)
    if "cost" not in words:  # what knows no batch is in the rows by batch, and left out of a filter with a word
        assert total(bot, f"{words} not batch") == pytest.approx(sums[False], abs=ROUNDED)
        assert total(bot, words) == sum(sums.values())


@pytest.mark.parametrize(
    ("text", "now", "before", "whole"),
    [
        ("last week vs the week before", "last week", "2026-11-09..2026-11-15", "2026-11-09..2026-11-15"),
        ("tokens yesterday vs the day before", "tokens yesterday", "tokens 2026-11-21", "tokens 2026-11-21"),
        ("today vs yesterday", "today", None, "yesterday"),
        ("mtd vs last month", "mtd", None, "last month"),
        ("tokens today vs last week", "tokens today", None, "tokens 2026-11-16"),
    ],
)
def test_both_sides_of_a_comparison_are_what_each_says_alone(bot, text, now, before, whole):
    found = facts(bot, f"{text} by project")
    assert found["total"]["quantity"] == pytest.approx(total(bot, now), abs=ROUNDED)
    assert found["total"]["previous_whole"] == pytest.approx(total(bot, whole), abs=ROUNDED)
    if before:
        assert found["total"]["previous"] == pytest.approx(total(bot, before), abs=ROUNDED)
    assert sum(row["previous"] for row in found["rows"]) == pytest.approx(found["total"]["previous"], abs=ROUNDED)


@pytest.mark.parametrize(
    "text",
    ["cost last week by model", "tokens yesterday by key and hour", "today by project", "mtd by item", "mtd by day"],
)
def test_message_csv_and_json_have_the_same_numbers(bot, text):
    reply = bot.say(f"{text} csv")
    assert reply.attachment is not None
    found = dict(reply.facts)
    rows = [*csv.DictReader(StringIO(reply.attachment.content))]
    assert sum(int(row[f"{found['unit']}s"] or 0) for row in rows) == row_sum(found)
    assert len(rows) == len(found["rows"])
    assert numbers.quantity(found["total"]["quantity"], found["unit"]) in reply.message.text


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("tokens", ("input tokens", "output tokens")),
        ("input tokens", ("cached tokens", "uncached tokens", "cache writes")),
    ],
)
def test_tokens_are_the_sum_of_their_kinds(bot, whole, parts):
    assert total(bot, f"{whole} last week") == sum(total(bot, f"{part} last week") for part in parts)


def test_several_metrics_say_what_each_says(bot):
    told = facts(bot, "cost, tokens and requests last week by project")
    for metric, quantity in told["total"]["quantities"].items():
        assert quantity == pytest.approx(total(bot, f"{metric} last week"), abs=ROUNDED)


def test_a_figure_divides_what_the_questions_say(bot):
    for text, of in (("cost per request last week", "requests"), ("tokens per request last week", "requests")):
        found = facts(bot, text)["total"]
        assert found["quantity"] == total(bot, f"{text.split()[0]} last week")
        assert found["of"]["metric"] == of
    days = facts(bot, "average cost per day last week")["total"]
    assert days["quantity"] == pytest.approx(total(bot, "cost last week"), abs=ROUNDED)
    last = facts(bot, "cumulative cost last week by day")["rows"][-1]
    assert last["quantity"] == pytest.approx(total(bot, "cost last week"), abs=ROUNDED)
    share = facts(bot, "share of checkout-prod last week")["total"]
    assert share["quantity"] == total(bot, "checkout-prod last week")
    assert share["of"]["quantity"] == total(bot, "cost last week")


@pytest.mark.parametrize("things", ["project", "model", "key", "user"])
def test_how_many_are_as_many_as_the_rows_that_were_used(bot, things):
    rows = facts(bot, f"cost last week by {things}")["rows"]
    used = [row for row in rows if row[things] and (row["quantity"] or row.get("unpriced"))]
    assert total(bot, f"how many {things}s last week") == len(used)


@pytest.mark.parametrize(
    ("page", "part", "text"),
    [
        ("", "today", "today"),
        ("", "month", "mtd"),
        ("", "models", "mtd by model"),
        ("home", "today", "today"),
        ("home", "month", "mtd by project"),
        ("forecast this month", "", "mtd"),
        ("forecast search this month", "", "search mtd"),
        ("why yesterday", "", "yesterday"),
        ("why last week by user", "", "last week by user"),
        ("digest", "", "yesterday"),
    ],
)
def test_a_page_says_what_its_question_says(bot, page, part, text):
    found = facts(bot, page)
    told = (found[part] if part else found)["total"]["quantity"]
    assert told == pytest.approx(total(bot, text), abs=ROUNDED)


BUDGETS = {
    "checkout-prod 500/week": "checkout-prod wtd",
    "org 9000/month": "mtd",
    "gpt-5* 3000/month": "gpt-5* mtd",
    "web-app 120/day": "web-app today",
    "search 5B tokens/month": "tokens search mtd",
}


def test_every_budget_says_what_its_question_says(bot):
    for words in BUDGETS:
        bot.say_yes(f"budget {words}")
    spent = sorted(budget["spent"] for budget in facts(bot, "budgets")["budgets"])
    assert spent == pytest.approx(sorted(total(bot, text) for text in BUDGETS.values()), abs=ROUNDED)
    (of_all,) = facts(bot, "forecast this month")["budgets"]
    assert of_all["quantity"] == pytest.approx(total(bot, "mtd"), abs=ROUNDED)


def test_a_day_that_is_usual_in_the_digest_is_usual_in_why(bot: Bot):
    bot.now = NOW
    why = bot.say("why yesterday").message.text
    digest = plain_text(bot.say("digest").message)
    usual = why.partition("): ")[0].partition(" (")[2] + ")"
    assert why.startswith("Usual for a Sunday ($")
    assert f"usual for a Sunday ({usual}" in digest


def month_end_in_digest(text: str) -> str:
    found = re.search(r"Month-end forecast (≈ \S+)", text)
    assert found
    return found[1]


def test_the_forecast_of_the_digest_is_that_of_the_forecast_and_of_the_budget(shop_bot: ShopBot):
    """With a project that OpenAI has stopped: what is refused is in none of them."""
    with shop_bot(130) as bot:
        before = facts(bot, "forecast")
        assert before["without_limits"] == before["forecast"]
        read_limits(bot.services, bot.now)
        bot.say_yes("budget org 12000/month")
        found, message = facts(bot, "forecast"), plain_text(bot.say("forecast").message)
        stopped = facts(bot, "forecast data-eval")
        assert found["without_limits"] == before["forecast"]
        refused = stopped["without_limits"]["expected"] - stopped["forecast"]["expected"]
        assert found["forecast"]["expected"] == pytest.approx(before["forecast"]["expected"] - refused, abs=ROUNDED)
        assert stopped["forecast"]["expected"] == total(bot, "data-eval mtd")
        rows = facts(bot, "forecast by project")
        (own,) = [
            ahead for row, ahead in zip(rows["rows"], rows["forecasts"], strict=True) if row["project"] == "data-eval"
        ]
        assert own == stopped["forecast"]
        digest = plain_text(bot.say("digest").message)
        assert "*🔴* data-eval is stopped by OpenAI's hard limit of $2,000: requests fail now" in digest
        assert bot.say("digest").message.text.startswith("data-eval is stopped by OpenAI's hard limit. ")
        assert "data-eval is stopped" not in plain_text(bot.say("digest search").message)
        budget = plain_text(bot.say("budget show org").message)
        assert message.startswith(month_end_in_digest(digest))
        assert f"month-end forecast {month_end_in_digest(digest)} " in budget
        for text in (message, digest):
            assert "if OpenAI's limits are raised" in text and "of this forecast" not in text
