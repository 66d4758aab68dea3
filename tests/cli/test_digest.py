"""`usage-bot digest`: printed or sent from a real store, to a Slack on loopback."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from bot.adapters.store import Store
from bot.app import wall_clock
from bot.cli import cli
from tests.moment import NOW


@pytest.fixture
def run(slack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Store(tmp_path / "usage-bot.db").close()
    settings = {
        "OPENAI_ADMIN_KEY": "sk-admin-none",
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": "xoxb-local",
        "USAGE_BOT_ALERT_CHANNEL": "#ai-spend",
    }
    return lambda *words, **changed: CliRunner().invoke(cli, ["digest", *words], env={**settings, **changed})


def test_a_dry_run_prints_the_digest_and_sends_nothing(run, slack):
    ran = run("--date", "2026-01-31", "--dry-run", SLACK_BOT_TOKEN=None)
    assert ran.exit_code == 0, ran.output
    assert "OpenAI spend, Sat 31 Jan" in ran.output
    assert slack.messages("#ai-spend") == []


def test_a_digest_is_sent_when_somebody_asks_for_it(run, slack):
    ran = run("--date", "2026-01-31")
    assert ran.output == "1 message sent.\n"
    assert [message["text"][:10] for message in slack.messages("#ai-spend")] == ["Sat 31 Jan"]


def test_a_digest_that_was_sent_is_named_and_sent_again_on_demand_only(run, slack):
    run("--date", "2026-01-31")
    again = run("--date", "2026-01-31")
    assert (again.exit_code, again.output) == (
        0,
        "The digest of 2026-01-31 was sent already. --again sends it once more.\n",
    )
    assert len(slack.messages("#ai-spend")) == 1
    assert run("--date", "2026-01-31", "--again").output == "1 message sent.\n"
    assert run("--date", "2026-01-30").output == "1 message sent.\n"
    assert len(slack.messages("#ai-spend")) == 3


def test_a_digest_that_was_sent_on_schedule_is_not_sent_by_hand(run, slack, tmp_path):
    with Store(tmp_path / "usage-bot.db") as store, store.write() as connection:
        store.runs.claim(connection, "digest:0", "2026-02-01", NOW)
    assert "was sent already" in run("--date", "2026-01-31").output
    assert slack.messages("#ai-spend") == []


@pytest.mark.parametrize("day", ["2999-01-01", "yesterday"])
def test_a_day_that_is_not_over_or_no_date_is_wrong_usage(run, day):
    assert run("--date", day, "--dry-run").exit_code == 2


def test_with_a_clock_that_is_off_no_digest_is_sent(run, slack, tmp_path):
    slack.workspace.clock = lambda: wall_clock() - timedelta(days=40)  # by Slack's word this machine is ahead
    ran = run()

    assert ran.exit_code == 1
    assert "This machine's clock is 40 days ahead of Slack's." in ran.output
    (told,) = slack.messages("#ai-spend")
    assert "clock" in told["text"]
    with Store(tmp_path / "usage-bot.db") as store, store.read() as connection:
        assert connection.execute("SELECT count(*) FROM runs WHERE kind LIKE 'digest%'").fetchone() == (0,)
    slack.workspace.clock = wall_clock
    assert run().output == "1 message sent.\n"
