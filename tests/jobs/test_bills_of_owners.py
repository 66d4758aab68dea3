"""Bills by key and user: read once their days are settled, and so that a budget of one says what its question says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot import commands
from bot.adapters.store import Store
from bot.commands.request import LOCAL
from bot.core.errors import UpstreamError
from bot.core.periods import DAY, HOUR, MINUTE
from bot.core.usage.buckets import LEDGERS
from bot.sources.budget_status import budget_sums, open_periods
from tests.jobs.test_hours import NOW, TODAY, Bot, used


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "usage-bot.db") as store:
        yield store


def with_budgets(store: Store, *scopes: str) -> Bot:
    """A steady month whose bill is a third above its estimate, and some use today that is not billed yet."""
    bot = Bot(store)
    for day in range(1, 40):
        for key in ("key_one", "key_two"):
            bot.openai.events.append(used(TODAY - day * DAY + 9 * HOUR, tokens=100_000, key=key, bill=166_000_000))
    bot.openai.events.append(used(NOW - 2 * HOUR, tokens=30_000, key="key_one"))
    bot.sync(NOW)
    for scope in scopes:
        commands.agree(commands.run(f"budget {scope} 30/month in #x", LOCAL, bot.services), LOCAL, bot.services)
    bot.sync(NOW + 15 * MINUTE)
    return bot


def spent(bot: Bot) -> dict[str, int]:
    now = bot.openai.now
    sums, budgets = budget_sums(bot.services, now), bot.services.store.budgets.all()
    return {
        f"{budget.scope}:{budget.names[0]}": status.spent.quantity
        for budget in budgets
        for status in (sums.status(budget, period) for period in open_periods(budget, now, lambda period: False))
    }


def test_a_budget_of_a_key_or_a_user_says_what_its_question_says(store):
    bot = with_budgets(store, "key:key_one", "user:user-dana")
    found = spent(bot)
    assert found == {subject: bot.total(f"cost mtd {subject}") for subject in found}
    assert found["key:key_one"] == 16 * 166_000_000 + 37_500_000


def test_settled_days_by_key_are_then_answered_without_a_request(store):
    bot = with_budgets(store, "key:key_one")
    texts = ("cost last week by key", "cost last week key:key_two", "cost 2026-11-01..2026-11-10 by key and project")
    assert [bot.total(text) for text in texts] == [14 * 166_000_000, 7 * 166_000_000, 20 * 166_000_000]
    assert bot.openai.requests == []


def test_a_restated_bill_reaches_the_budget_of_its_key(store):
    bot = with_budgets(store, "key:key_one")
    for event in bot.openai.events:
        if TODAY - 3 * DAY < event.at < TODAY:
            event.bill += 50_000_000
    bot.sync(NOW + 30 * MINUTE)
    assert spent(bot) == {"key:key_one": bot.total("cost mtd key:key_one")}


def bills(bot: Bot) -> list[tuple[str, int]]:
    """The bills by owner that were asked for since the last look, and of how many days."""
    asked = [(one.ledger, one.period.length // DAY) for one in bot.openai.requests if one.ledger in LEDGERS]
    bot.openai.requests.clear()
    return asked


def test_without_such_a_budget_days_are_read_once_when_they_are_settled(store):
    bot = with_budgets(store, "project:proj_a")
    assert bills(bot) == [("costs by key", 59), ("costs by user", 59)]
    for hours in (1, 8):
        bot.sync(NOW + hours * HOUR)
    assert bills(bot) == []
    bot.sync(NOW + DAY)
    assert bills(bot) == [("costs by key", 1), ("costs by user", 1)]
    texts = ("cost last week by key", "cost last week by user", "cost last month user:user-dana")
    assert [bot.total(text) for text in texts] == [14 * 166_000_000] * 2 + [2 * 23 * 166_000_000]
    assert bot.openai.requests == []
    bot.total("cost mtd by key")
    assert bills(bot) == [("costs by key", 1)]  # of yesterday nothing is billed yet, by whatever it is grouped


def test_what_was_prepaid_long_ago_is_billed_since_its_own_day(store):
    bot = Bot(store)
    bot.openai.events += [used(TODAY - day * DAY, tokens=100_000, bill=166_000_000) for day in range(1, 150)]
    bot.sync(NOW)
    words = "budget key:key_one 500 since 2026-07-01 in #x"
    commands.agree(commands.run(words, LOCAL, bot.services), LOCAL, bot.services)
    bot.sync(NOW + 15 * MINUTE)
    assert spent(bot) == {"key:key_one": bot.total("cost since 2026-07-01 key:key_one")}
    days = (TODAY.date() - date(2026, 7, 1)).days
    assert spent(bot)["key:key_one"] >= (days - 1) * 166_000_000


def test_a_settled_day_that_is_restated_is_read_again_by_key_and_user(store):
    bot = with_budgets(store, "project:proj_a")
    bot.openai.events[3 * 2].bill += 1_000_000_000  # of four days ago
    bot.openai.requests.clear()
    bot.sync(NOW + 30 * MINUTE)
    assert bills(bot) == [("costs by key", 1), ("costs by user", 1)]
    assert bot.total("cost 2026-11-13 by key") == 2 * 166_000_000 + 1_000_000_000
    assert bot.openai.requests == []


def test_bills_that_openai_does_not_tell_leave_estimates_and_are_no_failure(store):
    bot = with_budgets(store, "user:user-dana")
    estimated, read = 16 * 2 * 125_000_000 + 37_500_000, bot.openai.read

    def refusing(query, hurried=False):
        if query.ledger == "costs by user":
            raise UpstreamError("Invalid group_by", transient=False, code="invalid_request")
        return read(query)

    bot.openai.read = refusing
    with store.write() as connection:
        connection.execute("DELETE FROM reads WHERE endpoint = 'costs by user'")
    assert bot.sync(NOW + 30 * MINUTE).failures == ()
    assert spent(bot) == {"user:user-dana": estimated}


@pytest.mark.parametrize("code", ["invalid_request", "forbidden", "server_error"])
def test_bills_that_no_budget_needs_fail_without_a_word_and_are_asked_for_on_the_next_day(store, code):
    bot = with_budgets(store, "project:proj_a")
    read = bot.openai.read

    def refusing(query, hurried=False):
        if query.ledger in LEDGERS:
            bot.openai.requests.append(query)
            raise UpstreamError("no", transient=False, code=code)
        return read(query)

    bot.openai.read = refusing
    tomorrow = [bot.sync(NOW + DAY + minutes * MINUTE) for minutes in (0, 15)]
    assert [one.failures for one in tomorrow] == [(), ()]
    assert [name for name, _ in bills(bot)][-2:] == ["costs by key", "costs by user"]
    bot.sync(NOW + DAY + 30 * MINUTE)
    assert bills(bot) == []
    bot.openai.read = read
    bot.sync(NOW + 2 * DAY)
    assert bills(bot) == [("costs by key", 2), ("costs by user", 2)]


@pytest.mark.parametrize("gone", ["costs by key", "costs"])
def test_an_empty_bill_of_days_that_were_billed_changes_nothing(store, gone):
    bot = with_budgets(store, "key:key_one")
    before, read = spent(bot), bot.openai.read

    def emptied(query, hurried=False):
        found = read(query)
        is_gone = query.ledger.startswith(gone)
        return tuple(replace(bucket, rows=()) for bucket in found) if is_gone else found

    bot.openai.read = emptied
    assert {error.code for error in bot.sync(NOW + 30 * MINUTE).failures} == {"all_empty"}
    assert spent(bot) == before
