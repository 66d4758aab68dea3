"""`usage-bot init`: each answer is tried against the real thing, and the file is for its owner only."""

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.demo.openai import ADMIN_KEY, PROJECT_KEY
from bot.demo.slack import LocalSlack
from tests.moment import NOW


@pytest.fixture
def slack():
    with LocalSlack(lambda: NOW) as local:
        yield local


@pytest.fixture
def init(simulator, slack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    right = {
        "OPENAI_BASE_URL": simulator.url,
        "SLACK_API_URL": slack.api_url,
        "OPENAI_ADMIN_KEY": ADMIN_KEY,
        "SLACK_BOT_TOKEN": "xoxb-local",
        "SLACK_APP_TOKEN": "xapp-local",
        "USAGE_BOT_ALERT_CHANNEL": "#ai-spend",
    }

    def run(*arguments: str, **changed: str | None) -> Result:
        return CliRunner().invoke(cli, ["init", *arguments], env={**right, **changed})

    return run


def test_right_answers_are_written_for_their_owner_only(init):
    ran = init("--zone", "Europe/Berlin")
    assert ran.exit_code == 0, ran.output
    assert stat.S_IMODE(Path(".env").stat().st_mode) == 0o600
    assert Path(".env").read_text().splitlines()[1:] == [
        f"OPENAI_ADMIN_KEY={ADMIN_KEY}",
        "SLACK_BOT_TOKEN=xoxb-local",
        "SLACK_APP_TOKEN=xapp-local",
        "USAGE_BOT_ALERT_CHANNEL=#ai-spend",
        "USAGE_BOT_TIMEZONE=Europe/Berlin",
    ]
    assert ADMIN_KEY not in ran.output


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"OPENAI_ADMIN_KEY": "sk-proj-x"}, "begins with sk-admin-"),
        ({"OPENAI_ADMIN_KEY": "sk-admin-wrong"}, "OpenAI does not accept the admin key"),
        ({"OPENAI_ADMIN_KEY": PROJECT_KEY}, "admin"),
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "invalid_auth"),
        ({"SLACK_APP_TOKEN": "xoxb-local"}, "begins with xapp-"),
        ({"USAGE_BOT_ALERT_CHANNEL": "#nowhere"}, "Slack knows no channel #nowhere"),
        ({"USAGE_BOT_TIMEZONE": "Berlin"}, "IANA name"),
        ({"USAGE_BOT_ADMINS": "dana"}, "no user id"),
        ({"SLACK_BOT_TOKEN": None}, "SLACK_BOT_TOKEN is missing. Give --bot-token"),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_is_written(init, changed, said):
    ran = init(**changed)
    assert ran.exit_code in (1, 2)
    assert said in ran.stderr
    assert not Path(".env").exists()


def test_what_is_there_is_not_written_over(init):
    Path(".env").write_text("mine")
    assert "is there already" in init().stderr
    assert Path(".env").read_text() == "mine"
    assert init("--force").exit_code == 0
