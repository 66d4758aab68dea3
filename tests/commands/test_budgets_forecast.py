"""The same budget is forecast to end at the same wherever it is asked about."""

import re
from pathlib import Path

from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.core.periods import DAY, Width, floor
from bot.core.slack.fallbacks import plain_text
from tests.living import Bot
from tests.moment import NOW

ENDS = re.compile(r"forecast ≈ (\$[\d,]+(?:–\$[\d,]+)?)")


def test_one_budget_has_the_range_that_a_question_gets(simulator, company, tmp_path: Path):
    bot = Bot(tmp_path / "usage-bot.db", simulator.url)
    bot.snapshot(floor(NOW, Width.DAY) - 60 * DAY)
    bot.learn_names()
    project = company.project("checkout-prod").id
    with bot.services.store.write() as connection:
        bot.services.store.budgets.add(connection, Budget("project", (project,), "cost", 4000 * NANO, "month"))

    (shown,) = ENDS.findall(plain_text(bot.say("budgets checkout-prod").message))

    assert shown in plain_text(bot.say("forecast this month checkout-prod").message)
    bot.close()
