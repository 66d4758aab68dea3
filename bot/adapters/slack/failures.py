"""What goes wrong with Slack, as UpstreamError: may a later try succeed, and may this one have taken effect?"""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.core.errors import UpstreamError
from bot.network import refused_by_proxy, untrusted

CODE = re.compile(r"[a-z][a-z0-9_]{2,60}")
SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")

# Slack's words for "not now"; every other word is a refusal that repeating does not change.
TRANSIENT = {
    "ratelimited",
    "rate_limited",
    "fatal_error",
    "internal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
}
# After these nobody knows whether the request took effect: look before trying again.
AMBIGUOUS = {"fatal_error", "internal_error", "service_unavailable", "request_timeout"}

# What these raise is the network's doing; the last three come from answers that are no JSON object.
RAISED = (SlackApiError, SlackRequestError, HTTPException, OSError, ValueError, LookupError, AttributeError)


def failure(method: str, error: Exception) -> UpstreamError:
    """`error` as slack_sdk raised it in a call of `method`. Bodies and URLs carry secrets and stay out of the text."""
    if isinstance(error, SlackApiError):
        return refusal(method, error.response.status_code, error.response.headers, error.response.data)
    if untrusted_error := untrusted(error, "Slack"):
        return untrusted_error
    if (tunnel := str(_reason(error))).startswith("Tunnel connection failed"):
        return refused_by_proxy("Slack", tunnel)
    if never_sent(error):
        return UpstreamError(f"Slack cannot be reached ({method}).", transient=True, code="unreachable")
    return UpstreamError(f"Slack did not answer {method}.", transient=True, code="no_answer", ambiguous=True)


def never_sent(error: Exception) -> bool:
    """The connection was never made, so nothing can have taken effect."""
    return isinstance(_reason(error), ConnectionRefusedError | socket.gaierror)


def _reason(error: Exception) -> object:
    return error.reason if isinstance(error, URLError) else error


def refusal(method: str, status: int, headers: Mapping[str, str], body: object) -> UpstreamError:
    """An answer that says no: by HTTP status, by `error` in its body, or by being something else altogether."""
    if status == 429:
        return UpstreamError(
            f"Slack asks for a pause ({method}).", transient=True, code="ratelimited", retry_after=retry_after(headers)
        )
    if 300 <= status < 400:
        text = (
            f"Slack's address answers {method} with a redirect, which the token does not follow. Check SLACK_API_URL."
        )
        return UpstreamError(text, transient=False, code="redirect")
    code = error_code(body)
    if status >= 500 or (not code and status < 400):
        text = f"Slack has trouble ({method}: {code or f'status {status}'})."
        return UpstreamError(text, transient=True, code=code or f"http_{status}", ambiguous=True)
    text = f"Slack refused {method}: {code or f'status {status}'}{details(body)}."
    return UpstreamError(text, transient=code in TRANSIENT, code=code or f"http_{status}", ambiguous=code in AMBIGUOUS)


def error_code(body: object) -> str:
    """Slack's own word: `error` of a JSON answer, or the body of a response_url. '' for anything else."""
    word = body.get("error") if isinstance(body, Mapping) else body
    return word if isinstance(word, str) and CODE.fullmatch(word) else ""


def details(body: object) -> str:
    """Which scope is missing, which block is wrong: what a person needs to mend it."""
    if not isinstance(body, Mapping):
        return ""
    if needed := body.get("needed"):
        return f" (needs {str(needed)[:80]})"
    metadata = body.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, Mapping) else None
    return f" ({'; '.join(map(str, messages))[:300]})" if isinstance(messages, list) and messages else ""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait; None when the header is missing or makes no sense."""
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return float(found) if SECONDS.fullmatch(found) else None
