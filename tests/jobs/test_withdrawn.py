"""Messages that wait while their budget is changed or deleted: nobody hears of old numbers, and nothing is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import commands
from bot.adapters.store.audit import AuditLine
from bot.commands.request import Asker, Click
from bot.core.amounts import NANO
from bot.demo.slack import Fault
from tests.jobs.one_run import add, run, said, said_in_threads, spend, use_up
from tests.says import Says

DANA = Asker("U0DANA", "T0", "C0SPEND", is_admin=True)
LATER = timedelta(minutes=30)
GONE = Fault(error="not_in_channel")


def change(world, budget, **fields):
    with world.store.write() as connection:
        world.store.budgets.change(connection, replace(budget, **fields))
        line = AuditLine(world.now, DANA.user_id, "budget changed", f"budget:{budget.id}")
        world.store.audit.append(connection, line)


def kept_from_slack(local):
    local.faults.plan("chat.postMessage", GONE, times=None)


def heal(world, local):
    local.faults.heal()
    run(world, LATER)
    run(world, LATER)


def test_a_raised_budget_is_not_told_at_its_old_amount(world, local):
    budget = add(world)
    kept_from_slack(local)
    spend(world, 410)
    change(world, budget, amount=2000 * NANO)
    heal(world, local)

    assert said(local) == said_in_threads(local) == []
    spend(world, 1300)
    (message,) = said(local)
    assert "$1,710 of $2,000" in message


def test_a_level_that_is_passed_by_the_new_amount_too_is_told_at_it(world, local):
    budget = add(world)
    kept_from_slack(local)
    spend(world, 410)
    change(world, budget, amount=800 * NANO)
    heal(world, local)

    (message,) = said(local)
    assert message == Says("already", "51 %", "$410 of $800")


def test_a_higher_level_that_waits_is_withdrawn_and_the_message_shows_the_new_amount(world, local):
    budget = add(world)
    spend(world, 260)
    run(world, LATER)
    local.faults.plan("chat.update", Fault(status=503), times=None)
    kept_from_slack(local)
    spend(world, 150)
    change(world, budget, amount=800 * NANO)
    heal(world, local)

    assert not any("$410 of $500" in text for text in (*said(local), *said_in_threads(local)))
    (message,) = said(local)
    assert message == Says("🟡", "is at 51 %", "$410 of $800")  # 50 % was told and stands, 80 % never was


def test_what_may_have_been_sent_is_not_withdrawn(world, local):
    budget = add(world)
    local.faults.plan("chat.postMessage", Fault(lost=True))
    spend(world, 410)
    change(world, budget, amount=2000 * NANO)
    heal(world, local)

    (message,) = said(local)
    assert "$410 of $2,000" in message  # edited


@pytest.mark.parametrize("outage", [Fault(status=503), Fault(dropped=True)])
def test_what_was_in_doubt_and_is_not_there_is_not_said_at_an_old_amount(world, local, outage):
    budget = add(world)
    local.faults.plan("chat.postMessage", outage, times=None)
    spend(world, 410)
    change(world, budget, amount=2000 * NANO)
    run(world, LATER)
    asked = len(local.calls("chat.postMessage"))
    heal(world, local)

    posted = [str(call["text"]) for call in local.calls("chat.postMessage")[asked:]]
    assert not any("of $500" in text for text in posted)
    assert "$410 of $2,000" in posted[0]
    change(world, replace(budget, amount=2000 * NANO), amount=3000 * NANO)
    run(world, LATER)
    assert not any("back" in text for text in (*posted, *said(local), *said_in_threads(local)))  # from no level


@pytest.mark.parametrize("amount", [pytest.param(505, id="no level is out of reach"), pytest.param(450, id="lowered")])
def test_what_was_in_doubt_is_not_said_at_an_old_amount_that_passes_the_same_levels(world, local, amount):
    budget = add(world)
    local.faults.plan("chat.postMessage", Fault(status=503), times=None)
    spend(world, 410)
    change(world, budget, amount=amount * NANO)
    run(world, LATER)
    asked = len(local.calls("chat.postMessage"))
    heal(world, local)

    posted = [str(call["text"]) for call in local.calls("chat.postMessage")[asked:]]
    assert not any("of $500" in text for text in posted)
    assert f"$410 of ${amount}" in said(local)[0]


def test_a_budget_that_was_deleted_is_not_told_as_if_it_were_there(world, local):
    add(world)
    local.faults.plan("chat.postMessage", Fault(status=503), times=None)
    spend(world, 410)
    delete(world)
    run(world, LATER)
    asked = len(local.calls("chat.postMessage"))
    heal(world, local)

    posted = [str(call["text"]) for call in local.calls("chat.postMessage")[asked:]]
    assert [text for text in posted if "was deleted" not in text] == []


def test_several_days_that_ended_in_an_outage_are_told_as_passed_and_not_only_as_ended(world, local):
    """What happens to them by itself, while their message is in doubt, is no change by a person."""
    for name in ("checkout-prod", "web-app", "support-bot"):
        add(world, name, amount=100, period="day")
        world.ledger.spend(name, world.now, 120 * NANO)
    world.now += timedelta(hours=12)
    local.faults.plan("chat.postMessage", Fault(status=503), times=None)
    run(world)
    heal(world, local)

    posted = local.calls("chat.postMessage")[-1]
    assert posted["text"] == Says("3 budgets passed 100 %")
    assert "checkout-prod is at 120" in str(posted["blocks"])


def test_what_a_lost_reply_had_told_is_back_after_a_raise(world, local):
    budget = add(world)
    local.faults.plan("chat.postMessage", Fault(lost=True))
    spend(world, 410)
    run(world, LATER)
    change(world, budget, amount=2000 * NANO)
    run(world, LATER)

    assert said(local) == [Says("now at 21 %")]
    assert said_in_threads(local) == [Says("back below 50 % and 80 %")]


def test_a_deleted_budget_says_nothing_more_and_says_it_anew_when_it_is_back(world, local):
    budget = add(world)
    kept_from_slack(local)
    spend(world, 410)
    delete(world)
    heal(world, local)
    assert said(local) == []
    with world.store.write() as connection:
        world.store.budgets.restore(connection, budget.id)
    run(world, LATER)

    (message,) = said(local)
    assert "82 %" in message


def three(world, **rest):
    """A message for three budgets, that waits for Slack."""
    budgets = [add(world, name, **rest) for name in ("checkout-prod", "web-app", "support-bot")]
    for name in ("web-app", "support-bot"):
        world.ledger.spend(name, world.now, 300 * NANO)
    return budgets


def test_a_message_for_several_that_waits_is_not_sent_at_an_old_amount(world, local):
    raised, *_ = three(world)
    kept_from_slack(local)
    spend(world, 410)
    change(world, raised, amount=2000 * NANO)
    heal(world, local)

    assert sorted(said(local)) == [Says("support-bot"), Says("web-app")]
    assert not any("checkout-prod" in text for text in said(local))


def test_a_message_for_several_that_waits_is_said_anew_with_the_new_amount(world, local):
    raised, *_ = three(world)
    kept_from_slack(local)
    spend(world, 410)
    change(world, raised, amount=600 * NANO)
    asked = len(local.calls("chat.postMessage"))
    heal(world, local)

    (message,) = said(local)
    assert message == Says("3 budgets", "checkout-prod", "68 %")
    assert not any("$410 of $500" in str(call) for call in local.calls("chat.postMessage")[asked:])


def test_a_message_for_several_that_waits_does_not_name_a_deleted_one(world, local):
    three(world)
    kept_from_slack(local)
    spend(world, 410)
    delete(world)
    heal(world, local)

    assert len(said(local)) == 2
    assert not any("checkout-prod" in str(message["blocks"]) for message in local.messages())


def test_one_of_several_whose_period_ended_meanwhile_is_told_all_the_same(world, local):
    raised, other, *_ = three(world)
    change(world, other, period="day")
    kept_from_slack(local)
    spend(world, 410)
    run(world, timedelta(hours=12))  # the day is over, and its number is final
    change(world, raised, amount=2000 * NANO)
    heal(world, local)

    assert any("web-app" in text for text in said(local))


def delete(world):
    return commands.run_budget("delete 1", DANA, world.services)


def test_the_message_of_a_deleted_budget_says_so_and_that_of_a_restored_one_as_before(world, local):
    add(world)
    spend(world, 410)
    delete(world)
    run(world, LATER)

    (message,) = local.messages()  # edited, and nobody was notified
    assert message["text"] == Says("⚪", "checkout-prod", "its November budget was deleted")
    assert "actions" not in [block["type"] for block in message["blocks"]]
    assert "Deleted Mon 23 Nov 14:05" in str(message["blocks"])

    commands.click(Click("budget_undo", "1", DANA), world.services)
    run(world, LATER)
    (message,) = local.messages()
    assert "deleted" not in str(message)
    assert "actions" in [block["type"] for block in message["blocks"]]


def test_a_message_for_several_keeps_a_line_for_a_deleted_one(world, local):
    three(world)
    spend(world, 410)
    delete(world)
    run(world, LATER)
    spend(world, 200, "web-app")  # its message is edited for another one's level

    message, *_ = local.messages()
    assert message["text"] == Says("1 budget passed 100 %", "1 passed 50 %", "web-app 100 %", "support-bot 60 %")
    assert "checkout-prod: its November budget was deleted" in str(message["blocks"])
    assert "actions" in [block["type"] for block in message["blocks"]]


def test_a_finding_about_a_restored_budget_is_told_again(world, local):
    budget = add(world, amount=1000, levels=(80, 100))
    use_up(world, 9, 70)
    kept_from_slack(local)
    run(world)
    delete(world)
    with world.store.write() as connection:
        world.store.budgets.restore(connection, budget.id)
    heal(world, local)

    assert said(local) == [Says("on pace to pass its November budget")]
