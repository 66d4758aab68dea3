"""Signed bodies that Slack does not send: an answer of 200 or 400, a log line, no traceback, and nothing is changed."""

import json
import logging
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from copy import copy
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from slack_sdk.signature import SignatureVerifier

from bot.adapters.openai_usage import OpenAIUsage
from bot.adapters.prices import Prices
from bot.adapters.slack import Slack
from bot.adapters.store import Store
from bot.commands.table import ACTIONS
from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.core.home import forms
from bot.demo.slack import LocalSlack, requests
from bot.demo.slack.workspace import TEAM
from bot.listeners import build_app, close_app, slack_front
from bot.listeners.http import Front
from bot.listeners.request_shapes import read_request
from bot.services import Services
from bot.settings import load_settings
from tests.moment import NOW
from tests.test_listeners import SECRET, TOKEN, wall

DANA, SAM = {"id": "U0DANA", "name": "dana"}, {"id": "U0SAM", "name": "sam"}
ODD = (None, True, 5, -1.5, 2**70, "", "x", "²", "9" * 30, "\0", "\ud800", [], {}, [[]], {"id": 5}, {"a": {"b": []}})
KEPT = ("budgets", "alerts", "alert_states", "outbox", "schedules", "snoozes", "audit", "closes")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_request_or_none(body):
    read_request(body)


@given(st.sampled_from(["event_callback", "block_actions", "view_submission", "block_suggestion", "ssl_check"]), JSON)
def test_any_parts_of_a_known_kind_are_a_request_or_none(kind, value):
    body = {"type": kind, **dict.fromkeys(("event", "event_id", "user", "actions", "view", "team", "container"), value)}

    read_request(json.dumps(body).encode())


def test_what_is_not_read_does_not_get_in():
    body = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_mention", "blocks": 5}, "enterprise": 5}

    read = read_request(json.dumps(body).encode())

    assert read == {"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_mention"}}


def test_the_word_payload_in_a_command_is_a_word():
    body = urlencode({"command": "/usage", "user_id": "U1", "team_id": "T1", "text": "cost of payload-api"})

    assert read_request(body.encode())["text"] == "cost of payload-api"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"type": "event_callback", "event": []}, id="a list for an event"),
        pytest.param({"type": "event_callback", "event": 5}, id="a number for an event"),
        pytest.param({"type": "event_callback", "event": {"type": "app_mention", "user": {}}}, id="no event id"),
        pytest.param({"type": "block_actions", "user": {"id": "U1"}, "actions": []}, id="no actions"),
        pytest.param({"type": "block_actions", "user": {"id": "U1"}, "actions": [{"value": "x"}]}, id="no action id"),
        pytest.param({"type": "view_submission", "user": {"id": "U1"}, "view": []}, id="a list for a view"),
        pytest.param({"type": "shortcut", "user": {"id": "U1"}, "callback_id": "x"}, id="a kind that nobody asked for"),
        pytest.param({"command": "/usage"}, id="a command in JSON"),
    ],
)
def test_what_slack_does_not_send_is_no_request(body):
    assert read_request(json.dumps(body).encode()) is None
    assert read_request(urlencode({"payload": json.dumps(body)}).encode()) is None


@pytest.mark.parametrize("missing", ["command", "user_id", "team_id"])
def test_a_command_without_what_it_needs_is_none(missing):
    fields = {"command": "/usage", "user_id": "U1", "team_id": "T1", "text": "today"}

    assert read_request(urlencode({**fields, missing: ""}).encode()) is None
    assert read_request(urlencode({name: fields[name] for name in fields if name != missing}).encode()) is None


@pytest.fixture
def front(tmp_path: Path) -> Iterator[tuple[Front, Path]]:
    """The real listeners and commands, with a budget and an admin, over signed HTTP."""
    path = tmp_path / "usage-bot.db"
    with LocalSlack(lambda: NOW, token=TOKEN) as slack, Store(path) as store:
        values = {"OPENAI_ADMIN_KEY": "sk-admin-x", "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": slack.api_url}
        services = Services(
            load_settings(values={**values, "USAGE_BOT_ADMINS": "U0SAM", "USAGE_BOT_ALERT_CHANNEL": "#ai-spend"}),
            lambda: NOW,
            store=store,
            openai=OpenAIUsage("http://127.0.0.1:9/v1", SecretStr("sk-admin-x")),
            prices=Prices(),
            slack=Slack(SecretStr(TOKEN), slack.api_url, timeout=5),
        )
        with store.write() as connection:
            store.budgets.add(connection, Budget("organisation", (), "cost", 500 * NANO, "month", created_at=NOW))
        app = build_app(services, patience=60)
        yield slack_front(app, SECRET), path
        close_app(app, wait=True)
        services.openai.close()


def send(front: Front, body: bytes) -> str:
    """The status that a signed body is answered with."""
    stamp, said = str(wall()), list[str]()
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    environ = {"HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp, "HTTP_X_SLACK_SIGNATURE": signature}
    environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    front(environ, lambda status, headers: said.append(status))
    return said[0].partition(" ")[0]


def genuine() -> list[requests.Request]:
    """One request of each kind, and a click of each button there is."""
    view = {"type": "modal", "callback_id": "", "private_metadata": '["C0SPEND", "1"]', "blocks": []}
    field = {"type": "input", "block_id": "amount", "element": {}}
    fields = {name: {name: {"type": "plain_text_input", "value": "1"}} for name in ("what", "amount", "until", "at")}
    said = {"user": "U0SAM", "text": "<@U0BOT> today", "channel": "C0SPEND", "ts": "1.2", "team": TEAM}
    place = {"container": {"channel_id": "C0SPEND", "message_ts": "1.2"}, "channel": {"id": "C0SPEND"}}
    clicks = [
        requests.interaction("block_actions", who, "", {"actions": [{"action_id": one.id, "value": "77"}], **place})
        for one in ACTIONS
        for who in (DANA, SAM)
    ]
    submissions = [
        requests.interaction(
            "view_submission",
            SAM,
            "",
            {"view": {**view, "callback_id": id, "blocks": [field], "state": {"values": fields}}},
        )
        for id in (forms.BUDGET, forms.RAISE, forms.EXPECTED, forms.REPORT)
    ]
    return [
        *clicks,
        *submissions,
        *(
            requests.command(name, "today", SAM, {"id": "C0SPEND", "name": "x"}, "", "")
            for name in ("/usage", "/budget")
        ),
        *(requests.event("", {**said, "type": kind}) for kind in ("app_mention", "message", "app_home_opened", "x")),
        requests.interaction("view_closed", SAM, "", {"view": view}),
        requests.interaction("block_suggestion", SAM, "", {"action_id": "what", "value": "x", "view": view}),
        requests.Request(requests.EVENT, {"type": "url_verification", "challenge": "x"}),
    ]


def without_one(value: object) -> Iterator[object]:
    """The same without each of its parts in turn, and with each as null, at any depth."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in [*parts]:
        replaced = copy(value)
        for other in (None, *without_one(part)):
            replaced[name] = other
            yield copy(replaced)
        del replaced[name]
        yield replaced


def test_a_signed_body_that_lacks_any_one_part_is_answered_and_is_no_bug(front, caplog):
    """One of each kind; Bolt too takes parts for given."""
    entrance, _ = front
    kinds = {(request.kind, request.payload.get("type")): request for request in genuine()}
    odd = []
    for kind, request in kinds.items():
        for payload in without_one(request.payload):
            text = urlencode(payload) if request.kind == requests.COMMAND else json.dumps(payload)
            status = send(entrance, text.encode() if text[0] != "{" or request.kind == requests.EVENT else form(text))
            odd += [(kind, payload)] if status not in ("200", "400") else []
    close_app(entrance.app, wait=True)

    assert odd == []
    assert [record.getMessage()[:300] for record in caplog.records if record.exc_info or "bug" in record.msg] == []


def form(text: str) -> bytes:
    return urlencode({"payload": text}).encode()


def bent(chance: random.Random, value: object) -> object:
    """The same with one part left out or replaced by something odd, at any depth."""
    if isinstance(value, dict) and value and chance.randrange(8):
        name = chance.choice([*value])
        if chance.randrange(5) == 0:
            return {key: part for key, part in value.items() if key != name}
        return {**value, name: bent(chance, value[name])}
    if isinstance(value, list) and value and chance.randrange(4):
        return [bent(chance, value[0]), *value[1:]]
    return chance.choice(ODD)


def encoded(chance: random.Random, request: requests.Request) -> bytes:
    """A bent body, now and then as the other kind of body, cut, or with a field twice."""
    payload = bent(chance, request.payload)
    if request.kind == requests.COMMAND and isinstance(payload, dict):
        body = urlencode({name: str(part).encode("utf-8", "replace") for name, part in payload.items()})
        return f"{body}&{chance.choice(('text', 'user_id', 'payload', 'ssl_check'))}=2".encode()
    text = json.dumps(payload)
    body = text if request.kind == requests.EVENT or chance.randrange(9) == 0 else urlencode({"payload": text})
    return body.encode()[: None if chance.randrange(9) else 40]


@pytest.mark.parametrize("seed", [4, pytest.param(5, marks=pytest.mark.long)])
def test_signed_bodies_that_slack_does_not_send_change_nothing_and_are_no_bug(front, seed, caplog):
    chance, (entrance, path) = random.Random(seed), front  # noqa: S311
    caplog.set_level(logging.INFO)
    before = stored(path)

    statuses = {send(entrance, encoded(chance, request)) for request in genuine()}
    close_app(entrance.app, wait=True)

    assert statuses == {"200", "400"}
    assert [record.getMessage()[:300] for record in caplog.records if record.exc_info or "bug" in record.msg] == []
    assert stored(path) == before


def stored(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What people have set and been told."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in KEPT}  # noqa: S608
