"""Figures, several metrics and the verbs of things, from the words to the facts."""

import re
from decimal import Decimal
from typing import Any

import pytest

from bot import commands
from bot.commands.ask import FOR_ADMINS
from bot.commands.request import LOCAL, Asker
from bot.core.errors import UpstreamError
from bot.core.periods import Width, floor
from bot.core.slack.fallbacks import plain_text
from bot.core.slack.limits import violations
from tests.commands import asked
from tests.living import Bot
from tests.moment import NOW
from tests.says import Says

TODAY = floor(NOW, Width.DAY)


def test_a_quotient_is_the_decimal_of_two_sums_that_can_be_asked_for(bot: Bot):
    ratio = asked(bot, "tokens per request last week by model")
    tokens, requests = asked(bot, "tokens last week by model"), asked(bot, "requests last week by model")

    assert ratio["reading"]["figure"] == "per request"
    assert ratio["ratio_unit"] == "token per request"
    counted = {row["model"]: row["quantity"] for row in requests["rows"]}
    for row, of in zip(ratio["rows"], tokens["rows"], strict=True):
        assert row["quantity"] == of["quantity"]
        assert row["of"] == {"metric": "requests", "quantity": counted[row["model"]]}
        assert Decimal(row["ratio"]) == Decimal(of["quantity"]) / counted[row["model"]]
    assert ratio["total"]["of"]["quantity"] == requests["total"]["quantity"]


def test_a_phone_shows_the_figure_first_and_a_unit_only_in_its_head(bot: Bot):
    blocks = bot.say("cache hit rate last week by model").message.blocks
    (table,) = (block for block in blocks if block["type"] == "data_table")

    assert [cell["text"] for cell in table["rows"][0]] == ["Cache hit rate", "Cached", "Model"]
    assert "tokens" not in str(table["rows"])


@pytest.mark.parametrize("versus", ["", " vs the 150 days before"])
def test_more_rows_than_a_table_holds_are_put_together_without_a_figure(bot: Bot, versus: str):
    blocks = bot.say(f"tokens per request by day last 150 days{versus}").message.blocks
    (table,) = (block for block in blocks if block["type"] == "data_table")

    assert {len(row) for row in table["rows"]} == {len(table["rows"][0])}
    assert "more" in str(table["rows"][-1])
    assert table["rows"][-1][0]["text"] == "-"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("share of web-app last week", r"\*\d+ % of the cost is\* in web-app, Mon 16 – Sun 22 Nov UTC\."),
        ("share of gpt-5 in tokens last week", r"\*\d+ % of the tokens are\* on gpt-5"),
        ("cache hit rate last week", r"[\d.]+ [MB] of [\d.]+ [MB] input tokens came from the cache\."),
        ("busiest hour last week", r"\*Busiest hour: .*, [\d.,]+(?: k)? requests \(text only\)\*"),
    ],
)
def test_a_figure_says_what_it_is_of(bot: Bot, asked: str, said: str):
    blocks = bot.say(asked).message.blocks
    assert re.search(said, blocks[0]["text"]["text"])
    assert "data_table" not in {block["type"] for block in blocks}


def test_dollars_a_million_tokens_are_scaled(bot: Bot):
    found = asked(bot, "cost per 1M tokens last week model:gpt-5")["total"]

    assert Decimal(found["ratio"]) == Decimal(found["quantity"]) * 1_000_000 / found["of"]["quantity"]


def test_the_cache_hit_rate_is_cached_of_input(bot: Bot):
    found = asked(bot, "cache hit rate last week")["total"]

    assert found["quantity"] == asked(bot, "cached tokens last week")["total"]["quantity"]
    assert found["of"] == {"metric": "input", "quantity": asked(bot, "input tokens last week")["total"]["quantity"]}


def test_a_share_is_a_part_of_the_whole_that_is_left(bot: Bot):
    found = asked(bot, "share of gpt-5 in tokens last week")

    assert found["total"]["quantity"] == asked(bot, "tokens gpt-5 last week")["total"]["quantity"]
    assert found["total"]["of"] == {"metric": "tokens", "quantity": asked(bot, "tokens last week")["total"]["quantity"]}


@pytest.mark.parametrize(
    ("words", "pick"), [("busiest day", max), ("quietest day", min), ("max requests per day", max)]
)
def test_an_extreme_is_a_row_of_the_question_by_time(bot: Bot, words: str, pick: Any):
    row = asked(bot, f"{words} requests last week")["rows"][0]

    days = asked(bot, "requests last week by day")["rows"]
    assert row["quantity"] == pick(day["quantity"] for day in days)
    assert {"day": row["day"], "quantity": row["quantity"]} in [
        {"day": day["day"], "quantity": day["quantity"]} for day in days
    ]


@pytest.mark.parametrize(
    ("words", "unit"), [("average per day", "day"), ("quietest day", "day"), ("median per hour", "hour")]
)
def test_a_day_that_is_not_over_is_no_part_of_a_mean_and_no_lowest_one(bot: Bot, words: str, unit: str):
    period = {"day": "last 7 days", "hour": "last 6h"}[unit]
    found = asked(bot, f"{words} requests {period}")

    rows = [row for row in asked(bot, f"requests {period} by {unit}")["rows"] if not row.get("cut")]
    assert f"Only whole {unit}s count." in found["notes"]
    assert found["total"]["quantity"] == sum(row["quantity"] for row in rows)
    assert found["reading"]["end"] < asked(bot, f"requests {period}")["reading"]["end"]


def test_the_highest_day_may_be_the_one_that_runs(bot: Bot):
    found = asked(bot, "busiest day requests last 7 days")

    assert found["reading"]["end"] == asked(bot, "requests last 7 days")["reading"]["end"]


def test_where_no_day_is_whole_the_part_counts(bot: Bot):
    assert asked(bot, "average requests per day today")["total"]["of"] == {"metric": "days", "quantity": 1}


def test_an_average_counts_every_day(bot: Bot):
    found = asked(bot, "average requests per day last week by model")
    sums = {row["model"]: row["quantity"] for row in asked(bot, "requests last week by model")["rows"]}

    assert found["total"]["of"] == {"metric": "days", "quantity": 7}
    for row in found["rows"]:
        assert abs(Decimal(row["ratio"]) - Decimal(sums[row["model"]]) / 7) < Decimal("1e-6")


def test_an_average_of_things_is_of_those_that_were_used(bot: Bot):
    found = asked(bot, "average requests per key last week")
    rows = [row["quantity"] for row in asked(bot, "requests last week by key")["rows"] if row["key"]]

    assert found["total"]["of"] == {"metric": "keys", "quantity": len(rows)}
    assert abs(Decimal(found["total"]["ratio"]) - Decimal(sum(rows)) / len(rows)) < Decimal("1e-6")


def test_a_page_that_a_verb_shows_names_the_words_that_it_did_not_use(bot: Bot):
    reply = commands.run("what's the price of gpt-5 output", LOCAL, bot.services)

    assert reply.facts["verb"] == "prices"
    assert "not used: output" in str(reply.message.blocks)


def test_dollars_an_image_are_those_of_images(bot: Bot):
    found = asked(bot, "cost per image last week")["total"]

    assert found["quantity"] == asked(bot, "cost of images last week")["total"]["quantity"]
    assert found["of"] == {"metric": "images", "quantity": asked(bot, "images last week")["total"]["quantity"]}


def test_a_median_is_the_day_in_the_middle(bot: Bot):
    found = asked(bot, "median requests per day last week")["total"]

    days = sorted(row["quantity"] for row in asked(bot, "requests last week by day")["rows"])
    assert Decimal(found["ratio"]) == days[3]


def test_things_are_counted(bot: Bot):
    found = asked(bot, "how many models last week")

    assert found["unit"] == "model"
    rows = asked(bot, "last week by model")["rows"]
    assert found["total"]["quantity"] == len([row for row in rows if row["model"]])


def test_a_running_sum_ends_at_the_total(bot: Bot):
    found = asked(bot, "cumulative requests last week")

    assert found["rows"][-1]["quantity"] == found["total"]["quantity"]


def test_several_metrics_stand_beside_each_other(bot: Bot):
    found = asked(bot, "cost, tokens and requests by model last week")

    assert found["reading"]["metrics"] == ["cost", "tokens", "requests"]
    for name in ("cost", "tokens", "requests"):
        alone = asked(bot, f"{name} by model last week")
        assert found["total"]["quantities"][name] == alone["total"]["quantity"]
        rows = {row["model"]: row["quantity"] for row in alone["rows"]}
        assert {row["model"]: row["quantities"][name] for row in found["rows"] if row["model"] in rows} == rows


@pytest.mark.parametrize("counted", ["whisper seconds", "embedding requests", "vector store gb"])
def test_the_cost_beside_what_was_counted_is_the_cost_of_that(bot: Bot, counted: str):
    found = asked(bot, f"{counted} and cost last week")

    named = found["reading"]["endpoint"].replace("_", " ")
    alone = asked(bot, f"cost of {named} last week")["total"]["quantity"]
    assert found["total"]["quantities"]["cost"] == alone < asked(bot, "last week")["total"]["quantity"]


def test_the_smallest_are_kept_with_all_others_in_one_row(bot: Bot):
    every = asked(bot, "tokens by project last week")["rows"]
    found = asked(bot, "bottom 2 projects by tokens last week")

    assert [row["quantity"] for row in found["rows"][:2]] == sorted(row["quantity"] for row in every)[:2]
    assert sum(row["quantity"] for row in found["rows"]) == found["total"]["quantity"]


def test_rows_under_an_amount_are_kept(bot: Bot):
    every = [row["quantity"] for row in asked(bot, "requests by key last week")["rows"]]
    middle = sorted(every)[len(every) // 2]

    found = asked(bot, f"requests by key last week under {middle}")["rows"]

    assert sorted(row["quantity"] for row in found if row["key"] != "other") == sorted(
        one for one in every if one < middle
    )


def test_what_is_not_used_is_named(bot: Bot):
    reading = asked(bot, "unbilled cost today")["reading"]

    assert reading["unused"] == ["unbilled"]
    assert reading["text"].endswith("not used: unbilled")


@pytest.mark.parametrize("words", ["idle keys last 7 days", "idle", "new models this month", "anomalies last 7 days"])
def test_verbs_of_things_answer(bot: Bot, words: str):
    facts = asked(bot, words)

    assert facts["verb"] == words.split()[0]


def test_what_is_named_is_told_with_its_last_day(bot: Bot):
    row = next(row for row in asked(bot, "requests last 7 days by model")["rows"] if row["model"])
    reply = commands.run(f"when was model:{row['model']} last used", LOCAL, bot.services)

    assert [one["id"] for one in reply.facts["idle"]] == [row["model"]]
    assert f"{row['model']} last used" in reply.message.text


@pytest.mark.parametrize("words", ["idle keys last 7 days", "new models this month"])
def test_of_days_that_were_never_read_nothing_is_said(simulator, tmp_path, words: str):
    empty = Bot(tmp_path / "empty.db", simulator.url)
    with pytest.raises(UpstreamError, match="These days were not read yet"):
        empty.say(words)
    empty.close()


def test_a_key_that_made_requests_is_not_idle(bot: Bot):
    used = {row["key"] for row in asked(bot, "requests by key last 7 days")["rows"]}

    idle = {one["id"] for one in asked(bot, "idle keys last 7 days")["idle"]}

    assert not used & idle


def test_the_share_of_a_person_is_for_admins(bot: Bot):
    somebody = next(
        row["user"] for row in asked(bot, "requests by user last week")["rows"] if "user-" in (row["user"] or "")
    )

    reply = commands.run(f"share of {somebody} in tokens last week", Asker("U0SAM", "T0", "C0"), bot.services)

    assert not reply.understood
    assert reply.facts["error"] == FOR_ADMINS


def test_in_the_terminal_a_follow_up_is_asked_back(bot: Bot):
    reply = commands.run("and by key?", LOCAL, bot.services)

    assert not reply.understood
    assert reply.facts["suggestions"][0] == "today by key"


def test_a_ratio_is_compared_with_the_ratio_before(bot: Bot):
    both = asked(bot, "cost per request last week vs the week before")["total"]
    before = asked(bot, "cost per request 2026-11-09..2026-11-15")["total"]

    assert both["previous_ratio"] == before["ratio"]
    assert both["previous"] == before["quantity"]


def test_what_is_highest_is_named_where_rows_are_sorted_by_another_number(bot: Bot):
    reply = commands.run("cost per request by model last week", LOCAL, bot.services)
    rated = [row for row in reply.facts["rows"] if row["ratio"]]
    highest = max(rated, key=lambda row: Decimal(row["ratio"]))["model"]

    assert f"Highest: {highest}, " in plain_text(reply.message)
    assert "rows are sorted by cost." in plain_text(reply.message)


def test_things_are_compared_with_how_many_there_were(bot: Bot):
    both = asked(bot, "how many models by project last week vs the week before")
    before = asked(bot, "how many models by project 2026-11-09..2026-11-15")

    assert both["total"]["previous"] == before["total"]["quantity"]
    known = {row["project"]: row["quantity"] for row in before["rows"]}
    assert {row["project"]: row["previous"] for row in both["rows"]}.items() <= known.items()


def test_a_day_is_not_compared_with_another(bot: Bot):
    reply = commands.run("busiest day last week vs the week before", LOCAL, bot.services)

    assert (reply.understood, "ask for each of them" in reply.message.text) == (False, True)


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        ("cost per request by day chart last 7 days", "data_visualization"),
        ("cumulative cost this month chart", "data_visualization"),
        ("cache hit rate by model last week chart", "data_visualization"),
        ("how many models by project last week chart", "data_visualization"),
        ("graph of spend last 2 weeks", "data_visualization"),
        ("cost per request by day last 60 days chart", "data_table"),  # a mean of means would be another number
        ("cost per request by day and model last 2 days chart", "data_table"),
    ],
)
def test_a_figure_is_drawn_where_it_can_be_else_told_in_a_table(bot: Bot, words: str, drawn: str):
    message = commands.run(words, LOCAL, bot.services).message

    assert drawn in [block["type"] for block in message.blocks]
    assert violations(message) == ()


def test_what_a_verb_has_no_rows_for_is_named(bot: Bot):
    assert asked(bot, "anomalies by project")["unused"] == ["by project"]


def test_who_moved_is_told_by_what_was_asked_for(bot: Bot):
    assert " by user* " in str(commands.run("why last week by user", LOCAL, bot.services).message.blocks)


def test_a_mean_by_week_is_of_the_days_of_each_week(bot: Bot):
    means = {
        row["week"]: Decimal(row["ratio"])
        for row in asked(bot, "average per day requests by week last 2 weeks")["rows"]
    }
    sums = asked(bot, "requests by week last week")["rows"]

    for row in sums:
        assert means[row["week"]] == Decimal(row["quantity"]) / 7


def test_an_annualised_figure_is_a_day_on_average_times_365(bot: Bot):
    found = asked(bot, "cost annualised last week")
    sums = asked(bot, "cost last week")

    assert Decimal(found["total"]["ratio"]) == Decimal(sums["total"]["quantity"]) * 365 / 7
    assert bot.say("cost annualised last week").message.text == Says("annualised")
    assert str(bot.say("cost annualised last week").message.blocks) == Says("over 7 days, times 365")
