"""Messages that wait while their budget is changed or deleted: nobody hears of old numbers, and nothing is lost."""

from dataclasses import replace
from datetime import timedelta

from bot import commands
from bot.commands.request import Asker
from bot.core.amounts import NANO
from bot.demo.slack import Fault
from tests.jobs.test_check import add, run, said, spend, threads

LATER = timedelta(minutes=30)
GONE = Fault(error="not_in_channel")


def change(world, budget, **fields):
    with world.store.write() as connection:
        world.store.budgets.change(connection, replace(budget, **fields))


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

    assert said(local) == threads(local) == []
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
    assert "already at 51 %" in message
    assert "$410 of $800" in message


def test_a_higher_level_that_waits_is_withdrawn_and_the_message_shows_the_new_amount(world, local):
    budget = add(world)
    spend(world, 260)
    local.faults.plan("chat.update", Fault(status=503), times=None)
    kept_from_slack(local)
    spend(world, 150)
    change(world, budget, amount=800 * NANO)
    heal(world, local)

    assert not any("$410 of $500" in text for text in (*said(local), *threads(local)))
    (message,) = said(local)
    assert "$410 of $800" in message


def test_what_may_have_been_sent_is_not_withdrawn(world, local):
    budget = add(world)
    local.faults.plan("chat.postMessage", Fault(lost=True))
    spend(world, 410)
    change(world, budget, amount=2000 * NANO)
    heal(world, local)

    (message,) = said(local)
    assert "$410 of $2,000" in message  # edited


def test_a_deleted_budget_says_nothing_more_and_says_it_anew_when_it_is_back(world, local):
    budget = add(world)
    kept_from_slack(local)
    spend(world, 410)
    commands.run_budget("delete 1", Asker("U0DANA", "T0", "C0SPEND", is_admin=True), world.services)
    heal(world, local)
    assert said(local) == []
    with world.store.write() as connection:
        world.store.budgets.restore(connection, budget.id)
    run(world, LATER)

    (message,) = said(local)
    assert "82 %" in message
