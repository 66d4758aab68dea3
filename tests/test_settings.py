"""Settings: read once, checked whole, secrets never shown."""

import re
import subprocess
import sys
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import UserError
from bot.settings import RUNNING, VARIABLES, Settings, load_settings

ROOT = Path(__file__).parent.parent
KEY = {"OPENAI_ADMIN_KEY": "sk-admin-canary-1"}


def test_a_key_is_all_that_is_needed():
    settings = load_settings(values=KEY)
    assert settings.openai_base_url == "https://api.openai.com/v1"
    assert settings.digest_at == time(9)
    assert settings.timezone == ZoneInfo("UTC")
    assert settings.admins == ()


def test_all_problems_are_reported_at_once_with_the_names_of_their_variables():
    with pytest.raises(UserError) as caught:
        load_settings(
            *RUNNING,
            values={"USAGE_BOT_TIMEZONE": "Mars/Olympus", "USAGE_BOT_DIGEST_AT": "25:00", "USAGE_BOT_ADMINS": "dana"},
        )
    names = [line.split(" ")[0] for line in str(caught.value).splitlines()]
    assert sorted(names) == [
        "OPENAI_ADMIN_KEY",
        "SLACK_BOT_TOKEN",
        "USAGE_BOT_ADMINS",
        "USAGE_BOT_ALERT_CHANNEL",
        "USAGE_BOT_DIGEST_AT",
        "USAGE_BOT_TIMEZONE",
    ]


def test_what_only_some_commands_need_is_checked_when_such_a_command_starts():
    with pytest.raises(UserError, match=r"^SLACK_BOT_TOKEN is not set\. .*\nUSAGE_BOT_ALERT_CHANNEL is not set"):
        load_settings(*RUNNING, values=KEY)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("USAGE_BOT_SYNC_MINUTES", "sk-admin-canary-1"),
        ("USAGE_BOT_TIMEZONE", "sk-admin-canary-1"),
        ("OPENAI_BASE_URL", "sk-admin-canary-1"),
        ("USAGE_BOT_COMMAND", "sk-admin-canary-1"),
    ],
)
def test_a_key_in_the_wrong_place_is_not_repeated(variable, value):
    with pytest.raises(UserError) as caught:
        load_settings(values={**KEY, variable: value})
    assert "canary" not in str(caught.value)
    assert str(caught.value).startswith(f"{variable} ")


@pytest.mark.parametrize("variable", ["OPENAI_BASE_URL", "SLACK_API_URL"])
@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("https://proxy.example/v1", True),
        ("http://127.0.0.1:8080/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://localhost/v1", True),
        ("http://proxy.example/v1", False),
        ("http://10.0.0.1/v1", False),
        ("http://127.0.0.1.example/v1", False),
        ("http://127.0.0.1@proxy.example/v1", False),
        ("http://[::1", False),
    ],
)
def test_an_address_without_tls_is_refused_outside_this_machine(variable, url, is_taken):
    if is_taken:
        load_settings(values={**KEY, variable: url})
        return
    with pytest.raises(UserError, match=f"^{variable} should begin with https://"):
        load_settings(values={**KEY, variable: url})


def test_secrets_do_not_show_in_repr():
    settings = load_settings(values={**KEY, "SLACK_BOT_TOKEN": "xoxb-canary", "SLACK_SIGNING_SECRET": "canary"})
    assert "canary" not in repr(settings)
    assert "canary" not in str(settings)


def test_the_digest_goes_to_the_alert_channel_unless_it_has_its_own():
    assert load_settings(values={**KEY, "USAGE_BOT_ALERT_CHANNEL": "#a"}).digest_channel == "#a"
    both = {**KEY, "USAGE_BOT_ALERT_CHANNEL": "#a", "USAGE_BOT_DIGEST_CHANNEL": "#d"}
    assert load_settings(values=both).digest_channel == "#d"


@pytest.mark.parametrize("text", ["U012ABC,S9ZZ", "U012ABC S9ZZ", " U012ABC ,  S9ZZ "])
def test_admins_are_separated_by_commas_or_spaces(text):
    assert load_settings(values={**KEY, "USAGE_BOT_ADMINS": text}).admins == ("U012ABC", "S9ZZ")


def test_the_budget_command_follows_a_renamed_command():
    assert load_settings(values=KEY).budget_command == "/budget"
    assert load_settings(values={**KEY, "USAGE_BOT_COMMAND": "/ai"}).budget_command == "/ai-budget"


def test_the_environment_comes_before_the_env_file(tmp_path):
    (tmp_path / ".env").write_text("OPENAI_ADMIN_KEY=sk-admin-file\nUSAGE_BOT_TIMEZONE=Asia/Kolkata\n")
    shows = (
        "from bot.settings import load_settings as l; s = l(); print(s.openai_admin_key.get_secret_value(), s.timezone)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", shows],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "USAGE_BOT_TIMEZONE": "Europe/Berlin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["sk-admin-file", "Europe/Berlin"]


def test_the_example_file_lists_every_setting():
    example = (ROOT / ".env.example").read_text()
    assert sorted(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == sorted(VARIABLES)
    assert len(VARIABLES) == len(Settings.model_fields)
