"""Twins: a message that came to stand in Slack twice is taken back once, and each news notifies its channel once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.adapters.slack import Slack
from bot.core.alerts.outbox import IN_FLIGHT, LEASE, LOOKS, SLOWLY, Act
from bot.demo.slack import Fault
from bot.demo.slack.workspace import Room
from tests.jobs.test_delivery import later, put, texts, waiting
from tests.simulation.world import World

LATE = Fault(late=22)  # the client gave up long before
SECOND = timedelta(seconds=1)
ROOM = "C0SPEND"


def notified(local):
    """What the channel was notified of: messages of their own and broadcast lines. Edits notify nobody."""
    shown = (one for one in local.messages() if "thread_ts" not in one or one.get("subtype") == "thread_broadcast")
    return [message["text"] for message in shown]


def level(world, key="higher-1", text="104 %"):
    """A higher level as the check writes it: the edit of the living message, and the line that notifies."""
    put(world, "", text=f"now {text}", act=Act.EDIT, about="alert-1")
    put(world, key, text=text, act=Act.LINE, about="alert-1", broadcast=True)


def settle(world):
    for _ in range(8):
        later(world, timedelta(minutes=1))


@pytest.mark.parametrize("thread", [False, True])
def test_a_post_that_takes_effect_late_leaves_one_message(world, local, thread):
    put(world)
    if thread:
        world.deliver()
        put(world, "line-1", text="104 %", act=Act.REPLY, about="alert-1", broadcast=True)
    local.faults.plan("chat.postMessage", LATE)
    later(world, SECOND)
    later(world, IN_FLIGHT)
    later(world, timedelta(seconds=20))
    assert len(texts(local)) == (3 if thread else 2)  # until somebody looks
    settle(world)

    assert texts(local) == ["82 %", "104 %"][: 1 + thread]
    assert world.store.sent_messages.address("line-1" if thread else "alert-1").ts == local.messages()[-1]["ts"]


def test_what_takes_effect_after_the_first_look_is_found_by_the_second(world, local):
    local.faults.plan("chat.postMessage", Fault(late=120))
    put(world)
    world.deliver()
    later(world, IN_FLIGHT)
    settle(world)

    assert texts(local) == ["82 %"]


def test_a_look_that_slack_does_not_answer_is_made_again(world, local):
    local.faults.plan("chat.postMessage", LATE)
    put(world)
    world.deliver()
    later(world, IN_FLIGHT)
    local.faults.plan("conversations.history", Fault(status=429, headers={"Retry-After": "120"}))
    later(world, LOOKS[0])
    asked = len(local.calls("conversations.history"))
    later(world, timedelta(seconds=60))
    assert len(local.calls("conversations.history")) == asked  # not sooner than Slack asked
    settle(world)

    assert texts(local) == ["82 %"]


def test_when_a_person_deleted_one_of_the_twins_the_other_one_stays(world, local):
    local.faults.plan("chat.postMessage", LATE)
    put(world)
    world.deliver()
    later(world, IN_FLIGHT)
    later(world, timedelta(seconds=20))
    local.delete(local.messages()[0])
    settle(world)
    put(world, "", text="104 %", act=Act.EDIT, about="alert-1")
    world.deliver()

    assert texts(local) == ["104 %"]


class StandsStill(Slack):
    """Held before its next post: what happens meanwhile is what another process does."""

    def post(self, *what, **rest):
        self.meanwhile, meanwhile = lambda: None, self.meanwhile
        meanwhile()
        return super().post(*what, **rest)


@pytest.fixture
def still(world, local):
    slack = StandsStill(SecretStr("xoxb-local"), local.api_url, timeout=2)
    slack.meanwhile = lambda: None
    slept = World(world.path, slack, world.now)
    yield slept
    slept.close()


def test_a_process_that_stood_still_before_its_post_doubles_nothing(world, local, still):
    put(world)
    still.slack.meanwhile = lambda: later(world, LEASE)
    still.deliver()

    assert len(local.calls("chat.postMessage")) == 2
    assert texts(local) == ["82 %"]
    assert world.store.sent_messages.address("alert-1").ts == local.messages()[0]["ts"]


def test_a_process_that_stood_still_before_it_looked_at_the_clock_says_nothing(world, local, still):
    put(world)
    claim = still.store.claims.claim

    def claim_and_stand_still(now):
        claimed = claim(now)
        later(world, LEASE)
        still.now = world.now
        return claimed

    still.store.claims.claim = claim_and_stand_still
    still.deliver()

    assert len(local.calls("chat.postMessage")) == 1


def test_a_reply_whose_message_was_deleted_becomes_a_message(world, local):
    put(world)
    world.deliver()
    local.delete(local.messages()[0])
    put(world, "line-1", text="104 %", act=Act.REPLY, about="alert-1", broadcast=True)
    world.deliver()

    assert notified(local) == ["104 %"]
    assert (
        world.store.sent_messages.key_at(ROOM, local.messages()[0]["ts"]) == "alert-1"
    )  # whose words in its thread are meant


@pytest.mark.parametrize("refusal", ["message_not_found", "edit_window_closed", "cant_update_message"])
def test_a_level_whose_edit_is_refused_notifies_once(world, local, refusal):
    put(world)
    world.deliver()
    local.faults.plan("chat.update", Fault(error=refusal))
    level(world)
    world.deliver()

    assert notified(local) == ["82 %", "now 104 %"]
    assert waiting(world) == []


def test_a_level_whose_message_was_deleted_notifies_once_and_the_next_one_too(world, local):
    put(world)
    world.deliver()
    local.delete(local.messages()[0])
    level(world)
    world.deliver()
    assert notified(local) == ["now 104 %"]
    later(world, SECOND)
    level(world, "higher-2", "120 %")
    world.deliver()

    assert notified(local) == ["now 120 %", "120 %"]


def test_a_level_in_a_channel_that_will_not_thread_notifies_once(world, local):
    put(world)
    world.deliver()
    local.workspace.rooms[ROOM] = Room(ROOM, "ai-spend", is_threadless=True)
    level(world)
    world.deliver()
    later(world, LEASE)

    assert notified(local) == ["now 104 %", "104 %"]


def test_a_level_notifies_once_where_neither_the_edit_nor_the_thread_is_taken(world, local):
    put(world)
    world.deliver()
    local.workspace.rooms[ROOM] = Room(ROOM, "ai-spend", is_threadless=True)
    local.faults.plan("chat.update", Fault(error="edit_window_closed"))
    level(world)
    world.deliver()
    later(world, LEASE)

    assert notified(local) == ["82 %", "now 104 %"]
    assert waiting(world) == []


@pytest.fixture
def held(world, local):
    """An edit and its line that wait for a channel from which the bot was removed; it is back, and refuses edits."""
    put(world)
    world.deliver()
    local.faults.plan("chat.update", Fault(error="not_in_channel"))
    level(world)
    world.deliver()
    world.now += SLOWLY
    return world


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        pytest.param("chat.postMessage", Fault(lost=True), id="a lost reply"),
        pytest.param("chat.postMessage", Fault(status=503), id="a post that fails"),
        pytest.param("chat.update", Fault(status=503), id="an edit that fails"),
    ],
)
def test_a_line_that_was_held_does_not_overtake_its_edit_that_fails_anew(held, local, method, fault):
    local.faults.plan(method, fault)
    local.faults.plan("chat.update", Fault(error="edit_window_closed"))
    held.deliver()
    later(held, LEASE)
    later(held, LEASE)

    assert notified(local) == ["82 %", "now 104 %"]
    assert waiting(held) == []


def test_a_line_that_was_held_does_not_overtake_its_edit_that_another_process_has(held, local):
    local.faults.plan("chat.update", Fault(error="edit_window_closed"))
    assert held.store.claims.claim(held.now).queued.act is Act.EDIT  # by a process that is slow, or dies
    held.deliver()
    assert notified(local) == ["82 %"]
    later(held, LEASE)

    assert notified(local) == ["82 %", "now 104 %"]
    assert waiting(held) == []


def test_a_history_without_metadata_is_read_by_the_words(world, local):
    local.faults.plan("chat.postMessage", Fault(lost=True))
    local.workspace.shows_metadata = False
    put(world)
    world.deliver()
    later(world, IN_FLIGHT)

    assert texts(local) == ["82 %"]
    assert waiting(world) == []


def test_twins_are_known_by_their_words_where_slack_shows_no_keys(world, local):
    local.workspace.shows_metadata = False
    local.faults.plan("chat.postMessage", LATE)
    put(world)
    world.deliver()
    later(world, IN_FLIGHT)
    put(world, "alert-2")  # the same words, and another message
    later(world, timedelta(seconds=20))
    settle(world)

    assert texts(local) == ["82 %", "82 %"]
    assert {world.store.sent_messages.address(key).ts for key in ("alert-1", "alert-2")} == {
        message["ts"] for message in local.messages()
    }


def test_an_edit_that_became_a_message_is_no_twin_of_the_first_one_whose_words_it_has(world, local):
    local.workspace.shows_metadata = False
    local.faults.plan("chat.postMessage", LATE)
    put(world)
    world.deliver()
    later(world, IN_FLIGHT)
    local.faults.plan("chat.update", Fault(error="edit_window_closed"))
    put(world, "", act=Act.EDIT, about="alert-1")
    later(world, timedelta(seconds=20))
    settle(world)

    assert texts(local) == ["82 %", "82 %"]
    assert world.store.sent_messages.address("alert-1").ts == local.messages()[-1]["ts"]


def test_twins_in_a_thread_are_known_by_their_words_though_beside_it_nobody_can_say(world, local):
    local.workspace.shows_metadata = False
    put(world)
    put(world, "alert-2", text="91 %")
    world.deliver()
    put(world, "line-1", text="104 %", act=Act.REPLY, about="alert-1")
    local.faults.plan("chat.postMessage", LATE)
    world.deliver()
    later(world, IN_FLIGHT)
    settle(world)

    assert texts(local) == ["82 %", "91 %", "104 %"]


def test_while_nobody_can_say_what_is_whose_twins_are_looked_for_again(world, local):
    local.faults.plan("chat.postMessage", LATE)
    put(world)
    world.deliver()
    later(world, IN_FLIGHT)
    local.workspace.shows_metadata = False
    world.now += timedelta(seconds=20)
    world.slack.check()  # Slack is awake, and the late one is there
    for message in local.workspace.messages:
        message["text"] = "written in another way"
    settle(world)
    assert len(texts(local)) == 2
    local.workspace.shows_metadata = True
    later(world, SLOWLY)

    assert len(texts(local)) == 1


def test_a_history_that_says_nothing_makes_no_silent_repeat(world, local):
    """Neither the key nor the words: Slack may write them in another way than they were sent."""
    local.faults.plan("chat.postMessage", Fault(lost=True))
    local.workspace.shows_metadata = False
    put(world)
    world.deliver()
    local.workspace.messages[0]["text"] = "82&nbsp;%"
    later(world, IN_FLIGHT)

    first, second = local.messages()
    assert "may be a repeat" in str(second["blocks"])
    assert "may be a repeat" not in str(first["blocks"])
