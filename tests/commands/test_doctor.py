"""`/usage doctor`: the same checks as in the terminal, for admins."""

from datetime import UTC, datetime

import pytest

from bot import commands
from bot.commands.doctor import doctor_message
from bot.commands.request import Asker
from bot.core.slack.limits import unsafe, violations
from bot.demo.openai import Simulator
from bot.doctor import Finding, State
from tests.living import Bot

ENDS = datetime(2026, 12, 4, 9, tzinfo=UTC)


@pytest.fixture
def bot(tmp_path, simulator: Simulator):
    bot = Bot(tmp_path / "usage-bot.db", simulator.url)
    yield bot
    bot.close()


def test_what_is_broken_comes_first_with_its_cure(bot):
    reply = commands.run("doctor", Asker("U0DANA", is_admin=True), bot.services)
    states = {finding["check"]: finding["state"] for finding in reply.facts["findings"]}
    assert (states["key"], states["slack"]) == ("note", "broken")
    count = [finding["state"] for finding in reply.facts["findings"]].count("broken")
    assert reply.message.text.startswith("1 thing is broken" if count == 1 else f"{count} things are broken")
    *told, passed = reply.message.blocks[1:]
    shown = [line for block in told for line in block["text"]["text"].splitlines()]
    assert [line[0] for line in shown] == sorted((line[0] for line in shown), key="✗•".index)
    assert passed["elements"][0]["text"].startswith("✓ ")
    assert any(line.startswith("✗ *slack* SLACK_BOT_TOKEN is not set") for line in shown)
    assert violations(reply.message) == () and unsafe(reply.message) == ()


@pytest.mark.parametrize(
    ("findings", "head"),
    [
        pytest.param([], "Everything works", id="nothing ends"),
        pytest.param([Finding("scopes", State.NOTE, "x")], "Everything works, 1 note", id="a note"),
        pytest.param(
            [Finding("scopes", State.NOTE, "x"), Finding("key", State.NOTE, "the key ends", "Make one.", ENDS)],
            "Everything works until Fri 4 Dec, 2 notes",
            id="a key that ends",
        ),
    ],
)
def test_what_works_for_a_while_says_until_when_and_its_note_comes_first(findings, head):
    message = doctor_message(findings)
    assert message.text == head
    if len(findings) > 1:
        assert message.blocks[1]["text"]["text"].startswith("• *key*")


def test_a_check_is_named_once_and_counted_as_it_is_named():
    twice = [Finding(name, State.OK, "x") for name in ("store", "slack", "slack", "key")]
    message = doctor_message([*twice, Finding("key", State.NOTE, "x")])
    assert message.blocks[-1]["elements"][0]["text"] == "✓ 2 checks passed: store and slack"


def test_who_is_no_admin_is_told_who_may_ask(bot):
    reply = commands.run("doctor", Asker("U0KIM"), bot.services)
    assert not reply.understood
    assert "have your id, U0KIM, added to USAGE_BOT_ADMINS" in reply.message.text
