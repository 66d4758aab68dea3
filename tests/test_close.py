"""The month's close: equal to the bill to the nanodollar, frozen, compared, and refused before it has settled."""

import csv
import json
import re
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import commands
from bot.adapters.teams import TeamsFile
from bot.cli import cli
from bot.commands.request import LOCAL, Asker
from bot.core.errors import UserError
from bot.core.names import Sightings
from bot.core.periods import DAY, HOUR, Period, Width
from bot.core.reports.close import read_month
from bot.core.reports.close_message import COLUMNS, whole_cents
from bot.core.slack.numbers import CENT
from bot.core.usage.buckets import Bucket, Row, UsageQuery
from bot.demo.company import Company
from bot.demo.openai import ADMIN_KEY, Simulator
from bot.jobs.names import refresh_names
from tests.living import Bot
from tests.moment import NOW

OCTOBER = Period(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
LAST = Period(OCTOBER.end - DAY, OCTOBER.end)
COSTS = UsageQuery("costs", OCTOBER, Width.DAY, ("project", "item"))


@pytest.fixture
def bot(tmp_path: Path, simulator: Simulator) -> Iterator[Bot]:
    (tmp_path / "teams.toml").write_text('[[team]]\nname = "shop"\nprojects = ["checkout-prod", "search"]\n')
    bot = Bot(tmp_path / "usage-bot.db", simulator.url)
    store = bot.services.store
    bot.services = replace(bot.services, teams=TeamsFile(tmp_path / "teams.toml", store.names.all))
    store.names.also = bot.services.teams.named
    refresh_names(bot.services, NOW, Sightings())
    store.usage.save(COSTS, bot.services.openai.read(COSTS), NOW)
    yield bot
    bot.close()


def billed(company: Company) -> dict:
    sums: dict = {}
    for fact in company.facts("costs", OCTOBER):
        place = fact.key[0] or None, fact.key[1]
        sums[place] = sums.get(place, 0) + fact.counts[0]
    return sums


def test_a_close_is_the_bill_by_project_team_and_line_item(bot: Bot, company: Company):
    facts = bot.say("close 2026-10").facts
    expected = billed(company)
    assert {(line["project"], line["item"]): line["billed"] for line in facts["lines"]} == expected
    assert facts["total"] == sum(expected.values())
    assert {line["team"] for line in facts["lines"] if line["project_name"] == "search"} == {"shop"}
    assert {line["team"] for line in facts["lines"] if line["project"] is None} == {None}
    (line,) = (one for one in facts["lines"] if one["project_name"] == "search" and "embedding-3-large" in one["item"])
    assert (line["quantity_unit"], int(line["quantity"]) > 0) == ("tokens", True)


def test_a_closed_month_stays_and_what_was_restated_is_named(bot: Bot):
    first = bot.say("close october").facts
    assert first["is_new"]
    again = bot.say("close october please").facts
    assert (again["is_new"], again["restated"], again["total"]) == (False, [], first["total"])

    (day,) = bot.services.store.usage.fetch(replace(COSTS, period=LAST))
    line = next(one for one in first["lines"] if (one["project"], one["item"]) == day.rows[-1].key)
    changed = tuple(
        row._replace(counts=(row.counts[0] - 5000,)) if row.key == (line["project"], line["item"]) else row
        for row in day.rows
    )
    credit = Row(("", "credit | goodwill"), (-7_000_000_000,))
    bot.services.store.usage.save(replace(COSTS, period=LAST), [Bucket(day.start, day.end, (*changed, credit))], NOW)

    reply = bot.say("close october")
    assert reply.facts["restated"] == [
        {"project": None, "item": "credit | goodwill", "closed": 0, "now": -7_000_000_000},
        {"project": line["project"], "item": line["item"], "closed": line["billed"], "now": line["billed"] - 5000},
    ]
    assert reply.facts["total"] == first["total"]
    assert "*Corrected by OpenAI since then: −$7.00, so the bill is $" in str(reply.message.blocks)


def test_an_invoice_is_compared(bot: Bot):
    total = bot.say("close october").facts["total"]
    facts = bot.say("close october invoice $12,345.67").facts
    assert (facts["invoice"], facts["difference"]) == (12_345_670_000_000, 12_345_670_000_000 - total)
    told = str(bot.say("close october invoice 12345.67").message.blocks)
    assert "The invoice of $12,345.67 is $" in told
    assert " more than the close." in told
    for amount in ("lots", "1_000", "١٢"):
        assert not commands.run(f"close october invoice {amount}", LOCAL, bot.services).understood


def test_csv_has_the_columns_of_focus(bot: Bot):
    reply = bot.say("close october csv")
    rows = list(csv.DictReader(StringIO(reply.attachment.content)))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(reply.facts["lines"])
    assert sum(Decimal(row["BilledCost"]) for row in rows) * 10**9 == reply.facts["total"]
    row = next(one for one in rows if "embedding-3-large" in one["ChargeDescription"])
    assert (row["BillingPeriodStart"], row["BillingPeriodEnd"]) == ("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")
    found = [row[name] for name in ("BillingCurrency", "ProviderName", "SubAccountName", "ConsumedUnit", "x_Team")]
    assert found == ["USD", "OpenAI", "search", "tokens", "shop"]


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (OCTOBER.end + 23 * HOUR, "October 2026 can be closed from 2026-11-02 00:00 UTC on"),
        (OCTOBER.end + 25 * HOUR, "The bill of 2026-10-31 was read before it had settled."),
    ],
)
def test_a_month_that_has_not_settled_is_refused(simulator: Simulator, tmp_path: Path, now: datetime, reason: str):
    bot = Bot(tmp_path / "early.db", simulator.url)
    bot.services.store.usage.save(COSTS, bot.services.openai.read(COSTS), OCTOBER.end + 23 * HOUR)
    bot.now = now
    reply = commands.run("close 2026-10", LOCAL, bot.services)
    assert reply.facts["error"].startswith(reason)
    assert bot.services.store.closes.all() == ()
    bot.close()


def test_a_month_that_was_not_read_is_refused_with_the_cure(bot: Bot):
    reply = commands.run("close 2026-09", LOCAL, bot.services)
    assert reply.facts["error"] == (
        "The bill of 2026-09-01 and of 29 other days was never read. Run `usage-bot sync --since 2026-09-01`."
    )


def test_only_admins_freeze_a_month_and_everybody_may_read_it(bot: Bot):
    somebody = Asker("U1", "T1", "C1")
    assert not commands.run("close october", somebody, bot.services).understood
    bot.say("close october")
    assert commands.run("close october", somebody, bot.services).understood
    (line,) = (one for one in bot.services.store.audit.lines() if one.action == "close")
    assert line.actor  # who sits at the terminal, as the system knows them
    assert line.subject == "2026-10"


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-10", "2026-10"),
        ("october", "2026-10"),
        ("Oct 2025", "2025-10"),
        ("december", "2025-12"),
        ("last month", "2026-10"),
        ("", "2026-10"),
        ("sept", "2026-09"),
    ],
)
def test_a_month_is_read(text, month):
    assert f"{read_month(text, NOW).start:%Y-%m}" == month


@pytest.mark.parametrize("text", ["2026-13", "ma", "tomorrow", "13"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(UserError, match="is no month"):
        read_month(text, NOW)


def test_the_command_line_writes_the_file(bot: Bot, tmp_path: Path):
    settings = {"OPENAI_ADMIN_KEY": ADMIN_KEY, "USAGE_BOT_DATABASE": str(tmp_path / "usage-bot.db")}
    bot.say("close 2026-10")
    with chdir(tmp_path):
        done = CliRunner().invoke(cli, ["close", "2026-10", "--csv", "october.csv", "--json"], env=settings)
    assert done.exit_code == 0, done.output
    assert len((tmp_path / "october.csv").read_text().splitlines()) == len(json.loads(done.stdout)["lines"]) + 1


@pytest.mark.parametrize(
    ("amounts", "cents"),
    [
        ((10_060_000_000, 20_060_000_000, 30_060_000_000), [1006, 2006, 3006]),
        ((4_000_000, 4_000_000, 4_000_000), [1, 0, 0]),
        ((6_000_000, 6_000_000, 6_000_000), [1, 1, 0]),
        ((-7_004_000_000, 5_006_000_000), [-700, 500]),
        ((), []),
    ],
)
def test_the_parts_of_a_close_add_up_to_its_sum_to_the_cent(amounts: tuple[int, ...], cents: list[int]):
    assert whole_cents(amounts) == cents
    assert sum(cents) == round(Decimal(sum(amounts)) / CENT)


def test_what_a_close_shows_adds_up_to_its_headline(bot: Bot):
    message = bot.say("close october").message
    total = Decimal(re.search(r"\$([\d,.]+) billed", message.text)[1].replace(",", ""))
    for heading in ("*By project*", "*By line item*"):
        (text,) = (
            block["text"]["text"] for block in message.blocks if heading in block.get("text", {}).get("text", "")
        )
        shown = [Decimal(one.replace(",", "")) for one in re.findall(r": \$([\d,.]+)$", text, re.M)]
        assert sum(shown) == total
