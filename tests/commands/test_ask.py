"""Questions in words, from the command to the reply."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlparse

import pytest

from bot.commands.request import LOCAL, Asker, Reply
from bot.core.budgets.budget import Budget
from bot.core.names import Named
from bot.core.periods import DAY, Period, Width, floor
from bot.core.slack.fallbacks import plain_text
from bot.core.slack.limits import violations
from bot.core.slack.numbers import money
from bot.demo.company import Company
from bot.demo.openai import Simulator
from tests.living import Bot
from tests.moment import NOW
from tests.oracle import total

FIXTURES = Path(__file__).parents[2] / ".." / "shared" / "fixtures"
TODAY = floor(NOW, Width.DAY)
SOMEBODY = Asker("U0SAM", "T0", "C0")


def test_the_facts_are_those_of_the_company(bot: Bot, company: Company):
    facts = bot.say("requests today by modle").facts
    spent = total(company, "completions", "num_model_requests", Period(TODAY, NOW))
    assert facts["unit"] == "request"
    assert facts["total"] == {"quantity": spent, "estimate": False}
    assert sum(row["quantity"] or 0 for row in facts["rows"]) == spent
    assert facts["reading"]["repairs"] == [{"typed": "modle", "read": "model"}]
    assert facts["sources"] == [{"from": "openai", "as_of": "2026-11-23T14:05:00Z"}]


def test_explain_lists_the_queries_word_for_word(bot: Bot):
    facts = bot.say("today tokens by model explain").facts
    assert facts["queries"] == [
        "GET /organization/usage/completions?start_time=1795392000&end_time=1795478400&bucket_width=1d"
        "&group_by=model&limit=1"
    ]


def test_explain_says_in_words_what_was_read_before_it_shows_the_requests(bot: Bot):
    said = plain_text(bot.say("today tokens by model explain").message)
    assert "*How this was read* 1 request to OpenAI now: completions by day.\n```\n" in said
    assert "GET usage/completions 1d 2026-11-23..2026-11-24 by model\n" in said
    stored = plain_text(bot.say("last week by model explain").message)
    assert "*How this was read* OpenAI was not asked now. From the store, read before: " in stored
    assert "STORE costs 1d 2026-11-16..2026-11-23 by project_id line_item\n" in stored
    assert max(map(len, stored.partition("*How this was read*")[2].splitlines()[1:])) < 80


@pytest.mark.parametrize(
    "text",
    [
        "today",
        "yesterday by project",
        "last 7 days by model chart",
        "this month by day",
        "requests last 24h by hour",
        "this week vs last week by project",
        "top 3 models this month",
        "tokens yesterday in kolkata by hour",
        "cost by item last 7 days",
        "this month by project by model by key",
        "gpt-5* this week by user",
        "last 30 minutes tokens by minute",
        "images this month",
        "cost of embeddings this month by model",
        "this month by key explain",
        "this month over $5",
    ],
)
def test_every_reply_fits_into_slack_and_adds_up(bot: Bot, text: str):
    reply = bot.say(text)
    assert reply.understood
    assert violations(reply.message) == ()
    facts = json.loads(json.dumps(reply.facts))
    assert facts["total"]["quantity"] == sum(row["quantity"] or 0 for row in facts["rows"])


def buttons(reply: Reply) -> list[str]:
    rows = (block for block in reply.message.blocks if block["type"] == "actions")
    return [one["text"]["text"] for row in rows for one in row["elements"]]


def test_a_monday_beside_a_sunday_says_what_the_monday_before_had(bot: Bot):
    said = plain_text(bot.say("today vs yesterday").message)
    monday = bot.say("2026-11-16 00:00 to 14:00").facts["total"]["quantity"]
    assert f"The Monday before stood at ≈ {money(monday)} by 14:00 (+" in said
    assert "weekend day" not in plain_text(bot.say("yesterday vs same day last week").message)


def test_why_shows_the_two_largest_reasons_and_all_behind_a_button(bot: Bot):
    few, every = bot.say("why yesterday"), bot.say("why yesterday explain")

    assert plain_text(few.message).count("• ") == 3 < plain_text(every.message).count("• ")
    assert "everything else" in plain_text(few.message)
    assert (
        "The +$37.19 by reason:\n• +$28.79: mostly the line item gpt-4o-mini-2024-07-18, fine-tuning training\n"
        in plain_text(few.message)
    )
    assert plain_text(few.message).count("The same +") == 1  # by project, by model and by key are cuts of one change
    assert (buttons(few), buttons(every)) == (["All reasons", "Share"], ["Share"])


def test_each_cut_of_why_adds_up_to_the_change(bot: Bot):
    for typed in ("why yesterday", "why this week by user"):
        text = plain_text(bot.say(typed).message)
        whole = round(100 * dollars(re.search(r"\*The same (\S+) by", text)[1]))
        cuts = re.findall(r"^\*(?:The same \S+ )?by \w+\* (.*)$", text, re.MULTILINE)
        assert len(cuts) >= 3
        for cut in cuts:
            shown = re.findall(r" ([+−]\$[\d,.]+)(?: \(|,|$)", cut)
            assert round(100 * sum(map(dollars, shown))) == whole


def dollars(text: str) -> float:
    return float(text.replace("$", "").replace(",", "").replace("−", "-"))


def test_when_nothing_moved_why_says_who_spends_since_when(bot: Bot):
    (line,) = [
        line
        for line in plain_text(bot.say("why yesterday checkout-prod").message).splitlines()
        if line.startswith("• ")
    ]

    assert line == (
        "• Much as before: checkout-prod has been at $73.41 a day since Mon 19 Oct or longer;"
        " gpt-5-2025-08-07 is 96 % of the ≈ $75.34."
    )


@pytest.mark.parametrize(
    "text", ["why today", "why this week", "what changed yesterday", "why tokens last 7 days", "why last month"]
)
def test_why_has_parts_that_add_up_to_the_change(bot: Bot, text: str):
    reply = bot.say(text)
    facts = json.loads(json.dumps(reply.facts))
    assert reply.understood
    assert violations(reply.message) == ()
    unit = "tokens" if facts["unit"] == "token" else "nanodollars"
    change = facts["total"]["quantity"] - facts["total"]["previous"]
    assert sum(part[unit] for part in facts["parts"]) == change
    for dimension in ("project", "key") if unit == "tokens" else ("project",):
        moved = [row["quantity"] - (row["previous"] or 0) for row in facts["movers"][dimension]]
        assert moved
        assert sum(moved) == change


def test_a_forecast_is_a_range_that_starts_at_what_was_spent(bot: Bot):
    reply = bot.say("forecast this month")
    facts = json.loads(json.dumps(reply.facts))
    assert (
        facts["total"]["quantity"]
        < facts["forecast"]["low"]
        <= facts["forecast"]["expected"]
        <= facts["forecast"]["high"]
    )
    assert facts["whole"] == {"start": "2026-11-01T00:00:00Z", "end": "2026-12-01T00:00:00Z"}
    assert violations(reply.message) == ()
    assert "Mon 30 Nov" in reply.message.text


def test_a_forecast_by_project_says_of_each_what_its_own_forecast_says(bot: Bot):
    facts = bot.say("forecast by project").facts
    ahead = {row.get("project_name"): one for row, one in zip(facts["rows"], facts["forecasts"], strict=True)}
    assert ahead["checkout-prod"] == bot.say("forecast checkout-prod").facts["forecast"]
    assert facts["forecast"] == bot.say("forecast").facts["forecast"]
    of_both = bot.say("forecast by project and model top 30").facts
    assert sum(one["expected"] for one in of_both["forecasts"] if one) > facts["forecast"]["expected"] * 9 // 10


@pytest.mark.parametrize("unit", ["week", "month", "quarter", "year"])
def test_a_forecast_says_how_sure_its_range_is(bot: Bot, unit):
    assert "The range is 80 % likely." in plain_text(bot.say(f"forecast this {unit}").message)


def test_a_forecast_has_no_rows_by_time(bot: Bot):
    assert "none by the day; it can be by project, model, key or user." in plain_text(
        bot.say("forecast by day").message
    )


def test_a_forecast_in_a_half_hour_zone_needs_no_minutes_of_every_day(bot: Bot):
    facts = bot.say("forecast this month in kolkata").facts
    assert facts["whole"] == {"start": "2026-10-31T18:30:00Z", "end": "2026-11-30T18:30:00Z"}
    assert facts["forecast"]["expected"] > facts["total"]["quantity"]


def test_a_forecast_says_when_a_budget_is_used_up(bot: Bot):
    project = bot.services.openai.projects()[0]
    spent = bot.say(f"this month project:{project.id}").facts["total"]["quantity"]
    budget = Budget("project", (project.id,), "cost", spent * 11 // 10, "month", created_at=NOW)
    with bot.services.store.write() as connection:
        budget = bot.services.store.budgets.add(connection, budget)
    facts = bot.say(f"forecast this month project:{project.id}").facts
    over = bot.say("").facts["budgets"]
    with bot.services.store.write() as connection:
        bot.services.store.budgets.delete(connection, budget.id, NOW)
    assert facts["budgets"][0]["full_at"] > "2026-11-23T14:05:00Z"
    assert [(one["amount"], one["percent"]) for one in over] == [(budget.amount, 91)]


def test_what_is_left_of_one_budget_is_told_of_that_one(bot: Bot):
    one, other = bot.services.openai.projects()[:2]
    with bot.services.store.write() as connection:
        kept = [
            bot.services.store.budgets.add(
                connection, Budget("project", (project.id,), "cost", 10**12, "month", created_at=NOW)
            )
            for project in (one, other)
        ]
    alone = bot.say(f"how much is left in the budget of project:{one.id}").facts["budgets"]
    every = bot.say("how much is left in our budgets").facts["budgets"]
    with bot.services.store.write() as connection:
        for budget in kept:
            bot.services.store.budgets.delete(connection, budget.id, NOW)
    assert [each["names"] for each in alone] == [[one.id]]
    assert [each["names"] for each in every] == [[one.id], [other.id]]


def test_a_bare_question_is_answered_with_an_overview(bot: Bot):
    reply = bot.say("")
    assert reply.understood
    assert violations(reply.message) == ()
    today = bot.say("today").facts["total"]["quantity"]
    # The store keeps finer rows than OpenAI is asked for, and each is rounded to a nanodollar on its own.
    assert reply.facts["today"]["total"]["quantity"] == pytest.approx(today, rel=0, abs=100)
    assert len(reply.facts["month"]["rows"]) == 4
    assert len(reply.facts["models"]["rows"]) == 4


def test_csv_comes_as_a_file_with_every_row(bot: Bot):
    reply = bot.say("this month by project by model by key csv")
    assert reply.attachment is not None
    assert reply.attachment.name == "cost-by-project-by-model-by-key-2026-11-01.csv"
    assert reply.answer is not None
    rows = list(csv.reader(io.StringIO(reply.attachment.content)))
    assert len(rows) >= len(reply.answer.lines) > 21


def test_share_marks_the_reply(bot: Bot):
    assert bot.say("today by model share", SOMEBODY).shared
    assert not bot.say("today by model", SOMEBODY).shared


def test_rows_by_user_are_for_admins(bot: Bot):
    refused = bot.say("today by user and model", SOMEBODY)
    assert not refused.understood
    assert "admins" in refused.message.text
    assert refused.facts["suggestions"] == ["today by model"]
    assert bot.say("today by user and model", LOCAL).understood


def test_what_cannot_be_read_is_answered_with_questions_that_can(bot: Bot):
    reply = bot.say("flurble the wuzzle")
    assert not reply.understood
    assert len(reply.facts["suggestions"]) == 3
    assert all(bot.say(text).understood for text in reply.facts["suggestions"])


def test_an_absurd_question_is_answered_with_a_wider_one(bot: Bot):
    reply = bot.say("tokens this year by minute")
    assert not reply.understood
    assert bot.say(reply.facts["suggestions"][0]).understood


def test_a_project_is_known_by_name_before_anything_was_read(tmp_path: Path, simulator: Simulator):
    bot = Bot(tmp_path / "usage-bot.db", simulator.url)
    project = simulator.company.projects[0]
    facts = bot.say(f"tokens today {project.name}").facts
    bot.close()
    assert facts["reading"]["filters"]["project"] == [project.id]


class RecordedOrganisation(BaseHTTPRequestHandler):
    """The recorded pages of 31 days, cut as they were asked for."""

    pages: dict[str, list[dict]] = {}  # noqa: RUF012

    def do_GET(self) -> None:
        address = urlparse(self.path)
        asked = parse_qs(address.query)
        start, end = int(asked["start_time"][0]), int(asked["end_time"][0])
        data = self.pages[address.path.rsplit("/", 1)[1]]
        kept = [bucket for bucket in data if start <= bucket["start_time"] // 86400 * 86400 < end]
        body = json.dumps({"object": "page", "data": kept, "has_more": False, "next_page": None}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def recorded(tmp_path: Path) -> Iterator[Bot]:
    if not FIXTURES.exists():
        pytest.skip("the recorded pages are not beside this checkout")
    names = {"completions": "usage-completions-31d-ungrouped", "costs": "costs-31d-ungrouped"}
    RecordedOrganisation.pages = {
        endpoint: _buckets(FIXTURES / f"{name}.recorded.json") for endpoint, name in names.items()
    }
    with ThreadingHTTPServer(("127.0.0.1", 0), RecordedOrganisation) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        bot = Bot(tmp_path / "usage-bot.db", f"http://127.0.0.1:{server.server_address[1]}/v1")
        bot.now = datetime(2025, 2, 11, 12, tzinfo=UTC)
        yield bot
        bot.close()
        server.shutdown()


def _buckets(path: Path) -> list[dict]:
    buckets: list[dict] = json.loads(path.read_text())
    return buckets


def test_the_recorded_month_gives_the_sums_of_its_pages(recorded: Bot):
    facts = recorded.say("2025-01-11..2025-02-10 tokens by day").facts
    expected: dict[str, int] = {f"{datetime(2025, 1, 11, tzinfo=UTC) + n * DAY:%Y-%m-%d}": 0 for n in range(31)}
    for bucket in RecordedOrganisation.pages["completions"]:
        day = f"{datetime.fromtimestamp(bucket['start_time'], UTC):%Y-%m-%d}"
        expected[day] += sum(row["input_tokens"] + row["output_tokens"] for row in bucket["results"])
    assert {row["day"]: row["quantity"] for row in facts["rows"]} == expected
    assert 0 in expected.values()
    assert facts["total"]["quantity"] == sum(expected.values())


PEOPLE = (
    Named("user", "user_k1", "Checkers Kim", email="kim@tidewater.example"),
    Named("user", "user_k2", "Kimber Lee", email="kimber@tidewater.example"),
    Named("user", "user_k3", "Kimberly Ott", email="ott@tidewater.example"),
)
# What a hint to an admin names people for: two begin so, or nobody quite does.
HINTED = ("today user:kimb", "today kimb", "cost of kimbe by day", "budget kimb 500/month")


@pytest.fixture
def crowded(bot: Bot) -> Bot:
    bot.services.store.names.save(PEOPLE, NOW)
    return bot


@pytest.mark.parametrize("typed", HINTED)
def test_a_hint_names_people_to_admins_alone(crowded: Bot, typed: str):
    assert _people_in(crowded.say(typed)) != []
    assert _people_in(crowded.say(typed, SOMEBODY)) == []


def _people_in(reply: Reply) -> list[str]:
    said = json.dumps([reply.facts, reply.message.blocks]).casefold()
    return [one.name for one in PEOPLE if one.name.casefold() in said or one.email in said]


def test_batch_is_named_as_openai_names_it_and_what_has_no_price_by_its_unit(bot: Bot):
    rows = plain_text(bot.say("cost last week by batch").message)
    assert "Batch API (half price)" in rows and "(not split by batch)" in rows
    assert " spent* through the Batch API, " in plain_text(bot.say("batch last week").message)
    assert " spent* outside the Batch API, " in plain_text(bot.say("not batch last week").message)
    prices = plain_text(bot.say("prices gpt-image-1").message)
    assert "gpt-image-1: no known price for an image" in prices and "gpt-image-1: $5 input" in prices
