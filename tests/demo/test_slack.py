"""The local Slack where it must be as strict as the real one; the adapter's tests cover the rest of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from bot.demo.slack import Ack, Fault, LocalSlack, Request

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}, "value": "1"}


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(lambda: NOW) as slack:
        yield slack


@pytest.fixture
def client(slack: LocalSlack) -> WebClient:
    return WebClient("xoxb-local", base_url=slack.api_url, retry_handlers=[])


def refusal(client: WebClient, method: str, **arguments: object) -> str:
    with pytest.raises(SlackApiError) as raised:
        client.api_call(method, json=arguments)
    return str(raised.value.response["error"])


def test_each_message_has_its_own_ts_though_the_clock_stands(slack: LocalSlack, client: WebClient):
    for _ in range(3):
        client.chat_postMessage(channel="C0SPEND", text="hello")

    ts = [message["ts"] for message in slack.messages()]
    assert ts == sorted(set(ts))
    assert ts[0].startswith(str(int(NOW.timestamp())))


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        pytest.param("chat.postMessage", {"channel": "C0SPEND"}, "no_text", id="nothing to say"),
        pytest.param("chat.postMessage", {"channel": "nowhere", "text": "x"}, "channel_not_found", id="no channel"),
        pytest.param("chat.postMessage", {"channel": "#general", "text": "x"}, "not_in_channel", id="not invited"),
        pytest.param("chat.postMessage", {"text": "x"}, "invalid_arguments", id="an argument is missing"),
        pytest.param(
            "chat.postMessage",
            {"channel": "C0SPEND", "text": "x", "blocks": [{"type": "alert"}]},
            "invalid_blocks",
            id="a block for modals only",
        ),
        pytest.param("chat.postMessage", {"channel": "C0SPEND", "text": "x" * 4001}, "msg_too_long", id="too long"),
        pytest.param(
            "chat.postMessage",
            {
                "channel": "C0SPEND",
                "text": "x",
                "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2999}}] * 5,
            },
            "msg_blocks_too_long",
            id="too much over all blocks",
        ),
        pytest.param(
            "chat.update", {"channel": "C0SPEND", "ts": "1.0", "text": "x"}, "message_not_found", id="no message"
        ),
        pytest.param("views.open", {"trigger_id": "1", "view": {}}, "expired_trigger_id", id="an old trigger"),
        pytest.param("conversations.history", {"channel": "#ai-spend"}, "channel_not_found", id="history by name"),
        pytest.param("usergroups.users.list", {"usergroup": "S0"}, "plan_upgrade_required", id="a free plan"),
        pytest.param("chat.meMessage", {}, "unknown_method", id="a method nobody needs"),
    ],
)
def test_slack_refuses(client: WebClient, method: str, arguments: dict[str, object], error: str):
    assert refusal(client, method, **arguments) == error


def test_metadata_is_shown_to_who_asks_for_it(slack: LocalSlack, client: WebClient):
    metadata = {"event_type": "usage_alert", "event_payload": {"key": "a"}}
    client.chat_postMessage(channel="C0SPEND", text="hello", metadata=metadata)

    (plain,) = client.conversations_history(channel="C0SPEND")["messages"]
    (whole,) = client.conversations_history(channel="C0SPEND", include_all_metadata=True)["messages"]

    assert "metadata" not in plain
    assert whole["metadata"] == metadata


def test_a_thread_is_not_in_the_history_unless_it_was_broadcast(slack: LocalSlack, client: WebClient):
    parent = client.chat_postMessage(channel="C0SPEND", text="parent")["ts"]
    client.chat_postMessage(channel="C0SPEND", text="quiet", thread_ts=parent)
    client.chat_postMessage(channel="C0SPEND", text="loud", thread_ts=parent, reply_broadcast=True)

    history = [message["text"] for message in client.conversations_history(channel="C0SPEND")["messages"]]
    replies = [message["text"] for message in client.conversations_replies(channel="C0SPEND", ts=parent)["messages"]]

    assert history == ["loud", "parent"]
    assert replies == ["parent", "quiet", "loud"]


def test_a_fault_strikes_one_channel_only(slack: LocalSlack, client: WebClient):
    slack.faults.plan("chat.postMessage", Fault(error="is_archived"), times=None, channel="C0SPEND")

    assert refusal(client, "chat.postMessage", channel="C0SPEND", text="x") == "is_archived"
    assert client.chat_postMessage(channel="C0CHECKOUT", text="x")["ok"]
    slack.faults.heal()
    assert client.chat_postMessage(channel="C0SPEND", text="x")["ok"]


def test_waiting_ends_with_what_is_waited_for(slack: LocalSlack, client: WebClient):
    post = Thread(target=lambda: client.chat_postMessage(channel="C0SPEND", text="late"))
    post.start()

    assert slack.wait_for(slack.messages)[0]["text"] == "late"
    post.join()


def test_a_click_carries_what_the_button_holds(slack: LocalSlack):
    sent: list[Request] = []
    slack.deliver = lambda request: sent.append(request) or Ack(200)
    message = slack.workspace.add_private(
        "C0SPEND", "U0DANA", {"text": "x", "blocks": [{"type": "actions", "elements": [BUTTON]}]}
    )

    slack.click(message, "go")

    payload = sent[0].payload
    assert payload["actions"][0]["value"] == "1"
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload  # Slack does not repeat a private message


def test_a_form_stays_open_while_its_answer_names_errors(slack: LocalSlack):
    slack.workspace.views["U0DANA"] = {"id": "V1", "type": "modal", "callback_id": "form", "blocks": []}
    answers = iter(['{"response_action": "errors", "errors": {"amount": "Not a number"}}', ""])
    slack.deliver = lambda request: Ack(200, next(answers))

    slack.submit({})
    assert "U0DANA" in slack.workspace.views
    slack.submit({})
    assert "U0DANA" not in slack.workspace.views


def test_what_people_type_is_escaped_as_slack_escapes_it(slack: LocalSlack):
    request = slack.command_request("/usage", "over >10 & <@U1>")

    assert request.payload["text"] == "over &gt;10 &amp; &lt;@U1&gt;"


def test_a_request_is_signed_as_slack_signs_it():
    verifier = SignatureVerifier("secret")
    body, content_type = Request("interactive", {"type": "block_actions"}).encoded()
    signature = verifier.generate_signature(timestamp="1000", body=body)

    assert content_type == "application/x-www-form-urlencoded"
    assert body == "payload=%7B%22type%22%3A+%22block_actions%22%7D"
    assert signature.startswith("v0=")
