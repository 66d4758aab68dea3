"""OpenAI's own limits and alerts beside the budgets, and taken over as budgets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import commands
from bot.commands.request import LOCAL, Asker, Click, Reply
from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.core.budgets.openai_limits import (
    NativeLimits,
    SpendAlert,
    SpendLimit,
    as_budgets,
    is_beyond,
    kept_limits,
    limits_text,
)
from bot.core.errors import UserError
from bot.core.slack.fallbacks import plain_text
from bot.demo.openai import Simulator
from bot.jobs.limits import read_limits
from tests.living import Bot, ShopBot
from tests.says import Says

DANA = Asker("U0DANA", "T0", "C0SPEND", is_admin=True)
SAM = Asker("U0SAM", "T0", "C0SPEND")


@pytest.fixture
def bot(tmp_path: Path, simulator: Simulator) -> Iterator[Bot]:
    bot = Bot(tmp_path / "usage-bot.db", simulator.url)
    bot.services.store.names.save(bot.services.openai.projects(), bot.now)
    yield bot
    bot.close()


def project(bot: Bot, name: str) -> str:
    return next(one.id for one in bot.services.store.names.all().of("project") if one.name == name)


def add(bot: Bot, budget: Budget) -> None:
    with bot.services.store.write() as connection:
        bot.services.store.budgets.add(connection, budget)


def texts(reply: Reply) -> list[str]:
    return [block["text"]["text"] for block in reply.message.blocks if block["type"] == "section"]


def known(bot: Bot) -> list[tuple[str, int, tuple[int, ...]]]:
    return [(one.scope, one.amount // NANO, one.levels) for one in bot.services.store.budgets.all()]


def test_limits_stand_beside_the_budgets_and_what_enforces_comes_first(bot: Bot):
    for name in ("checkout-prod", "data-eval"):
        add(bot, Budget("project", (project(bot, name),), "cost", 3_000 * NANO, "month"))
    read_limits(bot.services, bot.now)
    reply = commands.run_budget("list", DANA, bot.services)
    lines = [line for text in texts(reply) if "OpenAI" in text for line in text.split("\n")]
    assert (
        reply.message.text
        == "data-eval is stopped by OpenAI's hard limit: requests fail now; 2 budgets, none over budget"
    )
    assert texts(reply)[0].startswith("🔴 data-eval")
    assert texts(reply)[1] == "*2 budgets, none over budget*"
    for words in ("home", "", "anomalies"):
        assert commands.run(words, DANA, bot.services).message.blocks[0]["text"]["text"] == lines[0]
    assert lines == [
        Says("🔴 data-eval", "hard limit", "$2,000", "requests fail now"),
        Says("The organisation", "hard limit", "$20,000", "e-mails", "$12,000 and $15,000"),
        Says("checkout-prod", "e-mails", "$2,500"),
        Says("⚠️ data-eval", "its budget of $3,000 is above", "hard limit", "$2,000"),
    ]
    assert reply.facts["native"][0] == {
        "project": None,
        "limit": {"quantity": 20_000 * NANO, "status": "inactive"},
        "alerts": [12_000 * NANO, 15_000 * NANO],
    }


def test_a_forecast_says_what_openai_stops_and_its_row_does_not_go_on(shop_bot: ShopBot):
    with shop_bot(35) as bot:
        before = bot.say("forecast").facts
        read_limits(bot.services, bot.now)
        whole, by_project = bot.say("forecast"), bot.say("forecast by project")

        for reply in (whole, by_project):
            lines = texts(reply)[0].split("\n")
            assert lines[1] == Says("≈ $", "if OpenAI's limits are raised")
            assert lines[2] == Says("🔴 data-eval is stopped by", "$2,000", "requests fail now")
        assert whole.facts["without_limits"] == before["forecast"]
        assert [(one["project"], one["limit"]) for one in whole.facts["stops"]] == [
            (project(bot, "data-eval"), 2_000 * NANO)
        ]
        table = next(block["rows"] for block in by_project.message.blocks if block["type"] == "data_table")
        assert [row[1]["text"] for row in table if row[2]["text"] == "data-eval"] == [Says("stopped")]

        elsewhere = ("forecast checkout-prod", "forecast tokens", "forecast this year", "forecast except data-eval")
        assert [bot.say(words).facts["stops"] for words in elsewhere] == [[]] * 4
        is_said = ["hard limits are not in this forecast" in plain_text(bot.say(words).message) for words in elsewhere]
        assert is_said == [False, True, True, False]
        by_model = plain_text(bot.say("forecast by model").message)
        assert "The rows count what OpenAI's hard limits will refuse" in by_model
        assert "The rows count" not in plain_text(by_project.message)


def test_a_budget_is_shown_with_its_own_limit_only(bot: Bot):
    add(bot, Budget("project", (project(bot, "data-eval"),), "cost", 1_000 * NANO, "month"))
    read_limits(bot.services, bot.now)
    (shown,) = [text for text in texts(commands.run_budget("list data-eval", DANA, bot.services)) if "OpenAI" in text]
    page = f"https://platform.openai.com/settings/{project(bot, 'data-eval')}/limits"
    limit = f"🔴 data-eval is stopped by <{page}|OpenAI's hard limit> of $2,000: requests fail now"
    cure = f"<{page}|Raise OpenAI's limit> to let requests through before the next month."
    assert shown.split("\n")[1] == f"{limit}. {cure}"
    assert "organisation" not in shown


def test_native_alerts_are_previewed_and_taken_over_once(bot: Bot):
    add(bot, Budget("project", (project(bot, "checkout-prod"),), "cost", 500 * NANO, "month"))
    read_limits(bot.services, bot.now)
    reply = commands.run_budget("import", DANA, bot.services)
    assert reply.message.blocks[0]["text"]["text"].split("\n") == [
        "*Make 1 budget of OpenAI's own spend alerts?*",
        "+ The organisation: $15,000 a month, alerts at 80 and 100 %",
        "Left out: checkout-prod ($2,500), as there is a budget already",
    ]
    assert len(known(bot)) == 1
    button = reply.message.blocks[1]["elements"][0]
    for _ in range(2):
        commands.click(Click(button["action_id"], button["value"], DANA), bot.services)
    assert known(bot) == [("project", 500, (50, 80, 100)), ("organisation", 15_000, (80, 100))]
    assert [line.actor for line in bot.services.store.audit.lines()] == ["U0DANA"]


def test_who_may_not_change_budgets_may_not_import_them(bot: Bot):
    read_limits(bot.services, bot.now)
    assert "may" in commands.run_budget("import", SAM, bot.services).message.text
    with pytest.raises(UserError):
        commands.click(Click("native_save", "all", SAM), bot.services)
    assert known(bot) == []


def test_alerts_that_were_never_read_are_not_none(bot: Bot):
    assert "not read yet" in commands.run_budget("import", DANA, bot.services).message.text
    assert commands.run("import", LOCAL, bot.services).understood


def test_limits_that_openai_does_not_tell_now_stay_known(bot: Bot):
    read_limits(bot.services, bot.now)
    before = bot.services.store.meta.get("native_limits")
    read_limits(bot.cut_off().services, bot.now)
    assert bot.services.store.meta.get("native_limits") == before
    assert before


LIMITS = (
    NativeLimits("", SpendLimit(20 * NANO, "month", "inactive"), (SpendAlert("a", 3 * NANO, "month"),)),
    NativeLimits("proj_1", None, tuple(SpendAlert(str(n), n * NANO, "month") for n in (1, 2, 3))),
)


def test_what_is_kept_is_what_was_read():
    assert kept_limits(limits_text(LIMITS)) == LIMITS
    assert kept_limits(None) == ()


def test_a_level_is_rounded_down_so_that_it_is_told_in_time():
    assert [one.levels for one in as_budgets(LIMITS)] == [(100,), (33, 66, 100)]


@pytest.mark.parametrize(
    ("amount", "metric", "period", "shown"),
    [
        pytest.param(21 * NANO, "cost", "month", True, id="above"),
        pytest.param(20 * NANO, "cost", "month", False, id="equal"),
        pytest.param(21 * NANO, "tokens", "month", False, id="of tokens"),
        pytest.param(21 * NANO, "cost", "day", False, id="of a day"),
    ],
)
def test_a_budget_above_the_hard_limit_is_pointed_out(amount, metric, period, shown):
    assert is_beyond(Budget("organisation", (), metric, amount, period), LIMITS[0].limit) is shown
