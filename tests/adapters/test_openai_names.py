"""Names of projects, users and keys, and OpenAI's own limits."""

from datetime import UTC, datetime

import httpx
import pytest

from bot.core.budgets.openai_limits import NativeLimits, SpendAlert, SpendLimit
from bot.core.errors import UpstreamError
from bot.core.names import Named
from tests.adapters.openai_stub import Stub, recorded


def listed(*items, has_more=False, last_id=None):
    return httpx.Response(200, json={"object": "list", "data": items, "has_more": has_more, "last_id": last_id})


def test_projects_are_listed_with_archived_ones_and_null_names():
    stub = Stub(
        listed(
            {"id": "proj_1", "name": "Checkout", "status": "active", "residency": "EU_STORAGE_PROCESSING"},
            {"id": "proj_2", "name": None, "status": "archived"},
            {"id": "proj_3", "name": "Old", "archived_at": 1711471533},
        )
    )
    assert stub.client().projects() == (
        Named("project", "proj_1", "Checkout", residency="EU_STORAGE_PROCESSING"),
        Named("project", "proj_2", "", gone=True),
        Named("project", "proj_3", "Old", gone=True),
    )
    assert stub.requests[0].url.path == "/v1/organization/projects"
    assert stub.requests[0].url.params.multi_items() == [("include_archived", "true"), ("limit", "100")]


def test_a_list_is_read_to_its_end_with_the_last_id():
    stub = Stub(
        listed({"id": "a", "name": "A"}, has_more=True, last_id="last"),
        listed({"id": "b", "name": "B"}, has_more=True),
        listed({"id": "c", "name": "C"}),
    )
    assert [one.id for one in stub.client().users()] == ["a", "b", "c"]
    assert stub.sent("after") == [[], ["last"], ["b"]]


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param([listed(has_more=True)], id="more of nothing"),
        pytest.param([listed({"id": "a"}, has_more=True, last_id="a")] * 2, id="the same page for ever"),
    ],
)
def test_a_list_that_does_not_say_where_it_goes_on_is_refused(pages):
    with pytest.raises(UpstreamError, match="does not say where"):
        Stub(*pages).client().users()


def test_a_person_without_a_name_is_called_by_the_address():
    stub = Stub(
        listed(
            {"id": "user-1", "name": None, "email": "dana@example.com"},
            {"id": "user-2", "name": None, "email": None},
            {"id": "user-3", "name": "Ada", "email": "ada@example.com"},
        )
    )
    assert [one.name for one in stub.client().users()] == ["dana@example.com", "", "Ada"]


def test_keys_are_asked_for_with_any_access_and_know_their_project():
    stub = Stub(listed({"id": "key_1", "name": "ci", "redacted_value": "sk-abc...def", "owner": {"type": "user"}}))
    assert stub.client().keys("proj_1") == (Named("key", "key_1", "ci", parent="proj_1"),)
    assert stub.requests[0].url.path == "/v1/organization/projects/proj_1/api_keys"
    assert stub.sent("owner_project_access") == [["any"]]


def test_service_accounts_are_users():
    stub = Stub(listed({"id": "svc_acct_abc", "name": "Robot"}))
    assert stub.client().service_accounts("proj_1") == (Named("user", "svc_acct_abc", "Robot"),)


@pytest.mark.parametrize("id", ["", "../users", "proj_1/../..", "proj?x=1"])
def test_a_project_id_cannot_lead_elsewhere(id):
    with pytest.raises(ValueError, match="project id"):
        Stub(listed()).client().keys(id)


@pytest.mark.parametrize("project", ["", "proj_1"])
def test_native_limits_and_alerts_are_read(project):
    examples = recorded("spec-examples.json")
    alerts = examples["GET /organization/spend_alerts"]
    limit = examples["GET /organization/spend_limit"]
    stub = Stub(httpx.Response(200, json=limit), httpx.Response(200, json=alerts))
    found = stub.client().limits(project)
    assert found == NativeLimits(
        project,
        SpendLimit(100_000_000_000, "month", "enforcing"),
        (SpendAlert("alert_abc123", 1_000_000_000_000, "month", ("finance@example.com",)),),
    )
    assert found.limit.is_enforcing
    place = f"projects/{project}/" if project else ""
    assert [one.url.path for one in stub.requests] == [
        f"/v1/organization/{place}spend_limit",
        f"/v1/organization/{place}spend_alerts",
    ]


def test_no_limit_is_not_the_same_as_a_limit_that_may_not_be_read():
    missing = httpx.Response(404, json={"error": {"message": "not found"}})
    forbidden = httpx.Response(403, json={"error": "Missing scopes: api.limits.read."})
    assert Stub(missing).client().limits() == NativeLimits("")
    assert Stub(forbidden).client().limits() == NativeLimits("", known=False)


def test_a_failing_read_of_limits_is_a_failure():
    with pytest.raises(UpstreamError):
        Stub(httpx.Response(500)).client().limits()


@pytest.mark.parametrize(
    ("redacted", "expires_at", "expected"),
    [
        pytest.param("sk-admin-...789", 1795392000, datetime(2026, 11, 23, tzinfo=UTC), id="ours"),
        pytest.param("sk-admin-****6789", 1795392000, datetime(2026, 11, 23, tzinfo=UTC), id="with stars"),
        pytest.param("sk-admin-...789", None, None, id="ours, without an end"),
        pytest.param("sk-admin-...abc", 1795392000, None, id="another key"),
        pytest.param("", 1795392000, None, id="nothing shown"),
    ],
)
def test_the_end_of_the_key_in_use_is_found(redacted, expires_at, expected):
    stub = Stub(listed({"id": "key_1", "redacted_value": redacted, "expires_at": expires_at}))
    assert stub.client().key_expiry() == expected


def test_a_key_that_may_not_list_keys_has_no_known_end():
    assert Stub(httpx.Response(403, json={"error": "Missing scopes: api.keys.read."})).client().key_expiry() is None
