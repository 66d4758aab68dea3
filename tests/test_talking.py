"""Words in threads and direct messages, answered by the real bot over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from bot.adapters.store import Store
from bot.core.errors import UserError
from bot.core.slack.message import Message
from bot.demo.playground import Playground
from bot.demo.slack import LocalSlack, requests
from bot.demo.slack.workspace import BOT_USER
from bot.listeners.talking import Said, said
from tests.says import is_no_waiting_line
from tests.test_listeners import Running, running

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
ADMIN, SOMEBODY = "U0DANA", "U0SAM"
MENTION = {
    "type": "app_mention",
    "user": ADMIN,
    "text": f"<@{BOT_USER}> why today",
    "ts": "1.000001",
    "channel": "C0SPEND",
    "team": "T0LOCAL",
}
DIRECT = {**MENTION, "type": "message", "channel_type": "im", "channel": "D0DANA", "text": "today"}


@pytest.fixture(scope="module")
def playground() -> Iterator[Playground]:
    with Playground(NOW) as playground:
        yield playground


@pytest.fixture(scope="module")
def slack(playground: Playground) -> LocalSlack:
    return playground.slack


def answers(slack: LocalSlack, channel: str, thread_ts: str = "") -> list[dict]:
    """What the bot wrote there."""
    written = [one for one in slack.messages(channel) if one.get("bot_id")]
    return [one for one in written if not thread_ts or one.get("thread_ts") == thread_ts]


def mention(slack: LocalSlack, text: str, user: str = ADMIN, thread_ts: str = "") -> dict:
    """Say it in the channel; the bot's answer in the thread, to which an alert adds lines of its own at any time."""
    spoken = slack.say("#ai-spend", f"@usage-bot {text}", user=user, thread_ts=thread_ts)
    thread = thread_ts or spoken["ts"]

    def found() -> dict | None:
        later = [one for one in answers(slack, "#ai-spend", thread) if one["ts"] > spoken["ts"]]
        return next((one for one in later if is_answer(one)), None)

    return slack.wait_for(found, 30)


def is_answer(message: dict) -> bool:
    """Whether it answers somebody's words; the line of who waits has a mark of its own."""
    key = message.get("metadata", {}).get("event_payload", {}).get("key", "")
    return key.startswith("said-") and not key.endswith("?")


def texts(message: dict) -> str:
    return f"{message['text']}\n{message.get('blocks')}"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(MENTION, Said("why today", ADMIN, "T0LOCAL", "C0SPEND", "1.000001", False), id="mention"),
        pytest.param(
            {**MENTION, "thread_ts": "0.5"}, Said("why today", ADMIN, "T0LOCAL", "C0SPEND", "0.5", False), id="thread"
        ),
        pytest.param(
            {**MENTION, "text": f"hey <@{BOT_USER}|usage-bot>, today?"},
            Said("hey , today?", ADMIN, "T0LOCAL", "C0SPEND", "1.000001", False),
            id="in the middle",
        ),
        pytest.param(
            {**MENTION, "text": f"<@{BOT_USER}>"}, Said("", ADMIN, "T0LOCAL", "C0SPEND", "1.000001", False), id="bare"
        ),
        pytest.param(DIRECT, Said("today", ADMIN, "T0LOCAL", "D0DANA", "", True), id="direct"),
        pytest.param(
            {**DIRECT, "thread_ts": "0.5"}, Said("today", ADMIN, "T0LOCAL", "D0DANA", "0.5", True), id="direct thread"
        ),
        pytest.param({**MENTION, "user_team": "T0OTHER"}, None, id="stranger"),
        pytest.param({**MENTION, "bot_id": "B1"}, None, id="another bot"),
        pytest.param({**MENTION, "edited": {"user": ADMIN, "ts": "2.0"}}, None, id="edited"),
        pytest.param({**DIRECT, "subtype": "message_changed"}, None, id="edit of a direct message"),
        pytest.param({**DIRECT, "subtype": "channel_join"}, None, id="join"),
        pytest.param({**DIRECT, "user": BOT_USER}, None, id="its own"),
        pytest.param({**DIRECT, "channel_type": "channel"}, None, id="a channel's message"),
        pytest.param({**DIRECT, "user": ""}, None, id="nobody"),
    ],
)
def test_only_a_persons_new_words_for_the_bot_are_read(event: dict, expected: Said | None):
    found = said(event, BOT_USER, "T0LOCAL")

    assert (found if found and found.team == "T0LOCAL" else None) == expected


def test_a_mention_is_answered_in_its_thread(slack: LocalSlack):
    answer = mention(slack, "yesterday by model")

    assert "gpt-5" in texts(answer)
    assert "UTC" in texts(answer)


def test_a_bare_mention_shows_the_overview(slack: LocalSlack):
    assert "month" in texts(mention(slack, "")).lower()


def test_what_cannot_be_read_gets_hints_as_buttons_in_the_thread(slack: LocalSlack):
    hint = mention(slack, "bananas please")

    assert "bananas" in hint["text"]
    assert sum(len(block["elements"]) for block in hint["blocks"] if block["type"] == "actions") == 3


def test_a_direct_message_is_answered_directly(slack: LocalSlack):
    spoken = slack.say(f"D{ADMIN[1:]}", "yesterday by project")

    answer = slack.wait_for(lambda: [one for one in answers(slack, f"D{ADMIN[1:]}") if one["ts"] > spoken["ts"]], 30)[
        -1
    ]

    assert "checkout-prod" in texts(answer)
    assert "thread_ts" not in answer


def test_rows_by_user_are_not_shown_where_others_read_them(slack: LocalSlack):
    refused = mention(slack, "yesterday by user")
    assert "by person" in refused["text"]
    before = len(slack.private(ADMIN))

    slack.click(refused, "usage:1")

    slack.wait_for(lambda: len(slack.private(ADMIN)) > before, 30)
    assert "by user" in texts(slack.private(ADMIN)[-1])


@pytest.fixture(scope="module")
def alert(slack: LocalSlack, playground: Playground) -> dict:
    """Of a budget that is passed when it is made, after the first read with all that it tells."""
    slack.wait_for(lambda: any("is already at" in one["text"] for one in answers(slack, "#ai-spend")), 60)
    slack.command("/budget", "mobile-app 20/month", user=ADMIN)
    preview = slack.wait_for(lambda: [one for one in slack.private(ADMIN) if "New budget" in one["text"]], 30)[-1]
    slack.click(preview, "budget_save", user=ADMIN)
    return slack.wait_for(
        lambda: next((one for one in answers(slack, "#ai-spend") if "mobile-app is already" in one["text"]), None),
        60,
    )


def test_the_words_of_an_alert_do_what_its_buttons_do(slack: LocalSlack, alert: dict):
    assert "mobile-app" in texts(mention(slack, "why", thread_ts=alert["ts"]))
    assert "admins" in mention(slack, "ack", user=SOMEBODY, thread_ts=alert["ts"])["text"]
    assert "Acknowledged" in mention(slack, "ok seen it, im on it", thread_ts=alert["ts"])["text"]
    assert "Snoozed until" in mention(slack, "pls be quiet about it til tomorrow", thread_ts=alert["ts"])["text"]
    assert "$70" in mention(slack, "raise to 70000 because launch", thread_ts=alert["ts"])["text"]
    assert "Expected until Fri 27 Nov" in mention(slack, "expected until friday", thread_ts=alert["ts"])["text"]


def test_outside_an_alerts_thread_the_words_are_commands(slack: LocalSlack, alert: dict):
    assert "Until when" in mention(slack, "snooze mobile-app")["text"]


def test_in_an_alerts_thread_questions_are_about_its_budget(slack: LocalSlack, alert: dict):
    by_key = texts(mention(slack, "by key", thread_ts=alert["ts"]))
    today = texts(mention(slack, "today", thread_ts=alert["ts"]))

    assert "mobile-app" in by_key
    assert "by key" in by_key
    assert "mobile-app" in today


def test_a_follow_up_refines_the_question_of_its_thread(slack: LocalSlack):
    spoken = slack.say("#ai-spend", "@usage-bot yesterday by model")
    slack.wait_for(lambda: answers(slack, "#ai-spend", spoken["ts"]), 30)

    answer = mention(slack, "and by project?", user=SOMEBODY, thread_ts=spoken["ts"])

    assert "checkout-prod" in texts(answer)
    assert "follows" in texts(answer) or "after" in texts(answer)


def asked(slack: LocalSlack, text: str, user: str = ADMIN) -> dict:
    before = len(slack.private(user))
    slack.command("/usage", text, user=user)
    slack.wait_for(lambda: any(is_no_waiting_line(one) for one in slack.private(user)[before:]), 30)
    return slack.private(user)[-1]


def test_a_follow_up_of_a_command_is_of_ones_own_question_in_that_channel(slack: LocalSlack):
    asked(slack, "yesterday by model", "U0KIM")

    assert "by project" in texts(asked(slack, "and by project?", "U0KIM"))
    assert "goes on from a question" in asked(slack, "and by project?", SOMEBODY)["text"]


def test_ones_own_usage_is_ones_own_in_private(slack: LocalSlack):
    mine = asked(slack, "my cost yesterday", SOMEBODY)

    assert "sam@tidewater.example" in texts(mine)
    assert "shown to admins only" in asked(slack, "cost yesterday user:dana@tidewater.example", SOMEBODY)["text"]
    assert "cannot tell which user" in asked(slack, "my cost yesterday", "U0KIM")["text"]


# Who waits, and what comes twice: the same over both ways in


@pytest.fixture(params=["http", "socket"])
def bot(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    with Store(tmp_path / "usage-bot.db") as store, running(request.param, store=store, patience=0.0) as this:
        this.answers.work = Event()
        yield this
        this.answers.work.set()


def test_who_waits_is_told_within_two_seconds_and_the_answer_takes_the_lines_place(bot: Running):
    bot.slack.command("/usage", "why today & <b>")
    assert bot.told() == ["Reading what is stored …\n“/usage why today &amp; &lt;b&gt;”"]

    bot.answers.work.set()

    bot.finished(1)
    assert bot.private() == ["≈ $12.00 today"]


def test_in_a_thread_the_line_is_edited_into_the_answer(bot: Running):
    spoken = bot.slack.say("#ai-spend", "@usage-bot why today")
    line = bot.slack.wait_for(lambda: answers(bot.slack, "#ai-spend", spoken["ts"]))
    assert [one["text"] for one in line] == ["Reading what is stored …\n“why today”"]

    bot.answers.work.set()

    bot.finished(1)
    assert [one["text"] for one in answers(bot.slack, "#ai-spend", spoken["ts"])] == ["≈ $12.00 today"]


def test_what_goes_wrong_takes_the_lines_place_too(bot: Running):
    bot.answers.error = UserError("There is no such project.")
    bot.slack.command("/usage", "today")
    bot.told()

    bot.answers.work.set()

    bot.finished(1)
    assert bot.private() == ["There is no such project."]


def repeat(bot: Running, number: int) -> list[str]:
    """Slack sends the event `number` again; what stands in the thread after it was looked at."""
    event = {**MENTION, "ts": f"{number}.000001"}
    bot.slack.send(requests.event(f"Ev{number}", event))
    bot.finished(len(bot.outcomes) + 1)
    return [one["text"] for one in answers(bot.slack, "#ai-spend", event["ts"])]


def test_an_event_that_was_answered_is_not_answered_again(bot: Running):
    bot.answers.work.set()
    conversations = bot.services.store.conversations
    conversations.begin("said-Ev1", NOW)
    conversations.finish("said-Ev1", NOW)

    bot.slack.send(requests.event("Ev1", MENTION))

    assert repeat(bot, 2) == ["≈ $12.00 today"]
    assert answers(bot.slack, "#ai-spend", MENTION["ts"]) == []


def test_an_event_whose_answer_stands_is_not_answered_again_after_a_kill(bot: Running):
    """Killed after the answer, before its note."""
    bot.answers.work.set()
    bot.services.store.conversations.begin("said-Ev1", NOW)
    spoken = bot.slack.workspace.add("C0SPEND", {"user": ADMIN}, {"text": "why"})
    bot.services.slack.post("C0SPEND", Message("≈ $11.00"), key="said-Ev1", thread_ts=spoken["ts"])

    bot.slack.send(requests.event("Ev1", {**MENTION, "ts": spoken["ts"]}))

    repeat(bot, 2)
    assert [one["text"] for one in answers(bot.slack, "#ai-spend", spoken["ts"])] == ["≈ $11.00"]


def test_an_event_that_was_begun_and_not_answered_is_answered_in_the_place_of_its_line(bot: Running):
    """Killed while a line said that the answer is on its way."""
    bot.answers.work.set()
    bot.services.store.conversations.begin("said-Ev1", NOW)
    spoken = bot.slack.workspace.add("C0SPEND", {"user": ADMIN}, {"text": "why"})
    bot.services.slack.post("C0SPEND", Message("Reading what is stored …"), key="said-Ev1?", thread_ts=spoken["ts"])

    bot.slack.send(requests.event("Ev1", {**MENTION, "ts": spoken["ts"]}))

    bot.finished(1)
    assert [one["text"] for one in answers(bot.slack, "#ai-spend", spoken["ts"])] == ["≈ $12.00 today"]
