"""`usage-bot init`: each answer is tried against the real thing, and the file is for its owner only."""

import os
import pty
import re
import select
import signal
import stat
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from bot.app import wall_clock
from bot.cli import cli
from bot.demo.openai import ADMIN_KEY, PROJECT_KEY
from bot.demo.slack import LocalSlack

ROOT = Path(__file__).parents[2]


@pytest.fixture
def slack():
    with LocalSlack(wall_clock) as local:
        local.workspace.socket_url = "ws://127.0.0.1:1"  # given out, and not opened by init
        local.workspace.app_token = "xapp-local"
        yield local


@pytest.fixture
def services(simulator, slack, tmp_path, monkeypatch):
    """In an empty folder, with variables that lead to the simulated services."""
    monkeypatch.chdir(tmp_path)
    return {"OPENAI_BASE_URL": simulator.url, "SLACK_API_URL": slack.api_url}


@pytest.fixture
def init(services):
    right = {
        **services,
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
        "#USAGE_BOT_ADMINS=",
    ]
    assert ADMIN_KEY not in ran.output


def test_without_socket_mode_the_settings_of_http_are_written(init):
    ran = init("--signing-secret", "s3cret", "--http", "0.0.0.0:8080", SLACK_APP_TOKEN=None)
    assert ran.exit_code == 0, ran.output
    written = Path(".env").read_text().splitlines()
    assert {"#SLACK_APP_TOKEN=", "SLACK_SIGNING_SECRET=s3cret", "USAGE_BOT_HTTP=0.0.0.0:8080"} <= {*written}


def test_a_channel_needs_no_hash(init):
    assert init(USAGE_BOT_ALERT_CHANNEL="ai-spend").exit_code == 0
    assert "USAGE_BOT_ALERT_CHANNEL=#ai-spend" in Path(".env").read_text().splitlines()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"OPENAI_ADMIN_KEY": "sk-proj-x"}, "begins with sk-admin-"),
        ({"OPENAI_ADMIN_KEY": "sk-admin-wrong"}, "OpenAI does not accept the admin key"),
        ({"OPENAI_ADMIN_KEY": PROJECT_KEY}, "admin"),
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "invalid_auth. Copy the bot token"),
        ({"SLACK_APP_TOKEN": "xoxb-local"}, "begins with xapp-"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "Slack does not accept it. Make an app-level token"),
        ({"USAGE_BOT_ALERT_CHANNEL": "#nowhere"}, "Slack knows no channel #nowhere, or the bot may not see it. Check"),
        ({"USAGE_BOT_ALERT_CHANNEL": "ai spend"}, "Write it as #ai-spend"),
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


def test_all_that_is_missing_is_named_at_once(init):
    ran = init(SLACK_BOT_TOKEN=None, SLACK_APP_TOKEN=None)
    assert ran.exit_code == 2
    assert re.findall(r"(\w+) is missing", ran.stderr) == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]


def test_what_is_there_is_not_written_over(init):
    Path(".env").write_text("mine")
    assert "is there already" in init().stderr
    assert Path(".env").read_text() == "mine"
    assert init("--force").exit_code == 0


# On a terminal


class Terminal:
    """`usage-bot init` on a terminal of its own, and the person before it."""

    def __init__(self, services: dict[str, str]) -> None:
        here = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "TERM": "dumb", "COLUMNS": "200", "LANG": "C.UTF-8"}
        self._pid, self._screen = pty.fork()
        if self._pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background job ignores it, and so would its child
            os.execve(sys.executable, [sys.executable, "-m", "bot", "init"], {**here, **services})  # noqa: S606
        self._shown = ""

    def until(self, words: str) -> str:
        """What came up to and with `words`."""
        while words not in self._shown:
            ready, _, _ = select.select([self._screen], [], [], 30)
            assert ready, f"{words!r} did not come after:\n{self._shown}"
            self._shown += os.read(self._screen, 65536).decode()
        before, _, self._shown = self._shown.partition(words)
        return before + words

    def type(self, keys: str) -> None:
        os.write(self._screen, keys.encode())

    def end(self) -> int:
        _, status = os.waitpid(self._pid, 0)
        os.close(self._screen)
        return os.waitstatus_to_exitcode(status)


def test_a_person_on_a_terminal_is_asked_again_with_the_cure_until_all_is_right(services):
    terminal = Terminal(services)
    shown = ""
    for question, typed, said in (
        ("/admin-keys): ", "sk-proj-x", "Keys of projects cannot read usage"),
        ("/admin-keys): ", "sk-admin-wrong", "OpenAI does not accept the admin key"),
        ("/admin-keys): ", ADMIN_KEY, "ok the key reads usage and costs"),
        ("browser? [Y/n]: ", "n", "Slack bot token"),
        ("Permissions): ", "xoxb-wrong", "invalid_auth. Copy the bot token"),
        ("Permissions): ", "xoxb-local", "ok the token is good in Local"),
        ("connections:write): ", "xapp-wrong", "Make an app-level token"),
        ("connections:write): ", "xapp-local", "ok the token opens sockets"),
        ("(#name or id): ", "#nowhere", "Check the name"),
        ("(#name or id): ", "#ai-spend", "ok the bot is in the channel"),
        ("[UTC]: ", "Berlin", "IANA name such as Europe/Berlin"),
        ("[UTC]: ", "Europe/Berlin", "Who may change budgets"),
        ("nobody: ", "@dana", "'@dana' is no user id"),
        ("nobody: ", "U0DANA", "Next: usage-bot doctor --send"),
    ):
        shown += terminal.until(question)
        terminal.type(f"{typed}\n")
        shown += terminal.until(said)

    assert terminal.end() == 0
    (link,) = re.findall(r"^https://\S+", shown, re.M)
    assert "manifest_json" in parse_qs(urlsplit(link).query)
    assert ADMIN_KEY not in shown, "what is secret is not shown while it is typed"
    assert stat.S_IMODE(Path(".env").stat().st_mode) == 0o600
    assert f"OPENAI_ADMIN_KEY={ADMIN_KEY}" in Path(".env").read_text()
    assert "USAGE_BOT_ADMINS=U0DANA" in Path(".env").read_text()


@pytest.mark.parametrize(("wish", "is_red"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_no_color_is_heeded(services, wish, is_red):
    terminal = Terminal({**services, "TERM": "xterm", **wish})
    terminal.until("/admin-keys): ")
    terminal.type("sk-proj-x\n")
    shown = terminal.until("Keys of projects cannot read usage")
    terminal.type("\x03")
    terminal.end()

    assert ("\x1b[31m" in shown) is is_red


def test_the_link_that_makes_the_app_is_opened_for_who_says_yes(services, tmp_path):
    opened, browser = tmp_path / "opened", tmp_path / "bin" / "xdg-open"
    browser.parent.mkdir()
    os.mkfifo(opened)
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}\n')
    browser.chmod(0o755)
    terminal = Terminal({**services, "PATH": f"{browser.parent}:{os.defpath}", "OPENAI_ADMIN_KEY": ADMIN_KEY})
    terminal.until("browser? [Y/n]: ")
    terminal.type("\n")
    link = opened.read_text()
    terminal.until("Permissions): ")
    terminal.type("\x03")
    terminal.end()

    assert "manifest_json" in parse_qs(urlsplit(link).query)


@pytest.mark.parametrize(("question", "typed"), [("/admin-keys): ", ""), ("Permissions): ", f"{ADMIN_KEY}\n")])
def test_ctrl_c_leaves_nothing_behind(services, question, typed):
    terminal = Terminal(services)
    terminal.until("/admin-keys): ")
    terminal.type(typed)
    if typed:
        terminal.until("browser? [Y/n]: ")
        terminal.type("n\n")
        terminal.until(question)

    terminal.type("\x03")

    terminal.until("Stopped. .env was not written.")
    assert terminal.end() == 1
    assert list(Path().iterdir()) == []
