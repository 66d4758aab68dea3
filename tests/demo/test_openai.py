"""The simulated OpenAI answers as the recorded one did."""

import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bot.core.catalogue import COMPLETIONS, DIMENSION, ENDPOINTS
from bot.core.periods import HOUR, Period, Width, floor, from_unix, to_unix
from bot.core.usage.buckets import Bucket, Filter, Row, UsageQuery, summed
from bot.demo import companies
from bot.demo import shop as lines
from bot.demo.openai import ADMIN_KEY, PROJECT_KEY, USAGE_KEY, Simulator
from tests.moment import NOW
from tests.oracle import expected

TODAY = NOW.replace(hour=0, minute=0)
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # httpx reads all certificates for each client otherwise


@pytest.fixture
def ask(simulator):
    with client(simulator) as openai:
        yield lambda path, **params: openai.get(f"organization/{path}", params=params)


def client(simulator: Simulator, key: str = ADMIN_KEY) -> httpx.Client:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.Client(base_url=simulator.url + "/", headers=headers, trust_env=False, timeout=30, verify=NO_TLS)


def read(ask: Any, query: UsageQuery) -> tuple[Bucket, ...]:
    """All pages of a query, read as naively as can be."""
    params: dict[str, Any] = {
        "start_time": to_unix(query.period.start),
        "end_time": to_unix(query.period.end),
        "bucket_width": query.width.value,
        "group_by": [DIMENSION[name].field for name in query.group_by],
        **{DIMENSION[known.dimension].filter: list(known.values) for known in query.filters},
    }
    buckets: list[Bucket] = []
    while True:
        page = ask(query.spec.path, **params).raise_for_status().json(parse_float=Decimal)
        buckets += [_bucket(query, bucket) for bucket in page["data"]]
        if not page["has_more"]:
            return tuple(buckets)
        params["page"] = page["next_page"]


def _bucket(query: UsageQuery, bucket: dict[str, Any]) -> Bucket:
    rows = (_row(query, row) for row in bucket["results"])
    return Bucket(floor(from_unix(bucket["start_time"]), query.width), from_unix(bucket["end_time"]), summed(rows))


def _row(query: UsageQuery, row: dict[str, Any]) -> Row:
    values = (row[DIMENSION[name].field] for name in query.group_by)
    key = tuple(str(value).lower() if isinstance(value, bool) else value or "" for value in values)
    if query.endpoint == "costs":
        return Row(key, (int(row["amount"]["value"] * 1_000_000_000),))
    return Row(key, tuple(row[counter] for counter in query.spec.counters))


def _period(start: int, end: int) -> Period:
    """Hours around the start of today."""
    return Period(TODAY + start * HOUR, TODAY + end * HOUR)


QUERIES = [
    pytest.param(UsageQuery("completions", _period(-240, 24), Width.DAY), id="days in all, up to now"),
    pytest.param(
        UsageQuery("completions", _period(-100, 24), Width.DAY, ("project", "model")), id="first and last day cut"
    ),
    pytest.param(
        UsageQuery("completions", _period(-48, 24), Width.HOUR, COMPLETIONS.dimensions), id="hours in every detail"
    ),
    pytest.param(UsageQuery("completions", _period(12, 14), Width.MINUTE, ("key",)), id="minutes by key"),
    pytest.param(
        UsageQuery("completions", _period(-72, 24), Width.DAY, ("user",), (Filter("batch", ("true",)),)), id="batch"
    ),
    pytest.param(
        UsageQuery("completions", _period(-72, 24), Width.DAY, ("tier",), (Filter("model", (lines.GPT_5[0], "none")),)),
        id="some models",
    ),
    *[pytest.param(UsageQuery(e.name, _period(-72, 24), Width.DAY, e.dimensions), id=e.name) for e in ENDPOINTS],
    pytest.param(UsageQuery("costs", _period(-2400, 24), Width.DAY, ("project",)), id="costs of a hundred days"),
    pytest.param(UsageQuery("costs", _period(-100, 14), Width.DAY, ("item",)), id="costs of whole days"),
]


@pytest.mark.parametrize("query", QUERIES)
def test_answers_add_up_to_the_facts(company, ask, query):
    assert read(ask, query) == expected(company, query, NOW)


@pytest.mark.parametrize("query", QUERIES)
def test_answers_lag_as_the_facts_do(query):
    company = companies.shop(NOW)
    with Simulator(company, lambda: NOW) as simulator, client(simulator) as openai:
        found = read(lambda path, **params: openai.get(f"organization/{path}", params=params), query)
    assert found == expected(company, query, NOW)


@pytest.mark.parametrize("make", [companies.one, companies.tiny, companies.empty])
def test_smaller_companies_answer_too(make):
    company = make()
    query = UsageQuery("completions", _period(-72, 24), Width.DAY, ("project", "key"))
    with Simulator(company, lambda: NOW) as simulator, client(simulator) as openai:
        found = read(lambda path, **params: openai.get(f"organization/{path}", params=params), query)
    assert found == expected(company, query, NOW)
    assert len(found) == 4


@pytest.mark.parametrize("form", ["group_by", "group_by[]"])
def test_groups_may_be_repeated(ask, form):
    page = ask("usage/completions", start_time=to_unix(TODAY), **{form: ["project_id", "model"]}).json()
    row = page["data"][0]["results"][0]
    assert row["project_id"].startswith("proj_")
    assert row["model"]
    assert row["api_key_id"] is row["batch"] is None


def test_groups_may_be_joined_by_commas(ask):
    page = ask("usage/completions", start_time=to_unix(TODAY), group_by="project_id,batch").json()
    assert {row["batch"] for row in page["data"][0]["results"]} == {True, False}


def test_usage_is_cut_at_the_asked_start_and_at_now(ask):
    page = ask("usage/completions", start_time=to_unix(TODAY) - 7000).json()
    edges = [(bucket["start_time"], bucket["end_time"]) for bucket in page["data"]]
    assert edges == [(to_unix(TODAY) - 7000, to_unix(TODAY)), (to_unix(TODAY), to_unix(NOW))]


def test_costs_come_as_whole_days(ask):
    page = ask("costs", start_time=to_unix(TODAY) - 7000).json()
    edges = [(bucket["start_time"], bucket["end_time"]) for bucket in page["data"]]
    day = 86_400
    assert edges == [(to_unix(TODAY) - day, to_unix(TODAY)), (to_unix(TODAY), to_unix(TODAY) + day)]


def test_a_bucket_without_usage_is_there_and_empty(ask):
    page = ask("usage/completions", start_time=1_700_000_000, end_time=1_700_086_400, models="gpt-5").json()
    assert [bucket["results"] for bucket in page["data"]] == [[], []]


@pytest.mark.parametrize(
    ("path", "params", "text"),
    [
        pytest.param("costs", {"limit": 366}, "Invalid limit provided: 366. Limit must be less than or equal to 180."),
        pytest.param("costs", {"limit": 0}, "Limit must be greater than or equal to 1."),
        pytest.param("usage/completions", {"limit": 32}, "Limit must be less than or equal to 31."),
        pytest.param("usage/completions", {"bucket_width": "1h", "limit": 169}, "less than or equal to 168."),
        pytest.param("usage/completions", {"bucket_width": "1m", "limit": 1441}, "less than or equal to 1440."),
        pytest.param("usage/completions", {"bucket_width": "1w"}, "Invalid value: '1w'"),
        pytest.param("costs", {"bucket_width": "1h"}, "Invalid value: '1h'"),
        pytest.param("usage/images", {"group_by": "batch"}, "Invalid value: 'batch'"),
        pytest.param("costs", {"group_by": "model"}, "Invalid value: 'model'"),
        pytest.param("costs", {"models": "gpt-5"}, "Unknown parameter: 'models'"),
        pytest.param("costs", {"start_time": 1_764_979_199, "group_by": "api_key_id"}, "1764979200"),
        pytest.param("costs", {"start_time": "soon"}, "Invalid value for 'start_time'"),
        pytest.param("costs", {"page": "page_x"}, "Invalid page token"),
        pytest.param("costs", {"end_time": 1}, "end_time must be greater"),
    ],
)
def test_what_openai_refuses_is_refused_in_its_words(ask, path, params, text):
    answer = ask(path, **{"start_time": to_unix(TODAY), **params})
    assert answer.status_code == 400
    assert text in answer.json()["error"]["message"]


def test_start_time_is_required(ask):
    assert ask("costs").status_code == 400


def test_keys_can_be_grouped_from_the_epoch_on(ask):
    assert ask("costs", start_time=1_764_979_200, group_by="api_key_id").status_code == 200


def test_a_cursor_belongs_to_its_parameters(ask):
    params = {"start_time": to_unix(TODAY) - 86_400, "limit": 1}
    cursor = ask("usage/completions", **params).json()["next_page"]
    assert cursor.startswith("page_")
    assert ask("usage/completions", **params, page=cursor).status_code == 200
    assert ask("usage/completions", **params, page=cursor, group_by="model").status_code == 400


def test_pages_of_one_read_agree_on_now(company):
    moments = [NOW]
    with Simulator(company, lambda: moments[-1]) as simulator, client(simulator) as openai:
        params = {"start_time": to_unix(TODAY) - 86_400, "limit": 1}
        cursor = openai.get("organization/usage/completions", params=params).json()["next_page"]
        moments.append(NOW + HOUR)
        page = openai.get("organization/usage/completions", params={**params, "page": cursor}).json()
    assert page["data"][0]["end_time"] == to_unix(NOW)


def test_a_group_can_repeat_in_a_bucket(ask):
    params = {"start_time": to_unix(TODAY) - 31 * 86_400, "limit": 31, "group_by": "model"}
    buckets = ask("usage/completions", **params).json()["data"]
    models = [[row["model"] for row in bucket["results"]] for bucket in buckets]
    assert any(len(set(found)) < len(found) for found in models)


def test_a_line_item_repeats_with_projects_nobody_asked_for(ask):
    rows = ask("costs", start_time=to_unix(TODAY) - 86_400, limit=1, group_by="line_item").json()["data"][0]["results"]
    items = [row["line_item"] for row in rows]
    assert len(set(items)) < len(items)
    assert all(row["project_id"] or row["line_item"].startswith("scale tier") for row in rows)


@pytest.mark.parametrize(
    ("key", "path", "status", "text"),
    [
        pytest.param(PROJECT_KEY, "costs", 403, "Missing scopes: api.usage.read", id="project key"),
        pytest.param(USAGE_KEY, "projects", 403, "Missing scopes: api.management.read", id="usage key asks names"),
        pytest.param("sk-admin-wrong-WXYZ", "costs", 401, "Incorrect API key provided: sk-admin****WXYZ", id="wrong"),
        pytest.param("-", "costs", 401, "Incorrect API key provided", id="no key at all"),
    ],
)
def test_keys_are_refused_by_scope(simulator, key, path, status, text):
    with client(simulator, key) as openai:
        answer = openai.get(f"organization/{path}", params={"start_time": to_unix(TODAY)})
    assert answer.status_code == status
    assert text in answer.json()["error"]["message"]


def test_a_usage_key_reads_usage(simulator):
    with client(simulator, USAGE_KEY) as openai:
        assert openai.get("organization/costs", params={"start_time": to_unix(TODAY)}).status_code == 200


def test_too_many_requests_are_told_when_to_come_back(company):
    moments = [NOW]
    with Simulator(company, lambda: moments[-1], rate=2) as simulator, client(simulator) as openai:
        statuses = [openai.get("organization/users").status_code for _ in range(2)]
        refused = openai.get("organization/users")
        moments.append(NOW + timedelta(seconds=60))
        after = openai.get("organization/users").status_code
    assert (statuses, refused.status_code, after) == ([200, 200], 429, 200)
    assert refused.headers["retry-after"] == "60"


def test_archived_projects_are_listed_when_asked_for(ask):
    assert "legacy-blog" not in {project["name"] for project in ask("projects").json()["data"]}
    everything = ask("projects", include_archived="true").json()["data"]
    assert {project["name"]: project["status"] for project in everything}["legacy-blog"] == "archived"


def test_lists_come_in_pages(ask, company):
    names, after = [], {}
    while True:
        page = ask("users", limit=5, **after).json()
        names += [user["name"] for user in page["data"]]
        if not page["has_more"]:
            break
        after = {"after": page["last_id"]}
    assert names == [person.name for person in company.people if not person.removed]
    assert None in names
    assert "Alex Moreau" not in names


def test_keys_are_listed_by_project_and_deleted_ones_are_gone(ask, company):
    search = company.project("search").id
    names = {key["name"] for key in ask(f"projects/{search}/api_keys").json()["data"]}
    assert names == {"indexer", "query-rewrite"}
    assert ask(f"projects/{search}/api_keys/{company.key('old-indexer').id}").status_code == 404
    assert ask(f"projects/{search}/api_keys/{company.key('indexer').id}").json()["name"] == "indexer"


def test_keys_of_people_who_left_need_any_access(ask, company):
    path = f"projects/{company.project('mobile-app').id}/api_keys"
    assert len(ask(path).json()["data"]) == 1
    assert len(ask(path, owner_project_access="any").json()["data"]) == 2


def test_an_unknown_project_is_404(ask):
    assert ask("projects/proj_unknown").status_code == 404
    assert ask("projects/proj_unknown/api_keys").status_code == 404


def test_native_limits_are_told_in_cents(ask, company):
    assert ask("spend_limit").json()["threshold_amount"] == 2_000_000
    limited = ask(f"projects/{company.project('data-eval').id}/spend_limit").json()
    assert limited["enforcement"] == {"status": "enforcing"}
    assert ask(f"projects/{company.project('search').id}/spend_limit").status_code == 404
    assert len(ask("spend_alerts").json()["data"]) == 2


def test_requests_are_counted(ask, simulator):
    ask("users", limit=3)
    ask("projects")
    assert [(request.path, request.query) for request in simulator.requests] == [
        ("/v1/organization/users", (("limit", "3"),)),
        ("/v1/organization/projects", ()),
    ]


def test_writing_is_refused(simulator):
    with client(simulator) as openai:
        assert openai.delete("organization/spend_limit").status_code == 405


def test_requests_in_flight_at_once_are_counted(company):
    together = threading.Barrier(3, timeout=5)

    def clock() -> datetime:
        together.wait()
        return NOW

    with Simulator(company, clock) as simulator, client(simulator) as openai, ThreadPoolExecutor(3) as pool:
        statuses = list(pool.map(lambda _: openai.get("organization/users").status_code, range(3)))
    assert statuses == [200, 200, 200]
    assert simulator.in_flight == 3
