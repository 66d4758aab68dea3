"""What the client asks OpenAI for, and how it walks the pages."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.core.catalogue import COST_KEY_EPOCH, ENDPOINTS
from bot.core.errors import UpstreamError
from bot.core.periods import DAY, HOUR, Period, Width
from bot.core.usage.buckets import Filter, UsageQuery
from bot.core.usage.parameters import request_lines
from tests.adapters.openai_stub import KEY, Stub, Time, bucket, completion, cost, page

START = datetime(2026, 11, 1, tzinfo=UTC)
SECONDS = int(START.timestamp())
WEEK = UsageQuery("completions", Period(START, START + 7 * DAY), Width.DAY)


def test_every_parameter_is_sent_in_the_repeat_form():
    stub = Stub(page())
    query = UsageQuery(
        "completions",
        Period(START, START + 3 * HOUR),
        Width.HOUR,
        group_by=("project", "user", "key", "model", "batch", "tier"),
        filters=(
            Filter("project", ("proj_1", "proj_2")),
            Filter("user", ("user-1",)),
            Filter("key", ("key_1",)),
            Filter("model", ("gpt-5", "o3")),
            Filter("batch", ("true",)),
        ),
        limit=2,
    )
    stub.client().read(query)
    assert stub.requests[0].url.path == "/v1/organization/usage/completions"
    assert stub.requests[0].url.params.multi_items() == [
        ("start_time", str(SECONDS)),
        ("end_time", str(SECONDS + 3 * 3600)),
        ("bucket_width", "1h"),
        ("project_ids", "proj_1"),
        ("project_ids", "proj_2"),
        ("user_ids", "user-1"),
        ("api_key_ids", "key_1"),
        ("models", "gpt-5"),
        ("models", "o3"),
        ("batch", "true"),
        ("group_by", "project_id"),
        ("group_by", "user_id"),
        ("group_by", "api_key_id"),
        ("group_by", "model"),
        ("group_by", "batch"),
        ("group_by", "service_tier"),
        ("limit", "2"),
    ]


def test_the_key_goes_into_the_header_only():
    stub = Stub(page())
    stub.client().read(WEEK)
    assert stub.requests[0].headers["Authorization"] == f"Bearer {KEY}"
    assert KEY not in str(stub.requests[0].url)


def test_a_period_with_ragged_edges_is_asked_in_whole_buckets():
    stub = Stub(page())
    ragged = Period(START + timedelta(minutes=5), START + DAY + timedelta(minutes=1))
    stub.client().read(UsageQuery("completions", ragged, Width.DAY))
    assert stub.sent("start_time") == [[str(SECONDS)]]
    assert stub.sent("end_time") == [[str(SECONDS + 2 * 86400)]]
    assert stub.sent("limit") == [["2"]]


@pytest.mark.parametrize(
    ("endpoint", "width", "days", "limit"),
    [
        pytest.param("completions", Width.DAY, 70, ["31", "31", "8"], id="days"),
        pytest.param("completions", Width.HOUR, 10, ["168", "72"], id="hours"),
        pytest.param("completions", Width.MINUTE, 2, ["1440", "1440"], id="minutes"),
        pytest.param("costs", Width.DAY, 400, ["180", "180", "40"], id="costs"),
        pytest.param("costs", Width.DAY, 3, ["3"], id="no more than there are"),
    ],
)
def test_a_long_read_takes_the_fewest_requests_and_no_limit_above_the_maximum(endpoint, width, days, limit):
    stub = Stub(page())
    stub.client().read(UsageQuery(endpoint, Period(START, START + days * DAY), width))
    assert sorted(stub.sent("limit"), reverse=True) == sorted(([one] for one in limit), reverse=True)


def test_all_pages_are_read_with_the_same_parameters():
    stub = Stub(
        page(bucket(SECONDS, completion(input_tokens=1)), next_page="page_AAA="),
        page(next_page="page_BBB="),
        page(bucket(SECONDS + 86400, completion(input_tokens=2))),
    )
    found = stub.client().read(WEEK)
    assert [one.rows[0].counts[0] for one in found] == [1, 2]
    assert stub.sent("page") == [[], ["page_AAA="], ["page_BBB="]]
    without = [request.url.copy_remove_param("page") for request in stub.requests]
    assert without[0] == without[1] == without[2]


@pytest.mark.parametrize(
    ("cursors", "requests"),
    [
        pytest.param([None], 1, id="null"),
        pytest.param([""], 1, id="empty"),
        pytest.param(["a"] * 9, 2, id="a loop of one"),
        pytest.param(["a", "b"] * 9, 3, id="a loop of two"),
    ],
)
def test_a_missing_or_repeated_cursor_is_an_error_and_not_an_end(cursors, requests):
    answers = [httpx.Response(200, json={"data": [], "has_more": True, "next_page": one}) for one in cursors]
    stub = Stub(*answers)
    with pytest.raises(UpstreamError, match="cursor is missing or repeats"):
        stub.client().read(WEEK)
    assert len(stub.requests) == requests


def test_an_absent_cursor_is_an_error():
    stub = Stub(httpx.Response(200, json={"data": [], "has_more": True}))
    with pytest.raises(UpstreamError, match="cursor"):
        stub.client().read(WEEK)


def test_pages_without_end_are_an_error():
    fresh = iter(range(10_000))
    stub = Stub(lambda request: page(next_page=f"page_{next(fresh)}"))
    with pytest.raises(UpstreamError, match="does not end"):
        stub.client().read(WEEK)
    assert len(stub.requests) == 12


def test_a_cursor_beside_has_more_false_is_no_reason_to_go_on():
    stub = Stub(httpx.Response(200, json={"data": [], "has_more": False, "next_page": "page_x"}))
    assert stub.client().read(WEEK) == ()
    assert len(stub.requests) == 1


def test_a_bucket_that_comes_twice_counts_once_and_order_does_not_matter():
    stub = Stub(
        page(bucket(SECONDS + 86400, completion(input_tokens=5)), next_page="a"),
        page(bucket(SECONDS + 86400, completion(input_tokens=7)), bucket(SECONDS)),
    )
    found = stub.client().read(WEEK)
    assert [one.start for one in found] == [START, START + DAY]
    assert found[1].rows[0].counts[0] == 7


def test_buckets_that_were_not_asked_for_are_left_out():
    stub = Stub(page(bucket(SECONDS - 86400), bucket(SECONDS), bucket(SECONDS + 7 * 86400)))
    assert [one.start for one in stub.client().read(WEEK)] == [START]


def test_an_empty_period_asks_nothing():
    stub = Stub(page())
    assert stub.client().read(UsageQuery("completions", Period(START, START), Width.DAY)) == ()
    assert stub.requests == []


def test_costs_by_key_are_not_asked_before_the_epoch():
    stub = Stub(page(bucket(int(COST_KEY_EPOCH.timestamp()), cost(1, api_key_id="key_1"))))
    period = Period(COST_KEY_EPOCH - 30 * DAY, COST_KEY_EPOCH + 2 * DAY)
    found = stub.client().read(UsageQuery("costs", period, Width.DAY, ("key",)))
    assert stub.sent("start_time") == [["1764979200"]]
    assert found[0].rows[0].key == ("key_1",)
    earlier = UsageQuery("costs", Period(COST_KEY_EPOCH - 30 * DAY, COST_KEY_EPOCH), Width.DAY, ("key",))
    assert stub.client().read(earlier) == ()
    assert request_lines(earlier) == ()
    assert len(stub.requests) == 1


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: one.name)
def test_every_endpoint_is_read_at_all_its_dimensions(endpoint):
    fields = dict.fromkeys(endpoint.counters, 3)
    if endpoint.name == "costs":
        fields = {"amount": {"value": "3e-9", "currency": "USD"}}
    stub = Stub(page(bucket(SECONDS, {"object": endpoint.result, **fields})))
    query = UsageQuery(endpoint.name, WEEK.period, Width.DAY, endpoint.dimensions)
    row = stub.client().read(query)[0].rows[0]
    assert row.key == ("",) * len(endpoint.dimensions)
    assert row.counts == (3,) * len(endpoint.counters)
    assert stub.requests[0].url.path == f"/v1/organization/{endpoint.path}"


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(UsageQuery("costs", WEEK.period, Width.DAY, ("model",)), id="a foreign group"),
        pytest.param(UsageQuery("costs", WEEK.period, Width.HOUR), id="a foreign width"),
        pytest.param(
            UsageQuery("completions", WEEK.period, Width.DAY, (), (Filter("model", ("gpt-5*",)),)), id="a pattern"
        ),
        pytest.param(
            UsageQuery("completions", WEEK.period, Width.DAY, (), (Filter("model", ("gpt-5",), excluded=True),)),
            id="an exclusion",
        ),
        pytest.param(
            UsageQuery("completions", WEEK.period, Width.DAY, (), (Filter("tier", ("flex",)),)), id="no filter"
        ),
        pytest.param(UsageQuery("completions", WEEK.period, Width.DAY, (), (Filter("model", ()),)), id="no values"),
    ],
)
def test_what_the_endpoint_would_refuse_is_never_sent(query):
    stub = Stub(page())
    with pytest.raises(ValueError, match="cannot be asked"):
        stub.client().read(query)
    assert stub.requests == []


def test_request_lines_show_the_query_without_host_and_key():
    query = UsageQuery("completions", Period(START, START + HOUR), Width.DAY, ("model", "batch", "tier"))
    assert request_lines(query) == (
        "GET /organization/usage/completions?start_time=1793491200&end_time=1793577600&bucket_width=1d"
        "&group_by=model&group_by=batch&group_by=service_tier&limit=1",
    )


def test_all_readers_share_one_request_a_second():
    time = Time()
    stub = Stub(page(), time=time)
    client = stub.client(rate=1.0)
    for _ in range(4):
        client.read(WEEK)
    assert stub.times == [1000.0, 1001.0, 1002.0, 1003.0]


def test_a_waiting_person_is_answered_at_once_and_the_sync_makes_up_for_it():
    stub = Stub(page(), time=Time())
    client = stub.client(rate=1.0)
    for _ in range(3):
        client.read(WEEK, hurried=True)
    client.read(WEEK)
    assert stub.times == [1000.0, 1000.0, 1000.0, 1003.0]


def test_nobody_pays_for_the_question_before_theirs():
    """A hundred requests that people wait for: some twenty at once, then four a second, whatever the reader does."""
    stub = Stub(page(), time=Time())
    client = stub.client(rate=1.0)
    for _ in range(100):
        client.read(WEEK, hurried=True)
    assert [stub.times[place] - 1000.0 for place in (0, 20, 21, 25, 99)] == [0.0, 0.0, 0.25, 1.25, 19.75]


def test_the_reader_makes_up_for_people_within_bounds():
    stub = Stub(page(), time=Time())
    client = stub.client(rate=1.0)
    for _ in range(100):
        client.read(WEEK, hurried=True)
    client.read(WEEK)
    assert stub.times[-1] - stub.times[-2] <= 20.0


@pytest.mark.parametrize(("named", "known"), [({"organization_id": "org-1"}, "org-1"), ({}, "")])
def test_the_organisation_is_the_one_that_the_bill_names(named, known):
    client = Stub(page(bucket(SECONDS), bucket(SECONDS + 86400, cost(1, **named)))).client()
    client.read(UsageQuery("costs", Period(START, START + 2 * DAY), Width.DAY))
    assert client.organisation == known


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        pytest.param("Mon, 23 Nov 2026 14:05:00 GMT", datetime(2026, 11, 23, 14, 5, tzinfo=UTC), id="a date"),
        pytest.param("yesterday", None, id="no date"),
        pytest.param("", None, id="empty"),
    ],
)
def test_openai_s_clock_is_known_from_its_last_answer(date, expected):
    answer = page()
    answer.headers["date"] = date
    client = Stub(answer).client()
    assert client.server_time is None
    client.read(WEEK)
    assert client.server_time == expected
