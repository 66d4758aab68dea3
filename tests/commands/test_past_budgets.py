"""What budgets came to in a period that is over says what a question of that period says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from bot.commands.request import Asker
from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.core.slack.fallbacks import plain_text
from bot.sources.digest_facts import digest
from tests.living import Bot, ShopBot
from tests.moment import NOW

SOMEBODY = Asker("U0EVE", "T0SHOP", "C0ANY")
SEPTEMBER = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def bot(shop_bot: ShopBot) -> Iterator[Bot]:
    """It knows 61 days, and so October and no September; web-app's budget was $500 until 20 November."""
    with shop_bot(61) as bot:
        bot.now = SEPTEMBER
        for words in ("budget web-app $500 a month", "budget data-eval $2500 a month", "budget organisation $300/day"):
            bot.say_yes(words)
        bot.now = datetime(2026, 11, 3, tzinfo=UTC)
        bot.say_yes("budget delete data-eval")
        bot.say_yes("budget ci-runner $500 a month")
        bot.now = datetime(2026, 11, 20, tzinfo=UTC)
        bot.say_yes("increase web-app by $1500")
        bot.now = NOW
        yield bot


def of(bot: Bot, words: str) -> dict[str, dict[str, object]]:
    """The first period of each budget, by what it is for."""
    names = bot.services.store.names.all()
    rows = reversed(bot.say(words).facts["budgets"])
    return {names.label(row["scope"], row["names"][0]) if row["names"] else "all": row for row in rows}


def test_what_was_billed_is_what_the_question_says_and_the_amount_is_the_one_of_then(bot: Bot):
    found = of(bot, "budgets october")

    assert {*found} == {"web-app", "data-eval", "ci-runner", "all"}
    for name in ("web-app", "data-eval"):
        assert found[name]["spent"] == bot.say(f"cost october {name}").facts["total"]["quantity"]
    assert (found["web-app"]["amount"], found["data-eval"]["amount"]) == (500 * NANO, 2500 * NANO)
    assert found["web-app"]["over_by"] == found["web-app"]["spent"] - 500 * NANO
    assert "$500 then, $2,000 now" in plain_text(bot.say("budgets october").message)
    assert (found["data-eval"]["deleted_at"], found["ci-runner"]["made_later"]) == ("2026-11-03T00:00:00Z", True)


def test_a_month_that_the_store_never_read_is_asked_of_openai(bot: Bot):
    assert (
        of(bot, "budgets september")["web-app"]["spent"]
        == (bot.say("cost september web-app").facts["total"]["quantity"])
    )
    alone = bot.cut_off()
    assert "web-app in September: not read" in plain_text(alone.say("budgets september web-app").message)
    alone.services.openai.close()


def test_the_digest_of_the_month_that_ended_says_the_same(bot: Bot):
    percent = of(bot, "budgets october")["web-app"]["percent"]
    said = plain_text(digest(bot.services, date(2026, 11, 1)))

    assert f"web-app ended at {percent} %" in said


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("budget vs actual oct by project", {"web-app", "data-eval", "ci-runner"}),
        ("budget vs actual oct all projects", {"web-app", "data-eval", "ci-runner"}),
        ("how far over was web-app in oct", {"web-app"}),
        ("did we go over in october on ci-runner", {"ci-runner"}),
        ("how did we do against budget in oct", {"web-app", "data-eval", "ci-runner", "all"}),
        ("were we over last week", {"all"}),
        ("were we over yesterday", {"all"}),
        ("budgets q3", {"web-app", "data-eval", "ci-runner", "all"}),
        ("daily budgets october", {"all"}),
        ("which budgets were over 80 % in october", {"web-app", "data-eval", "all"}),
    ],
)
def test_the_words_choose_the_budgets(bot: Bot, words: str, names: set[str]):
    assert {*of(bot, words)} == names


def test_a_project_without_a_budget_is_refused_and_its_cost_offered(bot: Bot):
    reply = bot.say("did we go over in october on support-bot")

    assert not reply.understood
    assert "There is no budget for support-bot" in plain_text(reply.message)
    assert bot.say(reply.facts["suggestions"][0]).facts["total"] == bot.say("cost october support-bot").facts["total"]


def test_each_month_has_its_line_up_to_the_running_one(bot: Bot):
    facts = bot.say("budget vs actual by month this year").facts
    spent = {row["start"][:7]: row["spent"] for row in facts["budgets"] if row["amount"] in (500 * NANO, 2000 * NANO)}

    assert (facts["start"], facts["end"], {row["period"] for row in facts["budgets"]}) == (
        "2026-01-01",
        "2026-12-01",
        {"month"},
    )
    assert spent["2026-10"] == bot.say("cost october web-app").facts["total"]["quantity"]
    assert {*spent} == {"2026-09", "2026-10", "2026-11"}


def test_months_before_the_first_budget_are_no_months_that_went_well(bot: Bot):
    (said, *_) = plain_text(bot.say("budgets july to november by month").message).splitlines()
    assert said == "*3 of 3 budgets were over from September to November; no budget before September*"


def test_a_kind_that_no_budget_has_is_refused(bot: Bot):
    assert "none is quarterly" in plain_text(bot.say("what % of the quarterly budget have we used").message)


def test_the_budget_of_a_person_stays_where_it_may_be_seen(bot: Bot):
    with bot.services.store.write() as connection:
        person = Budget("user", ("user_dana",), "cost", NANO, "month", channel="C0OWN", created_at=SEPTEMBER)
        person = bot.services.store.budgets.add(connection, person)

    assert "user" in {row["scope"] for row in bot.say("budgets october").facts["budgets"]}
    assert "user" not in {row["scope"] for row in bot.say("budgets october", SOMEBODY).facts["budgets"]}
    with bot.services.store.write() as connection:
        bot.services.store.budgets.delete(connection, person.id, SEPTEMBER)


def test_those_that_are_over_are_apart_from_those_that_will_be(bot: Bot):
    facts = bot.say("which budgets are over").facts
    over = {row["id"] for row in facts["budgets"]}

    assert over == {row["id"] for row in bot.say("budgets").facts["budgets"] if row["percent"] >= 100}
    assert over and not over & {row["id"] for row in facts["expected"]}
    for words in ("over budget?", "who is over", "budgets over"):
        assert bot.say(words).facts == facts
