"""Delivery: each message reaches Slack once, whatever Slack says or keeps to itself."""

from datetime import timedelta

import pytest

from bot.core.alerts.outbox import IN_FLIGHT, LEASE, LONGEST, PATIENT, SLOWLY, STUBBORN, Act, QueuedMessage
from bot.core.slack.blocks import Series, chart
from bot.core.slack.message import Message
from bot.demo.slack import Fault

BLOCKS = ({"type": "section", "text": {"type": "mrkdwn", "text": "*82 %*", "verbatim": True}},)
LOST = Fault(lost=True)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def put(world, key="alert-1", channel="#ai-spend", text="82 %", **rest):
    with world.store.write() as connection:
        return world.store.outbox.put(
            connection, QueuedMessage(key, channel, Message(text, BLOCKS), **rest), now=world.now
        )


def texts(local, channel="#ai-spend"):
    return [message["text"] for message in local.messages(channel)]


def later(world, span):
    world.now += span
    return world.deliver()


def waiting(world):
    return [(one.key, one.reason) for one in world.store.outbox.undelivered(before=world.now + LEASE)]


def test_a_message_is_sent_once(world, local):
    put(world)

    assert [world.deliver(), later(world, LEASE)] == [1, 0]
    assert texts(local) == ["82 %"]


def test_a_key_is_kept_once(world, local):
    assert [put(world), put(world, text="again")] == [True, False]


def test_messages_of_a_channel_arrive_in_their_order(world, local):
    for number in range(5):
        put(world, f"alert-{number}", text=str(number))
    world.deliver()

    assert texts(local) == ["0", "1", "2", "3", "4"]


def test_what_is_kept_for_the_morning_is_no_message_that_waits_and_holds_up_no_other(world, local):
    put(world, text="by night", not_before=world.now + 8 * HOUR)
    put(world, "alert-2", text="100 %")

    assert [world.deliver(), waiting(world)] == [1, []]
    assert later(world, 8 * HOUR) == 1
    assert texts(local) == ["100 %", "by night"]


def test_a_lost_reply_does_not_post_twice(world, local):
    local.faults.plan("chat.postMessage", LOST)
    put(world)

    assert [world.deliver(), later(world, IN_FLIGHT)] == [0, 1]
    assert texts(local) == ["82 %"]
    assert waiting(world) == []


def test_a_request_that_never_arrived_is_made_again(world, local):
    local.faults.plan("chat.postMessage", Fault(dropped=True))
    put(world)

    assert [world.deliver(), later(world, IN_FLIGHT)] == [0, 1]
    assert texts(local) == ["82 %"]


def test_a_message_in_doubt_is_not_looked_for_while_it_may_be_in_flight(world, local):
    local.faults.plan("chat.postMessage", LOST)
    put(world)
    world.deliver()
    looks = len(local.calls("conversations.history"))  # at a start, the store may be older than what Slack has

    assert later(world, IN_FLIGHT - SECOND) == 0
    assert len(local.calls("conversations.history")) == looks


def test_a_look_up_that_fails_settles_nothing(world, local):
    local.faults.plan("chat.postMessage", LOST)
    local.faults.plan("conversations.history", Fault(status=429, headers={"Retry-After": "1"}))
    put(world)
    for _ in range(3):
        later(world, IN_FLIGHT)

    assert texts(local) == ["82 %"]
    assert waiting(world) == []


def test_without_the_history_a_second_attempt_says_that_it_may_be_a_repeat(world, local):
    local.faults.plan("chat.postMessage", LOST)
    local.faults.plan("conversations.history", Fault(error="missing_scope"), times=None)
    put(world)
    world.deliver()
    later(world, IN_FLIGHT)

    assert [len(message["blocks"]) for message in local.messages()] == [1, 2]
    assert "may be a repeat" in str(local.messages()[1]["blocks"])


def test_a_process_that_died_after_the_post_is_not_repeated(world, local):
    put(world)
    world.store.claims.claim(world.now)
    world.slack.post("#ai-spend", Message("82 %", BLOCKS), key="alert-1")
    world.restart()

    assert [world.deliver(), later(world, LEASE)] == [0, 1]
    assert texts(local) == ["82 %"]


def test_a_process_that_died_before_the_post_is_made_up_for(world, local):
    put(world)
    world.store.claims.claim(world.now)
    world.restart()

    assert [world.deliver(), later(world, LEASE)] == [0, 1]
    assert texts(local) == ["82 %"]


def test_two_processes_do_not_send_the_same_message(world, local):
    put(world)
    first = world.store.claims.claim(world.now)

    assert first is not None
    assert world.deliver() == 0


def test_slacks_pause_is_kept_for_the_whole_channel(world, local):
    local.faults.plan("chat.postMessage", Fault(status=429, headers={"Retry-After": "30"}))
    put(world, "alert-1", text="1")
    world.deliver()
    put(world, "alert-2", text="2")

    assert [later(world, 29 * SECOND), later(world, SECOND)] == [0, 2]
    assert texts(local) == ["1", "2"]


def test_a_pause_of_forty_days_is_kept_for_one(world, local):
    local.faults.plan("chat.postMessage", Fault(status=429, headers={"Retry-After": str(40 * 86_400)}))
    put(world, "alert-1", text="1")
    world.deliver()

    assert [later(world, timedelta(hours=23)), later(world, timedelta(hours=1))] == [0, 1]


def test_another_channel_goes_on_meanwhile(world, local):
    local.faults.plan("chat.postMessage", Fault(status=429, headers={"Retry-After": "30"}), channel="#checkout")
    put(world, "alert-1", "#checkout")
    put(world, "alert-2", "#ai-spend")
    world.deliver()

    assert (texts(local, "#checkout"), texts(local)) == ([], ["82 %"])


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("channel_not_found", "Slack does not find the channel"),
        ("not_in_channel", "the bot is not in the channel"),
        ("is_archived", "the channel is archived"),
        ("restricted_action_read_only_channel", "Slack refuses them"),
        ("team_access_not_granted", "Slack refuses them"),
        ("ekm_access_denied", "Slack refuses them"),
        ("a_word_of_tomorrow", "Slack refuses them"),
    ],
)
def test_a_channel_that_cannot_be_reached_is_told_once_where_it_is_read(world, local, code, why):
    local.faults.plan("chat.postMessage", Fault(error=code), times=3, channel="#checkout")
    put(world, channel="#checkout")
    world.deliver()
    for _ in range(2):
        later(world, SLOWLY)

    (told,) = texts(local)
    assert why in told
    assert waiting(world) == [("alert-1", code)]

    later(world, SLOWLY)
    assert texts(local, "#checkout") == ["82 %"]


def test_a_bad_token_keeps_everything(world, local):
    local.faults.plan("*", Fault(error="invalid_auth"), times=2)  # of the look, and of the post
    put(world, "alert-1", text="1")
    put(world, "alert-2", "#checkout", text="2")
    world.deliver()

    assert waiting(world) == [("alert-1", "invalid_auth"), ("alert-2", "invalid_auth")]
    assert later(world, SLOWLY) == 2


def test_what_slack_refuses_to_draw_is_said_in_text(world, local):
    local.faults.plan("chat.postMessage", Fault(error="invalid_blocks"))
    put(world)
    world.deliver()

    (message,) = local.messages()
    assert "82 %" in message["text"]
    assert not message.get("blocks")


CHART = chart("bar", "Cost", ["Mon", "Tue"], [Series("cost", (1, 2))], unit="dollars")


def kinds(local):
    """The blocks of each attempt to post."""
    return [[block["type"] for block in call.get("blocks", ())] for call in local.calls("chat.postMessage")]


def put_chart(world, key):
    with world.store.write() as connection:
        queued = QueuedMessage(key, "#ai-spend", Message("82 %", (*BLOCKS, CHART)))
        world.store.outbox.put(connection, queued, now=world.now)


def test_a_workspace_that_refuses_charts_is_sent_text_at_once_for_a_day(world, local):
    local.faults.plan("chat.postMessage", Fault(error="invalid_blocks"))
    put_chart(world, "digest-1")
    world.deliver()
    put_chart(world, "digest-2")
    later(world, timedelta(hours=23))
    put_chart(world, "digest-3")
    later(world, timedelta(hours=2))

    native, text = ["section", "data_visualization"], ["section", "section"]
    assert kinds(local) == [native, text, text, native]
    assert len(local.messages()) == 3


def test_one_message_with_a_fault_of_its_own_takes_no_charts_from_others(world, local):
    local.faults.plan("chat.postMessage", Fault(error="invalid_blocks"), times=2)
    put_chart(world, "digest-1")
    put_chart(world, "digest-2")
    world.deliver()

    assert kinds(local)[-1] == ["section", "data_visualization"]


def test_a_message_that_slack_never_takes_does_not_hold_up_the_others(world, local):
    local.faults.plan("chat.postMessage", Fault(error="no_text"))
    put(world, "alert-1", text="1")
    put(world, "alert-2", text="2")
    world.deliver()

    assert texts(local) == ["2"]
    assert waiting(world) == [("alert-1", "no_text")]
    assert later(world, SLOWLY) == 1


def test_a_message_that_is_refused_in_a_new_word_does_not_hold_up_the_others_for_long(world, local):
    put(world, "alert-1", text="1")
    for _ in range(PATIENT):
        local.faults.plan("chat.postMessage", Fault(error="a_word_of_tomorrow"))
        later(world, SLOWLY)
    put(world, "alert-2", text="2")
    local.faults.plan("chat.postMessage", Fault(error="a_word_of_tomorrow"))
    later(world, SLOWLY)
    later(world, SLOWLY)

    assert sorted(texts(local)) == ["1", "2"]


def test_an_edit_with_which_slack_has_trouble_for_long_becomes_a_message(world, local):
    """The others of its channel wait for no longer than that."""
    put(world)
    world.deliver()
    local.faults.plan("chat.update", Fault(error="fatal_error"), times=STUBBORN)
    put(world, "", text="now 104 %", act=Act.EDIT, about="alert-1")
    put(world, "alert-2", text="another")
    for _ in range(STUBBORN):
        later(world, LONGEST)

    assert waiting(world) == []
    assert texts(local) == ["82 %", "now 104 %", "another"]


def test_a_message_with_which_slack_has_trouble_for_long_lets_others_pass(world, local):
    local.faults.plan("chat.postMessage", Fault(error="fatal_error"), times=STUBBORN)
    put(world, "alert-1", text="1")
    put(world, "alert-2", text="2")
    for _ in range(STUBBORN):
        later(world, LONGEST)

    assert texts(local) == ["2"]
    assert waiting(world) == [("alert-1", "fatal_error")]
    assert later(world, LONGEST) == 1


def test_slack_being_down_for_a_day_loses_and_doubles_nothing(world, local):
    local.faults.plan("*", Fault(status=503), times=None)
    for number in range(3):
        put(world, f"alert-{number}", text=str(number))
    for _ in range(24):
        later(world, timedelta(hours=1))
    local.faults.heal()
    for _ in range(4):
        later(world, timedelta(minutes=10))

    assert texts(local) == ["0", "1", "2"]


def test_an_edit_takes_the_place_of_what_was_said(world, local):
    put(world)
    put(world, "", text="104 %", act=Act.EDIT, about="alert-1")
    world.deliver()

    assert texts(local) == ["104 %"]


def test_only_the_newest_edit_is_made(world, local):
    put(world)
    for text in ("90 %", "104 %"):
        put(world, "", text=text, act=Act.EDIT, about="alert-1")
    world.deliver()

    assert len(local.calls("chat.update")) == 1
    assert texts(local) == ["104 %"]


@pytest.mark.parametrize(
    "code",
    [
        "edit_window_closed",
        "cant_update_message",
        "message_not_found",
        "update_failed",
        "block_mismatch",
        "restricted_action",
        "no_permission",
        "ekm_access_denied",
        "a_word_of_tomorrow",
    ],
)
def test_an_edit_that_slack_refuses_becomes_a_new_message(world, local, code):
    local.faults.plan("chat.update", Fault(error=code))
    put(world)
    put(world, "", text="104 %", act=Act.EDIT, about="alert-1")
    world.deliver()
    put(world, "", text="108 %", act=Act.EDIT, about="alert-1")
    world.deliver()

    assert texts(local) == ["82 %", "108 %"]


def test_a_line_goes_into_the_thread_of_its_message(world, local):
    put(world)
    put(world, "alert-2", text="104 %", act=Act.REPLY, about="alert-1", broadcast=True)
    world.deliver()

    (_, sent) = local.calls("chat.postMessage")
    assert sent["thread_ts"] == local.messages()[0]["ts"]
    assert sent["reply_broadcast"] is True


def test_a_lost_reply_in_a_thread_is_found_there(world, local):
    put(world)
    world.deliver()
    local.faults.plan("chat.postMessage", LOST)
    put(world, "alert-2", text="104 %", act=Act.REPLY, about="alert-1")
    world.deliver()

    assert later(world, IN_FLIGHT) == 1
    assert len(local.calls("chat.postMessage")) == 2


@pytest.mark.parametrize(
    "code",
    [
        "thread_not_found",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_only_channel",
        "restricted_action",
        "invalid_thread_ts",
        "a_word_of_tomorrow",
    ],
)
def test_a_line_that_its_thread_refuses_becomes_a_message(world, local, code):
    put(world)
    world.deliver()
    local.faults.plan("chat.postMessage", Fault(error=code))
    put(world, "higher-1", text="104 %", act=Act.REPLY, about="alert-1", broadcast=True)
    later(world, SECOND)
    later(world, LEASE)

    assert texts(local) == ["82 %", "104 %"]
    assert local.messages()[-1].get("thread_ts") is None


def test_a_channel_with_another_name_is_reached_by_its_id(world, local):
    put(world)
    world.deliver()
    local.faults.plan("chat.postMessage", Fault(error="channel_not_found"))
    put(world, "alert-2", text="104 %")
    later(world, LEASE)

    assert texts(local) == ["82 %", "104 %"]
    assert local.calls("chat.postMessage")[-1]["channel"] == local.messages()[0]["channel"]
