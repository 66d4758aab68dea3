"""What a page means: every field it may hold, and everything that makes it a page to refuse."""

import json
from datetime import UTC, datetime

import httpx
import pytest

from bot.core.amounts import nanodollars
from bot.core.catalogue import COMPLETIONS, ENDPOINTS
from bot.core.errors import UpstreamError
from bot.core.periods import DAY, Period, Width, from_unix
from bot.core.usage.buckets import UsageQuery
from tests.adapters.openai_stub import Stub, bucket, completion, cost, page, recorded

START = datetime(2026, 11, 1, tzinfo=UTC)
SECONDS = int(START.timestamp())
PERIOD = Period(START, START + 7 * DAY)
USAGE = UsageQuery("completions", PERIOD, Width.DAY)
COSTS = UsageQuery("costs", PERIOD, Width.DAY)


def read(query, *answers):
    return Stub(*answers).client().read(query)


def rows(query, *results):
    return read(query, page(bucket(SECONDS, *results)))[0].rows


def raw(results: str) -> httpx.Response:
    frame = json.dumps({"data": [bucket(SECONDS, "RESULT")], "has_more": False})
    return httpx.Response(200, content=frame.replace('["RESULT"]', results).encode())


def counted(row):
    return dict(zip(COMPLETIONS.counters, row.counts, strict=True))


def test_rows_with_the_same_key_are_added_up():
    query = UsageQuery("completions", PERIOD, Width.DAY, ("model",))
    one = completion(model="gpt-5", input_tokens=46264, num_model_requests=8)
    other = completion(model="gpt-5", input_tokens=5783, num_model_requests=1)
    (row,) = rows(query, one, other)
    assert (row.key, counted(row)["input_tokens"], counted(row)["num_model_requests"]) == (("gpt-5",), 52047, 9)
    assert (row.estimate, row.unpriced, row.extra) == (None, 0, "")


def test_an_empty_bucket_is_kept_as_proof_of_no_usage():
    (found,) = read(USAGE, page(bucket(SECONDS)))
    assert (found.start, found.end, found.rows) == (START, START + DAY, ())


def test_the_start_is_aligned_and_the_end_is_as_answered():
    cut = {"start_time": SECONDS + 660, "end_time": SECONDS + 50_000, "results": []}
    (found,) = read(USAGE, page(cut))
    assert (found.start, found.end) == (START, from_unix(SECONDS + 50_000))


def test_no_value_is_an_empty_text_and_batch_is_a_word():
    query = UsageQuery("completions", PERIOD, Width.DAY, ("project", "model", "batch"))
    found = rows(
        query,
        completion(project_id=None, model="", batch=None),
        completion(project_id="p", batch=True),
        completion(project_id="q", batch=False),
        completion(project_id="r", batch="false"),
    )
    assert [row.key for row in found] == [("", "", ""), ("p", "", "true"), ("q", "", "false"), ("r", "", "false")]


def test_a_counter_that_may_be_absent_is_zero():
    (row,) = rows(USAGE, completion(input_tokens=5, input_audio_tokens=None))
    assert counted(row) == {**dict.fromkeys(COMPLETIONS.counters, 0), "input_tokens": 5}


def test_unknown_counters_wait_in_extra():
    query = UsageQuery("completions", PERIOD, Width.DAY, ("model",))
    found = rows(
        query,
        completion(model="a", thought_tokens=7, api_source="unlabeled", zeta={"b": 1}, nothing=0, none=None),
        completion(model="a", thought_tokens=5),
        completion(model="b"),
    )
    assert [row.extra for row in found] == ['{"thought_tokens":12,"zeta":{"b":1}}', ""]


def test_result_is_read_where_results_is_missing():
    old = {"start_time": SECONDS, "end_time": SECONDS + 86400, "result": [completion(input_tokens=4)]}
    (found,) = read(USAGE, page(old))
    assert found.rows[0].counts[0] == 4


@pytest.mark.parametrize("field", ["start_time", "end_time", "results"])
def test_a_bucket_without_its_frame_is_refused(field):
    broken = {name: value for name, value in bucket(SECONDS).items() if name != field}
    with pytest.raises(UpstreamError) as refused:
        read(USAGE, page(broken))
    assert (refused.value.code, refused.value.transient) == ("malformed", False)


@pytest.mark.parametrize("field", ["data", "has_more"])
def test_a_page_without_its_frame_is_refused(field):
    body = {name: value for name, value in {"data": [], "has_more": False}.items() if name != field}
    stub = Stub(httpx.Response(200, json=body))
    with pytest.raises(UpstreamError, match=f"missing required field `{field}`"):
        stub.client().read(USAGE)
    assert len(stub.requests) == 1


@pytest.mark.parametrize("field", ["input_tokens", "output_tokens", "num_model_requests"])
def test_a_row_without_a_required_counter_is_refused(field):
    row = {name: value for name, value in completion().items() if name != field}
    with pytest.raises(UpstreamError, match="day or hour of it cannot be read"):
        rows(USAGE, row)


def test_a_result_of_another_kind_is_refused():
    with pytest.raises(UpstreamError, match="object"):
        rows(USAGE, {**completion(), "object": "organization.usage.surprise.result"})


@pytest.mark.parametrize(
    "value", ["-1", "9223372036854775808", "1180591620717411303424", "1e400", "NaN", '"12"', "1.5", "true", "[]"]
)
def test_a_counter_that_is_no_count_is_refused(value):
    row = json.dumps([completion(input_tokens="VALUE")]).replace('"VALUE"', value)
    with pytest.raises(UpstreamError) as refused:
        read(USAGE, raw(row))
    assert refused.value.code in ("malformed", "unreadable")


@pytest.mark.parametrize("value", ["1e400", "NaN", '"\\ud800"'])
def test_an_unknown_field_that_cannot_be_read_is_refused(value):
    row = json.dumps([completion(thoughts="VALUE")]).replace('"VALUE"', value)
    with pytest.raises(UpstreamError):
        read(USAGE, raw(row))


@pytest.mark.parametrize("start", [-1, 1793491200000, "1793491200", 1.5, None])
def test_a_start_that_is_no_time_is_refused(start):
    with pytest.raises(UpstreamError):
        read(USAGE, page({**bucket(SECONDS), "start_time": start}))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("0.06", 60_000_000, id="number"),
        pytest.param('"12.50"', 12_500_000_000, id="text"),
        pytest.param('"0E-6176"', 0, id="zero with an exponent"),
        pytest.param("0.13080438340307526", 130_804_383, id="noise"),
        pytest.param("3e-06", 3_000, id="exponent"),
        pytest.param("0.0000000005", 0, id="half to even"),
        pytest.param("0.0000000015", 2, id="half to even upwards"),
        pytest.param("123456.123456789", 123_456_123_456_789, id="exact where a float is not"),
        pytest.param("-1.25", -1_250_000_000, id="a correction"),
        pytest.param("7", 7_000_000_000, id="integer"),
    ],
)
def test_amounts_become_nanodollars_from_their_text(value, expected):
    row = json.dumps([cost("VALUE")]).replace('"VALUE"', value)
    (found,) = read(COSTS, raw(row))
    assert found.rows[0].counts == (expected,)


@pytest.mark.parametrize(
    "amount",
    [
        pytest.param('{"value":"NaN","currency":"usd"}', id="not a number"),
        pytest.param('{"value":"1_000","currency":"usd"}', id="Python's own digits"),
        pytest.param('{"value":"١٢","currency":"usd"}', id="digits of another script"),
        pytest.param('{"value":" 12 ","currency":"usd"}', id="blanks"),
        pytest.param('{"value":true,"currency":"usd"}', id="true"),
        pytest.param('{"value":[1],"currency":"usd"}', id="a list"),
        pytest.param('{"value":"Infinity","currency":"usd"}', id="infinite"),
        pytest.param('{"value":"1e999999","currency":"usd"}', id="absurd"),
        pytest.param('{"value":1000000000,"currency":"usd"}', id="a thousand million dollars"),
        pytest.param('{"value":"ten","currency":"usd"}', id="a word"),
        pytest.param('{"value":"","currency":"usd"}', id="empty"),
        pytest.param('{"value":true,"currency":"usd"}', id="a claim"),
        pytest.param('{"value":null,"currency":"usd"}', id="null"),
        pytest.param('{"value":1,"currency":"eur"}', id="another currency"),
        pytest.param('{"value":1}', id="no currency"),
        pytest.param("null", id="no amount"),
    ],
)
def test_an_amount_that_cannot_be_read_is_never_zero(amount):
    with pytest.raises(UpstreamError, match="cannot be used"):
        read(COSTS, raw(json.dumps([{**cost(1), "amount": "AMOUNT"}]).replace('"AMOUNT"', amount)))


def test_the_quantity_of_a_cost_waits_in_extra_and_the_organisation_is_the_same_in_all():
    query = UsageQuery("costs", PERIOD, Width.DAY, ("item",))
    (row,) = rows(
        query,
        cost(1, line_item="gpt-5, input", quantity=1234.5, quantity_unit="tokens", organization_id="org-1"),
    )
    assert row.key == ("gpt-5, input",)
    assert json.loads(row.extra) == {"quantity": 1234.5, "quantity_unit": "tokens"}


JANUARY = Period(datetime(2025, 1, 11, tzinfo=UTC), datetime(2025, 2, 11, tzinfo=UTC))


def in_pages(buckets, size):
    parts = [buckets[at : at + size] for at in range(0, len(buckets), size)]
    return [page(*part, next_page=f"page_{n}" if n + 1 < len(parts) else None) for n, part in enumerate(parts)]


def test_the_recorded_month_of_usage_gives_its_sums():
    recording = recorded("usage-completions-31d-ungrouped.recorded.json")
    found = read(UsageQuery("completions", JANUARY, Width.DAY), *in_pages(recording, 7))
    assert [one.start for one in found] == list(JANUARY.buckets(Width.DAY))
    assert sum(not one.rows for one in found) == 5
    assert found[-1].end == from_unix(1739208663)
    for name in ("input_tokens", "output_tokens", "num_model_requests", "input_cached_tokens", "input_audio_tokens"):
        ours = sum(counted(row)[name] for one in found for row in one.rows)
        assert ours == sum(result[name] for one in recording for result in one["results"])


def test_the_recorded_month_of_costs_gives_its_sums():
    recording = recorded("costs-31d-ungrouped.recorded.json")
    found = read(UsageQuery("costs", JANUARY, Width.DAY), *in_pages(recording, 30))
    assert len(found) == 31
    amounts = [result["amount"]["value"] for one in recording for result in one["results"]]
    assert [row.counts[0] for one in found for row in one.rows] == [nanodollars(str(value)) for value in amounts]
    assert sum(row.counts[0] for one in found for row in one.rows) == 284_939_439_369


def test_recorded_string_amounts_are_read_exactly():
    recording = recorded("costs-string-amounts.reconstructed.json")
    period = Period(from_unix(1782432000), from_unix(1782604800))
    found = read(UsageQuery("costs", period, Width.DAY, ("item",)), httpx.Response(200, json=recording))
    assert [sum(row.counts[0] for row in one.rows) for one in found] == [101_720_000, 6_020_000]


def test_a_recorded_line_item_that_repeats_is_added_up():
    recording = recorded("costs-grouped-line_item.recorded-head.json")
    period = Period(from_unix(1736553600), from_unix(1736726400))
    answer = httpx.Response(200, json={**recording, "has_more": False})
    found = read(UsageQuery("costs", period, Width.DAY, ("item",)), answer)
    assert {row.key: row.counts for row in found[0].rows}[("assistants api | file search",)] == (274_000,)


def test_recorded_rows_with_equal_keys_are_added_up():
    recording = recorded("usage-duplicate-group-key.reconstructed.json")
    period = Period(from_unix(1759708800), from_unix(1759795200))
    query = UsageQuery("completions", period, Width.DAY, COMPLETIONS.kept)
    (found,) = read(query, httpx.Response(200, json=recording))
    assert [(counted(row)["input_tokens"], counted(row)["num_model_requests"]) for row in found.rows] == [(52047, 9)]
    assert found.rows[0].key == (
        "proj_EXAMPLE",
        "user-EXAMPLE",
        "key_EXAMPLE",
        "gpt-5-2025-08-07",
        "false",
        "default",
    )


def test_the_official_examples_are_read():
    examples = recorded("spec-examples.json")
    for path, example in examples.items():
        name = path.removeprefix("GET /organization/")
        found = [one for one in ENDPOINTS if one.path == name]
        for endpoint in found:
            start = example["data"][0]["start_time"]
            period = Period(from_unix(start), from_unix(start) + DAY)
            query = UsageQuery(endpoint.name, period, Width.DAY, ("project",))
            (answer,) = read(query, httpx.Response(200, json={**example, "has_more": False}))
            assert answer.rows, path


def test_a_page_of_fourteen_thousand_rows_is_read_at_all_dimensions():
    days = [
        bucket(
            SECONDS + day * 86400,
            *(completion(project_id=f"proj_{n}", model="gpt-5", batch=False, input_tokens=n) for n in range(2000)),
        )
        for day in range(7)
    ]
    query = UsageQuery("completions", PERIOD, Width.DAY, COMPLETIONS.dimensions)
    found = read(query, page(*days))
    assert [len(one.rows) for one in found] == [2000] * 7
