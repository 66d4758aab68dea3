"""`/usage doctor`: the same checks as in the terminal, for admins."""

import pytest

from bot import commands
from bot.commands.request import Asker
from bot.core.slack.limits import unsafe, violations
from bot.demo.openai import Simulator
from tests.living import Bot


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


def test_who_is_no_admin_is_told_who_may_ask(bot):
    reply = commands.run("doctor", Asker("U0KIM"), bot.services)
    assert not reply.understood
    assert "have your id, U0KIM, added to USAGE_BOT_ADMINS" in reply.message.text
