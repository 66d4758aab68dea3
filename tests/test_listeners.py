"""What reaches the bot from Slack, over HTTP with real signatures and over Socket Mode with real envelopes."""

import contextlib
import gc
import http.client
import logging
import re
import socket
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import pytest
import structlog
from pydantic import SecretStr
from slack_sdk.signature import SignatureVerifier

from bot.adapters.openai_usage import OpenAIUsage
from bot.adapters.slack import Slack
from bot.adapters.store import Store
from bot.commands.request import Asker, Click, Reply, Response
from bot.core.errors import UpstreamError, UserError
from bot.core.slack.blocks import section
from bot.core.slack.message import Attachment, Message
from bot.demo.slack import Ack, Fault, LocalSlack, Request, SignedHttp
from bot.listeners import HttpServer, Socket, build_app, close_app, serve_http, slack_front
from bot.listeners.signatures import Refusals, Start
from bot.right_of_way import RightOfWay
from bot.services import Services
from bot.settings import load_settings
from tests.slack_socket import DeafPeer, SocketFront

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
SECRET = "planted-signing-secret"
TOKEN = "xoxb-planted-token"
BUTTON = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "usage:1", "text": {"type": "plain_text", "text": "Go"}, "value": "by key"},
        {
            "type": "static_select",
            "action_id": "snooze",
            "options": [{"text": {"type": "plain_text", "text": "A day"}, "value": "7 day"}],
        },
    ],
}
TABLE = {
    "type": "data_table",
    "caption": "by model",
    "rows": [[{"type": "raw_text", "text": "Model"}], [{"type": "raw_text", "text": "gpt-5"}]],
}


@dataclass
class Answers:
    """Stands where the commands stand, and remembers who asked what."""

    asked: list[tuple[str, Asker]] = field(default_factory=list)
    clicked: list[Click] = field(default_factory=list)
    reply: Reply = field(default_factory=lambda: Reply(Message("≈ $12.00 today", (BUTTON,))))
    response: Response = field(default_factory=Response)
    error: Exception | None = None
    work: Event | None = None

    def run(self, text: str, asker: Asker, services: Services) -> Reply:
        if self.work is not None:
            self.work.wait(30)
        self.asked.append((text, asker))
        if self.error is not None:
            raise self.error
        return self.reply

    talk = run

    def run_budget(self, text: str, asker: Asker, services: Services) -> Reply:
        return Reply(Message(f"budget: {text}"))

    def click(self, click: Click, services: Services) -> Response:
        if self.work is not None:
            self.work.wait(30)
        self.clicked.append(click)
        if self.error is not None:
            raise self.error
        return self.response


@dataclass
class Running:
    """The bot with its listeners behind a local Slack."""

    slack: LocalSlack
    answers: Answers
    services: Services
    http: HttpServer | None = None
    socket: Socket | None = None
    outcomes: list[str] = field(default_factory=list)

    def observe(self, kind: str, outcome: str, seconds: float) -> None:
        with self.slack.workspace.changed:
            self.outcomes.append(outcome)
            self.slack.workspace.changed.notify_all()

    def finished(self, times: int) -> None:
        """Until that many requests are worked on, all that follows the answer included."""
        self.slack.wait_for(lambda: len(self.outcomes) >= times)

    def private(self, user: str = "U0DANA") -> list[str]:
        return [message["text"] for message in self.slack.private(user)]

    def told(self, user: str = "U0DANA", times: int = 1) -> list[str]:
        """What the person was told, once it is as much as expected."""
        return self.slack.wait_for(lambda: (texts := self.private(user)) and len(texts) >= times and texts)

    def message(self, user: str = "U0DANA") -> dict:
        self.told(user)
        return self.slack.private(user)[-1]


@contextlib.contextmanager
def running(
    mode: str = "http",
    answers: Answers | None = None,
    *,
    store: Store | None = None,
    patience: float = 60.0,
    **settings: str,
) -> Iterator[Running]:
    with LocalSlack(lambda: NOW, token=TOKEN) as slack, TemporaryDirectory() as folder:
        own = Store(Path(folder) / "usage-bot.db") if store is None else None
        values = {
            "OPENAI_ADMIN_KEY": "sk-admin-x",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": slack.api_url,
            "USAGE_BOT_ADMINS": "U0SAM,S0ADMINS",
            **settings,
        }
        services = Services(
            load_settings(values=values),
            lambda: NOW,
            store=store or own,
            openai=OpenAIUsage("http://127.0.0.1:9/v1", SecretStr("sk-admin-x")),
            prices=None,
            slack=Slack(SecretStr(TOKEN), slack.api_url, timeout=5),
        )
        answers = answers or Answers()
        this = Running(slack, answers, services)
        app = build_app(services, observe=this.observe, handlers=answers, patience=patience)
        try:
            if mode == "http":
                this.http = serve_http(slack_front(app, SECRET), "127.0.0.1:0", PROBES)
                slack.deliver = SignedHttp(f"http://127.0.0.1:{this.http.port}/slack/events", SECRET)
                yield this
                this.http.close()
            else:
                front = SocketFront()
                slack.workspace.socket_url = front.url
                slack.deliver = front
                this.socket = Socket(app, "xapp-planted", slack.api_url, look=0.05)
                this.socket.connect()
                front.wait_for_connection()
                yield this
                this.socket.close()
                front.close()
        finally:
            close_app(app)
            if own:
                own.close()


PROBES = {
    "/healthz": lambda: (503, "application/json", '{"ok": false}'),
    "/metrics": lambda: (200, "text/plain", "m 1"),
}


@pytest.fixture(params=["http", "socket"])
def bot(request: pytest.FixtureRequest) -> Iterator[Running]:
    with running(request.param) as this:
        yield this


@pytest.fixture
def over_http() -> Iterator[Running]:
    with running() as this:
        yield this


# The same over both


def test_a_command_is_acknowledged_and_answered_privately(bot: Running):
    ack = bot.slack.command("/usage", "today by model > $1")

    assert (ack.status, ack.payload) == (200, {})
    assert bot.told() == ["≈ $12.00 today"]
    assert bot.answers.asked == [("today by model &gt; $1", Asker("U0DANA", "T0LOCAL", "C0SPEND", False))]
    assert bot.slack.messages() == []


def test_the_budget_command_has_its_own_answers(bot: Running):
    bot.slack.command("/budget", "checkout 500/month")

    assert bot.told() == ["budget: checkout 500/month"]


def test_a_command_by_any_other_name_is_answered(bot: Running):
    bot.slack.command("/openai-costs", "today")

    assert bot.told() == ["≈ $12.00 today"]


def test_a_pressed_button_replaces_the_private_answer(bot: Running):
    bot.slack.command("/usage", "today")
    bot.answers.response = Response(replacement=Message("by key", (BUTTON,)))

    bot.slack.click(bot.message(), "usage:1")

    bot.slack.wait_for(lambda: bot.private() == ["by key"])
    (click,) = bot.answers.clicked
    assert (click.action, click.value, click.channel) == ("usage:1", "by key", "C0SPEND")


def test_a_chosen_option_is_the_value_of_a_click(bot: Running):
    bot.slack.command("/usage", "today")
    bot.answers.response = Response(private=Message("done"))

    bot.slack.click(bot.message(), "snooze", option="7 day")

    bot.told(times=2)
    assert bot.answers.clicked[0].value == "7 day"


def test_a_form_opens_and_what_is_typed_comes_back(bot: Running):
    bot.slack.command("/usage", "today")
    form = {
        "type": "modal",
        "callback_id": "budget_form",
        "private_metadata": "7",
        "title": {"type": "plain_text", "text": "Budget"},
        "blocks": [],
    }
    bot.answers.response = Response(view=form)
    bot.slack.click(bot.message(), "usage:1")
    bot.slack.wait_for(lambda: bot.slack.workspace.views.get("U0DANA"))
    bot.answers.response = Response(private=Message("saved"))

    bot.slack.submit({"amount": {"amount": {"type": "plain_text_input", "value": "500"}}})

    bot.told(times=2)
    assert bot.slack.private("U0DANA")[-1]["channel"] == "C0SPEND"
    click = bot.answers.clicked[-1]
    assert (click.action, click.value) == ("budget_form", "7")
    assert click.state["amount"]["amount"]["value"] == "500"
    assert bot.slack.workspace.views == {}


def open_form(bot: Running) -> None:
    """Dana has a form open with one field, `amount`."""
    field = {"type": "input", "block_id": "amount", "label": {"type": "plain_text", "text": "Amount"}, "element": {}}
    form = {
        "type": "modal",
        "callback_id": "budget_form",
        "title": {"type": "plain_text", "text": "Budget"},
        "blocks": [{"type": "divider"}, field],
    }
    bot.slack.command("/usage", "today")
    bot.answers.response = Response(view=form)
    bot.slack.click(bot.message(), "usage:1")
    bot.slack.wait_for(lambda: bot.slack.workspace.views.get("U0DANA"))
    bot.answers.response = Response(private=Message("saved"))


@pytest.mark.long
def test_a_server_closes_while_its_threads_wake_it():
    """Waking closes what the closing thread writes to: one time in thirty it found nothing there."""
    sys.setswitchinterval(1e-6)
    for _ in range(300):
        server, ends = serve_http(None, "127.0.0.1:0", {}), Event()
        wakers = [Thread(target=wake, args=(server, ends)) for _ in range(2)]
        for waker in wakers:
            waker.start()
        server.close()
        ends.set()
        for waker in wakers:
            waker.join()
    sys.setswitchinterval(0.005)


def wake(server: HttpServer, ends: Event) -> None:
    while not ends.is_set():
        try:
            server._server.trigger.pull_trigger()
        except OSError:
            return


def test_a_form_with_a_mistake_stays_open_and_says_it(bot: Running):
    open_form(bot)
    bot.answers.error = UserError("How much?")

    ack = bot.slack.submit({})

    assert ack.payload == {"response_action": "errors", "errors": {"amount": "How much?"}}
    assert "U0DANA" in bot.slack.workspace.views
    assert len(bot.private()) == 1


def test_a_form_that_takes_long_closes_and_its_mistake_is_told(bot: Running):
    open_form(bot)
    bot.answers.error, bot.answers.work = UserError("How much?"), Event()

    ack = bot.slack.submit({})
    bot.answers.work.set()

    assert (ack.status, ack.payload) == (200, {})
    assert bot.told(times=2)[1] == "How much?"


def test_the_home_tab_shows_the_overview_without_charts(bot: Running):
    chart = {"type": "data_visualization", "title": "x", "chart": {"type": "pie", "segments": []}}
    bot.answers.reply = Reply(Message("overview", (chart, BUTTON)))

    bot.slack.open_home()

    home = bot.slack.wait_for(lambda: bot.slack.workspace.homes.get("U0DANA"))
    assert {block["type"] for block in home["blocks"]} == {"actions"}


def test_a_button_on_the_home_tab_is_answered_there_with_the_way_back(bot: Running):
    bot.answers.reply = Reply(Message("overview", (BUTTON,)))
    bot.slack.open_home()
    home = bot.slack.wait_for(lambda: bot.slack.workspace.homes.get("U0DANA"))
    bot.answers.response = Response(private=Message("Acknowledged.", (section("Acknowledged."),)))
    bot.slack.click_view(home, BUTTON["elements"][0]["action_id"])

    shown = bot.slack.wait_for(lambda: (now := bot.slack.workspace.homes["U0DANA"]) is not home and now)
    assert "Acknowledged." in str(shown["blocks"])
    assert "Back to Home" in str(shown["blocks"])
    assert bot.private() == []


def test_forty_commands_at_once_are_all_acknowledged_while_the_work_waits(bot: Running):
    bot.answers.work = Event()
    people = range(40)
    with ThreadPoolExecutor(40) as pool:
        acks = list(pool.map(lambda number: bot.slack.command("/usage", str(number)), people))

    assert [ack.status for ack in acks] == [200] * 40
    assert bot.private() == []
    bot.answers.work.set()
    assert len(bot.told(times=40)) == 40
    assert sorted(int(text) for text, _ in bot.answers.asked) == list(people)


Wait = Callable[[RightOfWay], AbstractContextManager[None]]
GiveWay = Callable[[RightOfWay], object]


def _work_gives_way(right_of_way: RightOfWay) -> None:
    right_of_way.work_gives_way(since=time.monotonic())


def _next_row(right_of_way: RightOfWay) -> int:
    return next(right_of_way.in_turns([1, 2, 3]))


@pytest.mark.parametrize(
    ("gives_way", "first"),
    [
        pytest.param(_work_gives_way, RightOfWay.acknowledging, id="work to acknowledgements"),
        pytest.param(RightOfWay.reader_gives_way, RightOfWay.acknowledging, id="the reader to acknowledgements"),
        pytest.param(RightOfWay.reader_gives_way, RightOfWay.serving, id="the reader to work"),
        pytest.param(_next_row, RightOfWay.serving, id="the reader inside of a bucket"),
    ],
)
def test_work_that_may_wait_gives_way(gives_way: GiveWay, first: Wait):
    right_of_way, order = RightOfWay(work=30, reader=30), []

    def later() -> None:
        gives_way(right_of_way)
        order.append("later")

    with first(right_of_way):
        worker = Thread(target=later)
        worker.start()
        order.append("first")
    worker.join()

    assert order == ["first", "later"]


def test_nobody_gives_way_for_ever():
    right_of_way = RightOfWay(work=0, reader=0)
    with right_of_way.acknowledging(), right_of_way.serving():
        _work_gives_way(right_of_way)
        right_of_way.reader_gives_way()
        assert [*right_of_way.in_turns(range(1000), is_writing=True)] == [*range(1000)]


def test_work_does_not_wait_for_other_work():
    right_of_way = RightOfWay(work=30)
    with right_of_way.serving():
        _work_gives_way(right_of_way)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(UserError("Which day?"), "Which day?", id="the person's"),
        pytest.param(
            UpstreamError("OpenAI is down.", transient=True), "OpenAI is down. Try again in a minute.", id="upstream's"
        ),
        pytest.param(
            KeyError("secret"), "Something in the bot broke. It is in the log; trying again may help.", id="ours"
        ),
    ],
)
def test_what_goes_wrong_is_told(bot: Running, error: Exception, said: str):
    bot.answers.error = error

    ack = bot.slack.command("/usage", "today")

    assert ack.status == 200
    assert bot.told() == [said]


def test_the_same_request_twice_runs_once(bot: Running):
    request = bot.slack.command_request("/usage", "today")

    acks = [bot.slack.send(request) for _ in range(3)]
    bot.slack.command("/usage", "last")
    bot.told(times=2)

    assert [ack.status for ack in acks] == [200, 200, 200]
    assert sorted(text for text, _ in bot.answers.asked) == ["last", "today"]


# Rights


def test_an_admin_is_one_by_user_id(over_http: Running):
    over_http.slack.command("/usage", "today", user="U0SAM")

    over_http.told("U0SAM")
    assert over_http.answers.asked[0][1].is_admin


def test_an_admin_is_one_by_user_group(over_http: Running):
    over_http.slack.workspace.groups["S0ADMINS"] = ("U0KIM",)
    over_http.slack.command("/usage", "today", user="U0KIM")
    over_http.slack.command("/usage", "today", user="U0DANA")

    over_http.told("U0KIM")
    over_http.told("U0DANA")
    assert {asker.user_id: asker.is_admin for _, asker in over_http.answers.asked} == {"U0KIM": True, "U0DANA": False}


def test_when_the_group_cannot_be_read_nobody_is_an_admin_by_it(over_http: Running):
    over_http.slack.faults.plan("usergroups.users.list", Fault(status=503))

    over_http.slack.command("/usage", "today", user="U0KIM")

    assert over_http.told("U0KIM") == ["≈ $12.00 today"]
    assert not over_http.answers.asked[0][1].is_admin


def test_a_click_from_another_company_is_refused(over_http: Running):
    over_http.slack.command("/usage", "today")

    over_http.slack.click(over_http.message(), "usage:1", team="T0OTHER")

    assert "own workspace" in over_http.told(times=2)[1]
    assert over_http.answers.clicked == []


# Ways to tell


def test_a_table_that_the_workspace_refuses_becomes_text_and_stays_so_for_a_day(over_http: Running):
    over_http.answers.reply = Reply(Message("by model", (TABLE,)))
    over_http.slack.faults.plan("response_url", Fault(status=400, body="invalid_blocks"))

    over_http.slack.command("/usage", "today by model")
    over_http.finished(1)
    over_http.slack.command("/usage", "today by model")
    over_http.finished(2)

    kinds = [[block["type"] for block in message["blocks"]] for message in over_http.slack.private("U0DANA")]
    assert kinds == [["section"], ["section"]]


def test_other_bad_blocks_become_text_and_tables_stay(over_http: Running):
    over_http.answers.reply = Reply(Message("by model", ({"type": "nonsense"},)))
    over_http.slack.command("/usage", "today")
    over_http.finished(1)
    over_http.answers.reply = Reply(Message("by model", (TABLE,)))
    over_http.slack.command("/usage", "today")

    over_http.finished(2)
    first, second = over_http.slack.private("U0DANA")
    assert "blocks" not in first
    assert [block["type"] for block in second["blocks"]] == ["data_table"]


def test_a_response_url_that_expired_gives_way_to_an_ephemeral_message(over_http: Running):
    over_http.slack.faults.plan("response_url", Fault(status=404, body="expired_url"))

    over_http.slack.command("/usage", "today")

    assert over_http.told() == ["≈ $12.00 today"]
    assert len(over_http.slack.calls("chat.postEphemeral")) == 1


def test_where_the_bot_is_no_member_the_answer_is_a_direct_message(over_http: Running):
    over_http.slack.faults.plan("response_url", Fault(status=404, body="expired_url"))

    over_http.slack.command("/usage", "today", channel="#general")

    over_http.slack.wait_for(lambda: over_http.slack.messages("U0DANA"))


def test_a_shared_answer_stands_in_the_channel_with_the_name_of_who_asked(over_http: Running):
    over_http.answers.reply = replace(over_http.answers.reply, shared=True)

    over_http.slack.command("/usage", "today share")

    (message,) = over_http.slack.wait_for(over_http.slack.messages)
    assert message["blocks"][-1]["elements"][0]["text"] == "Shared by <@U0DANA>"
    assert over_http.private() == []


def test_sharing_where_the_bot_is_no_member_answers_privately_and_says_why(over_http: Running):
    over_http.answers.reply = replace(over_http.answers.reply, shared=True)

    over_http.slack.command("/usage", "today share", channel="#general")

    answer, why = over_http.told(times=2)
    assert answer == "≈ $12.00 today"
    assert "/invite" in why


def test_a_file_goes_into_the_conversation_with_the_bot(over_http: Running):
    over_http.answers.reply = replace(over_http.answers.reply, attachment=Attachment("usage.csv", "a,b\n"))

    over_http.slack.command("/usage", "today csv")

    assert over_http.told() == ["The file is in your messages with me, under Apps."]
    (file,) = over_http.slack.workspace.files
    assert (file["name"], file["content"], file["channel"]) == ("usage.csv", "a,b\n", "D0DANA")


def test_a_file_that_slack_refuses_is_told(over_http: Running):
    over_http.answers.reply = replace(over_http.answers.reply, attachment=Attachment("usage.csv", "a,b\n"))
    over_http.slack.faults.plan(
        "files.getUploadURLExternal", Fault(body='{"ok":false,"error":"missing_scope","needed":"files:write"}')
    )

    over_http.slack.command("/usage", "today csv")

    assert "files:write" in over_http.told()[0]


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_no_log_line_holds_a_secret_whatever_goes_wrong(
    mode: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
):
    caplog.set_level(logging.DEBUG)
    with running(mode) as bot:
        bot.slack.faults.plan("response_url", Fault(lost=True), times=None)
        bot.slack.faults.plan("chat.postEphemeral", Fault(status=500, body="<html>"), times=None)
        bot.slack.faults.plan("chat.postMessage", Fault(error="invalid_auth"), times=None)
        bot.slack.command("/usage", "today")
        bot.finished(1)
        if mode == "socket":
            bot.slack.deliver.drop()
            bot.slack.deliver.wait_for_connection(2)

    ours = [record for record in caplog.records if not record.name.startswith("websockets")]  # Slack's own side
    written = "".join([*(f"{record.getMessage()} {record.exc_text}" for record in ours), *capsys.readouterr()])
    assert "answer.lost" in written
    for secret in (TOKEN, SECRET, "xapp-planted", "/respond/", "ticket=", "legacy-verification-token"):
        assert secret not in written


# Forged, malformed and replayed requests


def signed(request: Request, timestamp: str) -> dict[str, str]:
    body, kind = request.encoded()
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=timestamp, body=body)
    return {"Content-Type": kind, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}


def wall() -> int:
    return int(time.time())  # noqa: TID251 - the verifier compares with the real clock


def forge(bot: Running, **headers: str | None) -> Ack:
    """A real request with some of its headers changed or, with None, left out."""
    request = bot.slack.command_request("/usage", "today")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {**signed(request, str(wall())), **named}
    return bot.slack.deliver.send(
        request.encoded()[0], {name: value for name, value in sent.items() if value is not None}
    )


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"X_Slack_Signature": "v0=" + "0" * 64}, id="wrong signature"),
        pytest.param({"X_Slack_Signature": ""}, id="empty signature"),
        pytest.param({"X_Slack_Signature": None}, id="no signature"),
        pytest.param({"X_Slack_Signature": "v0=ünïcode"}, id="signature outside ASCII"),
        pytest.param({"X_Slack_Request_Timestamp": "abc"}, id="timestamp of letters"),
        pytest.param({"X_Slack_Request_Timestamp": "²³"}, id="timestamp of other digits"),
        pytest.param({"X_Slack_Request_Timestamp": "9" * 400}, id="endless timestamp"),
        pytest.param({"X_Slack_Request_Timestamp": ""}, id="empty timestamp"),
        pytest.param({"X_Slack_Request_Timestamp": None}, id="no timestamp"),
    ],
)
def test_a_forged_request_is_401_and_runs_nothing(
    over_http: Running, headers: dict[str, str | None], caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)

    assert forge(over_http, **headers).status == 401

    over_http.slack.command("/usage", "after")
    over_http.told()
    assert [text for text, _ in over_http.answers.asked] == ["after"]
    assert "/respond/" not in caplog.text
    assert "legacy-verification-token" not in caplog.text


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_request_signed_too_long_ago_or_ahead_is_401(over_http: Running, minutes: int):
    request = over_http.slack.command_request("/usage", "today")
    headers = signed(request, str(wall() + minutes * 60))

    assert over_http.slack.deliver.send(request.encoded()[0], headers).status == 401


def test_a_request_from_before_the_start_is_401_since_it_may_have_run(over_http: Running):
    request = over_http.slack.command_request("/usage", "today")

    assert over_http.slack.deliver.send(request.encoded()[0], signed(request, str(wall() - 60))).status == 401


@pytest.mark.parametrize(
    ("signed_at", "seconds_since", "is_refused"),
    [
        pytest.param(999, 10, True, id="seen by an earlier process, perhaps"),
        pytest.param(1000, 10, False, id="signed since"),
        pytest.param(999, 300, False, id="too old by its signature, unless the clock was ahead at the start"),
    ],
)
def test_a_clock_that_was_ahead_at_the_start_refuses_for_five_minutes_at_most(signed_at, seconds_since, is_refused):
    assert Start(1000, lambda: seconds_since).may_have_seen(signed_at) is is_refused


def test_a_body_that_is_no_text_is_401(over_http: Running):
    connection = http.client.HTTPConnection("127.0.0.1", over_http.http.port)
    request = over_http.slack.command_request("/usage", "today")
    connection.request("POST", "/slack/events", body=b"\xff\xfe", headers=signed(request, str(wall())))
    assert connection.getresponse().status == 401
    connection.close()


UNREADABLE = [
    pytest.param("{", id="cut JSON"),
    pytest.param("[1]", id="a list"),
    pytest.param("null", id="null"),
    pytest.param("[" * 20_000, id="20,000 brackets"),
    pytest.param("{" + '"a":{' * 20_000, id="20,000 braces"),
    pytest.param("payload=%7Bx", id="cut payload"),
    pytest.param("payload=[]", id="payload of a list"),
    pytest.param('{"team": 1, "event": []}', id="other types"),
    pytest.param('{"authorizations": {"a": 1}}', id="authorizations of another shape"),
]


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("body", UNREADABLE)
def test_an_unsigned_request_is_401_before_parsing_and_an_odd_signed_one_is_no_bug(
    over_http: Running, body: str, kind: str, caplog: pytest.LogCaptureFixture
):
    stamp = str(wall())
    headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": "v0=" + "0" * 64}
    good = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)

    assert over_http.slack.deliver.send(body, headers).status == 401
    assert over_http.slack.deliver.send(body, {**headers, "X-Slack-Signature": good}).status < 500
    assert not [record for record in caplog.records if record.exc_info]


def test_a_flood_of_forged_requests_is_a_line_a_minute(caplog: pytest.LogCaptureFixture):
    now = [0.0]
    refusals = Refusals(lambda: now[0])
    with structlog.testing.capture_logs() as lines:
        for _ in range(1000):
            refusals.count("signature")
        now[0] = 60.0
        refusals.count("signature")
    assert [(line["event"], line["requests"]) for line in lines] == [("request.refused", 1), ("request.refused", 1000)]


def test_a_request_that_another_process_of_the_store_ran_runs_nothing(over_http: Running):
    request = over_http.slack.command_request("/usage", "today")
    app = build_app(over_http.services, handlers=over_http.answers)
    http = serve_http(slack_front(app, SECRET), "127.0.0.1:0", {})
    other = SignedHttp(f"http://127.0.0.1:{http.port}/slack/events", SECRET)
    headers = signed(request, str(wall()))  # after both have begun

    statuses = [one.send(request.encoded()[0], headers).status for one in (over_http.slack.deliver, other, other)]
    over_http.slack.command("/usage", "after")
    over_http.told(times=2)
    http.close()
    close_app(app, wait=True)

    assert statuses == [200, 200, 200]
    assert sorted(text for text, _ in over_http.answers.asked) == ["after", "today"]


def test_a_body_of_megabytes_is_refused(over_http: Running):
    connection = http.client.HTTPConnection("127.0.0.1", over_http.http.port)
    connection.putrequest("POST", "/slack/events")
    connection.putheader("Content-Length", "10000000")
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_slow_and_many_connections_do_not_keep_others_out(over_http: Running):
    slow = [socket.create_connection(("127.0.0.1", over_http.http.port)) for _ in range(100)]
    for connection in slow:
        connection.sendall(b"POST /slack/events HTTP/1.1\r\nX-Slow:")

    over_http.slack.command("/usage", "today")

    assert over_http.told() == ["≈ $12.00 today"]
    for connection in slow:
        connection.close()


def test_who_holds_all_connections_open_does_not_keep_slack_out(over_http: Running):
    http = serve_http(slack_front(build_app(over_http.services), SECRET), "127.0.0.1:0", PROBES, connections=20)
    idle = [socket.create_connection(("127.0.0.1", http.port)) for _ in range(100)]
    for connection in idle:
        with contextlib.suppress(OSError):  # it was the oldest
            connection.sendall(b"GET /metrics HTTP/1.1\r\n")

    slack = SignedHttp(f"http://127.0.0.1:{http.port}/slack/events", SECRET)
    assert slack.send("ssl_check=1", signed_text("ssl_check=1")).status == 200

    for connection in idle:
        connection.close()
    http.close()


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize(("is_signed", "answers"), [(True, 2), (False, 1)])
def test_only_what_is_signed_may_ask_more_over_one_connection(over_http: Running, version, is_signed, answers):
    headers = {**signed_text("ssl_check=1"), **({} if is_signed else {"X-Slack-Signature": "v0="})}
    for place in ("POST /slack/events", "GET /metrics", "GET /livez") if not is_signed else ("POST /slack/events",):
        sent = "".join(
            f"{place} HTTP/{version}\r\n{lines({**headers, 'Connection': after})}\r\nssl_check=1"
            for after in ("keep-alive", "close")
        )

        assert exchange(over_http.http.port, sent.encode()).count(b"HTTP/1.") == answers


def lines(headers: dict[str, str]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"GET http://[::1/ HTTP/1.1", id="an address that is none"),
        pytest.param(b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 4400, id="a length of 4,400 digits"),
        pytest.param(b"POST / HTTP/1.1\r\nContent-Length: \xb2", id="a length of another digit"),
        pytest.param(b"\xff\xfe / HTTP/9.9\r\n: :", id="no header"),
    ],
)
def test_a_request_that_cannot_be_read_is_400_and_writes_a_line_a_minute(head: bytes, caplog: pytest.LogCaptureFixture):
    http = serve_http(None, "127.0.0.1:0", PROBES)
    with structlog.testing.capture_logs() as lines:
        answers = [exchange(http.port, head + b"\r\n\r\n") for _ in range(3)]
    http.close()

    assert [answer[9:12] for answer in answers] == [b"400"] * 3
    assert len(lines) <= 1
    assert caplog.records == []


def exchange(port: int, sent: bytes) -> bytes:
    """All that comes back before the other side closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(sent)
        said = bytearray()
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(65536):
                said += part
    return bytes(said)


def signed_text(body: str) -> dict[str, str]:
    stamp = str(wall())
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature or "",
    }


def test_a_request_that_does_not_come_to_its_end_is_cut_off_though_a_byte_comes_now_and_then():
    http = serve_http(None, "127.0.0.1:0", PROBES, arrives_within=0.2)
    with socket.create_connection(("127.0.0.1", http.port)) as slow:
        slow.settimeout(0.05)
        slow.sendall(b"GET /healthz HTTP/1.1\r\nX-Slow:")
        assert within_seconds(20, lambda: is_cut_off(slow))
    http.close()


def is_cut_off(connection: socket.socket) -> bool:
    try:
        connection.sendall(b"x")
        return connection.recv(100) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def within_seconds(seconds: float, look: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if look():
            return True
    return False


@pytest.mark.parametrize(
    ("method", "path", "status", "text"),
    [
        ("GET", "/healthz", 503, '{"ok": false}'),
        ("GET", "/metrics", 200, "m 1"),
        ("POST", "/metrics", 405, "Method Not Allowed"),
        ("GET", "/slack/events", 405, "Method Not Allowed"),
        ("GET", "/", 404, "Not Found"),
        ("GET", "/slack/install", 404, "Not Found"),
    ],
)
def test_the_pages_for_operators(over_http: Running, method: str, path: str, status: int, text: str):
    connection = http.client.HTTPConnection("127.0.0.1", over_http.http.port)
    connection.request(method, path)
    answer = connection.getresponse()
    assert (answer.status, answer.read().decode()) == (status, text)
    connection.close()


def test_without_a_signing_secret_nothing_is_served_to_slack():
    with running() as bot, pytest.raises(UserError, match="SLACK_SIGNING_SECRET"):
        app = build_app(bot.services)
        try:
            slack_front(app, "")
        finally:
            close_app(app)


@pytest.mark.parametrize("address", ["taken", "127.0.0.1:port", "nowhere.invalid:0"])
def test_an_address_that_cannot_be_served_is_named(over_http: Running, address: str):
    address = f"127.0.0.1:{over_http.http.port}" if address == "taken" else address

    with pytest.raises(UserError, match=rf"^{re.escape(address)} cannot be served \([^()\[\]]+[^.]\)\. It should be"):
        serve_http(None, address, {})


@pytest.mark.parametrize("address", ["7446", ":7446"])
def test_a_port_without_a_host_is_refused(address: str):
    with pytest.raises(UserError, match=r"names no host\. Write 127\.0\.0\.1:7446"):
        serve_http(None, address, {})


# The socket


def test_a_refreshed_socket_loses_no_command():
    with running("socket") as bot:
        front = bot.slack.deliver
        front.refresh()
        front.wait_for_connection(2)

        assert bot.slack.command("/usage", "today").status == 200
        bot.told()


def test_a_dropped_socket_is_replaced():
    with running("socket") as bot:
        front = bot.slack.deliver
        front.drop()
        front.wait_for_connection(2)

        assert bot.slack.command("/usage", "today").status == 200
        bot.told()


def test_a_socket_that_was_never_heard_is_replaced():
    with running("socket") as bot:
        peer, front = DeafPeer(), bot.slack.deliver
        bot.slack.workspace.socket_url = peer.url
        app = build_app(bot.services)
        deaf = Socket(app, "xapp-planted", bot.slack.api_url, silent=0.2, look=0.05)
        deaf.connect()
        assert peer.connected.wait(10)
        assert deaf.age is None
        bot.slack.workspace.socket_url = front.url

        front.wait_for_connection(2)

        deaf.close()
        close_app(app)
        peer.close()


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # slack_sdk's, of a handshake that was cut
def test_slack_that_gives_no_socket_is_asked_again_and_alerts_do_not_wait():
    with running("socket") as bot:
        front = bot.slack.deliver
        bot.slack.faults.plan("apps.connections.open", Fault(error="internal_error"), times=3)
        front.drop()

        assert bot.services.slack.post("#ai-spend", Message("an alert"))
        front.wait_for_connection(2)

        assert len(bot.slack.calls("apps.connections.open")) == 5
    gc.collect()  # while that is ignored
