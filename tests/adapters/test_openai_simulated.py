"""The client against the simulated organisation, over real sockets: every sum, every name, every fault."""

import http.server
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.adapters.openai_usage import OpenAIUsage
from bot.core.catalogue import ENDPOINT, ENDPOINTS
from bot.core.errors import UpstreamError
from bot.core.periods import DAY, Period, Width, floor
from bot.core.usage.buckets import Filter, UsageQuery
from bot.core.usage.parameters import aligned
from bot.demo import faults
from bot.demo.openai import ADMIN_KEY, PROJECT_KEY, USAGE_KEY
from tests.faults.site import wait_until
from tests.moment import NOW
from tests.oracle import expected

TODAY = floor(NOW, Width.DAY)
WEEK = UsageQuery("completions", Period(TODAY - 6 * DAY, TODAY + DAY), Width.DAY, ("project", "model"))


@contextmanager
def reading(url, key=ADMIN_KEY):
    client = OpenAIUsage(
        url, SecretStr(key), rate=10_000.0, transport=httpx.HTTPTransport(), sleep=lambda seconds: None
    )
    try:
        yield client
    finally:
        client.close()


def plain(buckets):
    """Without what costs say beside the amount: the facts do not know it."""
    return tuple(replace(one, rows=tuple(row._replace(extra="") for row in one.rows)) for one in buckets)


@st.composite
def queries(draw):
    """Any endpoint, width, period of the last weeks, groups, and a filter by what occurs."""
    spec = ENDPOINT[draw(st.sampled_from([one.name for one in ENDPOINTS]))]
    width = draw(st.sampled_from(list(spec.limits)))
    longest = {Width.DAY: 60 * 24 * 60, Width.HOUR: 5 * 24 * 60, Width.MINUTE: 90}[width]
    start = NOW - timedelta(minutes=draw(st.integers(1, longest)))
    end = start + timedelta(minutes=draw(st.integers(1, longest)))
    groups = draw(st.lists(st.sampled_from(spec.dimensions), unique=True))
    limit = draw(st.sampled_from([None, 1, 7, 5000]))
    period = aligned(Period(start, end), width)
    # A page a bucket would be thousands of requests.
    return UsageQuery(spec.name, period, width, tuple(groups), limit=None if width is not Width.DAY else limit)


def filtered(company, query, choice):
    """The query narrowed to some of the values that its facts have, if the endpoint can filter by them."""
    spec = query.spec
    name = spec.filters[choice % len(spec.filters)]
    place = spec.dimensions.index(name)
    values = sorted({fact.key[place] for fact in company.facts(query.endpoint, query.period, NOW)} - {""})
    picked = values[choice % 3 :: 3][: 1 if name == "batch" else 5]
    return replace(query, filters=(Filter(name, tuple(picked)),)) if picked else query


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries(), choice=st.integers(0, 50))
def test_any_question_adds_up_to_the_facts(company, simulator, query, choice):
    if query.endpoint == "costs" and "key" in query.group_by:
        query = replace(query, group_by=("project",))
    query = filtered(company, query, choice) if choice % 2 else query
    with reading(simulator.url) as client:
        assert plain(client.read(query)) == expected(company, query, NOW)


def test_names_are_the_company_s(company, simulator):
    with reading(simulator.url) as client:
        projects, users = client.projects(), client.users()
        keys = [key for project in projects for key in client.keys(project.id)]
        robots = [one for project in projects for one in client.service_accounts(project.id)]
    assert {one.id: one.gone for one in projects} == {one.id: one.archived is not None for one in company.projects}
    assert {one.id for one in users} == {one.id for one in company.people if not one.removed}
    assert {one.id for one in robots} == {one.id for one in company.people if one.project and not one.removed}
    assert {(one.id, one.parent) for one in keys} == {(one.id, one.project) for one in company.keys if not one.deleted}


def test_native_limits_are_the_company_s(company, simulator):
    with reading(simulator.url) as client:
        places = ("", *(one.id for one in company.projects if one.archived is None))
        found = [client.limits(place) for place in places]
    limits = {one.project: one.limit.amount for one in found if one.limit}
    alerts = sorted((one.project, alert.amount) for one in found for alert in one.alerts)
    assert limits == {one.project: one.cents * 10_000_000 for one in company.spend_limits}
    assert alerts == sorted((one.project, one.cents * 10_000_000) for one in company.spend_alerts)


def test_the_end_of_the_admin_key_is_the_company_s(company, simulator):
    with reading(simulator.url) as client:
        ends = client.key_expiry()
    assert ends == next(key.expires for key in company.admin_keys if key.name == "usage-bot")


def test_a_key_for_usage_alone_reads_usage_and_knows_no_limits(company, simulator):
    with reading(simulator.url, USAGE_KEY) as client:
        assert plain(client.read(WEEK)) == expected(company, WEEK, NOW)
        assert client.limits().known is False
        assert client.key_expiry() is None
        with pytest.raises(UpstreamError, match="lacks the scope"):
            client.projects()


@pytest.mark.parametrize(
    ("key", "code"), [(PROJECT_KEY, "missing_scope"), ("sk-admin-of-somebody-else", "invalid_api_key")]
)
def test_a_wrong_key_is_told_with_its_cure(simulator, key, code):
    with reading(simulator.url, key) as client, pytest.raises(UpstreamError) as told:
        client.read(WEEK)
    assert (told.value.code, told.value.transient, len(simulator.requests)) == (code, False, 1)
    assert key not in str(told.value)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(faults.SERVER_ERROR, id="500"),
        pytest.param(faults.OVERLOADED, id="503 with HTML"),
        pytest.param(faults.HTML, id="HTML with 200"),
        pytest.param(faults.NOT_JSON, id="no JSON"),
        pytest.param(faults.CUT, id="cut"),
        pytest.param(faults.DROPPED, id="dropped"),
        pytest.param(faults.rate_limited(), id="429"),
        pytest.param(faults.rate_limited("2"), id="429 with a wait"),
    ],
)
def test_a_passing_fault_changes_nothing(company, simulator, fault):
    simulator.fault("completions", fault, times=2)
    with reading(simulator.url) as client:
        assert plain(client.read(WEEK)) == expected(company, WEEK, NOW)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(faults.RESULT_FOR_RESULTS, id="result for results"),
        pytest.param(faults.with_fields(thoughts=7, mood="good"), id="unknown fields"),
        pytest.param(faults.without("input_image_tokens"), id="an optional counter is absent"),
    ],
)
def test_a_drift_of_the_answer_changes_no_sum(company, simulator, fault):
    query = replace(WEEK, group_by=("project",))
    simulator.fault("completions", fault, times=None)
    images = query.spec.counters.index("input_image_tokens")
    with reading(simulator.url) as client:
        found = plain(client.read(query))
    wanted = expected(company, query, NOW)
    assert [[row.counts[:images] for row in one.rows] for one in found] == [
        [row.counts[:images] for row in one.rows] for one in wanted
    ]


def test_amounts_as_text_are_the_same_amounts(company, simulator):
    query = UsageQuery("costs", Period(TODAY - 20 * DAY, TODAY), Width.DAY, ("project", "item"))
    simulator.fault("costs", faults.TEXT_AMOUNTS, times=None)
    with reading(simulator.url) as client:
        assert plain(client.read(query)) == expected(company, query, NOW)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(faults.NO_RESULTS, id="no results"),
        pytest.param(faults.without("output_tokens"), id="a required counter is absent"),
        pytest.param(faults.with_fields(input_tokens=-1), id="negative"),
        pytest.param(faults.with_fields(object="organization.usage.dreams.result"), id="another kind of result"),
        pytest.param(faults.MISSING_CURSOR, id="missing cursor"),
        pytest.param(faults.EMPTY_CURSOR, id="empty cursor"),
        pytest.param(faults.REPEATED_CURSOR, id="repeated cursor"),
    ],
)
def test_an_answer_that_cannot_be_trusted_is_refused_and_not_asked_for_again(simulator, fault):
    simulator.fault("completions", fault, times=None)
    with reading(simulator.url) as client, pytest.raises(UpstreamError) as told:
        client.read(replace(WEEK, limit=2))
    assert (told.value.code, told.value.transient) == ("malformed", False)
    assert len(simulator.requests) <= 4


@pytest.mark.parametrize("fault", faults.BILLING, ids=lambda fault: fault.body[11:40].decode())
def test_a_billing_limit_is_asked_once(simulator, fault):
    simulator.fault("completions", fault, times=None)
    with reading(simulator.url) as client, pytest.raises(UpstreamError):
        client.read(WEEK)
    assert len(simulator.requests) == 1


READ_BEHIND_A_PROXY = """
import sys
from pydantic import SecretStr
from bot.adapters.openai_usage import OpenAIUsage
print(len(OpenAIUsage(sys.argv[1], SecretStr(sys.argv[2])).projects()))
"""


def test_a_proxy_is_not_asked_for_this_machine(company, simulator):
    nowhere = "http://127.0.0.1:9"
    environment = {"HTTP_PROXY": nowhere, "ALL_PROXY": nowhere, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", READ_BEHIND_A_PROXY, simulator.url, ADMIN_KEY]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.strip(), done.stderr) == (str(len(company.projects)), "")


@pytest.mark.parametrize(
    "proxy", ["nonsense://proxy.example", "socks5://proxy.example", "http://[::1", "http://a..b:3128"]
)
def test_a_proxy_that_cannot_be_used_is_named_with_its_cure(tmp_path, proxy):
    environment = {"OPENAI_ADMIN_KEY": ADMIN_KEY, "HTTPS_PROXY": proxy, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "bot", "ask", "today"]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr.endswith("cannot be used. Give HTTPS_PROXY or ALL_PROXY as http://host:port.\n")


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Another host to be redirected to; keeps the headers that it gets."""

    seen: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        self.seen.append(self.headers["Authorization"])
        self.send_response(302)
        self.send_header("Location", f"http://localhost:{self.server.server_address[1]}/elsewhere")
        self.end_headers()

    def log_message(self, format, *args):
        """Silence."""


def test_the_key_does_not_follow_a_redirect():
    with http.server.HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        with (
            reading(f"http://127.0.0.1:{server.server_address[1]}/v1") as client,
            pytest.raises(UpstreamError, match="OPENAI_BASE_URL"),
        ):
            client.read(WEEK)
        server.shutdown()
    assert Elsewhere.seen == [f"Bearer {ADMIN_KEY}"]


def test_closing_ends_a_request_that_waits_for_its_answer(company, simulator):
    """Its thread would keep the program from ending for half a minute, though nobody wants the answer any more."""
    simulator.fault("usage", faults.SILENT)
    with reading(simulator.url) as client:
        reader = threading.Thread(target=lambda: told.append(_refusal(client)), daemon=True)
        told: list[str] = []
        reader.start()
        wait_until(lambda: simulator.requests, "the request")
        client.close()
        reader.join(20)
    assert told == ["stopping"]


def _refusal(client: OpenAIUsage) -> str:
    with pytest.raises(UpstreamError) as refused:
        client.read(WEEK)
    return refused.value.code
