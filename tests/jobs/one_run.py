"""One run of the jobs, and what channels hear of it."""

from datetime import timedelta

from bot.demo.slack import LocalSlack
from bot.jobs.check import Checked
from tests.simulation.world import World


def run(world: World, after: timedelta = timedelta(0)) -> Checked:
    """Read what was spent, check the budgets and deliver; `after` is how much later that is."""
    world.now += after
    world.ledger.read(world.now)
    checked = world.check()
    world.deliver()
    return checked


def said(local: LocalSlack, channel: str = "#ai-spend") -> list[str]:
    return [message["text"] for message in local.messages(channel) if not message.get("thread_ts")]


def said_in_threads(local: LocalSlack, channel: str = "#ai-spend") -> list[str]:
    return [message["text"] for message in local.messages(channel) if message.get("thread_ts")]
