"""What OpenAI may do to the client, and what a person is told about it."""

import gzip
import json
import socket
import threading
import tracemalloc
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr

from bot.adapters.openai_usage import OpenAIUsage
from bot.adapters.openai_usage.connection import Wanted
from bot.adapters.openai_usage.pages import Page
from bot.core.errors import UpstreamError, UserError
from bot.core.periods import DAY, Period, Width
from bot.core.usage.buckets import Filter, UsageQuery
from tests.adapters.openai_stub import KEY, Stub, Time, bucket, completion, page, recorded, trickle

START = datetime(2026, 11, 1, tzinfo=UTC)
QUERY = UsageQuery("completions", Period(START, START + 7 * DAY), Width.DAY)
GOOD = page(bucket(int(START.timestamp()), completion(input_tokens=1)))


def failed(stub, *, rate=1000.0):
    with pytest.raises(UpstreamError) as failure:
        stub.client(rate=rate).read(QUERY)
    return failure.value


def error(status, text="", code=None, headers=None):
    return httpx.Response(status, json={"error": {"message": text, "code": code, "param": None}}, headers=headers)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(error(500), id="500"),
        pytest.param(httpx.Response(502, html="<html>bad gateway</html>"), id="502 with HTML"),
        pytest.param(httpx.Response(503, text=""), id="503"),
        pytest.param(error(408), id="408"),
        pytest.param(error(429), id="429 without a wait"),
        pytest.param(httpx.Response(200, html="<html>hello</html>"), id="HTML with 200"),
        pytest.param(httpx.Response(200, content=GOOD.content[:60]), id="cut JSON"),
        pytest.param(httpx.Response(200, content=b""), id="empty body"),
        pytest.param(httpx.Response(200, content=b"\xff\xfe\x00"), id="another charset"),
        pytest.param(httpx.ConnectError("refused"), id="refused"),
        pytest.param(httpx.ReadError("reset"), id="reset"),
        pytest.param(httpx.RemoteProtocolError("short body"), id="short body"),
        pytest.param(httpx.ReadTimeout("slow"), id="time-out"),
    ],
)
class TestWhatPasses:
    def test_is_tried_again(self, fault):
        stub = Stub(fault, fault, GOOD)
        assert stub.client().read(QUERY)[0].rows[0].counts[0] == 1
        assert len(stub.requests) == 3

    def test_is_given_up_after_three_tries(self, fault):
        stub = Stub(fault)
        assert failed(stub).transient
        assert len(stub.requests) == 3

    def test_is_tried_later_and_later(self, fault):
        stub = Stub(fault)
        failed(stub)
        waits = [wait for wait in stub.time.slept if wait > 0.1]
        assert 0.5 <= waits[0] <= 1.5
        assert 1.0 <= waits[1] <= 3.0


@pytest.mark.parametrize("body", [b"null", b"[]", b'"page"', b"{}", b'{"data":null,"has_more":false}'])
def test_json_of_another_shape_is_refused_at_once(body):
    stub = Stub(httpx.Response(200, content=body))
    assert (failed(stub).code, len(stub.requests)) == ("malformed", 1)


def test_damaged_compression_is_tried_again():
    broken = gzip.compress(GOOD.content)[:-12] + b"garbage12345"

    def answer(request):
        return httpx.Response(
            200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(broken), request=request
        )

    stub = Stub(answer)
    assert failed(stub).transient
    assert len(stub.requests) == 3


def zipped(*bodies: bytes) -> httpx.Response:
    packed = zlib.compressobj(wbits=31)
    content = b"".join(map(packed.compress, bodies)) + packed.flush()
    headers = {"content-encoding": "gzip"}
    return httpx.Response(200, headers=headers, stream=httpx.ByteStream(content))


def test_a_packed_answer_is_read():
    assert Stub(lambda request: zipped(GOOD.content)).client().read(QUERY)


def test_a_bomb_is_unpacked_no_further_than_its_reader_allows():
    bomb = zipped(*[b" " * (1 << 20)] * 200)
    client = Stub(lambda request: bomb).client()
    tracemalloc.start()
    with pytest.raises(UpstreamError, match="is larger than 4 MB"):
        client._connection.read("usage/completions", (), Wanted(Page.read, largest=4 << 20))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 << 20


def test_compression_that_nobody_asked_for_is_refused():
    answer = httpx.Response(200, headers={"content-encoding": "br"}, stream=httpx.ByteStream(b"x"))
    assert failed(Stub(lambda request: answer)).code == "unreadable"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        pytest.param(error(401, code="ip_not_authorized"), "ip_not_authorized", id="address not allowed"),
        pytest.param(
            error(403, code="unsupported_country_region_territory"),
            "unsupported_country_region_territory",
            id="country",
        ),
        pytest.param(error(401, code="account_deactivated"), "account_deactivated", id="account deactivated"),
        pytest.param(error(429, code="billing_not_active"), "billing_not_active", id="billing not active"),
        pytest.param(error(429, code="insufficient_quota"), "insufficient_quota", id="quota"),
        pytest.param(error(401, code="mismatched_organization"), "mismatched_organization", id="another organisation"),
        pytest.param(httpx.Response(407, content=b"who?"), "proxy_auth", id="a proxy that wants a password"),
    ],
)
def test_what_is_not_the_keys_fault_is_said_by_its_code_and_asked_once(answer, code):
    stub = Stub(answer)
    told = failed(stub)
    assert (told.code, told.transient, len(stub.requests)) == (code, False, 1)
    assert "has to be an admin key" not in str(told)


@pytest.mark.parametrize("status", [200, 403, 404])
def test_a_page_of_a_filter_is_not_taken_for_openai(status):
    page = httpx.Response(status, content=b"<!doctype html><h1>Blocked</h1>", headers={"content-type": "text/html"})
    told = failed(Stub(page))
    assert told.code == "filtered"
    assert "Blocked" not in str(told)


def test_a_byte_order_mark_and_a_wrong_content_type_do_no_harm():
    marked = httpx.Response(200, content=b"\xef\xbb\xbf" + GOOD.content, headers={"content-type": "text/plain"})
    assert Stub(marked).client().read(QUERY)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        pytest.param({"Retry-After": "1"}, 1.0, id="one second"),
        pytest.param({"Retry-After": "30"}, 30.0, id="the longest"),
        pytest.param(
            {"Retry-After": "Mon, 23 Nov 2026 10:00:20 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 20.0, id="a date"
        ),
        pytest.param(
            {"Retry-After": "Mon, 23 Nov 2026 09:00:00 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 0.0, id="past"
        ),
    ],
)
def test_the_wait_that_openai_asks_for_is_kept(header, wait):
    stub = Stub(error(429, headers=header), GOOD)
    stub.client().read(QUERY)
    assert stub.times[1] - stub.times[0] == pytest.approx(max(wait, 0.001))


@pytest.mark.parametrize("value", ["soon", "-5", "1e9", "NaN", "Mon, 99 Nov", ""])
def test_a_wait_that_makes_no_sense_becomes_a_back_off(value):
    stub = Stub(error(429, headers={"Retry-After": value}), GOOD)
    stub.client().read(QUERY)
    assert 0.4 < stub.times[1] - stub.times[0] < 1.6


def test_a_long_wait_is_the_next_run_s_and_holds_for_every_reader():
    stub = Stub(error(429, headers={"Retry-After": "3600"}), GOOD)
    client = stub.client()
    with pytest.raises(UpstreamError, match="3600 seconds") as first:
        client.read(QUERY)
    with pytest.raises(UpstreamError, match="3600 seconds") as second:
        client.read(QUERY)
    assert first.value.retry_after == second.value.retry_after == 3600
    assert len(stub.requests) == 1
    stub.time.now += 3590
    assert client.read(QUERY)
    assert stub.times[1] - stub.times[0] == pytest.approx(3600)


@pytest.mark.parametrize(
    "code",
    [
        "organization_usage_limit_exceeded",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "credit_balance_exhausted",
    ],
)
def test_a_billing_limit_is_never_tried_again(code):
    stub = Stub(error(429, "Spend limit", code, {"Retry-After": "1"}))
    told = failed(stub)
    assert (told.code, told.transient, len(stub.requests)) == (code, False, 1)


def test_recorded_errors_are_told_with_their_cure():
    told = []
    for entry in recorded("errors.reconstructed.json"):
        body = entry["body"]
        content = body if isinstance(body, str) else json.dumps(body)
        stub = Stub(httpx.Response(entry["status"], content=content, headers=entry.get("headers")))
        failure = failed(stub)
        told.append((failure.code, failure.transient))
        assert "sk-" not in str(failure).replace("sk-admin-…", "")
    assert told == [
        ("missing_scope", False),
        ("missing_scope", False),
        ("invalid_api_key", False),
        ("invalid_request", False),
        ("rate_limited", True),
        ("organization_spend_limit_exceeded", False),
        ("500", True),
        ("503", True),
    ]


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("form", ["object", "text"])
def test_a_missing_scope_is_named_whatever_its_status_and_form(status, form):
    text = f"You have insufficient permissions. Missing scopes: api.usage.read. Key {KEY}"
    body = {"error": text if form == "text" else {"message": text}}
    told = str(failed(Stub(httpx.Response(status, json=body))))
    assert told.startswith("The admin key lacks the scope api.usage.read. An organisation owner can make a key")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 418, 429, 500])
def test_no_error_repeats_a_key_or_a_body(status):
    text = f"Incorrect API key provided: sk-admin-****WXYZ, {KEY} <!channel>"
    stub = Stub(httpx.Response(status, json={"error": {"message": text, "param": KEY, "code": KEY, "type": KEY}}))
    told = failed(stub)
    assert all(word not in f"{told} {told.code}" for word in (KEY, "WXYZ", "channel", "Incorrect"))


def test_a_server_that_trickles_meets_the_deadline_of_the_whole_page():
    time = Time()
    stub = Stub(lambda request: httpx.Response(200, content=trickle(time, 1.0)), time=time)
    assert failed(stub).code == "timeout"
    assert len(stub.requests) == 3
    assert stub.times[1] - stub.times[0] < 70


def test_time_that_the_reader_gives_to_people_does_not_count_against_the_deadline():
    time, body = Time(), json.dumps({"object": "page", "data": [], "has_more": False}).encode()
    stub = Stub(lambda request: httpx.Response(200, content=iter([body[:1], body[1:]])), time=time)
    ((_, found),) = stub.client().each([QUERY], give_way=lambda: time.sleep(70))
    assert [*found] == []
    assert len(stub.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status):
    stub = Stub(httpx.Response(status, headers={"location": "https://elsewhere.example/"}))
    told = failed(stub)
    assert (told.code, told.transient, len(stub.requests)) == ("redirect", False, 1)


def test_pages_before_a_failure_are_streamed_and_the_failure_is_raised():
    first = page(bucket(int(START.timestamp())), next_page="page_2")
    arrived = []
    with pytest.raises(UpstreamError):
        for one in Stub(first, error(403)).client().buckets(QUERY):
            arrived.append(one.start)
    assert arrived == [START]


def test_threads_share_the_queue():
    time = Time()
    stub = Stub(GOOD, time=time)
    client = stub.client(rate=2.0)
    threads = [threading.Thread(target=client.read, args=(QUERY,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stub.requests) == 6
    assert time.now >= 1002.5


def test_a_port_where_nothing_listens_is_named_as_unreachable():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    client = OpenAIUsage(address, SecretStr(KEY), rate=1000.0, sleep=lambda _: None, transport=httpx.HTTPTransport())
    with pytest.raises(UpstreamError, match="could not be reached"):
        client.read(QUERY)
    client.close()


def test_a_hurried_reader_gives_up_sooner():
    stub = Stub(error(500))
    with pytest.raises(UpstreamError):
        stub.client().read(QUERY, hurried=True)
    assert len(stub.requests) == 2
    limited = Stub(error(429, headers={"Retry-After": "5"}))
    with pytest.raises(UpstreamError):
        limited.client().read(QUERY, hurried=True)
    assert len(limited.requests) == 1
    assert limited.time.slept == []


@pytest.mark.parametrize("key", ["sk-admin-a\nb", "sk-admin-…789", "sk-admin-a b", " ", "sk-admin-\x00"])
def test_a_key_that_no_header_takes_is_refused_without_repeating_it(key):
    with pytest.raises(UserError, match="OPENAI_ADMIN_KEY holds") as refused:
        OpenAIUsage("https://api.example/v1", SecretStr(key), transport=Stub(GOOD))
    assert refused.value.__cause__ is refused.value.__context__ is None


def test_a_key_may_have_been_pasted_with_its_line_end():
    stub = Stub(GOOD)
    OpenAIUsage("https://api.example/v1", SecretStr(f"{KEY}\n"), transport=stub, sleep=stub.time.sleep).read(QUERY)
    assert stub.requests[0].headers["Authorization"] == f"Bearer {KEY}"


def test_a_base_url_that_is_none_is_named():
    with pytest.raises(UserError, match="OPENAI_BASE_URL"):
        OpenAIUsage("http://[::1", SecretStr(KEY), transport=Stub(GOOD))


def test_more_names_than_one_request_takes_are_refused():
    names = tuple(f"proj_{number:040}" for number in range(2000))
    stub = Stub(GOOD)
    with pytest.raises(UpstreamError, match="fewer") as refused:
        stub.client().read(replace(QUERY, filters=(Filter("project", names),)))
    assert (refused.value.transient, stub.requests) == (False, [])


def test_closing_ends_the_wait_of_every_reader():
    waits = threading.Event()

    def answer(request):
        waits.set()
        return error(429, headers={"Retry-After": "30"})

    told = []

    def read():
        with pytest.raises(UpstreamError) as failure:
            client.read(QUERY)
        told.append(failure.value.code)

    client = OpenAIUsage("https://api.example/v1", SecretStr(KEY), transport=Stub(answer))
    reader = threading.Thread(target=read)
    reader.start()
    waits.wait(5)
    client.close()
    reader.join(5)
    assert told == ["stopping"]
    with pytest.raises(UpstreamError, match="is stopping"):
        client.read(QUERY)
