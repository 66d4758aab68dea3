"""People and attackers: whatever is typed or forged, everybody gets an answer and nothing runs that must not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from bot.demo import companies
from bot.demo.slack import Ack
from tests.faults.site import SECRET, SYNC, Site, wait_until

HOSTILE = "<!channel> *b* `x` <https://evil.example|click> & <@U0DANA>"
WORDS = (
    "today",
    "by",
    "model",
    "cost",
    "vs",
    "top",
    "over",
    "$10",
    "last",
    "7",
    "days",
    "'",
    '"',
    ";--",
    "%",
    "_",
    "\\",
)
WAITING = re.compile(r"(Reading what is stored|Reading \d+ pages? from OpenAI.*)\s…")
PATIENCE = 120  # seconds until a test gives up: no test depends on how fast the machine is
SIGNS = "\x00\x07\x1b[31m\u202e\u200b\ufeff\U0001f4b8e\u0301\ud7ff<>&|*`~_@#$%^(){}[]=+;:'\",./?!0٣"


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One bot for all of these tests: none of them may hurt it."""
    company = companies.tiny()
    hostile = (replace(company.projects[0], name=HOSTILE), *company.projects[1:])
    site = Site(tmp_path_factory.mktemp("crowd"), replace(company, projects=hostile))
    site.add_budget(0.01, period="month", scope="project", names=(company.projects[0].id,))
    site.start()
    site.wait_for_read()
    site.wait_until_told()
    yield site
    site.close()
    assert site.leaks() == []
    assert "Traceback" not in site.programs[0].said


def answered(site: Site, user: str) -> list[dict[str, object]]:
    """What a person was told, without the lines that an answer will still replace: a slow machine says many."""
    return [message for message in site.slack.private(user) if not WAITING.match(message["text"])]


def answers(site: Site, texts: list[str], name: str = "/usage", user: str = "U0DANA") -> list[dict[str, object]]:
    """Every command is acknowledged, and every one gets an answer."""
    before = len(answered(site, user))
    assert before == len(site.slack.private(user)), "an earlier test went away before its answers came"
    for text in texts:
        assert site.slack.command(name, text, user=user).status == 200
    site.slack.wait_for(lambda: len(answered(site, user)) >= before + len(texts), PATIENCE)
    return answered(site, user)[before:]


@pytest.mark.long
def test_two_hundred_commands_at_once_during_a_sync_are_acknowledged_and_answered(crowd):
    crowd.openai.latency = 0.2  # a sync that lasts
    crowd.pass_time(SYNC)
    before = len(answered(crowd, "U0SAM"))

    def ask(number: int) -> Ack:
        return crowd.slack.command("/usage", f"last {number % 9 + 2} days by model", user="U0SAM")

    with ThreadPoolExecutor(20) as people:
        acks = list(people.map(ask, range(200)))
    crowd.slack.wait_for(lambda: len(answered(crowd, "U0SAM")) >= before + 200, PATIENCE)
    crowd.openai.latency = 0.0

    assert {ack.status for ack in acks} == {200}  # after three seconds Bolt would have said 404
    assert crowd.programs[0].events("job failed") == []
    assert crowd.is_sound()


@pytest.mark.long
def test_ten_thousand_characters_and_nonsense_are_answered(crowd):
    random = Random(3)  # noqa: S311
    texts = [
        "today " * 1700,
        "x" * 10_000,
        "   ",
        SIGNS,
        "'; DROP TABLE usage; --",
        "project:'; drop table budgets; --",
        'by model project:"a\'b" % _ \\',
        *(" ".join(random.choices(WORDS, k=random.randint(1, 12))) for _ in range(15)),
        *("".join(random.choices(SIGNS, k=random.randint(1, 200))) for _ in range(15)),
    ]
    tables = crowd.sql("SELECT name FROM sqlite_master ORDER BY name")

    assert len(answers(crowd, texts)) >= len(texts)
    assert len(answers(crowd, texts[:12], name="/budget")) >= 12
    assert crowd.programs[0].events("command.bug") == []
    assert crowd.sql("SELECT name FROM sqlite_master ORDER BY name") == tables


def test_a_hostile_name_pings_nobody_and_links_nowhere(crowd):
    said = [*crowd.slack.messages(), *answers(crowd, ["this month by project", "today by project chart", "budgets"])]
    text = json.dumps([message.get("blocks", []) for message in said]) + json.dumps([m["text"] for m in said])

    assert "&lt;!channel&gt;" in text
    for active in ("<!channel>", "<https://evil", "<@U0DANA>"):
        assert active not in _mrkdwn(said)


def _mrkdwn(said: list[dict[str, object]]) -> str:
    """Where Slack would let a name act: notification texts and mrkdwn objects; plain and raw text shows itself."""
    found = [str(message["text"]) for message in said]

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if value.get("type") == "mrkdwn":
                found.append(str(value["text"]))
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    walk([message.get("blocks", []) for message in said])
    return "\n".join(found)


def test_a_forged_request_is_refused_and_a_replayed_one_runs_once(crowd):
    request = crowd.slack.command_request("/usage", "today", user="U0KIM")
    body, kind = request.encoded()
    stamp = str(int(Clock().now()))
    good = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
    forged = SignatureVerifier("somebody's guess").generate_signature(timestamp=stamp, body=body) or ""
    headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp}
    send = crowd.slack.deliver.send

    for wrong in (forged, "", "v0=", "v0=zz", good[:-1]):
        assert send(body, {**headers, "X-Slack-Signature": wrong}).status == 401
    assert send(body, {**headers, "X-Slack-Request-Timestamp": "abc", "X-Slack-Signature": good}).status == 401
    assert [send(body, {**headers, "X-Slack-Signature": good}).status for _ in range(3)] == [200, 200, 200]
    crowd.slack.wait_for(lambda: crowd.slack.private("U0KIM"))
    answers(crowd, ["yesterday"], user="U0KIM")
    assert len(crowd.slack.private("U0KIM")) == 2


def test_a_flood_of_unsigned_oddities_is_refused_and_fills_no_log(crowd):
    program, send = crowd.programs[0], crowd.slack.deliver.send
    said, refusals = len(program.said), len(program.events("request.refused"))
    bodies = ("{", "[1]", "null", "[" * 20_000, "payload=%7Bx", "")
    for body in bodies * 50:
        assert send(body, {"Content-Type": "application/json"}).status == 401
    lines = [line for line in program.said[said:].splitlines() if '"event": "command"' not in line]
    assert len(lines) <= 5  # what the service itself notes meanwhile; earlier commands end when they end
    assert len(program.events("request.refused")) - refusals <= 2  # one a minute


def test_a_request_that_was_recorded_is_refused_by_the_next_process(site):
    program = site.start()
    body, kind = site.slack.command_request("/usage", "yesterday").encoded()
    stamp = str(int(Clock().now()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
    headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
    assert site.slack.deliver.send(body, headers).status == 200
    site.slack.wait_for(lambda: site.slack.private("U0DANA"))
    program.kill()
    site.slack.wait_for(lambda: Clock().now() >= int(stamp) + 1)  # a signature tells no more than the second
    site.start()

    assert site.slack.deliver.send(body, headers).status == 401
    assert len(site.slack.private("U0DANA")) == 1


def test_a_person_without_rights_changes_no_budget(crowd):
    before = crowd.sql("SELECT * FROM budgets")
    (alert,) = [message for message in crowd.slack.messages() if "already at" in message["text"]]

    refused = answers(crowd, ["organisation 5/month"], name="/budget", user="U0SAM")
    assert "USAGE_BOT_ADMINS" in json.dumps(refused)
    buttons = [element for block in alert["blocks"] for element in block.get("elements", ()) if "action_id" in element]
    for action in {button["action_id"] for button in buttons if button["type"] == "button" and "url" not in button}:
        before_click = len(crowd.slack.private("U0KIM"))
        crowd.slack.click(alert, action, user="U0KIM", team="T0OTHER")
        (told,) = crowd.slack.wait_for(lambda start=before_click: crowd.slack.private("U0KIM")[start:])
        assert "its own workspace only" in json.dumps(told)
    crowd.slack.click(alert, "alert_ack", user="U0SAM")
    crowd.slack.wait_for(lambda: "Only admins and the budget's owner" in json.dumps(crowd.slack.private("U0SAM")))

    assert crowd.sql("SELECT * FROM budgets") == before
    assert crowd.sql("SELECT acknowledged_by FROM alert_states WHERE acknowledged_by != ''") == []


def previews(site: Site, count: int) -> list[dict[str, object]]:
    """Changes of one budget, each shown to the person and not yet saved."""
    shown = answers(site, [f"organisation {amount}/week" for amount in range(100, 100 + count)], name="/budget")
    return [message for message in shown if "budget_save" in json.dumps(message)]


@pytest.mark.long
def test_many_changes_of_one_budget_at_once_leave_one_whole_budget_and_a_line_for_each(crowd):
    lines = "SELECT detail FROM audit WHERE subject = 'budget:2' ORDER BY id"
    first, *rest = previews(crowd, 12)
    crowd.slack.click(first, "budget_save")
    crowd.wait_for(lines)
    with ThreadPoolExecutor(11) as people:
        acks = list(people.map(lambda message: crowd.slack.click(message, "budget_save"), rest))
    wait_until(lambda: len(crowd.sql(lines)) == 12, "a line for each change", PATIENCE)

    assert {ack.status for ack in acks} == {200}
    ((amount,),) = crowd.sql("SELECT amount FROM budgets WHERE period = 'week' AND deleted_at = ''")
    assert f"${amount // 10**9} per week" in crowd.sql(lines)[-1][0]
