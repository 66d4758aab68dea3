"""Whom a budget tells, who changed it, what has none, which alerts were sent in a period."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.request import Asker
from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.core.periods import DAY
from bot.core.slack.fallbacks import plain_text
from bot.jobs.check import check_budgets
from tests.living import Bot, ShopBot
from tests.moment import NOW
from tests.says import Says

SOMEBODY = Asker("U0EVE", "T0SHOP", "C0ANY")
FIRST = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def bot(shop_bot: ShopBot) -> Iterator[Bot]:
    """Alerts were told at NOW; it is an hour later."""
    with shop_bot(35) as bot:
        bot.now = FIRST
        bot.say_yes("budget web-app $500 a month @U0DANA in <#C0WEB>")
        bot.say_yes("budget checkout-prod $500000 a month")
        bot.now = FIRST + DAY
        bot.say_yes("increase web-app by $100")
        bot.say_yes("raise checkout-prod to $600000 until 2026-11-05 09:00 because launch")
        with bot.services.store.write() as connection:
            person = Budget("user", ("user_dana",), "cost", NANO, "month", channel="C0OWN", created_at=FIRST)
            bot.services.store.budgets.add(connection, person)
        bot.now = NOW
        check_budgets(bot.services, NOW)
        bot.now = NOW + timedelta(hours=1)
        yield bot


def said(bot: Bot, words: str, asker: Asker | None = None) -> str:
    return plain_text((bot.say(words, asker) if asker else bot.say(words)).message)


def test_the_page_of_one_budget_says_whom_it_tells(bot: Bot):
    assert "Alerts go to <#C0WEB> and to <@U0DANA>, its owner" in said(bot, "web-app budget")


@pytest.mark.parametrize("words", ["who owns the web-app budget", "who gets pinged for web-app"])
def test_whose_a_budget_is_stands_first(bot: Bot, words: str):
    first = "*<@U0DANA> owns web-app's budget; its alerts go to them and to <#C0WEB>.*\n*web-app:"
    assert said(bot, words).startswith(first)


def test_what_was_changed_is_told_with_what_it_was_before(bot: Bot):
    lines = said(bot, "did anyone change a budget this month").splitlines()

    assert lines[0] == "*5 changes of budgets since Sun 1 Nov*"
    assert "checkout-prod raised by" in lines[1]
    assert lines[1].endswith("$500,000 → $600,000 until 2026-11-05 09:00 because launch `#2`")
    assert lines[2].endswith("$500 → $600 `#1`")
    assert any("web-app made by" in line and "$500 a month, alerts at 50, 80 and 100 %" in line for line in lines)
    assert "user_dana" not in said(bot, "did anyone change a budget this month", SOMEBODY)


def test_changes_before_the_period_are_told_apart(bot: Bot):
    lines = said(bot, "who changed the web-app budget last week").splitlines()

    assert lines[:2] == [Says(" changed web-app's budget on Mon 2 Nov 00:00; not changed since*"), "*Before*"]
    assert len(lines) == 4
    assert {row["budget"] for row in bot.say("what was the web-app budget before").facts["changes"]} == {1}


def test_projects_without_a_budget_have_their_spend_of_the_month(bot: Bot):
    facts = bot.say("which projects have no budget").facts
    rows = bot.say("cost this month by project csv").facts["rows"]
    spent = {row.get("project_name"): row["quantity"] for row in rows}

    found = {row["name"]: row["spent"] for row in facts["uncovered"]}
    assert not {*found} & {"web-app", "checkout-prod"}
    assert {name: spent[name] for name in found if name in spent} == {
        name: found[name] for name in found if found[name]
    }
    assert said(bot, "projects without a budget").startswith(f"*{len(found)} of 8 projects have no budget of their own")


def test_alerts_of_a_period_are_those_that_were_sent_in_it(bot: Bot):
    text = said(bot, "which alerts fired today")
    rows = bot.say("alerts today for web-app").facts["alerts"]

    assert "web-app passed 100 % of its November budget · *open*" in text
    assert [(row["kind"], row["level"], row["open"]) for row in rows if row["kind"] == "level"] == [
        ("level", 100, True)
    ]
    assert said(bot, "which alerts went off yesterday") == "*No alert was sent, Sun 22 Nov UTC*"
    assert "user_dana" not in said(bot, "alerts today", SOMEBODY)


def test_an_alert_that_somebody_has_says_so(bot: Bot):
    bot.say("ok seen it, im on it")  # the one that waits

    assert "acknowledged by the terminal · *open*" in said(bot, "alerts today for web-app")
    assert "No alert is waiting" in bot.say("ack").message.text


def test_an_amount_that_is_to_last_is_the_goal_of_a_forecast(bot: Bot):
    facts = bot.say("i have 1200 for web-app this month, are we gonna make it").facts

    assert (facts["verb"], facts["goal"]["quantity"]) == ("forecast", 1200 * NANO)


def test_how_close_somebody_is_shows_that_budget(bot: Bot):
    assert [row["names"] for row in bot.say("how close is web-app to its limit").facts["budgets"]] == [
        row["names"] for row in bot.say("web-app budget").facts["budgets"]
    ]
