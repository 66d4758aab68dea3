"""What a check finds, and the cures of what fails outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.errors import UpstreamError
from bot.services import Services

NEW_TOKEN = "Copy the bot token (xoxb-…) from OAuth & Permissions of the Slack app into SLACK_BOT_TOKEN."  # noqa: S105 - no token
INSTALL = "Add the scope under OAuth & Permissions of the Slack app and install the app again."
OWN_CERTIFICATES = "Behind a proxy that opens TLS, set SSL_CERT_FILE to a PEM file with its certificate."
INVITE = "Type /invite @usage-bot in that channel."
CURES = {
    "unreachable": "Does this machine reach it? Look at firewall, proxy and DNS.",
    "timeout": "Does this machine reach it? Look at firewall, proxy and DNS.",
    "proxy": "Give HTTPS_PROXY or ALL_PROXY as http://host:port.",
    "proxy_auth": "Give HTTPS_PROXY as http://name:password@host:port.",
    "proxy_refused": "Ask who runs the proxy to let this machine through.",
    "certificate": OWN_CERTIFICATES,
    "certificates": OWN_CERTIFICATES,
    "tls": "Does the address, or its proxy, speak TLS? Look at HTTPS_PROXY and the port.",
    "invalid_auth": NEW_TOKEN,
    "not_authed": NEW_TOKEN,
    "token_revoked": NEW_TOKEN,
    "account_inactive": NEW_TOKEN,
    "missing_scope": INSTALL,
    "not_in_channel": INVITE,
    "channel_not_found": "Check the name, give its id (C…), or invite the bot if the channel is private.",
    "is_archived": "Unarchive it or set another channel.",
}


class State(StrEnum):
    OK = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `cure` says what to do, '' when all is well. `ends`: it works until then, and not after."""

    check: str
    state: State
    text: str
    cure: str = ""
    ends: datetime | None = None


def with_cure(error: UpstreamError) -> str:
    """What failed and what to do about it, in one line."""
    finding = broken("", error)
    return f"{finding.text} {finding.cure}".strip()


def broken(check: str, error: UpstreamError) -> Finding:
    """What failed, with its cure unless the failure names it already."""
    return Finding(
        check, State.BROKEN, str(error), "" if "OPENAI_ADMIN_KEY" in str(error) else CURES.get(error.code, "")
    )


Check = Callable[[Services, datetime], Iterator[Finding]]


def findings(name: str, check: Check, services: Services, now: datetime) -> Iterator[Finding]:
    """What the check finds; what fails outside is a finding, too."""
    try:
        yield from check(services, now)
    except UpstreamError as error:
        yield broken(name, error)
