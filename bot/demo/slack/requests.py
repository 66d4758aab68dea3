"""What Slack sends to the bot: commands, clicks, submitted forms and events, signed as Slack signs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from slack_sdk.signature import Clock, SignatureVerifier

from bot.demo.slack.workspace import APP_ID, TEAM, Json

COMMAND, INTERACTION, EVENT = "slash_commands", "interactive", "events_api"
TIMEOUT = 10


@dataclass(frozen=True, slots=True)
class Request:
    """`kind` is Socket Mode's word for it; over HTTP it decides the encoding."""

    kind: str
    payload: Json

    def encoded(self) -> tuple[str, str]:
        """Body and content type as Slack sends them over HTTP."""
        if self.kind == EVENT:
            return json.dumps(self.payload), "application/json"
        form = {"payload": json.dumps(self.payload)} if self.kind == INTERACTION else self.payload
        return urlencode(form), "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Ack:
    """What the bot answered within three seconds."""

    status: int
    body: str = ""

    @property
    def payload(self) -> Any:
        return json.loads(self.body) if self.body.startswith("{") else {}


Deliver = Callable[[Request], Ack]


class SignedHttp:
    """Sends requests as HTTP POSTs with a real signature. Its time is the verifier's own clock, never the demo's."""

    def __init__(self, url: str, secret: str) -> None:
        self.url = urlsplit(url)
        self.verifier = SignatureVerifier(secret)

    def __call__(self, request: Request) -> Ack:
        body, content_type = request.encoded()
        timestamp = str(int(Clock().now()))
        signature = self.verifier.generate_signature(timestamp=timestamp, body=body) or ""
        headers = {"Content-Type": content_type, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}
        return self.send(body, headers)

    def send(self, body: str, headers: dict[str, str]) -> Ack:
        """Sends the request as it is, as a forger would."""
        connection = HTTPConnection(self.url.hostname or "127.0.0.1", self.url.port, timeout=TIMEOUT)
        try:
            connection.request("POST", self.url.path, body=body.encode(), headers=headers)
            answer = connection.getresponse()
            return Ack(answer.status, answer.read().decode())
        finally:
            connection.close()


def command(name: str, text: str, user: Json, channel: Json, response_url: str, trigger_id: str) -> Request:
    """`text` is as Slack hands it on (`Workspace.handed_on`)."""
    payload = {
        "token": "legacy-verification-token",
        "team_id": TEAM,
        "team_domain": "local",
        "channel_id": channel["id"],
        "channel_name": channel["name"],
        "user_id": user["id"],
        "user_name": user["name"],
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }
    return Request(COMMAND, payload)


def interaction(kind: str, user: Json, trigger_id: str, parts: Json) -> Request:
    """`kind` is block_actions, view_submission or view_closed."""
    who = {"id": user["id"], "username": user["name"], "name": user["name"], "team_id": user.get("team_id", TEAM)}
    payload = {
        "type": kind,
        "token": "legacy-verification-token",
        "team": {"id": TEAM, "domain": "local"},
        "user": who,
        "api_app_id": APP_ID,
        "trigger_id": trigger_id,
        "enterprise": None,
        "is_enterprise_install": False,
        **parts,
    }
    return Request(INTERACTION, payload)


def event(event_id: str, body: Json) -> Request:
    payload = {
        "token": "legacy-verification-token",
        "team_id": TEAM,
        "api_app_id": APP_ID,
        "event": body,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 0,
    }
    return Request(EVENT, payload)
