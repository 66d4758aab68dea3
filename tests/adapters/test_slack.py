"""The Slack adapter against a Slack on loopback: what is sent, what is found, what each failure means."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import SecretStr

from bot.adapters.slack import Identity, Posted, Slack
from bot.core.errors import UpstreamError
from bot.core.slack.message import Message
from bot.demo.slack import Fault, LocalSlack

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
TOKEN = "xoxb-planted-secret"
BLOCKS = ({"type": "section", "text": {"type": "mrkdwn", "text": "*82 %*", "verbatim": True}},)
MESSAGE = Message("checkout-prod passed 80 %", BLOCKS)


@pytest.fixture
def local() -> Iterator[LocalSlack]:
    with LocalSlack(lambda: NOW, token=TOKEN) as local:
        yield local


@pytest.fixture
def slack(local: LocalSlack) -> Slack:
    return Slack(SecretStr(TOKEN), local.api_url, timeout=5)


def failure(fault: Fault, local: LocalSlack, slack: Slack, method: str = "chat.postMessage") -> UpstreamError:
    local.faults.plan(method, fault)
    with pytest.raises(UpstreamError) as raised:
        slack.post("#ai-spend", MESSAGE)
    return raised.value


def test_a_message_is_posted_with_its_blocks_and_without_unfurling(local: LocalSlack, slack: Slack):
    posted = slack.post("#ai-spend", MESSAGE)

    (message,) = local.messages()
    assert posted == Posted("C0SPEND", message["ts"])
    assert message["text"] == MESSAGE.text
    assert message["blocks"][0]["text"]["text"] == "*82\N{NO-BREAK SPACE}%*"
    (sent,) = local.calls("chat.postMessage")
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)
    assert "link_names" not in sent


def test_a_text_without_blocks_is_not_searched_for_names(local: LocalSlack, slack: Slack):
    slack.post("#ai-spend", Message("project @here"))

    assert local.calls("chat.postMessage")[0]["parse"] == "none"


def test_a_posted_message_is_found_by_its_key(local: LocalSlack, slack: Slack):
    slack.post("#ai-spend", MESSAGE, key="other")
    posted = slack.post("#ai-spend", MESSAGE, key="wanted")

    assert slack.find("#ai-spend", "wanted", NOW) == posted
    assert slack.find(posted.channel, "wanted", NOW - timedelta(days=1)) == posted


@pytest.mark.parametrize(
    ("key", "since"),
    [
        pytest.param("never posted", NOW, id="another key"),
        pytest.param("wanted", NOW + timedelta(seconds=62), id="posted before"),
    ],
)
def test_what_was_not_posted_is_not_found(local: LocalSlack, slack: Slack, key: str, since: datetime):
    slack.post("#ai-spend", MESSAGE, key="wanted")

    assert slack.find("#ai-spend", key, since) is None


def test_the_same_key_of_another_app_is_not_ours(local: LocalSlack, slack: Slack):
    metadata = {"event_type": "usage_alert", "event_payload": {"key": "wanted"}}
    local.workspace.add("C0SPEND", {"bot_id": "B0SOMEBODY"}, {"text": "mine!", "metadata": metadata})

    assert slack.find("C0SPEND", "wanted", NOW) is None


def test_a_message_is_found_in_its_thread(local: LocalSlack, slack: Slack):
    parent = slack.post("#ai-spend", MESSAGE)
    reply = slack.post("#ai-spend", MESSAGE, key="wanted", thread_ts=parent.ts)

    assert slack.find("#ai-spend", "wanted", NOW) is None
    assert slack.find("#ai-spend", "wanted", NOW, thread_ts=parent.ts) == reply


def test_a_message_is_found_behind_two_hundred_others(local: LocalSlack, slack: Slack):
    posted = slack.post("#ai-spend", MESSAGE, key="wanted")
    for number in range(450):
        local.workspace.add("C0SPEND", {"user": "U0DANA"}, {"text": f"chat {number}"})

    assert slack.find("#ai-spend", "wanted", NOW) == posted


def test_a_thread_line_can_be_broadcast(local: LocalSlack, slack: Slack):
    parent = slack.post("#ai-spend", MESSAGE)

    slack.post("#ai-spend", MESSAGE, thread_ts=parent.ts, broadcast=True)

    assert local.messages()[1]["subtype"] == "thread_broadcast"


def test_an_edit_replaces_text_and_blocks(local: LocalSlack, slack: Slack):
    posted = slack.post("#ai-spend", MESSAGE, key="a")

    slack.update(posted.channel, posted.ts, Message("closed"), key="b")

    (message,) = local.messages()
    assert message["text"] == "closed"
    assert "blocks" not in message
    assert message["metadata"]["event_payload"] == {"key": "b"}


def test_a_lost_reply_is_ambiguous_and_posted_once(local: LocalSlack, slack: Slack):
    error = failure(Fault(lost=True), local, slack)

    assert (error.transient, error.ambiguous) == (True, True)
    assert len(local.messages()) == 1


@pytest.mark.parametrize(
    ("fault", "code", "transient", "ambiguous"),
    [
        pytest.param(Fault(dropped=True), "no_answer", True, True, id="connection dropped"),
        pytest.param(Fault(status=503), "http_503", True, True, id="503"),
        pytest.param(Fault(status=502, body="<html>"), "http_502", True, True, id="502 in HTML"),
        pytest.param(Fault(status=500, body='{"ok":false}'), "http_500", True, True, id="500 in JSON"),
        pytest.param(Fault(body="<html>login</html>"), "http_200", True, True, id="HTML with 200"),
        pytest.param(Fault(body="null"), "http_200", True, True, id="null"),
        pytest.param(Fault(body="[1]"), "no_answer", True, True, id="a list"),
        pytest.param(Fault(body='{"ok":true}'), "no_ts", True, True, id="ok without ts"),
        pytest.param(Fault(error="fatal_error"), "fatal_error", True, True, id="fatal_error"),
        pytest.param(Fault(error="internal_error"), "internal_error", True, True, id="internal_error"),
        pytest.param(Fault(error="ratelimited"), "ratelimited", True, False, id="ratelimited with 200"),
        pytest.param(Fault(status=404, body="<html>"), "http_404", False, False, id="not Slack"),
        pytest.param(Fault(error="channel_not_found"), "channel_not_found", False, False, id="no channel"),
        pytest.param(Fault(error="is_archived"), "is_archived", False, False, id="archived"),
        pytest.param(Fault(error="invalid_auth"), "invalid_auth", False, False, id="wrong token"),
        pytest.param(Fault(error="brand_new_word"), "brand_new_word", False, False, id="unknown word"),
    ],
)
def test_each_failure_says_whether_to_try_again_and_whether_to_look_first(
    local: LocalSlack, slack: Slack, fault: Fault, code: str, transient: bool, ambiguous: bool
):
    error = failure(fault, local, slack)

    assert (error.code, error.transient, error.ambiguous) == (code, transient, ambiguous)
    assert len(local.calls("chat.postMessage")) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        pytest.param({"Retry-After": "30"}, 30, id="seconds"),
        pytest.param({"retry-after": "0"}, 0, id="lower case"),
        pytest.param({}, None, id="no header"),
        pytest.param({"Retry-After": "soon"}, None, id="garbage"),
        pytest.param({"Retry-After": "1_0"}, None, id="digits of Python's own"),
        pytest.param({"Retry-After": "-3"}, None, id="negative"),
        pytest.param({"Retry-After": "nan"}, None, id="no number"),
    ],
)
def test_a_pause_that_slack_asks_for_is_passed_on(
    local: LocalSlack, slack: Slack, header: dict[str, str], seconds: float | None
):
    error = failure(Fault(status=429, headers=header), local, slack)

    assert (error.code, error.transient, error.ambiguous) == ("ratelimited", True, False)
    assert error.retry_after == seconds


def test_a_slack_that_cannot_be_reached_took_nothing(local: LocalSlack):
    local.close()
    with pytest.raises(UpstreamError) as raised:
        Slack(SecretStr(TOKEN), local.api_url).post("#ai-spend", MESSAGE)

    assert (raised.value.code, raised.value.transient, raised.value.ambiguous) == ("unreachable", True, False)


def test_refused_blocks_say_where(slack: Slack):
    with pytest.raises(UpstreamError, match=r"json-pointer:/blocks/0") as raised:
        slack.post(
            "#ai-spend", Message("text", ({"type": "header", "text": {"type": "plain_text", "text": "x" * 151}},))
        )

    assert raised.value.code == "invalid_blocks"


def test_no_failure_repeats_the_token(local: LocalSlack, caplog: pytest.LogCaptureFixture):
    slack = Slack(SecretStr("xoxb-other-secret"), local.api_url)
    with pytest.raises(UpstreamError) as raised:
        slack.post("#ai-spend", MESSAGE)

    assert raised.value.code == "invalid_auth"
    assert "secret" not in str(raised.value) + caplog.text


def test_a_private_message_reaches_one_person(local: LocalSlack, slack: Slack):
    slack.private("C0SPEND", "U0SAM", MESSAGE)

    assert [message["text"] for message in local.private("U0SAM")] == [MESSAGE.text]
    assert local.messages() == []


def test_a_response_url_works_five_times(local: LocalSlack, slack: Slack):
    url = local.response_url("C0SPEND", "U0DANA")
    for _ in range(5):
        slack.respond(url, MESSAGE)

    with pytest.raises(UpstreamError) as raised:
        slack.respond(url, MESSAGE)

    assert len(local.private("U0DANA")) == 5
    assert (raised.value.code, raised.value.transient) == ("used_url", False)
    assert url not in str(raised.value)


def test_bad_blocks_through_a_response_url_are_an_error(local: LocalSlack, slack: Slack):
    url = local.response_url("C0SPEND", "U0DANA")

    with pytest.raises(UpstreamError) as raised:
        slack.respond(url, Message("text", ({"type": "nonsense"},)))

    assert raised.value.code == "invalid_blocks"


def test_a_response_replaces_the_private_message_that_was_clicked(local: LocalSlack, slack: Slack):
    clicked = local.workspace.add_private("C0SPEND", "U0DANA", {"text": "before"})
    url = local.response_url("C0SPEND", "U0DANA", clicked["ts"])

    slack.respond(url, Message("after"), replace=True)

    assert [message["text"] for message in local.private("U0DANA")] == ["after"]


def test_the_token_says_whom_it_speaks_for_and_what_it_may(local: LocalSlack, slack: Slack):
    assert slack.identity() == Identity("T0LOCAL", "Local", "U0USAGEBOT", "B0USAGEBOT", local.workspace.scopes)
    slack.identity()
    assert len(local.calls("auth.test")) == 1


def test_a_bot_is_told_from_a_person(local: LocalSlack, slack: Slack):
    assert [slack.is_bot(user) for user in ("U0USAGEBOT", "U0DANA", "U0NOBODY")] == [True, False, False]


def test_a_user_group_is_asked_for_every_few_minutes(local: LocalSlack):
    minutes = iter([0.0, 0.0, 60.0, 400.0, 400.0])
    slack = Slack(SecretStr(TOKEN), local.api_url, monotonic=lambda: next(minutes))
    local.workspace.groups["S0ADMINS"] = ("U0DANA",)

    answers = [slack.in_group("U0DANA", "S0ADMINS"), slack.in_group("U0SAM", "S0ADMINS")]
    local.workspace.groups["S0ADMINS"] = ("U0SAM",)
    answers.append(slack.in_group("U0SAM", "S0ADMINS"))

    assert answers == [True, False, True]
    assert len(local.calls("usergroups.users.list")) == 2


def test_a_free_plan_has_no_user_groups(slack: Slack):
    assert slack.in_group("U0DANA", "S0ADMINS") is False


def test_a_channel_is_known_by_name_and_by_id(local: LocalSlack, slack: Slack):
    local.workspace.rooms["C0SPEND"] = replace(local.workspace.rooms["C0SPEND"], is_ext_shared=True)

    assert slack.channel("#ai-spend") == slack.channel("C0SPEND")
    assert slack.channel("#ai-spend").is_shared
    assert not slack.channel("#general").is_member


def test_a_channel_is_found_behind_twenty_five_pages_of_others(local: LocalSlack, slack: Slack):
    page = {"ok": True, "channels": [], "response_metadata": {"next_cursor": "further"}}
    local.faults.plan("conversations.list", Fault(body=json.dumps(page)), times=25)

    assert slack.channel_id("#ai-spend") == "C0SPEND"


def test_an_unknown_channel_name_is_no_channel(slack: Slack):
    with pytest.raises(UpstreamError) as raised:
        slack.channel("#nowhere")

    assert raised.value.code == "channel_not_found"


def test_history_without_its_scope_says_so(local: LocalSlack, slack: Slack):
    local.workspace.scopes = ("chat:write",)

    with pytest.raises(UpstreamError) as raised:
        slack.find("C0SPEND", "key", NOW)

    assert raised.value.code == "missing_scope"


def test_a_file_stands_in_the_thread_of_its_message(local: LocalSlack, slack: Slack):
    posted = slack.post("U0DANA", MESSAGE)

    slack.upload(posted.channel, "usage.csv", "model,dollars\n", thread_ts=posted.ts)

    (file,) = local.workspace.files
    assert (file["name"], file["content"], file["channel"]) == ("usage.csv", "model,dollars\n", "D0DANA")
    assert local.messages("U0DANA")[1]["thread_ts"] == posted.ts


def test_an_upload_that_fails_is_an_upstream_error(local: LocalSlack, slack: Slack):
    local.faults.plan("upload", Fault(status=503, body="oh no"))

    with pytest.raises(UpstreamError):
        slack.upload("C0SPEND", "usage.csv", "x")


def test_a_form_is_opened_once_for_its_trigger(local: LocalSlack, slack: Slack):
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Budget"}, "blocks": []}
    trigger = local.workspace.new_trigger("U0DANA")

    slack.open_view(trigger, view)

    assert local.workspace.views["U0DANA"]["title"]["text"] == "Budget"
    with pytest.raises(UpstreamError) as raised:
        slack.open_view(trigger, view)
    assert raised.value.code == "expired_trigger_id"


def test_the_home_tab_is_published_for_one_person(local: LocalSlack, slack: Slack):
    slack.publish_home("U0DANA", {"type": "home", "blocks": list(BLOCKS)})

    assert local.workspace.homes["U0DANA"]["blocks"][0]["type"] == "section"


class Elsewhere(BaseHTTPRequestHandler):
    """A host that redirects, and the one that is redirected to; keeps what it gets."""

    seen: ClassVar[list[tuple[str, str | None]]] = []
    status: ClassVar[int] = 302

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.do_GET()

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers["Authorization"]))
        self.send_response(self.status)
        self.send_header("Location", f"http://localhost:{self.server.server_address[1]}/elsewhere")
        self.end_headers()

    def log_message(self, format, *args):
        """Silence."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    Elsewhere.seen.clear()
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_token_does_not_follow_a_redirect(elsewhere: str, status: int):
    Elsewhere.status = status
    slack = Slack(SecretStr(TOKEN), f"{elsewhere}/api/", timeout=5)

    with pytest.raises(UpstreamError, match="SLACK_API_URL") as refused:
        slack.post("#ai-spend", MESSAGE)
    assert refused.value.code == "redirect"
    with pytest.raises(UpstreamError, match="redirect"):
        slack.respond(f"{elsewhere}/respond/1", MESSAGE)
    assert [path for path, _ in Elsewhere.seen] == ["/api/chat.postMessage", "/respond/1"]


BEHIND_A_PROXY = """
import sys
from pydantic import SecretStr
from bot.adapters.slack import Slack
try:
    Slack(SecretStr("xoxb-1"), sys.argv[1]).identity()
except Exception as error:
    print(getattr(error, "code", error))
"""


@pytest.mark.parametrize(
    ("environment", "code", "asked"),
    [
        pytest.param({"HTTPS_PROXY": "PROXY"}, "proxy_auth", 1, id="HTTPS_PROXY"),
        pytest.param({"ALL_PROXY": "PROXY"}, "proxy_auth", 1, id="ALL_PROXY"),
        pytest.param(
            {"ALL_PROXY": "PROXY", "NO_PROXY": "[::1],10.0.0.0/8,slack.invalid"}, "unreachable", 0, id="NO_PROXY"
        ),
        pytest.param({"HTTPS_PROXY": "socks5://proxy.invalid"}, "proxy", 0, id="a kind that cannot be used"),
    ],
)
def test_slack_is_reached_through_the_machines_proxies(environment: dict[str, str], code: str, asked: int):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        heard: list[bytes] = []

        def refuse() -> None:
            with contextlib.suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    heard.append(connection.recv(4096))
                    connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=refuse, daemon=True).start()
        known = {name: value.replace("PROXY", address) for name, value in environment.items()}
        done = subprocess.run(
            [sys.executable, "-c", BEHIND_A_PROXY, "https://slack.invalid/api/"],
            env={"PYTHONPATH": str(Path(__file__).parents[2]), **known},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.stdout.strip(), done.stderr) == (code, "")
        assert [line.split(b" ")[:2] for line in heard] == [[b"CONNECT", b"slack.invalid:443"]] * asked
