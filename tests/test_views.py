"""The views that people and Datasette read say what the bot says, and answer at once."""

import re
from pathlib import Path

import pytest

from bot.core.budgets.budget import Budget
from bot.core.catalogue import ENDPOINTS
from bot.core.periods import DAY, Period, Width, floor
from bot.jobs.check import check_budgets
from bot.sources import breakdown
from bot.sources.budget_status import budget_sums
from tests.moment import NOW

QUERIES = re.findall(r"```sql\n(.*?)```", (Path(__file__).parents[1] / "docs" / "queries.md").read_text(), re.S)
TODAY = floor(NOW, Width.DAY)
WEEKS = 3


@pytest.fixture(scope="module")
def bot(shop_bot):
    """Settled days, open days, one that was read before its bill was there, and budgets of each kind."""
    with shop_bot(35) as bot:
        store = bot.services.store
        with store.write() as connection:
            connection.execute("UPDATE reads SET read_at = start WHERE endpoint = 'costs' AND start LIKE '2026-11-10%'")
            connection.execute("DELETE FROM reads WHERE endpoint = 'costs' AND start LIKE '2026-11-11%'")
            connection.execute("DELETE FROM costs_by_project WHERE day = ?", (_number("2026-11-11"),))
            for budget in _budgets(store):
                store.budgets.add(connection, budget)
        check_budgets(bot.services, NOW)
        yield bot


def _number(day):
    return next(
        number for number in range(20_000, 22_000) if str(NOW.fromtimestamp(number * 86400, NOW.tzinfo))[:10] == day
    )


def _budgets(store):
    first = sorted(store.usage.values("project"))[1]
    yield Budget("project", (first,), "cost", 10**9, "month", created_at=NOW)
    yield Budget("organisation", (), "requests", 10**6, "week", created_at=NOW)
    yield Budget("model", ("gpt-5*",), "tokens", 10**6, "day", created_at=NOW)


def read(bot, sql, *values):
    with bot.services.store.read() as connection:
        return connection.execute(sql, values).fetchall()


@pytest.mark.parametrize("days", [1, 7, WEEKS * 7])
def test_spend_is_what_an_answer_says_to_the_nanodollar(bot, days):
    period = Period(TODAY - (days - 1) * DAY, NOW)
    told = breakdown(bot.services, "cost", period, "project", now=NOW)
    sql = (
        "SELECT project_id, sum(nanodollars), max(is_estimate) FROM spend_by_day_and_project"
        " WHERE day >= ? GROUP BY project_id"
    )
    found = {id: (quantity, estimate) for id, quantity, estimate in read(bot, sql, f"{period.start:%Y-%m-%d}")}

    assert found == {id: (amount.quantity, amount.estimate) for id, amount in told.items()}
    assert sum(quantity for quantity, _ in found.values()) > 0


def test_a_day_without_its_bill_and_one_with_an_early_one_are_estimates(bot):
    days = [("2026-11-09", 0), ("2026-11-10", 1), ("2026-11-11", 1)]
    sql = "SELECT day, max(is_estimate) FROM spend_by_day_and_project WHERE day BETWEEN ? AND ? GROUP BY day"
    assert read(bot, sql, days[0][0], days[-1][0]) == days
    for day, _ in days:
        start = TODAY - (TODAY.date() - NOW.fromisoformat(day).date())
        told = breakdown(bot.services, "cost", Period(start, start + DAY), None, now=NOW)[""]
        total = read(bot, "SELECT sum(nanodollars) FROM spend_by_day_and_project WHERE day = ?", day)
        assert total == [(told.quantity,)], day


def test_budgets_stand_where_the_bot_says_they_do(bot):
    sums = budget_sums(bot.services, NOW)
    said = [sums.current(budget) for budget in bot.services.store.budgets.all()]
    found = read(bot, "SELECT budget, amount, spent, percent, unit FROM budgets_now ORDER BY budget")

    scale = {"cost": 1e9}
    assert found == [
        (
            one.budget.id,
            one.amount / scale.get(one.budget.metric, 1),
            one.spent.quantity / scale.get(one.budget.metric, 1),
            one.percent,
            {"cost": "dollar", "requests": "request", "tokens": "token"}[one.budget.metric],
        )
        for one in said
    ]
    assert read(bot, "SELECT name FROM budgets_now WHERE scope = 'model'") == [("gpt-5*",)]


def test_alerts_are_shown_with_what_they_are_about(bot):
    found = read(bot, "SELECT kind, scope, level, period_start FROM alerts_told WHERE kind = 'level' ORDER BY scope")
    assert ("level", "project", 100, "2026-11-01T00:00:00Z") in found


VIEWED = [one for one in ENDPOINTS if one.name != "costs"]


@pytest.mark.parametrize("endpoint", VIEWED, ids=lambda one: one.name)
def test_every_endpoint_has_its_view_with_counters_by_name(bot, endpoint):
    (view,) = read(bot, "SELECT sql FROM sqlite_master WHERE name = ?", f"usage_of_{endpoint.name}_by_day")
    columns = {row[1] for row in read(bot, f"PRAGMA table_info(usage_of_{endpoint.name}_by_day)")}
    assert set(endpoint.counters) <= columns
    places = [int(place) for place in re.findall(r"count_(\d+) AS", view[0])]
    if places:
        assert re.findall(r"count_\d+ AS (\w+)", view[0]) == list(endpoint.counters)
        assert places == list(range(1, len(endpoint.counters) + 1))


def test_counting_rows_looks_no_name_up_and_a_day_is_found_at_once(bot):
    plan = " ".join(row[3] for row in read(bot, "EXPLAIN QUERY PLAN SELECT count(*) FROM usage_by_day"))
    assert "dimension_values" not in plan
    (searched,) = read(bot, "EXPLAIN QUERY PLAN SELECT sum(estimate) FROM usage_by_day WHERE day_number = 20780")
    assert searched[3].startswith("SEARCH usage USING PRIMARY KEY")


@pytest.mark.parametrize("sql", QUERIES, ids=range(1, len(QUERIES) + 1))
def test_the_questions_of_the_page_are_answered(bot, sql):
    assert len(QUERIES) == 10
    read(bot, sql.replace("'now'", f"'{NOW:%Y-%m-%d %H:%M}'"))
