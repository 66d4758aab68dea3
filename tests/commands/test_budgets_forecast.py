"""The same budget is forecast to end at the same wherever it is asked about."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.amounts import NANO, Amount
from bot.core.answers.answer import Answer, Source
from bot.core.budgets.budget import Budget
from bot.core.budgets.forecast import Ahead, HeldPart, HeldTo, forecast, pace_of_days
from bot.core.budgets.forecast_message import Outlook, forecast_json, forecast_message
from bot.core.names import Names
from bot.core.periods import Period
from bot.core.question import Question
from bot.core.slack.fallbacks import plain_text
from tests.living import Bot, ShopBot

ENDS = re.compile(r"forecast ≈ (\$[\d,]+(?:–\$[\d,]+)?)")


def test_one_budget_has_the_range_that_a_question_gets(shop_bot: ShopBot, company):
    with shop_bot(61) as bot:
        budget = Budget("project", (company.project("checkout-prod").id,), "cost", 4000 * NANO, "month")
        with bot.services.store.write() as connection:
            bot.services.store.budgets.add(connection, budget)

        (shown,) = ENDS.findall(plain_text(bot.say("budgets checkout-prod").message))

        assert shown in plain_text(bot.say("forecast this month checkout-prod").message)


def test_parts_of_days_that_were_not_read_have_no_forecast(simulator, tmp_path: Path):
    """What was not read is not zero: a store without days would have let each project stand still."""
    bot = Bot(tmp_path / "usage-bot.db", simulator.url)

    facts = bot.say("forecast by project").facts

    assert facts["forecast"] is not None
    assert {one and one["expected"] for one in facts["forecasts"]} == {None}
    bot.close()


NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)  # $1,950 so far, $100 a day of late, $80 to $120 at other paces
MONTH = Period(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
DAYS = [120 * NANO] * 14 + [60 * NANO] * 7 + [100 * NANO] * 7


@pytest.mark.parametrize(
    ("goal", "said", "at"),
    [
        (1_950, "Already past $1,950.", "2026-11-20T12:00:00Z"),
        (2_000, "On pace to reach $2,000 on Sat 21 Nov.", "2026-11-21T00:00:00Z"),
        (2_500, "On pace to reach $2,500 on Thu 26 Nov (latest Fri 27 Nov).", "2026-11-26T00:00:00Z"),
        (2_950, "On pace to reach $2,950 on Mon 30 Nov (latest never).", "2026-11-30T12:00:00Z"),
        (3_000, "On pace to stay under $3,000.", None),
    ],
)
def test_a_goal_is_said_with_its_day(goal, said, at):
    question = Question("", Period(MONTH.start, NOON), over=goal * NANO, verb="forecast")
    answer = Answer(question, (), Amount(1_950 * NANO), sources=(Source("openai", NOON),))
    known = pace_of_days(DAYS)
    assert known
    ahead = forecast(1_950 * NANO, known, MONTH, NOON)
    outlook = Outlook(answer, MONTH, Ahead(ahead, ahead), goal=goal * NANO)

    assert plain_text(forecast_message(outlook, Names(()), now=NOON)).splitlines()[0] == f"*{said}*"
    assert forecast_json(outlook)["goal"] == {"quantity": goal * NANO, "at": at}


@pytest.mark.parametrize(
    ("goal", "said", "at"),
    [
        (2_200, "On pace to reach $2,200 on Mon 23 Nov.", "2026-11-23T00:00:00Z"),
        (
            2_500,
            "On pace to reach $2,500 on Sat 28 Nov (latest Sun 29 Nov).",
            "2026-11-28T00:00:00Z",
        ),
        (2_800, "On pace to stay under $2,800.", None),
    ],
)
def test_after_a_hard_limit_stops_a_project_the_rest_goes_on_at_its_own_pace(goal, said, at):
    """$40 of the $100 a day are of a project that has $100 left: 2.5 days at $100, and $60 from then on."""
    question = Question("", Period(MONTH.start, NOON), over=goal * NANO, verb="forecast")
    answer = Answer(question, (), Amount(1_950 * NANO), sources=(Source("openai", NOON),))
    known = pace_of_days(DAYS)
    assert known
    part = HeldPart(100 * NANO, 40 * NANO, 40 * NANO, 40 * NANO)
    held = forecast(1_950 * NANO, replace(known, held=HeldTo((part,))), MONTH, NOON)
    outlook = Outlook(answer, MONTH, Ahead(held, forecast(1_950 * NANO, known, MONTH, NOON)), goal=goal * NANO)

    assert plain_text(forecast_message(outlook, Names(()), now=NOON)).splitlines()[0] == f"*{said}*"
    facts = forecast_json(outlook)
    assert facts["goal"] == {"quantity": goal * NANO, "at": at}
    assert (held.expected // NANO, facts["without_limits"]["expected"] // NANO) == (1_950 + 100 + 630, 3_000)


def test_a_goal_of_which_too_little_is_known_has_no_day():
    question = Question("", Period(MONTH.start, NOON), over=NANO, verb="forecast")
    outlook = Outlook(Answer(question, (), Amount(0), sources=(Source("openai", NOON),)), MONTH, None, goal=NANO)

    assert forecast_json(outlook)["goal"] == {"quantity": NANO, "at": None}
