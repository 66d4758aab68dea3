"""`usage-bot check`, as a cron job runs it: it reads first when that is due, and says when it could not."""

from collections.abc import Iterator
from contextlib import chdir
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.adapters.store import Store
from bot.app import wall_clock
from bot.cli import cli
from bot.core.alerts.outbox import QueuedMessage
from bot.core.slack.message import Message
from bot.demo import companies
from bot.demo.openai import Simulator
from bot.demo.slack import Fault, LocalSlack
from tests.cli.test_doctor import note_reads

WRONG_KEY = "sk-admin-wrong"  # refused at the first request


@pytest.fixture
def openai() -> Iterator[Simulator]:
    with Simulator(companies.tiny(), wall_clock) as simulator:
        yield simulator


def check(path: Path, openai: Simulator, slack: LocalSlack) -> Result:
    settings = {
        "OPENAI_ADMIN_KEY": WRONG_KEY,
        "OPENAI_BASE_URL": openai.url,
        "SLACK_BOT_TOKEN": "xoxb-local",
        "SLACK_API_URL": slack.api_url,
        "USAGE_BOT_DATABASE": str(path / "usage-bot.db"),
        "USAGE_BOT_ALERT_CHANNEL": "#ai-spend",
    }
    with chdir(path):
        return CliRunner().invoke(cli, ["check"], env=settings)


def test_what_was_read_within_the_interval_is_not_read_again(tmp_path, openai, slack):
    with Store(tmp_path / "usage-bot.db") as store:
        note_reads(store, wall_clock())
    result = check(tmp_path, openai, slack)

    assert (result.exit_code, len(openai.requests)) == (0, 0)
    assert "0 messages sent" in result.output


def test_while_nobody_says_what_time_it_is_it_fails(tmp_path, openai, slack):
    slack.faults.plan("*", Fault(dropped=True), times=None)
    with Store(tmp_path / "usage-bot.db") as store:
        note_reads(store, wall_clock())
    result = check(tmp_path, openai, slack)

    assert result.exit_code == 1
    assert "Slack cannot be reached" in result.output


def test_after_a_weekend_it_tries_to_read_and_calls_nobody_blind(tmp_path, openai, slack):
    with Store(tmp_path / "usage-bot.db") as store:
        note_reads(store, wall_clock() - timedelta(days=3))
    result = check(tmp_path, openai, slack)

    assert (result.exit_code, slack.messages()) == (1, [])
    assert openai.requests


def test_what_waits_is_sent_though_nothing_can_be_read(tmp_path, openai, slack):
    with Store(tmp_path / "usage-bot.db") as store, store.write() as connection:
        queued = QueuedMessage("passed-1", "#ai-spend", Message("$411 of $500"))
        store.outbox.put(connection, queued, now=wall_clock())
    result = check(tmp_path, openai, slack)

    assert [message["text"] for message in slack.messages()] == ["$411 of $500"]
    assert "1 message sent" in result.output
    assert result.exit_code == 1


def test_what_slack_refuses_is_an_exit_status(tmp_path, openai, slack):
    slack.faults.plan("chat.postMessage", Fault(error="is_inactive"), times=None)
    with Store(tmp_path / "usage-bot.db") as store:
        note_reads(store, wall_clock())
        with store.write() as connection:
            queued = QueuedMessage("passed-1", "#ai-spend", Message("$411 of $500"))
            store.outbox.put(connection, queued, now=wall_clock())
    result = check(tmp_path, openai, slack)

    assert result.exit_code == 1
    assert "of the messages wait for Slack, the first for #ai-spend: " in result.stderr
