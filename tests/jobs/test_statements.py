"""What the check and the digest cost the store: as many statements for two hundred budgets as for two."""

import pytest

from bot.core.budgets.budget import Budget
from bot.core.reports.schedules import told_day
from bot.jobs.check import check_budgets
from bot.sources.budget_status import budget_sums
from bot.sources.digest_facts import digest
from tests.benchmarks.invented import NOW, Organisation
from tests.benchmarks.statements import told
from tests.benchmarks.year import fill
from tests.living import UNREACHABLE, Bot

FEW, MANY = 2, 200
DAYS = 40
SUMS = ("FROM completions_", "FROM costs_", "FROM other_days")
AMPLE = 10**15  # nanodollars that nobody reaches: what is told costs statements of its own


@pytest.fixture
def services(tmp_path):
    fill(tmp_path / "usage-bot.db", Organisation(MANY, 1, 1), DAYS)
    bot = Bot(tmp_path / "usage-bot.db", UNREACHABLE)
    yield bot.services
    bot.close()


def _budgets(services, numbers):
    projects = sorted(services.store.usage.values("project"))
    with services.store.write() as connection:
        for number in numbers:
            budget = Budget("project", (projects[number],), "cost", AMPLE, "month", created_at=NOW)
            services.store.budgets.add(connection, budget)


def _spent(services):
    sums = budget_sums(services, NOW)
    return [sums.current(budget).spent for budget in services.store.budgets.all()]


WORK = {
    "check": lambda services: check_budgets(services, NOW),
    "digest": lambda services: digest(services, told_day(NOW)),
    "standing": _spent,
}


@pytest.mark.parametrize("name", WORK)
def test_the_number_of_statements_does_not_grow_with_the_budgets(services, name):
    def cost():
        WORK[name](services)  # what is told once was told before
        return len(told(services, lambda: WORK[name](services)))

    _budgets(services, range(FEW))
    few = cost()
    _budgets(services, range(FEW, MANY))
    assert 0 < few == cost()


def test_three_statements_add_up_what_two_hundred_budgets_have_spent(services):
    _budgets(services, range(MANY))
    said = told(services, lambda: _spent(services))
    assert 0 < len([one for one in said if any(table in one for table in SUMS)]) <= 3
    assert all(spent.quantity > 0 for spent in _spent(services))
