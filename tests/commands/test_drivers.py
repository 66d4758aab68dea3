"""What drives a budget, from a real store that read the simulated shop, where a key runs away since noon."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.backtest import Past, backtested
from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.core.budgets.drivers import Growth
from bot.core.periods import DAY, Period, Width, floor
from bot.core.slack.fallbacks import plain_text
from bot.demo.company import Company
from bot.demo.openai import Simulator
from bot.jobs.check import check_budgets
from bot.sources.budget_status import budget_sums
from bot.sources.causes import drivers
from tests.living import Bot, ShopBot
from tests.moment import NOW

TODAY = floor(NOW, Width.DAY)
NOON = TODAY + timedelta(hours=12)


@pytest.fixture
def bot(shop_bot: ShopBot) -> Iterator[Bot]:
    with shop_bot(15) as bot:
        yield bot


def scopes(company: Company) -> dict[str, Budget]:
    runaway = company.key("ci-agents")
    found = {
        "organisation": (),
        "project": (company.project("ci-runner").id,),
        "key": (runaway.id,),
        "user": (runaway.owner,),
        "model": ("gpt-5.5-2026-04-23",),
    }
    return {scope: Budget(scope, names, "cost", 500 * NANO, "month") for scope, names in found.items()}


@pytest.mark.parametrize("metric", ["cost", "tokens"])
def test_the_runaway_is_named_whatever_the_budget_is_for(bot: Bot, company: Company, metric: str):
    for scope, budget in scopes(company).items():
        sums = budget_sums(bot.services, NOW)
        found = drivers(Budget(scope, budget.names, metric, 500, "month"), sums, bot.services)
        assert found is not None
        first = next(one for one in found.rose if one.project == company.project("ci-runner").id)
        assert (first.model, first.key) == ("gpt-5.5-2026-04-23", company.key("ci-agents").id)
        if scope not in ("key", "user"):
            assert first.growth is not None
            assert replace(first.growth, tenths=20) == Growth("tokens per request", 20, NOON)
            assert first.growth.tenths in range(19, 22)


def test_parts_add_up_to_what_the_project_used_in_the_day(bot: Bot, company: Company):
    sums = budget_sums(bot.services, NOW)
    found = drivers(scopes(company)["project"], sums, bot.services)
    assert found is not None
    assert sum(one.now.quantity for one in found.found) == found.now.quantity


def test_a_bot_that_read_nothing_says_nothing(tmp_path: Path, simulator: Simulator, company: Company):
    bot = Bot(tmp_path / "empty.db", simulator.url)
    assert drivers(scopes(company)["project"], budget_sums(bot.services, NOW), bot.services) is None
    bot.close()


def test_a_back_test_of_the_shop_sees_what_was_used(bot: Bot, company: Company):
    sums = budget_sums(bot.services, NOW)
    organisation, project = (replace(scopes(company)[scope], period="day") for scope in ("organisation", "project"))
    one, other = backtested([organisation, replace(project, amount=NANO)], sums, bot.services)

    assert (one.periods, one.days, one.spikes) == (15, 15, 0)
    assert other.times[-1] == (100, 15)


def test_an_alert_of_the_shop_names_the_runaway_key_and_when_it_began(bot: Bot, company: Company):
    bot.learn_names()
    budget = replace(scopes(company)["project"], created_at=TODAY - 60 * DAY)
    with bot.services.store.write() as connection:
        bot.services.store.budgets.add(connection, replace(budget, amount=NANO))

    (queued,) = [one for one in check_budgets(bot.services, NOW).outgoing if one.key.startswith("passed")]

    line = next(line for line in plain_text(queued.message).splitlines() if line.startswith("*Why, last 24 h* "))
    assert "usual: the same hours of the last 2 weeks" in plain_text(queued.message)
    assert "gpt-5.5-2026-04-23, key" in line
    assert "2 × tokens per request since Mon 12:00" in line.replace("2.1 ×", "2 ×")


def test_the_organisations_alert_is_explained_however_full_its_projects_are(bot: Bot, company: Company):
    bot.learn_names()
    spent = bot.say("this month").facts["total"]["quantity"]
    old = {"metric": "cost", "period": "month", "created_at": TODAY - 60 * DAY}
    with bot.services.store.write() as connection:
        bot.services.store.budgets.add(connection, Budget("organisation", (), amount=spent * 10 // 9, **old))
        for name in ("ci-runner", "checkout-prod", "web-app", "support-bot"):
            one = Budget("project", (company.project(name).id,), amount=NANO, **old)
            bot.services.store.budgets.add(connection, one)

    outgoing = [plain_text(queued.message) for queued in check_budgets(bot.services, NOW).outgoing]

    (alert,) = [text for text in outgoing if "The organisation" in text.splitlines()[0]]
    assert any("last 24 h" in line.casefold() for line in alert.splitlines())


def test_the_days_of_a_back_test_are_those_that_the_budget_counts(bot: Bot, company: Company):
    sums = budget_sums(bot.services, NOW)
    for budget in scopes(company).values():
        found = Past(sums, bot.services).days(budget)
        assert found == {day: sums.spent(budget, Period(day, day + DAY)).quantity for day in found}
        assert len(found) == 15
