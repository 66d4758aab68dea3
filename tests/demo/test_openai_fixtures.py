"""The simulated OpenAI keeps to the official description and to the shape of recorded answers."""

import json
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from bot.core.catalogue import DIMENSION, ENDPOINTS
from bot.core.periods import Width, to_unix
from bot.demo.openai.parameters import SCALARS
from tests.demo.test_openai import client
from tests.moment import NOW

FIXTURES = Path(__file__).parents[2] / ".." / "shared" / "fixtures"
YESTERDAY = to_unix(NOW.replace(hour=0, minute=0)) - 86_400

# The description is older than these (docs/facts.md, OpenAI 12): they are in the types of the official client only.
NEWER_ENDPOINTS = {"decisions"}
NEWER_FILTERS = {"api_source"}
DESCRIBED = [spec for spec in ENDPOINTS if spec.name not in NEWER_ENDPOINTS]

LISTS = (
    "projects",
    "projects/{project_id}",
    "projects/{project_id}/api_keys",
    "projects/{project_id}/spend_alerts",
    "projects/{project_id}/spend_limit",
    "users",
    "admin_api_keys",
    "spend_alerts",
    "spend_limit",
)


def _fixture(name: str) -> Any:
    path = FIXTURES / name
    if not path.exists():
        pytest.skip(f"{name} is not beside this checkout")
    return json.loads(path.read_text())


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    described: dict[str, Any] = _fixture("openapi-organization-subset.json")
    # The description wants a name for every key; keys without one exist and are what clients stumble over.
    key = described["components"]["schemas"]["ProjectApiKey"]["properties"]
    key["name"] = {"type": ["string", "null"]}
    return described


def _validate(description: dict[str, Any], path: str, answer: httpx.Response) -> None:
    assert answer.status_code == 200
    content = description["paths"][f"/organization/{path}"]["get"]["responses"]["200"]["content"]
    schema = {**content["application/json"]["schema"], "components": description["components"]}
    jsonschema.validate(answer.json(), schema)


@pytest.mark.parametrize("spec", DESCRIBED, ids=[spec.name for spec in DESCRIBED])
@pytest.mark.parametrize("grouped", [False, True], ids=["in all", "in every detail"])
def test_pages_are_as_described(simulator, description, spec, grouped):
    width = Width.DAY if spec.name == "costs" else Width.HOUR
    groups = [DIMENSION[name].field for name in spec.dimensions] if grouped else []
    params = {"start_time": YESTERDAY, "bucket_width": width.value, "group_by": groups}
    with client(simulator) as openai:
        answer = openai.get(f"organization/{spec.path}", params=params)
    _validate(description, spec.path, answer)
    assert any(bucket["results"] for bucket in answer.json()["data"])


@pytest.mark.parametrize("path", LISTS)
def test_lists_and_limits_are_as_described(simulator, company, description, path):
    project = company.project("data-eval" if "limit" in path else "support-bot").id
    with client(simulator) as openai:
        answer = openai.get(f"organization/{path.format(project_id=project)}")
    _validate(description, path, answer)


@pytest.mark.parametrize(
    ("name", "path", "groups"),
    [
        ("usage-completions-31d-ungrouped.recorded.json", "usage/completions", []),
        ("usage-completions-grouped-model-project.recorded-head.json", "usage/completions", ["model", "project_id"]),
        ("costs-31d-ungrouped.recorded.json", "costs", []),
        ("costs-grouped-line_item.recorded-head.json", "costs", ["line_item"]),
    ],
)
def test_rows_look_like_recorded_ones(simulator, name, path, groups):
    recorded = _fixture(name)
    buckets = recorded if isinstance(recorded, list) else recorded["data"]
    with client(simulator) as openai:
        params = {"start_time": YESTERDAY, "group_by": groups}
        page = openai.get(f"organization/{path}", params=params).json()
    ours = page["data"][0]["results"][0]
    theirs = next(bucket["results"] for bucket in buckets if bucket["results"])[0]
    assert set(page["data"][0]) == set(buckets[0])
    for field, value in theirs.items():
        assert type(ours[field]) is type(value), field


def test_every_described_filter_is_understood(description):
    for spec in DESCRIBED:
        parameters = description["paths"][f"/organization/{spec.path}"]["get"]["parameters"]
        filters = {parameter["name"] for parameter in parameters} - {*SCALARS, "group_by"}
        assert filters == {DIMENSION[name].filter for name in {*spec.filters} - NEWER_FILTERS}, spec.name
