"""Every endpoint and every group of the bill, asked and compared with the company's own facts."""

import csv
import random
from collections import defaultdict
from collections.abc import Iterator
from io import StringIO
from zoneinfo import ZoneInfo

import pytest

from bot.core.answers.billed_quantities import BilledQuantity, added_up, quantity_in
from bot.core.catalogue import COSTS, ENDPOINT, METRICS
from bot.core.grammar import question_text, read_question
from bot.core.periods import DAY, Period, Width, floor
from bot.core.question import TIME_UNITS
from bot.core.time_rows import label
from bot.core.usage.buckets import Filter, UsageQuery
from bot.demo.company import Company
from tests.living import Bot, ShopBot
from tests.moment import NOW

TODAY = floor(NOW, Width.DAY)
SETTLED = Period(TODAY - 16 * DAY, TODAY - DAY)
RECENT = Period(TODAY - 3 * DAY, NOW)
UTC_ZONE = ZoneInfo("UTC")


@pytest.fixture(scope="module")
def bot(shop_bot: ShopBot) -> Iterator[Bot]:
    with shop_bot(35) as bot:
        yield bot


def sums(company: Company, endpoint: str, counters: tuple[str, ...], period: Period, by=(), filters=()):
    """Every fact added up one by one."""
    spec = ENDPOINT[endpoint]
    places = [spec.counters.index(name) for name in counters]
    found: dict[tuple[str, ...], int] = defaultdict(int)
    for fact in company.facts(endpoint, period, NOW, width=Width.HOUR):
        values = dict(zip(spec.dimensions, fact.key, strict=True))
        if all((values[one.dimension] in one.values) is not one.excluded for one in filters):
            labels = (label(unit, fact.start, UTC_ZONE) if unit in TIME_UNITS else values[unit] for unit in by)
            found[tuple(labels)] += sum(fact.counts[place] for place in places)
    return {labels: quantity for labels, quantity in found.items() if quantity}


def told(answer) -> dict[tuple[str, ...], int]:
    return {line.labels: line.amount.quantity for line in answer.lines if line.amount and line.amount.quantity}


GROUPS = ((), ("project",), ("item",), ("key",), ("day",), ("week",), ("month",), ("project", "item"), ("key", "day"))


def billed_quantities(bot: Bot) -> dict[str, BilledQuantity]:
    query = UsageQuery("costs", SETTLED, Width.DAY, ("item",))
    found: dict[str, list[BilledQuantity | None]] = defaultdict(list)
    for row in (row for bucket in bot.services.openai.read(query) for row in bucket.rows):
        found[row.key[0]].append(quantity_in(row.extra))
    return told_quantities(found)


def told_quantities(found: dict[str, list[BilledQuantity | None]]) -> dict[str, BilledQuantity]:
    return {item: whole for item, quantities in found.items() if (whole := added_up(quantities))}


@pytest.mark.parametrize("by", [("item",), ("item", "key"), ("item", "day")], ids=["stored", "live", "by day"])
def test_a_line_item_says_the_quantity_it_is_billed_for(bot: Bot, by):
    found: dict[str, list[BilledQuantity | None]] = defaultdict(list)
    for line in bot.ask(SETTLED, by=by).lines:
        found[line.labels[0]].append(line.used)
    quantities = told_quantities(found)
    assert quantities.items() <= billed_quantities(bot).items()
    # Some web searches are billed to no key and without a quantity, which by key is a row of its own.
    assert billed_quantities(bot).keys() - quantities.keys() <= {"web search tool calls"}
    assert {one.unit for one in quantities.values()} >= {"tokens", "images"}


def test_quantities_of_line_items_are_in_every_form_of_the_answer(bot: Bot):
    reply = bot.say("cost by item 2026-11-10 csv")
    told = {row["item"]: (row["used"] or {"quantity": "", "unit": ""}) for row in reply.facts["rows"]}
    assert reply.attachment is not None
    rows = [*csv.DictReader(StringIO(reply.attachment.content))]
    assert {row["item"]: {"quantity": row["used"], "unit": row["used_unit"]} for row in rows} == told
    (table,) = (block for block in bot.say("cost by item 2026-11-10").message.blocks if block["type"] == "data_table")
    assert "Used" in [cell["text"] for cell in table["rows"][0]]


@pytest.mark.parametrize("by", GROUPS, ids=lambda by: " and ".join(by) or "all")
def test_the_settled_bill_is_told_to_the_nanodollar_by_every_group(bot: Bot, company: Company, by):
    found, facts = bot.ask(SETTLED, by=by), sums(company, "costs", COSTS.counters, SETTLED, by)
    assert told(found) == facts
    assert found.total is not None
    assert (found.total.quantity, found.total.estimate) == (sum(facts.values()), False)


def test_what_belongs_to_no_project_is_a_row_of_its_own(bot: Bot):
    facts = bot.say("cost 2026-11-07..2026-11-20 by project").facts
    assert any(row["project"] is None and row["quantity"] for row in facts["rows"])
    assert sum(row["quantity"] for row in facts["rows"]) == facts["total"]["quantity"]
    assert "(no project)" in str(bot.say("cost 2026-11-07..2026-11-20 by project").message.blocks)


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("unattributed cost 2026-11-07..2026-11-21", (Filter("project", ("",)),)),
        ("cost by line item 2026-11-07..2026-11-21 except unattributed", (Filter("project", ("",), True),)),
    ],
)
def test_what_belongs_to_no_project_can_be_asked_for_by_its_row_s_name(bot: Bot, company: Company, text, filters):
    found = bot.say(text).answer
    assert found.total.quantity == sum(sums(company, "costs", COSTS.counters, SETTLED, (), filters).values()) > 0
    names = bot.services.store.names.all()
    again = read_question(question_text(found.question, names), names, now=NOW, zone=UTC_ZONE)
    assert (again.filters, found.question.filters) == (filters, filters)


PAIRS = [(metric, endpoint) for metric in METRICS for endpoint in metric.counters]


@pytest.mark.parametrize(("metric", "endpoint"), PAIRS, ids=lambda one: getattr(one, "name", one))
def test_each_endpoint_is_counted_as_the_facts_have_it(bot: Bot, company: Company, metric, endpoint):
    chance = random.Random(f"{metric.name}{endpoint}")  # noqa: S311
    spec = ENDPOINT[endpoint]
    keys = sorted({fact.key for fact in company.facts(endpoint, RECENT, NOW, width=Width.HOUR)})
    for _ in range(3):
        by = tuple(chance.sample((*spec.dimensions, "day"), chance.randint(0, 2)))
        place = chance.randrange(len(spec.dimensions))
        value = chance.choice(keys)[place] if keys else ""
        filters = (Filter(spec.dimensions[place], (value,), chance.random() < 0.3),) if value else ()
        found = bot.ask(RECENT, metric=metric.name, endpoint=endpoint, by=by, filters=filters)
        facts = sums(company, endpoint, metric.counters[endpoint], RECENT, by, filters)
        assert told(found) == facts, (by, filters)
        assert found.total is not None
        assert found.total.quantity == sum(facts.values())


@pytest.mark.parametrize(
    ("text", "unit", "endpoint", "counter"),
    [
        ("images this month", "image", "images", "images"),
        ("embeddings tokens by model this month", "token", "embeddings", "input_tokens"),
        ("whisper seconds this month", "second", "transcriptions", "seconds"),
        ("web searches by project this month", "request", "web_search", "num_requests"),
        ("tts characters this month", "character", "speeches", "characters"),
        ("code interpreter sessions this month", "session", "code_interpreter", "num_sessions"),
        ("file searches this month", "request", "file_search", "num_requests"),
    ],
)
def test_an_endpoint_is_asked_for_in_words_and_told_in_its_unit(
    bot: Bot, company: Company, text, unit, endpoint, counter
):
    facts = bot.say(text).facts
    month = Period(TODAY.replace(day=1), NOW)
    expected = sums(company, endpoint, (counter,), month)
    assert (facts["unit"], facts["reading"]["endpoint"] or endpoint) == (unit, endpoint)
    assert facts["total"]["quantity"] == sum(expected.values())


def test_the_cost_of_one_endpoint_is_told_in_dollars(bot: Bot):
    facts = bot.say("cost of embeddings yesterday by model").facts
    assert (facts["unit"], facts["reading"]["endpoint"]) == ("nanodollar", "embeddings")
    assert facts["total"]["quantity"] > 0
    assert facts["total"]["estimate"]


def test_the_bill_is_asked_for_by_line_item_in_words(bot: Bot, company: Company):
    facts = bot.say("cost by line item 2026-11-10..2026-11-15").facts
    days = Period(TODAY - 13 * DAY, TODAY - 7 * DAY)
    assert {row["item"]: row["quantity"] for row in facts["rows"]} == {
        item: quantity for (item,), quantity in sums(company, "costs", COSTS.counters, days, ("item",)).items()
    }
