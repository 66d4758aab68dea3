"""A long read: several windows at once, in order all the same, smaller ones when pages are too large."""

from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from threading import Semaphore

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.adapters.openai_usage import OpenAIUsage, windows
from bot.core.catalogue import ENDPOINTS
from bot.core.errors import UpstreamError
from bot.core.observer import Observer
from bot.core.periods import DAY, Period, Width
from bot.core.usage.buckets import UsageQuery
from bot.core.usage.parameters import request_lines
from bot.demo import companies
from bot.demo.faults import Fault
from bot.demo.openai import ADMIN_KEY, Simulator
from tests.adapters.openai_stub import KEY, Stub, bucket, completion, page
from tests.moment import NOW

START = datetime(2026, 1, 1, tzinfo=UTC)
LONG = UsageQuery("completions", Period(START, START + 200 * DAY), Width.DAY, ("project", "model"))
TOO_LARGE = b" " * (windows.LARGEST + 1)
COUNT = 7  # windows of at most 31 days

# A read that is left early leaves the requests on their way to the collector, which newer Pythons mention.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture
def simulator():
    with Simulator(companies.tiny(lag=False), lambda: NOW, latency=0.05) as openai:
        yield openai


@pytest.fixture
def client(simulator):
    client = OpenAIUsage(simulator.url, SecretStr(ADMIN_KEY), rate=10_000)
    yield client
    client.close()


def test_a_long_read_has_four_requests_in_flight_and_the_buckets_in_order(simulator, client):
    found = list(client.buckets(LONG))
    assert [one.start for one in found] == list(LONG.period.buckets(Width.DAY))
    assert len(simulator.requests) == COUNT
    assert 1 < simulator.in_flight <= windows.IN_FLIGHT


class Answers(Observer):
    """Counts the requests that were answered."""

    def __init__(self) -> None:
        self.come = Semaphore(0)

    def openai_request(self, endpoint: str, outcome: str, seconds: float, attempt: int) -> None:
        self.come.release()


def test_requests_go_on_while_the_first_page_is_counted(simulator):
    answers = Answers()
    with closing(OpenAIUsage(simulator.url, SecretStr(ADMIN_KEY), rate=10_000, observer=answers)) as client:
        found = client.buckets(LONG)
        next(found)
        # The sixth is asked for when one before it is counted; where it has come already, the last waits for it.
        assert all(answers.come.acquire(timeout=10) for _ in range(2 + windows.IN_FLIGHT))


def test_requests_go_on_while_a_large_page_is_counted_for_which_others_waited():
    def answer(request):
        rows = completion(input_tokens=1, project_id="x" * windows.WAITING)
        return page(bucket(int(request.url.params["start_time"]), rows))

    answers = Answers()
    client = OpenAIUsage(
        "https://api.example/v1", SecretStr(KEY), rate=10_000, observer=answers, transport=Stub(answer)
    )
    with closing(client):
        found = client.buckets(LONG)
        for _ in range(1 + windows.IN_FLIGHT):  # the first alone, then four at once: no other has room
            next(found)
        # The sixth is asked for when one before it is counted; where it has come already, the last waits for it.
        assert all(answers.come.acquire(timeout=10) for _ in range(2 + windows.IN_FLIGHT))


def test_short_reads_one_after_the_other_share_the_way(simulator, client):
    short = [UsageQuery(endpoint.name, Period(START, START + DAY), Width.DAY) for endpoint in ENDPOINTS]
    found = [(query, [bucket.start for bucket in buckets]) for query, buckets in client.each(short)]
    assert found == [(query, [START]) for query in short]
    assert len(simulator.requests) == len(short)
    assert 1 < simulator.in_flight <= windows.IN_FLIGHT


def test_a_read_that_fails_leaves_the_next_ones_alone_and_asks_no_more_of_its_own(simulator, client):
    year = Period(START - 400 * DAY, START)
    queries = [UsageQuery(name, year, Width.DAY) for name in ("completions", "embeddings", "images")]
    simulator.fault("usage/embeddings", Fault(403), times=None)
    counts = {}
    for query, buckets in client.each(queries):
        counts[query.endpoint] = 0
        try:
            counts[query.endpoint] = sum(1 for _ in buckets)
        except UpstreamError as error:
            assert query.endpoint == "embeddings", error
    assert counts == {"completions": 400, "embeddings": 0, "images": 400}
    asked = [request.path for request in simulator.requests]
    assert sum(path.endswith("embeddings") for path in asked) <= windows.IN_FLIGHT
    assert sum(path.endswith("images") for path in asked) == -(-400 // 31)


def test_a_read_that_nobody_looks_at_is_passed_over(client):
    short = [UsageQuery(name, Period(START, START + 70 * DAY), Width.DAY) for name in ("completions", "images")]
    starts = [[bucket.start for bucket in buckets] for query, buckets in client.each(short) if query is short[1]]
    assert starts == [list(short[1].period.buckets(Width.DAY))]


def test_what_is_shown_of_a_long_read_is_what_is_sent(simulator, client):
    client.read(LONG)
    sent = {f"GET {httpx.URL(request.path).path.removeprefix('/v1')}" for request in simulator.requests}
    shown = request_lines(LONG)
    assert len(shown) == COUNT
    assert {line.partition("?")[0] for line in shown} == sent
    starts = sorted(dict(request.query)["start_time"] for request in simulator.requests)
    assert starts == [dict(httpx.QueryParams(line.partition("?")[2]))["start_time"] for line in shown]


def test_readers_in_parallel_share_the_polite_rate():
    stub = Stub(page())
    stub.client(rate=1.0).read(LONG)
    assert len(stub.requests) == COUNT
    assert sum(stub.time.slept) >= COUNT - 1


def test_an_openai_that_does_not_answer_is_asked_for_one_window_only():
    stub = Stub(httpx.Response(401, json={"error": {"message": "no", "code": "invalid_api_key"}}))
    with pytest.raises(UpstreamError):
        stub.client().read(LONG)
    assert len(stub.requests) == 1


def test_a_window_that_fails_later_ends_the_read_after_what_came_before(simulator, client):
    third = str(int((START + 62 * DAY).timestamp()))
    simulator.fault(lambda request: dict(request.query)["start_time"] == third, Fault(403), times=None)
    read = []
    with pytest.raises(UpstreamError):
        for one in client.buckets(LONG):
            read.append(one.start)
    assert read == list(Period(START, START + 62 * DAY).buckets(Width.DAY))


def test_each_window_follows_its_own_cursor():
    def answer(request):
        asked = request.url.params
        start, second = int(asked["start_time"]), "page" in asked
        day = bucket(start + 86400 * second, completion(input_tokens=1))
        return page(day, next_page=None if second else f"more of {start}")

    stub = Stub(answer)
    found = stub.client().read(LONG)
    assert len(stub.requests) == 2 * COUNT
    assert len(found) == 2 * COUNT


def test_a_page_that_is_too_large_is_read_in_halves_and_the_next_ones_are_asked_small():
    def answer(request):
        start, days = int(request.url.params["start_time"]), int(request.url.params["limit"])
        if days > 8:
            return httpx.Response(200, content=TOO_LARGE)
        return page(*(bucket(start + n * 86400, completion(input_tokens=1)) for n in range(days)))

    stub = Stub(answer)
    client = stub.client()
    found = client.read(LONG)
    assert [one.start for one in found] == list(LONG.period.buckets(Width.DAY))
    sizes = [int(limit) for (limit,) in stub.sent("limit")]
    assert sizes[:3] == [31, 16, 8]
    assert max(sizes[3:]) == 8
    client.read(LONG)
    assert {int(limit) for (limit,) in stub.sent("limit")[len(sizes) :]} == {8}


def test_a_later_page_that_is_too_large_is_read_in_halves_though_the_next_reads_are_on_their_way():
    def answer(request):
        asked = request.url.params
        start, days = int(asked["start_time"]), int(asked["limit"])
        if request.url.path.endswith("completions") and start > START.timestamp() and days > 8:
            return httpx.Response(200, content=TOO_LARGE)
        return page(*(bucket(start + n * 86400, completion(input_tokens=1)) for n in range(days)))

    month = Period(START, START + 40 * DAY)
    others = [UsageQuery("completions", Period(START, START + n * DAY), Width.DAY) for n in (1, 2, 3, 4, 5)]
    queries = [UsageQuery("completions", month, Width.DAY, ("model",)), *others]
    found = [[one.start for one in buckets] for _, buckets in Stub(answer).client().each(queries)]
    assert found == [list(query.period.buckets(Width.DAY)) for query in queries]


@settings(max_examples=20, deadline=None)  # it moves pages of 64 MB
@given(
    lengths=st.lists(st.tuples(st.sampled_from(ENDPOINTS), st.integers(1, 100)), min_size=1, max_size=8),
    largest=st.fixed_dictionaries({}, optional={one.name: st.integers(8, 40) for one in ENDPOINTS[:2]}),
    absent=st.sets(st.sampled_from([one.name for one in ENDPOINTS]), max_size=2),
)
def test_whatever_fails_or_is_too_large_every_other_read_is_whole(lengths, largest, absent):
    """`largest`: days that fit into a page of an endpoint; `absent`: endpoints that do not answer."""
    name_of = {endpoint.path: endpoint.name for endpoint in ENDPOINTS}

    def answer(request):
        asked = request.url.params
        start, end = int(asked["start_time"]), int(asked["end_time"])
        name = name_of[request.url.path.partition("/organization/")[2]]
        if name in absent:
            return httpx.Response(404, json={"error": {"message": "no"}})
        if (end - start) // 86400 > largest.get(name, 200):
            return httpx.Response(200, content=TOO_LARGE)
        return page(*(bucket(at) for at in range(start, end, 86400)))

    queries = [UsageQuery(one.name, Period(START, START + days * DAY), Width.DAY) for one, days in lengths]
    client, found = Stub(answer).client(), []
    for query, buckets in client.each(queries):
        try:
            found.append((query, [one.start for one in buckets]))
        except UpstreamError as error:
            found.append((query, error.code))
    client.close()
    whole = [(query, list(query.period.buckets(Width.DAY))) for query in queries]
    assert found == [(query, "not_found" if query.endpoint in absent else days) for query, days in whole]


def test_a_day_alone_may_be_larger_than_a_page_of_several():
    body = page(bucket(int(START.timestamp()), completion(input_tokens=1))).content
    stub = Stub(httpx.Response(200, content=body + b" " * (windows.LARGEST + 1)))
    (found,) = stub.client().read(UsageQuery("completions", Period(START, START + DAY), Width.DAY))
    assert found.rows[0].counts[0] == 1


def test_windows_touch_and_do_not_overlap():
    lines = [dict(httpx.QueryParams(line.partition("?")[2])) for line in request_lines(LONG)]
    assert all(one["end_time"] == other["start_time"] for one, other in pairwise(lines))
