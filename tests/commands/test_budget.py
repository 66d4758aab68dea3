"""Budgets from Slack and from the terminal: shown before they are saved, changed by who may, audited."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from bot import commands
from bot.commands.request import LOCAL, Asker, Click
from bot.core.amounts import NANO
from bot.core.budgets import Budget, Raise
from bot.core.errors import UserError
from bot.core.messages.limits import unsafe, violations
from bot.core.names import Named
from tests.simulation.faults import Dice, MemorySlack
from tests.simulation.world import World

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
DANA = Asker("U0DANA", "T0", "C0SPEND", is_admin=True)
SAM = Asker("U0SAM", "T0", "C0SPEND")
OLD = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "usage-bot.db", MemorySlack(Dice(Random(0)), lambda: NOW), NOW)  # noqa: S311
    names = [Named("project", f"proj_{name}", name) for name in ("checkout-prod", "web-app")]
    world.store.names.save(names, NOW)
    yield world
    world.close()


def say(world, text, asker=DANA):
    return commands.run_budget(text, asker, world.services)


def press(world, reply, label, asker=DANA):
    message = getattr(reply, "message", reply)
    buttons = [one for block in message.blocks if block["type"] == "actions" for one in block["elements"]]
    button = next(one for one in buttons if one.get("text", {}).get("text") == label)
    click = Click(button["action_id"], button["value"], asker)
    return commands.click(click, world.services).replacement


def budgets(world):
    return [(one.names, one.amount // NANO, one.period, one.levels) for one in world.store.budgets.all()]


def audited(world):
    return [(line.actor, line.action) for line in world.store.audit.lines()]


def add(world, amount=500, **rest):
    budget = Budget("project", ("proj_checkout-prod",), "cost", amount * NANO, "month", created_at=OLD, **rest)
    with world.store.write() as connection:
        return world.store.budgets.add(connection, budget)


def test_a_budget_is_shown_before_it_is_saved(world):
    reply = say(world, "checkout-prod 500/month warn 50 80")

    assert reply.message.text == "New budget: checkout-prod: $500 a month, told at 50 and 80 %"
    assert budgets(world) == []

    saved = press(world, reply, "Save")
    assert saved.text.startswith("Saved. checkout-prod: $500 a month")
    assert budgets(world) == [(("proj_checkout-prod",), 500, "month", (50, 80))]
    assert audited(world) == [("U0DANA", "budget made")]


def test_the_terminal_saves_at_once(world):
    say(world, "checkout-prod 500/month", LOCAL)

    assert budgets(world) == [(("proj_checkout-prod",), 500, "month", (50, 80, 100))]


def test_cancelling_saves_nothing(world):
    press(world, say(world, "checkout-prod 500/month"), "Cancel")

    assert (budgets(world), audited(world)) == ([], [])


def test_the_same_words_change_the_budget_that_is_there(world):
    add(world, levels=(90,))

    reply = say(world, "checkout-prod 700")
    press(world, reply, "Save")

    assert "Until now: checkout-prod: $500 a month, told at 90 %" in str(reply.message.blocks)
    assert budgets(world) == [(("proj_checkout-prod",), 700, "month", (90,))]
    assert audited(world) == [("U0DANA", "budget changed")]


def test_a_double_press_makes_one_budget(world):
    reply = say(world, "checkout-prod 500/month")
    for _ in range(2):
        press(world, reply, "Save")

    assert len(budgets(world)) == 1


def test_who_is_no_admin_changes_nothing(world):
    reply = say(world, "checkout-prod 500/month")
    refused = say(world, "checkout-prod 500/month", SAM)

    with pytest.raises(UserError, match="USAGE_BOT_ADMINS"):
        press(world, reply, "Save", SAM)
    assert "USAGE_BOT_ADMINS" in refused.message.text
    assert budgets(world) == []


def test_a_deleted_budget_can_be_brought_back(world):
    add(world)

    deleted = say(world, "delete checkout-prod")
    assert budgets(world) == []
    press(world, deleted, "Undo")

    assert len(budgets(world)) == 1
    assert audited(world) == [("U0DANA", "budget restored"), ("U0DANA", "budget deleted")]


def test_a_raise_has_an_end_and_a_reason(world):
    add(world)

    reply = say(world, "raise checkout-prod to 700 until 2026-11-27 because launch week")
    press(world, reply, "Raise")

    (budget,) = world.store.budgets.all()
    until = datetime(2026, 11, 27, 9, tzinfo=UTC)
    assert budget.raised == Raise(700 * NANO, until, "launch week", "U0DANA")
    assert "raised to $700 until Fri 27 Nov 09:00 by <@U0DANA>: launch week" in reply.message.text


@pytest.mark.parametrize(("words", "amount"), [("by 20%", 600), ("+20 %", 600), ("by $200", 700), ("to 1k", 1000)])
def test_a_raise_may_be_relative(world, words, amount):
    add(world)

    say(world, f"raise checkout-prod {words}", LOCAL)

    (budget,) = world.store.budgets.all()
    assert budget.raised.amount == amount * NANO


@pytest.mark.parametrize("words", ["raise checkout-prod to 400", "raise web-app to 900", "raise checkout-prod"])
def test_a_raise_that_makes_no_sense_is_refused(world, words):
    add(world)

    assert not say(world, words, LOCAL).understood


def test_the_list_shows_the_fullest_first_and_what_is_not_covered(world):
    add(world)
    world.ledger.spend("checkout-prod", datetime(2026, 11, 20, tzinfo=UTC), 411 * NANO)

    reply = say(world, "list")

    assert reply.message.text == "1 budget, none over"
    assert reply.facts["budgets"][0]["amount"] == 500 * NANO


def test_every_message_keeps_to_slacks_limits(world):
    name = "<!channel> @here " + "x" * 300
    world.store.names.save([Named("project", "proj_evil", name)], NOW)
    with world.store.write() as connection:
        world.store.budgets.add(connection, Budget("project", ("proj_evil",), "cost", NANO, "month", created_at=NOW))
    add(world)
    texts = ("", "list", "show proj_evil", "checkout-prod 700", "raise checkout-prod to 900 because <!here>", "alerts")

    for text in texts:
        message = say(world, text).message
        assert (violations(message), unsafe(message)) == ((), ())
        assert "<!channel>" not in str(message)


def test_nothing_is_said_twice_by_an_alert_that_was_acknowledged(world):
    add(world, owner="U0SAM")
    world.ledger.spend("checkout-prod", datetime(2026, 11, 20, tzinfo=UTC), 411 * NANO)
    world.ledger.read(NOW)
    world.check()
    world.deliver()

    commands.click(Click("alert_ack", "passed-1-20261101-80", SAM), world.services)

    edit = world.store.outbox.get("passed-1-20261101-80~2")
    assert "Acknowledged by <@U0SAM>" in str(edit.message.blocks)
    assert "alert_ack" not in str(edit.message.blocks)


def test_an_alert_is_for_admins_and_the_owner(world):
    add(world)
    world.ledger.spend("checkout-prod", datetime(2026, 11, 20, tzinfo=UTC), 411 * NANO)
    world.ledger.read(NOW)
    world.check()

    with pytest.raises(UserError, match="owner"):
        commands.click(Click("alert_ack", "passed-1-20261101-80", SAM), world.services)


@pytest.mark.parametrize(
    ("words", "until", "full"),
    [
        ("until next level", "next", False),
        ("+20%", "further", False),
        ("until the reset", "reset", False),
        ("till tomorrow 9am", "morning", False),
        ("until the reset even at 100 %", "reset", True),
    ],
)
def test_a_snooze_is_read(world, words, until, full):
    add(world)

    assert say(world, f"snooze checkout-prod {words}").understood

    snooze = world.store.alerts.snoozes()["budget:1"]
    assert (snooze.until.value, snooze.hides_full) == (until, full)
