"""A channel is one, however budgets and settings write it: one queue, one pause, one message of a run."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.alerts.outbox import IN_FLIGHT, SLOWLY, Act
from bot.demo.slack import Fault
from tests.jobs.one_run import add, run, said
from tests.jobs.test_delivery import later, put, texts, waiting
from tests.says import Says

ROOM = "C0SPEND"  # of #ai-spend
NAMES = ("checkout-prod", "web-app", "support-bot")


def spent(world, dollars=85):
    for name in NAMES:
        world.ledger.spend(name, world.now, dollars * 10**9)
    run(world)


def test_messages_keep_their_order_whichever_way_their_channel_is_written(world, local):
    put(world, text="first")
    world.deliver()
    local.faults.plan("chat.postMessage", Fault(status=503))
    put(world, "alert-2", text="second")
    put(world, "alert-3", channel=ROOM, text="third")
    world.deliver()
    later(world, IN_FLIGHT)

    assert texts(local) == ["first", "second", "third"]


def test_a_channel_rests_by_both_of_its_names(world, local):
    put(world, text="first")
    world.deliver()
    local.faults.plan("chat.postMessage", Fault(error="not_in_channel"))
    put(world, "alert-2", channel=ROOM, text="second", act=Act.POST)
    world.deliver()
    asked = len(local.calls("chat.postMessage"))
    put(world, "alert-3", text="third")
    later(world, timedelta(seconds=30))
    assert len(local.calls("chat.postMessage")) == asked
    assert {reason for _, reason in waiting(world)} == {"not_in_channel"}
    later(world, SLOWLY)

    assert texts(local) == ["first", "second", "third"]  # and nothing about a channel that cannot be reached


def test_budgets_of_one_channel_share_a_message_whichever_way_it_is_written(world, local):
    put(world, text="first")
    for name, channel in zip(NAMES, ("", "#ai-spend", ROOM), strict=True):
        add(world, name, 100, channel=channel)
    run(world)
    spent(world)

    assert said(local)[1:] == [Says("3 budgets passed 80 %")]


def test_a_budget_goes_into_the_thread_of_its_organisation_whichever_way_its_channel_is_written(world, local):
    put(world, text="first")
    add(world, "organisation", 200)
    add(world, NAMES[0], 100, channel=ROOM)
    run(world)
    spent(world)

    assert len(said(local)) == 2


def test_a_reply_in_another_channel_does_not_say_where_its_own_is(world, local):
    """A budget was given another channel: its lines stay in the thread of its message."""
    put(world)
    world.deliver()
    put(world, "line-1", channel="#checkout", text="104 %", act=Act.REPLY, about="alert-1")
    world.deliver()
    local.faults.plan("chat.postMessage", Fault(lost=True))
    put(world, "alert-2", channel="#checkout", text="91 %")
    world.deliver()
    later(world, IN_FLIGHT)

    assert texts(local, "#checkout") == ["91 %"]


@pytest.mark.parametrize("is_archived", [True, False])
def test_a_budget_that_was_moved_is_told_where_its_messages_go_when_its_old_channel_is_gone(world, local, is_archived):
    """An archived channel takes neither the edit nor the line, and a good channel does not rest for that."""
    put(world, channel="#checkout", text="82 %")
    world.deliver()
    room = local.workspace.room("#checkout")
    local.workspace.rooms[room.id] = replace(room, is_archived=is_archived)
    put(world, "", channel="#ai-spend", text="now 104 %", act=Act.EDIT, about="alert-1")
    put(world, "line-1", channel="#ai-spend", text="104 %", act=Act.LINE, about="alert-1", broadcast=True)
    put(world, "alert-2", channel="#ai-spend", text="another")
    for _ in range(3):
        later(world, IN_FLIGHT)

    assert waiting(world) == []
    assert texts(local) == (["104 %", "another"] if is_archived else ["another"])
