"""The reader: what is due goes into the store, and equals the organisation's own facts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.adapters.openai_usage import OpenAIUsage
from bot.adapters.prices import Prices
from bot.adapters.store import Store
from bot.adapters.store.usage import UsageStore
from bot.core.periods import DAY, Period, Width, floor
from bot.core.usage.buckets import UsageQuery, summed
from bot.core.usage.freshness import DAY_GRAINS, HOUR_GRAIN, HOUR_GRAINS
from bot.demo.company import Company
from bot.demo.faults import billing, each_row, with_fields
from bot.demo.openai import ADMIN_KEY, USAGE_KEY, Simulator
from bot.jobs import read_and_check, read_when_due
from bot.jobs.check import CHANGES as SEEN_CHANGES
from bot.jobs.check import check_budgets
from bot.jobs.names import refresh_names
from bot.jobs.snapshot import take_snapshot
from bot.services import Services
from bot.settings import load_settings
from bot.sources.reads import last_read, stale
from tests.moment import NOW
from tests.oracle import expected

TODAY = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = Period(TODAY - 6 * DAY, TODAY)
COMPLETIONS = next(grain for grain in DAY_GRAINS if grain.endpoint == "completions")

UNUSED = "decisions"  # the shop makes none
USED_BY_HOUR = [grain for grain in HOUR_GRAINS if grain.endpoint != UNUSED]
# Today of each endpoint; of the hours of those that were used the open one and the one before.
OPEN = len(DAY_GRAINS) + 2 * len(USED_BY_HOUR)


@contextmanager
def _services(simulator: Simulator, folder: Path, key: str = ADMIN_KEY) -> Iterator[Services]:
    settings = load_settings(values={"OPENAI_ADMIN_KEY": key, "OPENAI_BASE_URL": simulator.url})
    openai = OpenAIUsage(simulator.url, SecretStr(key), rate=10_000)
    with Store(folder / "usage.db") as store:
        yield Services(settings, lambda: NOW, store, openai, Prices(None))
    openai.close()


@pytest.fixture
def services(simulator: Simulator, tmp_path: Path) -> Iterator[Services]:
    with _services(simulator, tmp_path) as live:
        yield live


def _counts(buckets):
    return [(bucket.start, [(row.key, row.counts) for row in summed(bucket.rows)]) for bucket in buckets]


@pytest.fixture(scope="module")
def read(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """After one run; for tests that only look."""
    with (
        Simulator(company, lambda: NOW) as simulator,
        _services(simulator, tmp_path_factory.mktemp("read")) as live,
    ):
        take_snapshot(live, NOW, since=WEEK.start)
        yield live


@pytest.mark.parametrize("grain", [*DAY_GRAINS, *HOUR_GRAINS], ids=lambda grain: f"{grain.endpoint}-{grain.width}")
def test_the_store_holds_what_the_organisation_used(read, company, grain):
    query = UsageQuery(grain.endpoint, WEEK, grain.width, grain.group_by)
    right = expected(company, query, NOW)
    if grain in HOUR_GRAINS and grain is not HOUR_GRAIN:  # hours of a day without use are not asked for
        used = {floor(bucket.start, Width.DAY) for bucket in right if bucket.rows}
        assert bool(used) == (grain.endpoint != UNUSED)
        right = tuple(bucket for bucket in right if floor(bucket.start, Width.DAY) in used)
    assert _counts(read.store.usage.fetch(query)) == _counts(right)


def test_a_later_run_reads_only_what_is_open_or_has_changed(services, simulator):
    take_snapshot(services, NOW, since=WEEK.start)
    take_snapshot(services, NOW + timedelta(minutes=1), since=WEEK.start)  # the bills by key and user
    simulator.requests.clear()
    taken = take_snapshot(services, NOW + timedelta(minutes=5), since=WEEK.start)
    looks = [request for request in simulator.requests if "group_by" not in dict(request.query)]
    assert taken.restated == ()
    assert taken.buckets == OPEN
    assert len(looks) == len(DAY_GRAINS)


def test_a_final_day_that_changed_is_read_in_full_and_told(services, company, simulator):
    take_snapshot(services, NOW, since=WEEK.start)
    query = UsageQuery("completions", Period(TODAY - DAY, TODAY), Width.DAY, COMPLETIONS.group_by)
    (right,) = services.store.usage.fetch(query)
    wrong = replace(right, rows=right.rows[1:])
    services.store.usage.save(query, (wrong,), NOW)
    taken = take_snapshot(services, NOW + timedelta(minutes=15), since=WEEK.start)
    assert _counts(services.store.usage.fetch(query)) == _counts((right,))
    assert {restated.endpoint for restated in taken.restated} == {"completions"}


def test_hours_that_changed_with_their_day_are_read_again_even_after_a_failure(services, simulator):
    take_snapshot(services, NOW, since=WEEK.start)
    yesterday = Period(TODAY - DAY, TODAY)
    queries = [UsageQuery("completions", yesterday, grain.width, grain.group_by) for grain in (COMPLETIONS, HOUR_GRAIN)]
    right = [services.store.usage.fetch(query) for query in queries]
    for query, buckets in zip(queries, right, strict=True):
        changed = [replace(bucket, rows=bucket.rows[1:]) for bucket in buckets]
        services.store.usage.save(query, changed, NOW, services.prices.version)
    start = str(int(yesterday.start.timestamp()))
    simulator.fault(
        lambda request: {("bucket_width", "1h"), ("start_time", start)} <= set(request.query),
        billing("organization_usage_limit_exceeded"),
    )
    failed = take_snapshot(services, NOW + timedelta(minutes=15), since=WEEK.start)
    assert [error.code for error in failed.failures] == ["organization_usage_limit_exceeded"]
    assert failed.restated == ()
    taken = take_snapshot(services, NOW + timedelta(minutes=30), since=WEEK.start)
    assert {restated.endpoint for restated in taken.restated} == {"completions"}
    assert [_counts(services.store.usage.fetch(query)) for query in queries] == [_counts(buckets) for buckets in right]


def _noise(row):
    """What a sum of floats adds to an amount."""
    return {**row, "amount": {**row["amount"], "value": Decimal(str(row["amount"]["value"])) + Decimal("3e-9")}}


def test_noise_in_the_sum_of_amounts_is_no_change(services, simulator):
    take_snapshot(services, NOW, since=WEEK.start)
    take_snapshot(services, NOW + timedelta(minutes=1), since=WEEK.start)  # the bills by key and user
    simulator.fault(
        lambda request: request.path.endswith("costs") and "group_by" not in dict(request.query),
        each_row(_noise),
        times=None,
    )
    taken = take_snapshot(services, NOW + timedelta(minutes=5), since=WEEK.start)
    assert (taken.restated, taken.failures) == ((), ())
    assert taken.buckets == OPEN


def test_a_look_that_finds_no_change_settles_the_costs(company, tmp_path):
    later = NOW + DAY
    clock = [NOW]
    with Simulator(company, lambda: clock[0]) as simulator, _services(simulator, tmp_path) as services:
        take_snapshot(services, NOW, since=WEEK.start)
        clock[0] = later
        simulator.requests.clear()
        taken = take_snapshot(services, later, since=WEEK.start)
        notes = services.store.usage.notes("costs", Width.DAY, Period(TODAY - DAY, TODAY))
        asked = [dict(request.query) for request in simulator.requests if request.path.endswith("costs")]
    by_item = [one for one in asked if one.get("group_by") == "line_item"]
    in_full = [datetime.fromtimestamp(int(one["start_time"]), UTC) for one in by_item]
    assert (taken.restated, taken.failures) == ((), ())
    assert min(in_full) == TODAY  # the days before were looked at only
    assert notes[TODAY - DAY].read_at == later


def test_one_endpoint_that_fails_leaves_the_others_alone(services, simulator):
    simulator.fault("usage/embeddings", billing("organization_usage_limit_exceeded"), times=None)
    taken = take_snapshot(services, NOW, since=WEEK.start)
    assert [error.code for error in taken.failures] == ["organization_usage_limit_exceeded"]
    assert services.store.usage.notes("embeddings", Width.DAY, WEEK) == {}
    assert len(services.store.usage.notes("costs", Width.DAY, WEEK)) == 6
    assert last_read(services, NOW) is None
    assert set(stale(services, NOW + timedelta(minutes=61))) == {*(grain.endpoint for grain in DAY_GRAINS)}
    assert set(stale(services, NOW + timedelta(minutes=60))) == set()


@pytest.mark.parametrize(
    ("endpoint", "absurd"),
    [
        pytest.param("usage/completions", with_fields(input_tokens=2**53), id="tokens"),
        pytest.param("costs", with_fields(amount={"value": 9e8, "currency": "usd"}), id="dollars"),
        pytest.param("costs", with_fields(amount={"value": "1_000", "currency": "usd"}), id="Python's own digits"),
    ],
)
def test_absurd_numbers_leave_the_rest_and_the_check_alone(services, simulator, endpoint, absurd):
    simulator.fault(endpoint, absurd, times=None)
    taken = take_snapshot(services, NOW, since=WEEK.start)
    name = endpoint.removeprefix("usage/")

    assert {error.code for error in taken.failures} == {"malformed"}
    assert services.store.usage.notes(name, Width.DAY, WEEK) == {}
    assert len(services.store.usage.notes("embeddings", Width.DAY, WEEK)) == 6
    check_budgets(services, NOW)  # its sums are bounded


class Broken(UsageStore):
    """What is read of embeddings breaks something of ours; what is known of all breaks later."""

    def save(self, query, *what, **rest):
        if query.endpoint == "embeddings":
            raise OverflowError("int too large")
        return super().save(query, *what, **rest)


def test_a_grain_that_breaks_the_reader_leaves_the_others_alone(services):
    services.store.usage = Broken(services.store)
    taken = take_snapshot(services, NOW, since=WEEK.start)

    assert [error.code for error in taken.failures] == ["bug"]
    assert len(services.store.usage.notes("costs", Width.DAY, WEEK)) == 6


class Unreadable(OpenAIUsage):
    def each(self, queries, **rest):
        raise RuntimeError("a bug")


def test_whatever_a_read_raises_the_check_runs(services):
    broken = replace(services, openai=Unreadable("http://127.0.0.1:9/v1", SecretStr(ADMIN_KEY)))
    before = services.store.meta.get(SEEN_CHANGES)
    with pytest.raises(RuntimeError):
        read_and_check(broken, NOW)

    assert before is None
    assert services.store.meta.get(SEEN_CHANGES) is not None


def test_a_refused_key_is_tried_once_a_run(simulator, tmp_path):
    with _services(simulator, tmp_path, key="sk-admin-wrong") as services:
        taken = take_snapshot(services, NOW, since=WEEK.start)
    assert [error.code for error in taken.failures] == ["invalid_api_key"]
    assert len(simulator.requests) == 1


def test_a_run_that_read_everything_is_remembered(services):
    assert stale(services, NOW) == {}
    take_snapshot(services, NOW, since=WEEK.start)
    assert last_read(services, NOW) == NOW
    assert stale(services, NOW + timedelta(minutes=60)) == {}
    assert {*stale(services, NOW + timedelta(minutes=61)).values()} == {timedelta(minutes=61)}


def test_projects_people_and_keys_get_their_names(services, company):
    taken = take_snapshot(services, NOW, since=WEEK.start)
    refresh_names(services, NOW, taken.sightings)
    names = services.store.names.all()
    for project in company.projects:
        assert names.label("project", project.id) == (project.name or project.id)


def test_names_are_known_before_the_long_first_read(services, simulator):
    read_and_check(services, NOW)

    assert simulator.requests[0].path == "/v1/organization/projects"
    assert services.store.names.all().of("key")


def test_names_are_not_asked_for_again_the_same_day(services, simulator):
    taken = take_snapshot(services, NOW, since=WEEK.start)
    refresh_names(services, NOW, taken.sightings)
    simulator.requests.clear()
    refresh_names(services, NOW, taken.sightings)
    assert [request.path for request in simulator.requests] == ["/v1/organization/projects"]


def test_a_key_that_may_not_read_names_reads_usage_all_the_same(simulator, tmp_path):
    with _services(simulator, tmp_path, key=USAGE_KEY) as services:
        taken = take_snapshot(services, NOW, since=WEEK.start)
        refresh_names(services, NOW, taken.sightings)
        assert taken.failures == ()
        assert services.store.names.all().of("project") == ()
        assert services.store.names.all().of("model") != ()


def test_check_reads_when_the_last_read_is_older_than_the_interval(services, simulator):
    assert read_when_due(services, NOW) == ()
    asked = len(simulator.requests)
    assert asked > 0
    assert read_when_due(services, NOW + timedelta(minutes=14)) == ()
    assert len(simulator.requests) == asked
    read_when_due(services, NOW + timedelta(minutes=15))
    assert len(simulator.requests) > asked
