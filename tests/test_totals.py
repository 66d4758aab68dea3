"""Whatever was read when, in whatever order and however often: settled totals are what OpenAI bills in the end."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.store import Store
from bot.core.amounts import Amount
from bot.core.answers.answering import PlanResult, answered
from bot.core.answers.planner import Held, plan
from bot.core.catalogue import COMPLETIONS
from bot.core.periods import DAY, HOUR, Period, Width
from bot.core.question import Question
from bot.core.usage.buckets import Bucket, Row, UsageQuery
from bot.core.usage.buckets_to_ask import BucketSpan
from bot.core.usage.freshness import DAY_GRAINS, is_settled
from bot.core.usage.reading import STORE, Reading

START = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = (START, START + DAY)
AFTER = START + 10 * DAY  # all of it is settled
GROUPS = {grain.endpoint: grain.group_by for grain in DAY_GRAINS}

projects = st.sampled_from(["", "proj_a", "proj_b"])
costs = st.dictionaries(st.tuples(projects, st.sampled_from(["input", "output"])), st.integers(-(10**9), 10**12))
usage = st.dictionaries(st.tuples(projects, st.sampled_from(["gpt-5", "o3"])), st.integers(0, 10**12))
histories = st.tuples(*(st.lists(kind, min_size=1, max_size=3) for kind in (costs, usage)))


def rows(endpoint, version):
    if endpoint == "costs":
        return tuple(Row(key, (amount,)) for key, amount in version.items())
    counts = (100, *[0] * (len(COMPLETIONS.counters) - 1))
    return tuple(
        Row((project, "u", "k", model, "false", ""), counts, estimate) for (project, model), estimate in version.items()
    )


class World:
    """What OpenAI says of each day at each hour: versions follow one another every three days."""

    def __init__(self, history):
        self.versions = {
            (endpoint, day): versions
            for day, pair in zip(DAYS, history, strict=True)
            for endpoint, versions in zip(("costs", "completions"), pair, strict=True)
        }

    def read(self, store, endpoint, day, at):
        versions = self.versions[endpoint, day]
        version = versions[min((at - day) // (3 * DAY), len(versions) - 1)]
        query = UsageQuery(endpoint, Period(day, day + DAY), Width.DAY, GROUPS[endpoint])
        store.usage.save(query, [Bucket(day, min(day + DAY, at), rows(endpoint, version))], at)


def read_at(store, endpoint, day):
    return store.usage.notes(endpoint, Width.DAY, Period(day, day + DAY))[day].read_at


def answer(store, by, now):
    """Cost of both days from the store alone."""
    every = frozenset(BucketSpan(day, Width.DAY) for day in DAYS)
    unsettled = {piece for piece in every if not is_settled(piece.start, read_at(store, "costs", piece.start))}
    held = Held({"costs": every, "completions": every}, unsettled=unsettled)
    found = plan(Question("", Period(START, START + 2 * DAY), by=by), now=now, held=held, endpoints=("completions",))
    readings = []
    for one in found.stored:
        notes = store.usage.notes(one.query.endpoint, Width.DAY, one.query.period)
        buckets = store.usage.fetch(one.query)
        readings.append(Reading(one.query, STORE, tuple((bucket, notes[bucket.start].read_at) for bucket in buckets)))
    return answered(PlanResult(found, tuple(readings)))


@pytest.fixture
def stores(tmp_path):
    return (Store(tmp_path / f"{number}.db") for number in count())


reads = st.lists(
    st.tuples(st.integers(1, 200), st.sampled_from(["costs", "completions"]), st.sampled_from(DAYS)), max_size=8
)
last_reads = st.permutations([(endpoint, day) for endpoint in ("costs", "completions") for day in DAYS])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.tuples(histories, histories), earlier=reads, last=last_reads, again=reads)
def test_no_order_of_reads_restatements_and_late_costs_changes_the_final_totals(stores, history, earlier, last, again):
    world = World(history)
    with next(stores) as store:
        for hour, endpoint, day in sorted(earlier):
            if START + hour * HOUR > day:
                world.read(store, endpoint, day, START + hour * HOUR)
        for endpoint, day in last:
            world.read(store, endpoint, day, AFTER)
        for _, endpoint, day in again:
            world.read(store, endpoint, day, AFTER + timedelta(minutes=1))
        final = [world.versions["costs", day][-1] for day in DAYS]
        assert answer(store, (), AFTER).total == Amount(sum(sum(version.values()) for version in final))
        by_project = {line.labels[0]: line.amount for line in answer(store, ("project",), AFTER).lines}
    billed = {}
    for version in final:
        for (project, _), amount in version.items():
            billed[project] = billed.get(project, 0) + amount
    assert {name: amount for name, amount in by_project.items() if amount.quantity} == {
        name: Amount(amount) for name, amount in billed.items() if amount
    }


@pytest.mark.parametrize("later", [timedelta(), HOUR, DAY], ids=["at once", "at the hour", "a day without reading"])
def test_a_day_is_an_estimate_until_its_costs_were_read_settled(stores, later):
    history = (([{("proj_a", "input"): 70}], [{("proj_a", "gpt-5"): 90}]),) * 2
    world, now = World(history), START + 3 * DAY - HOUR
    with next(stores) as store:
        for endpoint, day in ((endpoint, day) for endpoint in ("costs", "completions") for day in DAYS):
            world.read(store, endpoint, day, now)
        assert [is_settled(day, now) for day in DAYS] == [True, False]
        assert answer(store, (), now + later).total == Amount(160, 20, True)
