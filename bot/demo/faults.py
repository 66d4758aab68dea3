"""Faults between a program and a service, as values: a simulated service acts them out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """
    One way to fail. The fields exclude each other.

    `status` with `body` is sent instead of the answer. `change` spoils the answer's JSON; it also gets the cursor that
    was asked for. `cut` sends half of the body and hangs up, `drop` hangs up at once, `silent` never answers, `pause`
    waits that many seconds before each of ten pieces.
    """

    status: int = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    change: Callable[[Json, str], Json] | None = None
    cut: bool = False
    drop: bool = False
    silent: bool = False
    pause: float = 0.0


def refusal(
    status: int, message: str, *, code: str | None = None, type: str = "invalid_request_error", retry_after: str = ""
) -> Fault:
    """An error in OpenAI's envelope."""
    error = {"message": message, "type": type, "param": None, "code": code}
    headers = {"Retry-After": retry_after} if retry_after else {}
    return Fault(status, json.dumps({"error": error}).encode(), {"Content-Type": "application/json", **headers})


def html(status: int) -> Fault:
    """An HTML page of a proxy or a CDN, where JSON is expected."""
    return Fault(status, b"<html><body>upstream connect error</body></html>", {"Content-Type": "text/html"})


def rate_limited(retry_after: str = "") -> Fault:
    message = "Rate limit reached for requests"
    return refusal(429, message, code="rate_limit_exceeded", type="requests", retry_after=retry_after)


def billing(code: str) -> Fault:
    """A 429 that no retry cures, such as `organization_spend_limit_exceeded`."""
    return refusal(429, code.replace("_", " ").capitalize(), code=code, type="insufficient_quota")


SCOPE = (
    "You have insufficient permissions for this operation. Missing scopes: api.usage.read. Check that you have the "
    "correct role in your organization (Reader, Writer, Owner) and project (Member, Owner), and if you're using a "
    "restricted API key, that it has the necessary scopes."
)
SERVER = "The server had an error while processing your request. Sorry about that!"
INCORRECT = "Incorrect API key provided: sk-admin-****WXYZ. You can find your API key at "

MISSING_SCOPE = refusal(403, SCOPE)
MISSING_SCOPE_401 = refusal(401, SCOPE)
MISSING_SCOPE_AS_TEXT = Fault(403, json.dumps({"error": SCOPE}).encode(), {"Content-Type": "application/json"})
WRONG_KEY = refusal(401, INCORRECT + "https://platform.openai.com/account/api-keys.", code="invalid_api_key")
SERVER_ERROR = refusal(500, SERVER, type="server_error")
OVERLOADED = html(503)
HTML = html(200)
NOT_JSON = Fault(200, b'{"object": "page", "data": [', {"Content-Type": "application/json"})
CUT = Fault(cut=True)
DROPPED = Fault(drop=True)
SILENT = Fault(silent=True)
BILLING = tuple(
    billing(code)
    for code in (
        "organization_usage_limit_exceeded",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "credit_balance_exhausted",
    )
)


def _each_bucket(page: Json, change: Callable[[Json], Json]) -> Json:
    return {**page, "data": [change(bucket) for bucket in page["data"]]}


def each_row(change: Callable[[Json], Json]) -> Fault:
    """Applies a change to every row of every bucket."""

    def rows(bucket: Json) -> Json:
        return {**bucket, "results": [change(row) for row in bucket["results"]]}

    return Fault(change=lambda page, _: _each_bucket(page, rows))


def split_rows(*counters: str) -> Fault:
    """Two rows instead of each, with the same groups; together they add up to it."""

    def halves(row: Json) -> list[Json]:
        less = {name: row[name] // 2 for name in counters if name in row}
        return [{**row, **less}, {**row, **{name: row[name] - half for name, half in less.items()}}]

    def rows(bucket: Json) -> Json:
        return {**bucket, "results": [half for row in bucket["results"] for half in halves(row)]}

    return Fault(change=lambda page, _: _each_bucket(page, rows))


def without(name: str) -> Fault:
    """Rows that lack a field."""
    return each_row(lambda row: {key: value for key, value in row.items() if key != name})


def with_fields(**fields: object) -> Fault:
    """Rows with unknown fields, or with other values."""
    return each_row(lambda row: {**row, **fields})


def _result(bucket: Json) -> Json:
    return {"result" if key == "results" else key: value for key, value in bucket.items()}


def _no_result(bucket: Json) -> Json:
    return {key: value for key, value in bucket.items() if key != "results"}


def _as_text(row: Json) -> Json:
    value = Decimal(row["amount"]["value"])
    return {**row, "amount": {**row["amount"], "value": f"{value:f}" if value else "0E-6176"}}


def amounts(value: object, currency: str = "usd") -> Fault:
    """Costs whose amounts are all `value`."""
    return with_fields(amount={"value": value, "currency": currency})


RESULT_FOR_RESULTS = Fault(change=lambda page, _: _each_bucket(page, _result))
NO_RESULTS = Fault(change=lambda page, _: _each_bucket(page, _no_result))
TEXT_AMOUNTS = each_row(_as_text)
MISSING_CURSOR = Fault(change=lambda page, _: {**page, "has_more": True, "next_page": None})
EMPTY_CURSOR = Fault(change=lambda page, _: {**page, "has_more": True, "next_page": ""})
REPEATED_CURSOR = Fault(change=lambda page, asked: {**page, "has_more": True, "next_page": asked or page["next_page"]})
