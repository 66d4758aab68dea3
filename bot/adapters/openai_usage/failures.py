"""What went wrong at OpenAI, as one sentence for a person that never repeats a key or a body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from bot.core.errors import UpstreamError
from bot.network import refused_by_proxy

BILLING = {
    "organization_usage_limit_exceeded": "its usage limit",
    "organization_spend_limit_exceeded": "its spend limit",
    "project_spend_limit_exceeded": "a project's spend limit",
    "credit_balance_exhausted": "its credit balance",
    "insufficient_quota": "its quota",
}
# Refusals that are not the key's fault, by OpenAI's own code (docs/facts.md, OpenAI 9).
REFUSALS = {
    "ip_not_authorized": "OpenAI takes this organisation's keys from listed addresses only, and this machine's is not "
    "one of them. An owner can add it to the IP allowlist in the organisation's settings.",
    "unsupported_country_region_territory": "OpenAI does not serve the country that this machine's requests come "
    "from. Run the bot, or its proxy, in a country that OpenAI serves.",
    "account_deactivated": "OpenAI has deactivated the account of this admin key; its owner has an e-mail about it. "
    "Put a key of another owner into OPENAI_ADMIN_KEY.",
    "billing_not_active": "OpenAI says that billing of this organisation is not active. An owner can switch it on at "
    "platform.openai.com/settings/organization/billing.",
    "mismatched_organization": "The admin key belongs to another organisation than the request names. Put a key of the "
    "right one into OPENAI_ADMIN_KEY.",
}
# Statuses that pass by themselves: the official SDK retries the same ones.
PASSING = (408, 409)

ADMIN_KEYS = "platform.openai.com/settings/organization/admin-keys"
_SCOPES = re.compile(r"Missing scopes?:\s*([a-z_]+(?:\.[a-z_]+)+)")
_PARAMETER = re.compile(r"[a-z_]{1,40}(\[\])?")


def failure(status: int, headers: Mapping[str, str], body: bytes | bytearray) -> UpstreamError:
    """The UpstreamError for an answer whose status is not 200."""
    code, message, parameter = _error_of(body)
    if not_ours := _of_others(status, headers, body, code):
        return not_ours
    if status == 429:
        return _too_many(code, retry_after(headers))
    if 300 <= status < 400:
        return UpstreamError(
            "OpenAI's address answers with a redirect, which the admin key does not follow. Check OPENAI_BASE_URL.",
            transient=False,
            code="redirect",
        )
    if status in (401, 403):
        return _refused(status, code, message)
    if status == 404:
        # A new project is unknown for some seconds.
        text = "OpenAI does not know what was asked for (404). Is OPENAI_BASE_URL right? OpenAI's own ends with /v1."
        return UpstreamError(text, transient=True, code="not_found")
    if status >= 500 or status in PASSING:
        text = f"OpenAI is failing at the moment (status {status}). Ask again in a minute."
        return UpstreamError(text, transient=True, code=f"{status}")
    which = f" in {parameter}" if _PARAMETER.fullmatch(parameter) else ""
    return UpstreamError(
        f"OpenAI refused the request as invalid (status {status}{which}). `explain` shows what was asked.",
        transient=False,
        code="invalid_request",
    )


def _of_others(status: int, headers: Mapping[str, str], body: bytes | bytearray, code: str) -> UpstreamError | None:
    """Failures that are neither the request's nor the key's fault: OpenAI's rules, a proxy, a filter."""
    if code in REFUSALS:
        return UpstreamError(REFUSALS[code], transient=False, code=code)
    if status == 407:
        return refused_by_proxy("OpenAI", "407")
    return filtered(status) if status < 500 and is_web_page(headers, body) else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that `Retry-After` asks for; None when it is absent or makes no sense."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value):
        return float(value)
    # A date counts from the service's own clock: ours may be wrong.
    until, sent = _moment(value), sent_at(headers)
    return None if until is None or sent is None else max(0.0, (until - sent).total_seconds())


def sent_at(headers: Mapping[str, str]) -> datetime | None:
    """The `Date` header of an answer; None when it has none that can be read."""
    return _moment(headers.get("date", ""))


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def is_web_page(headers: Mapping[str, str], body: bytes | bytearray) -> bool:
    """Whether the answer is a web page. OpenAI itself answers in JSON, except when its own front end fails."""
    return "html" in headers.get("content-type", "") or bytes(body[:200]).lstrip().startswith(b"<")


def filtered(status: int) -> UpstreamError:
    """The error for a web page in place of an answer: a proxy or filter stands between."""
    text = (
        f"A web page came in the place of OpenAI's answer (status {status}): a filter or proxy between here and "
        "OpenAI. Let this machine through to it, or set HTTPS_PROXY."
    )
    return UpstreamError(text, transient=True, code="filtered")


def malformed(what: str, error: Exception | None = None) -> UpstreamError:
    """The error for an answer of the wrong shape. It is refused as a whole, so that nothing is counted wrongly."""
    # msgspec names the place and the type, never the value; anything longer is left out.
    detail = f" ({error})" if isinstance(error, msgspec.ValidationError) and len(str(error)) < 200 else ""
    return UpstreamError(f"OpenAI's answer cannot be used: {what}{detail}.", transient=False, code="malformed")


def unreadable() -> UpstreamError:
    """The error for an answer that is not JSON: cut off, or a proxy's page."""
    return UpstreamError(
        "OpenAI's answer was cut off or is no JSON. Ask again; if it stays so, look at OPENAI_BASE_URL.",
        transient=True,
        code="unreadable",
    )


def _too_many(code: str, wait: float | None) -> UpstreamError:
    if code in BILLING:
        return UpstreamError(
            f"OpenAI refuses the organisation because {BILLING[code]} is reached ({code}). "
            "Asking again does not help: wait until it resets, or ask an owner to raise OpenAI's limit.",
            transient=False,
            code=code,
        )
    asked = "" if wait is None else f"; it asks to wait {wait:.0f} s"
    return UpstreamError(
        f"OpenAI's rate limit is reached{asked}.", transient=True, code="rate_limited", retry_after=wait
    )


def _refused(status: int, code: str, message: str) -> UpstreamError:
    # The status differs between reports (401, 403): the text decides.
    scope = _SCOPES.search(message)
    if scope:
        return UpstreamError(
            f"The admin key lacks the scope {scope[1]}. An organisation owner can make a key that has it under "
            f"{ADMIN_KEYS}; put it into OPENAI_ADMIN_KEY.",
            transient=False,
            code="missing_scope",
        )
    if code == "invalid_api_key" or message.startswith("Incorrect API key"):
        return UpstreamError(
            f"OpenAI does not accept the admin key: it is wrong, expired or revoked. Make one under {ADMIN_KEYS} "
            "and put it into OPENAI_ADMIN_KEY.",
            transient=False,
            code="invalid_api_key",
        )
    return UpstreamError(
        f"OpenAI refuses this key (status {status}). OPENAI_ADMIN_KEY has to be an admin key (sk-admin-…) of an "
        "organisation owner; project keys cannot read usage.",
        transient=False,
        code="forbidden",
    )


def _error_of(body: bytes | bytearray) -> tuple[str, str, str]:
    """Code, message and parameter of an error body; `error` is an object or a plain string."""
    try:
        answer: Any = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "", "", ""
    error = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(error, str):
        return "", error, ""
    if not isinstance(error, dict):
        return "", "", ""
    code, message, parameter = (str(error.get(name) or "") for name in ("code", "message", "param"))
    return code, message, parameter
