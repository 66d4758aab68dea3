"""Owners of budgets: what they hear in person, once, and how they end it."""

from dataclasses import replace

import pytest

from bot import commands
from bot.adapters.prices import Prices
from bot.commands.notify import run as notify
from bot.commands.request import LOCAL, Asker, Click
from bot.core.alerts.outbox import IN_FLIGHT
from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.core.errors import UserError
from bot.core.names import Named
from bot.core.periods import DAY, HOUR, Period, Width, floor
from bot.core.usage.buckets import Bucket, UsageQuery
from bot.core.usage.freshness import DAY_GRAINS
from bot.demo.slack import Fault
from bot.jobs.reports import send_reports
from tests.jobs.one_run import OLD, add, run, spend
from tests.jobs.test_delivery import later
from tests.says import Says

SAM = Asker("U0SAM", "T0LOCAL", "D0SAM")
TOLD = Says("🟠", "checkout-prod", "82 %", "$411 of $500")


def heard(local, person="U0SAM"):
    return [message["text"] for message in local.messages(f"D{person[1:]}")]


def blocks(local):
    return str(local.messages("D0SAM")[0]["blocks"])


def test_an_owner_is_told_in_person_with_a_link_to_the_alert(world, local):
    add(world, owner="U0SAM")
    spend(world, 411)
    run(world, HOUR)

    alert = local.messages("#ai-spend")[0]
    assert heard(local) == [TOLD]
    assert world.store.sent_messages.key_at("D0SAM", local.messages("D0SAM")[0]["ts"]) == "passed-1-20261101-80"
    assert f"<https://local.slack.com/archives/C0SPEND/p{alert['ts'].replace('.', '')}|Open the alert>" in blocks(local)


def test_each_level_is_told_with_a_link_to_the_message_that_stands(world, local):
    add(world, owner="U0SAM")
    spend(world, 411)
    spend(world, 99)

    assert heard(local) == [TOLD, Says("🔴", "checkout-prod", "102 %", "$510 of $500")]
    assert blocks(local).count("|Open the alert>") == 1


def test_several_budgets_of_one_message_are_one_message_to_their_owner(world, local):
    for name in ("checkout-prod", "web-app", "support-bot"):
        add(world, name, 100, owner="U0SAM" if name != "web-app" else "U0KIM")
        world.ledger.spend(name, world.now, 85 * NANO)
    run(world)

    assert [len(heard(local, person)) for person in ("U0SAM", "U0KIM")] == [1, 1]
    assert "checkout-prod" in heard(local)[0]
    assert "support-bot" in heard(local)[0]
    assert "web-app" not in heard(local)[0]


@pytest.mark.parametrize("owner", ["", "S0PLATFORM", "dana"])
def test_nobody_is_told_in_person_of_a_budget_without_a_person(world, local, owner):
    add(world, owner=owner)
    spend(world, 411)

    assert [heard(local, person) for person in ("U0SAM", "U0KIM", "U0DANA")] == [[], [], []]


def test_a_budget_of_a_person_says_neither_name_nor_number(world, local):
    personal = Budget("user", ("proj_checkout-prod",), "cost", 500 * NANO, "month", owner="U0SAM", created_at=OLD)
    with world.store.write() as connection:
        world.store.budgets.add(connection, personal)
    spend(world, 411)

    assert heard(local) == ["🟠 A budget of one person passed an alert level"]
    assert "checkout" not in blocks(local)


def test_who_switched_it_off_is_not_told_until_it_is_on_again(world, local):
    add(world, owner="U0SAM")
    notify("off", SAM, world.services)
    spend(world, 411)
    assert heard(local) == []

    notify("on", SAM, world.services)
    spend(world, 99)

    assert len(heard(local)) == 1


def test_the_command_says_how_it_is_and_notes_who_changed_it(world):
    assert notify("", SAM, world.services).facts["on"] is True
    assert notify("off", SAM, world.services).facts["on"] is False
    assert "told in person: off" in [line.action for line in world.store.audit.lines(5)]


def test_only_on_and_off_are_understood_and_only_of_a_person(world):
    with pytest.raises(UserError, match="notify on"):
        notify("louder", SAM, world.services)
    with pytest.raises(UserError, match="in Slack"):
        notify("off", LOCAL, world.services)


def test_a_lost_reply_of_a_first_direct_message_is_no_second_one(world, local):
    local.faults.plan("chat.postMessage", Fault(lost=True), channel="U0SAM")
    add(world, owner="U0SAM")
    spend(world, 411)
    later(world, IN_FLIGHT)

    assert heard(local) == [TOLD]
    assert "repeat" not in blocks(local)


def test_a_link_waits_for_its_message_and_a_person_not_for_ever(world, local):
    local.faults.plan("chat.postMessage", Fault(error="not_in_channel"), channel="#ai-spend", times=None)
    add(world, owner="U0SAM")
    spend(world, 411)
    assert heard(local) == []

    for _ in range(3):
        later(world, IN_FLIGHT)

    assert heard(local) == [TOLD]
    assert "|Open the alert>" not in blocks(local)


def test_who_cannot_be_told_is_named_in_the_alert_channel_once(world, local):
    local.faults.plan("chat.postMessage", Fault(error="user_disabled"), channel="U0SAM", times=None)
    add(world, owner="U0SAM")
    spend(world, 411)
    run(world, HOUR)

    (said,) = (one["text"] for one in local.messages("#ai-spend") if "direct messages" in one["text"])
    assert said.startswith("⚠️ <@U0SAM> cannot get direct messages: the account is deactivated.")


# What one uses oneself, as a report


def say(world, text, asker=SAM):
    return commands.run(text, asker, world.services).message


@pytest.fixture
def known(world, local):
    """Sam has the same address at OpenAI."""
    with local.workspace.changed:
        local.workspace.members["U0SAM"] = replace(local.workspace.members["U0SAM"], email="sam@example.com")
    people = [Named("user", "user-1", "Sam Okafor", email="sam@example.com"), Named("user", "user-2", "Dana")]
    world.store.names.save(people, world.now)
    return world


def read_nothing(world):
    """Two weeks in which nothing was used, as they are known afterwards."""
    span = Period(floor(world.now, Width.DAY) - 14 * DAY, floor(world.now, Width.DAY))
    for grain in DAY_GRAINS:
        query = UsageQuery(grain.endpoint, span, grain.width, grain.group_by)
        empty = tuple(Bucket(day, day + DAY, ()) for day in span.buckets(Width.DAY))
        world.store.usage.save(query, empty, world.now)


MY_REPORT = "every monday 8am my requests last week in my messages"


def test_a_report_of_what_one_uses_oneself_goes_to_ones_own_messages(known, local):
    preview = say(known, MY_REPORT)
    assert preview.text.startswith(
        "New report, not saved yet: every Monday at 08:00 UTC in the messages of <@U0SAM>: my requests last week."
    )
    (save, *_) = preview.blocks[-1]["elements"]
    commands.click(Click(save["action_id"], save["value"], SAM), known.services)

    known.now += 7 * DAY
    read_nothing(known)
    send_reports(replace(known.services, prices=Prices()), known.now)
    known.deliver()

    assert "Sam Okafor" in str(local.messages("D0SAM")[-1]["blocks"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("every monday 8am my requests last week in #ai-spend", "reported to you alone"),
        ("every monday 8am requests of dana last week in my messages", "to admins only"),
    ],
)
def test_what_others_may_not_read_is_refused_with_what_works(known, text, told):
    assert told in say(known, text, replace(SAM, is_admin="#" in text)).text


def test_who_is_not_known_at_openai_is_told_so(world):
    assert "I cannot tell which user of OpenAI you are" in say(world, MY_REPORT).text
