"""Whatever Slack does with a post, its reply, its thread and its history: each news notifies its channel once."""

from datetime import timedelta
from random import Random

import pytest

from bot.core.alerts.outbox import Act, QueuedMessage
from bot.core.slack.message import Message
from tests.simulation.faults import Dice, MemorySlack
from tests.simulation.odd_slack import START, OddSlack
from tests.simulation.queued_messages import differences
from tests.simulation.test_year import Forgetful
from tests.simulation.world import World

SEEDS = range(5)  # more of them: `python -m tests.simulation.odd_slack 0 500`


@pytest.mark.parametrize("seed", SEEDS)
def test_each_alert_notifies_its_channel_once(seed, tmp_path):
    assert OddSlack(seed, tmp_path).run() == []


def test_a_bot_that_cannot_look_is_found_out(tmp_path):
    assert [*OddSlack(1, tmp_path, Forgetful).run()] != []


def test_a_note_of_another_budget_whose_thread_is_gone_is_no_repeat(tmp_path):
    """The organisation's message was deleted: its edit becomes a message, and so does the note about a project."""
    slack = MemorySlack(Dice(Random(0)), lambda: world.now)  # noqa: S311
    world = World(tmp_path / "usage-bot.db", slack, START)
    queue(world, QueuedMessage("passed-1", "#ai-spend", Message("organisation at 50 %")))
    slack.deleted.add(slack.sent[0].ts)

    queue(
        world,
        QueuedMessage("passed-2", "#ai-spend", Message("web-app at 80 %"), Act.REPLY, "passed-1"),
        QueuedMessage("", "#ai-spend", Message("organisation at 80 %"), Act.EDIT, "passed-1"),
        QueuedMessage("passed-3", "#ai-spend", Message("80 %"), Act.LINE, "passed-1", broadcast=True),
    )

    assert {one.text for one in slack.sent if one.is_loud} >= {"web-app at 80 %", "organisation at 80 %"}
    assert [*differences(world.path, slack)] == []
    world.close()


def queue(world, *outgoing):
    with world.store.write() as connection:
        for one in outgoing:
            world.store.outbox.put(connection, one, now=world.now)
    for _ in range(8):
        world.deliver()
        world.now += timedelta(minutes=6)
