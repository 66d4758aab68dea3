"""The simulated OpenAI fails as it is told to, and only then."""

import json
from pathlib import Path

import httpx
import pytest

from bot.core.periods import to_unix
from bot.demo import faults
from bot.demo.openai import Simulator
from tests.demo.test_openai import client
from tests.moment import NOW

TODAY = to_unix(NOW.replace(hour=0, minute=0))
COSTS = {"start_time": TODAY - 86_400}
ERRORS = Path(__file__).parents[2] / ".." / "shared" / "fixtures" / "errors.reconstructed.json"


def _get(simulator: Simulator, path: str = "costs", **params: object) -> httpx.Response:
    with client(simulator) as openai:
        return openai.get(f"organization/{path}", params={**COSTS, **params})


@pytest.mark.parametrize(
    ("fault", "status", "text"),
    [
        pytest.param(faults.rate_limited("20"), 429, "Rate limit reached", id="429"),
        pytest.param(faults.MISSING_SCOPE, 403, "Missing scopes: api.usage.read", id="scope"),
        pytest.param(faults.MISSING_SCOPE_401, 401, "Missing scopes: api.usage.read", id="scope as 401"),
        pytest.param(faults.MISSING_SCOPE_AS_TEXT, 403, '{"error": "You have', id="error is text"),
        pytest.param(faults.WRONG_KEY, 401, "invalid_api_key", id="wrong key"),
        pytest.param(faults.SERVER_ERROR, 500, "server_error", id="500"),
        pytest.param(faults.OVERLOADED, 503, "<html>", id="HTML 503"),
        pytest.param(faults.HTML, 200, "<html>", id="HTML 200"),
        pytest.param(faults.NOT_JSON, 200, '"data": [', id="unfinished JSON"),
        *[pytest.param(fault, 429, "insufficient_quota", id=str(n)) for n, fault in enumerate(faults.BILLING)],
    ],
)
def test_a_fault_stands_in_place_of_one_answer(simulator, fault, status, text):
    simulator.fault("costs", fault)
    spoiled, mended = _get(simulator), _get(simulator)
    assert (spoiled.status_code, mended.status_code) == (status, 200)
    assert text in spoiled.text
    assert mended.json()["object"] == "page"


def test_retry_after_is_there_when_it_is_told(simulator):
    simulator.fault("", faults.rate_limited("20"), faults.rate_limited())
    assert [_get(simulator).headers.get("retry-after") for _ in range(2)] == ["20", None]


@pytest.mark.parametrize("fault", [faults.DROPPED, faults.CUT], ids=["dropped", "cut"])
def test_a_connection_can_end_early(simulator, fault):
    simulator.fault("costs", fault)
    with pytest.raises(httpx.RemoteProtocolError):
        _get(simulator)
    assert _get(simulator).status_code == 200


def test_silence_ends_when_the_simulator_does(simulator):
    simulator.fault("costs", faults.SILENT)
    with client(simulator) as openai, pytest.raises(httpx.ReadTimeout):
        openai.get("organization/costs", params=COSTS, timeout=0.05)


def test_a_trickle_arrives_whole(simulator):
    whole = _get(simulator).content
    simulator.fault("costs", faults.Fault(pause=0.001))
    assert _get(simulator).content == whole


def test_an_outage_lasts_until_it_is_mended(simulator):
    simulator.fault("", faults.SERVER_ERROR, times=None)
    down = [_get(simulator).status_code for _ in range(3)]
    simulator.mend()
    assert [*down, _get(simulator).status_code] == [500, 500, 500, 200]


def test_a_fault_strikes_only_what_it_matches(simulator):
    simulator.fault(lambda request: ("limit", "1") in request.query, faults.SERVER_ERROR)
    assert _get(simulator).status_code == 200
    assert _get(simulator, limit=1).status_code == 500


def test_pages_can_be_spoiled(simulator):
    simulator.fault("costs", faults.RESULT_FOR_RESULTS, faults.NO_RESULTS, faults.MISSING_CURSOR)
    renamed, bare, lost = (_get(simulator).json() for _ in range(3))
    assert "result" in renamed["data"][0]
    assert "results" not in renamed["data"][0]
    assert set(bare["data"][0]) == {"object", "start_time", "end_time"}
    assert (lost["has_more"], lost["next_page"]) == (True, None)


def test_a_cursor_can_repeat(simulator):
    simulator.fault("costs", faults.REPEATED_CURSOR, times=2)
    first = _get(simulator, limit=1).json()["next_page"]
    second = _get(simulator, limit=1, page=first).json()
    assert (second["has_more"], second["next_page"]) == (True, first)


def test_amounts_can_be_text(simulator):
    exact = [bucket["results"] for bucket in _get(simulator).json()["data"]]
    simulator.fault("costs", faults.TEXT_AMOUNTS, faults.amounts("0E-6176"), faults.amounts("NaN"))
    as_text = _get(simulator).json()["data"][0]["results"][0]["amount"]["value"]
    assert isinstance(as_text, str)
    assert float(as_text) == exact[0][0]["amount"]["value"]
    assert _get(simulator).json()["data"][0]["results"][0]["amount"]["value"] == "0E-6176"


def test_rows_can_lack_fields_and_have_others(simulator):
    simulator.fault("completions", faults.without("output_tokens"), faults.with_fields(input_dreams=3, object="x"))
    row = _get(simulator, "usage/completions").json()["data"][0]["results"][0]
    more = _get(simulator, "usage/completions").json()["data"][0]["results"][0]
    assert "output_tokens" not in row
    assert (more["input_dreams"], more["object"]) == (3, "x")


def test_the_errors_that_were_reported_can_all_be_told(simulator):
    if not ERRORS.exists():
        pytest.skip("the recorded errors are not beside this checkout")
    reported = json.loads(ERRORS.read_text())
    for error in reported:
        body = error["body"]
        text = body if isinstance(body, str) else json.dumps(body)
        simulator.fault("costs", faults.Fault(error["status"], text.encode(), error.get("headers", {})))
    answers = [_get(simulator) for _ in reported]
    assert [answer.status_code for answer in answers] == [error["status"] for error in reported]
    assert [answer.headers.get("retry-after") for answer in answers].count("20") == 1
