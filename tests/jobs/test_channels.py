"""A channel is one, however budgets and settings write it: one queue, one pause, one message of a run."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.alerts.outbox import IN_FLIGHT, PATIENT, SLOWLY, Act
from bot.demo.slack import Fault
from bot.demo.slack.workspace import Room
from tests.jobs.one_run import add, run, said, spend
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
    assert said(local) == (["now 104 %", "another"] if is_archived else ["another"])


def replace_channel(local):
    """#checkout is archived, and there is another channel of that name."""
    old = local.workspace.room("#checkout")
    local.workspace.rooms[old.id] = replace(old, is_archived=True)
    local.workspace.rooms["C0CHECKOUT2"] = Room("C0CHECKOUT2", "checkout")


def loud(local, channel="C0CHECKOUT2"):
    """Replies that notify the channel of what a message in place of an edit has notified it of."""
    return [one["text"] for one in local.messages(channel) if one.get("subtype") == "thread_broadcast"]


def news_of_one(world):
    put(world, "", channel="#checkout", text="now 104 %", act=Act.EDIT, about="alert-1")
    put(world, "line-1", channel="#checkout", text="104 %", act=Act.LINE, about="alert-1", broadcast=True)


def news(world):
    """An edit and its line about a message that stands, and what comes after."""
    news_of_one(world)
    put(world, "alert-2", channel="#checkout", text="another")


def test_what_belongs_to_a_message_in_an_archived_channel_is_told_once_in_the_new_one_of_its_name(world, local):
    put(world, channel="#checkout", text="82 %")
    world.deliver()
    replace_channel(local)
    news(world)
    later(world, IN_FLIGHT)
    put(world, "", channel="#checkout", text="now 110 %", act=Act.EDIT, about="alert-1")
    later(world, IN_FLIGHT)

    assert waiting(world) == []
    assert texts(local, "C0CHECKOUT") == ["82 %"]
    assert said(local, "C0CHECKOUT2") == ["now 110 %", "another"]
    assert loud(local) == []
    assert texts(local) == []  # nobody was told that the channel cannot be reached


def test_what_belongs_to_a_message_in_an_archived_channel_holds_up_nothing_where_the_list_is_kept_from_us(world, local):
    put(world, channel="#checkout", text="82 %")
    world.deliver()
    replace_channel(local)
    local.faults.plan("conversations.list", Fault(error="missing_scope"), times=None)
    news(world)
    world.deliver()
    for _ in range(3):
        later(world, SLOWLY)

    assert waiting(world) == []
    assert sorted(said(local, "C0CHECKOUT2")) == ["another", "now 104 %"]
    assert loud(local) == []


def test_what_may_have_been_posted_in_the_new_channel_of_a_name_is_looked_for_there(world, local):
    put(world, channel="#checkout", text="82 %")
    world.deliver()
    replace_channel(local)
    local.faults.plan("chat.postMessage", Fault(lost=True))
    put(world, "alert-2", channel="#checkout", text="another")
    world.deliver()
    later(world, IN_FLIGHT)

    assert len(local.calls("chat.postMessage")) == 2
    assert texts(local, "C0CHECKOUT2") == ["another"]
    assert waiting(world) == []


def test_an_edit_in_a_channel_that_the_bot_was_removed_from_waits_for_it(world, local):
    put(world, channel="#checkout", text="82 %")
    world.deliver()
    local.faults.plan("chat.update", Fault(error="not_in_channel"))
    put(world, "", channel="#checkout", text="now 104 %", act=Act.EDIT, about="alert-1")
    world.deliver()
    later(world, SLOWLY)

    assert texts(local, "#checkout") == ["now 104 %"]


def test_news_do_not_wait_for_long_in_a_channel_that_takes_all_but_the_edit(world, local):
    put(world, channel="#checkout", text="82 %")
    world.deliver()
    local.faults.plan("chat.update", Fault(error="is_inactive"), times=None)
    news_of_one(world)
    for _ in range(PATIENT + 1):
        later(world, SLOWLY)

    assert waiting(world) == []
    assert texts(local, "#checkout") == ["82 %", "now 104 %", "104 %"]
    assert loud(local, "#checkout") == []


def test_a_channel_that_refuses_an_edit_and_takes_messages_is_told_of_once(world, local):
    put(world, channel="#checkout", text="82 %")
    world.deliver()
    local.faults.plan("chat.update", Fault(error="is_inactive"), times=None)
    put(world, "", channel="#checkout", text="ended at 82 %", act=Act.EDIT, about="alert-1")
    for number in range(6):
        put(world, f"other-{number}", channel="#checkout", text=str(number))
        later(world, SLOWLY)

    assert texts(local, "#checkout") == ["82 %", "0", "1", "2", "3", "4", "5"]
    assert len(texts(local)) == 1


def test_a_line_that_was_set_aside_does_not_overtake_the_message_in_place_of_its_edit(world, local):
    """Its channel was closed for a time, and then the message could not be edited, and Slack was down."""
    put(world, channel="#checkout", text="82 %")
    world.deliver()
    local.faults.plan("chat.update", Fault(error="not_in_channel"))
    news_of_one(world)
    world.deliver()
    local.faults.plan("chat.update", Fault(error="edit_window_closed"))
    local.faults.plan("chat.postMessage", Fault(status=503))
    for _ in range(3):
        later(world, SLOWLY)

    assert waiting(world) == []
    assert texts(local, "#checkout") == ["82 %", "now 104 %", "104 %"]
    assert loud(local, "#checkout") == []


def move(world, budget, channel):
    with world.store.write() as connection:
        world.store.budgets.change(connection, replace(budget, channel=channel))


def archive(local, channel):
    room = local.workspace.room(channel)
    local.workspace.rooms[room.id] = replace(room, is_archived=True)


def test_an_alert_that_waits_for_an_archived_channel_follows_its_budget_to_another_one(world, local):
    budget = add(world, channel="#checkout")
    archive(local, "#checkout")
    spend(world, 410)
    assert said(local) == [Says("#checkout", "the channel is archived")]
    move(world, budget, "#ai-spend")
    run(world, timedelta(minutes=1))

    assert said(local)[1:] == [Says("checkout-prod", "82 %")]
    assert waiting(world) == []


def test_a_higher_level_that_waits_for_an_archived_channel_follows_its_budget_too(world, local):
    budget = add(world, channel="#checkout", levels=(50, 80))
    spend(world, 260)
    archive(local, "#checkout")
    spend(world, 150)
    move(world, budget, "#ai-spend")
    run(world, timedelta(minutes=1))
    run(world, timedelta(minutes=1))

    assert said(local)[1:] == [Says("checkout-prod", "82 %")]
    assert waiting(world) == []


def test_alerts_that_wait_for_an_archived_channel_follow_the_settings_to_another_one(world, local):
    add(world)
    archive(local, "#ai-spend")
    spend(world, 410)
    world.settings = world.settings.model_copy(update={"alert_channel": "#checkout"})
    world.restart()
    run(world, timedelta(minutes=1))

    assert said(local, "#checkout") == [Says("checkout-prod", "82 %")]
    assert waiting(world) == []


def test_a_message_for_several_stays_where_most_of_it_belongs_when_one_budget_moves(world, local):
    budgets = [add(world, name, 100) for name in NAMES]
    local.faults.plan("chat.postMessage", Fault(status=503))
    spent(world)
    move(world, budgets[0], "#checkout")
    run(world, timedelta(minutes=1))

    assert said(local) == [Says("3 budgets passed 80 %")]


@pytest.mark.parametrize("is_readable", [True, False])
def test_a_line_that_may_stand_in_a_channel_the_bot_has_left_is_no_silent_repeat(world, local, is_readable):
    """Its budget was moved, its answer lost, and the bot removed from the channel of its message."""
    put(world, channel="#checkout", text="82 %")
    world.deliver()
    put(world, "line-1", channel="#ai-spend", text="104 %", act=Act.LINE, about="alert-1", broadcast=True)
    local.faults.plan("chat.postMessage", Fault(lost=True))
    world.deliver()
    room = local.workspace.room("#checkout").id
    local.faults.plan(
        "*" if not is_readable else "chat.postMessage", Fault(error="not_in_channel"), channel=room, times=None
    )
    for _ in range(3):
        later(world, IN_FLIGHT)

    assert waiting(world) == []
    assert [one["text"] for one in local.messages("#ai-spend")] == ([] if is_readable else ["104 %"])
    assert ("This may be a repeat" in str(local.messages("#ai-spend"))) is not is_readable
