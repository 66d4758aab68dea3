"""Budgets that are made and used up, one run of the jobs, and what channels hear of it."""

from datetime import UTC, datetime, timedelta

from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.core.catalogue import COMPLETIONS
from bot.core.periods import DAY, Period, Width
from bot.core.usage.buckets import Bucket, Row, UsageQuery
from bot.demo.slack import LocalSlack
from bot.jobs.check import Checked
from tests.simulation.world import World

OLD = datetime(2026, 9, 1, tzinfo=UTC)
TODAY = datetime(2026, 11, 23, tzinfo=UTC)


def add(world, name="checkout-prod", amount=500, **rest):
    scope, names = ("organisation", ()) if name == "organisation" else ("project", (f"proj_{name}",))
    values = {"created_at": OLD, "period": "month", **rest}
    with world.store.write() as connection:
        return world.store.budgets.add(connection, Budget(scope, names, "cost", amount * NANO, **values))


def spend(world, dollars, name="checkout-prod"):
    world.ledger.spend(name, world.now, dollars * NANO)
    run(world)


def use_up(world, days, dollars):
    """So much on each of the last days, seen at once: in the sums and in the store, where a forecast finds its days."""
    for day in range(days):
        world.ledger.spend("checkout-prod", world.now - (day + 1) * DAY, dollars * NANO)
    query = UsageQuery("completions", Period(TODAY - days * DAY, TODAY), Width.DAY, COMPLETIONS.dimensions)
    key = tuple("proj_checkout-prod" if name == "project" else "" for name in query.group_by)
    row = Row(key, (9,) * len(COMPLETIONS.counters), dollars * NANO, 0)
    world.store.usage.save(
        query, [Bucket(day, day + DAY, (row,)) for day in query.period.buckets(Width.DAY)], world.now
    )


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
