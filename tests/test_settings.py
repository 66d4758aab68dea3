"""Settings: read once, checked whole, secrets never shown."""

import os
import re
import subprocess
import sys
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import UserError
from bot.core.reports.schedules import default_schedules
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


@pytest.fixture
def env_file(tmp_path, monkeypatch):
    """A folder with an `.env` and nothing of ours in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("USAGE_BOT_", "OPENAI_", "SLACK_"))]:  # noqa: TID251
        monkeypatch.delenv(name)
    return tmp_path / ".env"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("USAGE_BOT_TIME_ZONE", "Is USAGE_BOT_TIMEZONE meant?"),
        ("USAGE_BOT_DATABSE", "Is USAGE_BOT_DATABASE meant?"),
        ("USAGEBOT_TIMEZONE", "Is USAGE_BOT_TIMEZONE meant?"),
        ("USAGE_BOT_PORT", ".env.example shows every setting."),
        ("USAGE_BOT_QQQ", ".env.example shows every setting."),
    ],
)
@pytest.mark.parametrize("where", ["environment", "file"])
def test_a_name_that_is_no_setting_is_an_error_with_the_nearest_one(env_file, monkeypatch, name, meant, where):
    if where == "file":
        env_file.write_text(f"OPENAI_ADMIN_KEY=sk-admin-1\n{name}=Europe/Berlin\n")
    else:
        monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-admin-1")
        monkeypatch.setenv(name, "Europe/Berlin")
    with pytest.raises(UserError, match=f"^{re.escape(f'{name} is no setting. {meant}')}$"):
        load_settings()


def test_what_kubernetes_sets_beside_a_service_of_our_name_is_no_setting():
    host, port = "10.0.0.1", "tcp://10.0.0.1:8080"
    theirs = {"SERVICE_HOST": host, "SERVICE_PORT_HTTP": "8080", "PORT": port, "PORT_8080_TCP_ADDR": host}
    for service in ("USAGE_BOT", "USAGE_BOT_METRICS", "USAGEBOT"):
        assert load_settings(values={**KEY, **{f"{service}_{name}": value for name, value in theirs.items()}})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"OPENAI_API_KEY": "sk-1"}, "OPENAI_ADMIN_KEY is not set; OPENAI_API_KEY is, which is no setting. "),
        ({"OPENAI_ADMIN_KY": "sk-1"}, "OPENAI_ADMIN_KEY is not set; OPENAI_ADMIN_KY is, which is no setting. "),
        ({"ANTHROPIC": "sk-1"}, "OPENAI_ADMIN_KEY is not set. "),
    ],
)
def test_a_key_under_another_name_is_seen(given, said):
    with pytest.raises(UserError, match=f"^{re.escape(said)}Put it"):
        load_settings(values=given)


@pytest.mark.parametrize(
    ("line", "how"),
    [
        pytest.param("USAGE_BOT_TIMEZONE: Europe/Berlin", "USAGE_BOT_TIMEZONE=value", id="a colon"),
        pytest.param("USAGE_BOT_TIMEZONE Europe/Berlin", "USAGE_BOT_TIMEZONE=value", id="nothing between"),
        pytest.param("USAGE_BOT_TIMEZONE", "USAGE_BOT_TIMEZONE=value", id="no value"),
        pytest.param('USAGE_BOT_TIMEZONE="Europe/Berlin', "USAGE_BOT_TIMEZONE=value", id="one quote"),
        pytest.param("sk-admin-canary", "NAME=value", id="a key alone"),
    ],
)
def test_a_line_that_cannot_be_read_is_an_error_and_not_repeated(env_file, line, how):
    env_file.write_text(f"OPENAI_ADMIN_KEY=sk-admin-canary-1\n\n{line}\n")
    with pytest.raises(UserError) as caught:
        load_settings()
    assert f"Line 3 of .env cannot be read. Write it as {how}" in str(caught.value)
    assert "canary" not in str(caught.value)
    assert "Berlin" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_a_file_in_another_encoding_is_said(env_file, encoding):
    env_file.write_bytes("OPENAI_ADMIN_KEY=sk-admin-1\n# für Köln\n".encode(encoding))
    with pytest.raises(UserError, match=r"^\.env is no UTF-8 text\. Save it in that encoding\.$"):
        load_settings(*RUNNING)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(lambda file: file.mkdir(), ".env cannot be read: Is a directory.", id="a folder"),
        pytest.param(lambda file: file.symlink_to("gone"), ".env is a link to nowhere.", id="a link to nowhere"),
        pytest.param(lambda file: file.symlink_to(".env"), ".env cannot be read: Too many", id="a link to itself"),
    ],
)
def test_what_cannot_be_read_is_not_taken_for_an_empty_file(env_file, make, said):
    make(env_file)
    with pytest.raises(UserError, match=f"^{re.escape(said)}[^\n]*$"):
        load_settings()


def test_of_two_values_none_is_chosen_in_silence(env_file):
    key = "OPENAI_ADMIN_KEY=sk-admin-canary-1\n"
    env_file.write_text(f"{key}USAGE_BOT_TIMEZONE=Europe/Berlin\n{key}\nUSAGE_BOT_TIMEZONE=Asia/Tokyo\nA=1\nA=2\n")
    said = "USAGE_BOT_TIMEZONE stands twice in .env, in lines 2 and 5. Keep one."
    with pytest.raises(UserError, match=f"^{re.escape(said)}$"):
        load_settings()


def test_an_empty_line_of_the_example_takes_no_value_away(env_file):
    env_file.write_text("OPENAI_ADMIN_KEY=sk-admin-1\nOPENAI_ADMIN_KEY=\n")
    assert load_settings().openai_admin_key.get_secret_value() == "sk-admin-1"


def test_a_channel_behind_a_blank_is_not_lost_as_a_comment(env_file):
    env_file.write_text(
        "OPENAI_ADMIN_KEY=sk-admin-1\nUSAGE_BOT_ALERT_CHANNEL = #ai-spend\nUSAGE_BOT_DIGEST_CHANNEL= # none\n"
    )
    said = "Line 2 of .env has a comment for a channel. Write USAGE_BOT_ALERT_CHANNEL='#name', with quotes."
    with pytest.raises(UserError, match=f"^{re.escape(said)}$"):
        load_settings()


def test_a_byte_order_mark_does_no_harm(env_file):
    env_file.write_bytes("OPENAI_ADMIN_KEY=sk-admin-1\n".encode("utf-8-sig"))
    assert load_settings().openai_admin_key.get_secret_value() == "sk-admin-1"


def test_quotes_and_blanks_around_a_value_are_not_of_it(env_file, monkeypatch):
    env_file.write_text("USAGE_BOT_TIMEZONE = 'Europe/Berlin'\n")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", '"sk-admin-1" ')
    monkeypatch.setenv("USAGE_BOT_ADMINS", "“U012ABC”")
    settings = load_settings()
    assert settings.admins == ("U012ABC",)
    assert (settings.openai_admin_key.get_secret_value(), settings.timezone.key) == ("sk-admin-1", "Europe/Berlin")


def test_a_tilde_is_the_home_folder(monkeypatch):
    monkeypatch.setenv("HOME", "/home/dana")
    paths = {"USAGE_BOT_DATABASE": "~/usage-bot.db", "USAGE_BOT_PRICES": "~/prices.toml"}
    settings = load_settings(values={**KEY, **paths})
    assert (str(settings.database), str(settings.prices)) == ("/home/dana/usage-bot.db", "/home/dana/prices.toml")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("USAGE_BOT_SYNC_MINUTES", "soon", "should be a whole number of minutes from 1 to 1440."),
        ("USAGE_BOT_SYNC_MINUTES", "1_5", "should be a whole number of minutes from 1 to 1440."),
        ("USAGE_BOT_SYNC_MINUTES", "١٥", "should be a whole number of minutes from 1 to 1440."),
        ("USAGE_BOT_FISCAL_YEAR", "0_4", "should be the number of a month, 1 to 12."),
        ("USAGE_BOT_SYNC_MINUTES", "0", "should be a whole number of minutes from 1 to 1440."),
        (
            "USAGE_BOT_COMMAND",
            "usage",
            "should be a slash and up to 24 small letters, digits, - and _, such as /usage.",
        ),
        ("USAGE_BOT_DATABASE", "sqlite:///usage-bot.db", "should be the path of a file."),
        ("USAGE_BOT_DATABASE", ":memory:", "should be the path of a file."),
        ("SLACK_BOT_TOKEN", "xapp-canary", "should be the bot token (xoxb-…), and is the app-level one."),
        ("SLACK_APP_TOKEN", "xoxb-canary", "should be the app-level token (xapp-…), and is another one of Slack."),
        ("SLACK_BOT_TOKEN", "xoxb-can\nary", "holds characters that no token has. Copy it again, as one word."),
        ("SLACK_APP_TOKEN", "xapp-cänary", "holds characters that no token has. Copy it again, as one word."),
        ("OPENAI_BASE_URL", "https://api..openai.com/v1", "has a host or port that no URL can have."),
        ("OPENAI_BASE_URL", f"https://{'a' * 64}.com/v1", "has a host or port that no URL can have."),
        ("OPENAI_BASE_URL", "https://api openai com/v1", "has a host or port that no URL can have."),
        ("SLACK_API_URL", "https://slack.com:99999/api/", "has a host or port that no URL can have."),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_field(variable, value, said):
    with pytest.raises(UserError, match=f"^{re.escape(f'{variable} {said}')}$"):
        load_settings(values={**KEY, variable: value})


def test_the_example_file_lists_every_setting():
    example = (ROOT / ".env.example").read_text()
    assert sorted(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == sorted(VARIABLES)
    assert len(VARIABLES) == len(Settings.model_fields)


def test_the_daily_digest_can_be_off():
    settings = load_settings(values={"OPENAI_ADMIN_KEY": "sk-admin-x", "USAGE_BOT_DIGEST_AT": "off"})
    assert default_schedules("#ai-spend", "UTC", settings.digest_at) == ()


@pytest.mark.parametrize("address", ["8080", "localhost", "127.0.0.1:http", "127.0.0.1:80800", "http://127.0.0.1:8080"])
def test_an_address_to_listen_on_is_looked_at_before_the_start(address):
    with pytest.raises(UserError, match=r"^USAGE_BOT_HTTP should be HOST:PORT, such as 127\.0\.0\.1:8080 "):
        load_settings(values={**KEY, "USAGE_BOT_HTTP": address})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("Berlin", "Europe/Berlin"),
        ("PST", "America/Los_Angeles"),
        ("Asia/Calcuta", "Asia/Calcutta"),
        ("UTC+2", "Etc/GMT-2"),
    ],
)
def test_a_zone_with_a_slip_is_asked_back_with_the_nearest(typed, meant):
    said = f"USAGE_BOT_TIMEZONE should be an IANA name such as Europe/Berlin. Is {meant} meant?"
    with pytest.raises(UserError, match=f"^{re.escape(said)}$"):
        load_settings(values={**KEY, "USAGE_BOT_TIMEZONE": typed})


@pytest.mark.parametrize("typed", ["Mars/Olympus", "+02:00", "../etc/passwd"])
def test_a_zone_that_is_like_none_has_no_guess(typed):
    with pytest.raises(UserError, match=r"such as Europe/Berlin\.$"):
        load_settings(values={**KEY, "USAGE_BOT_TIMEZONE": typed})


@pytest.mark.parametrize("word", ["off", "OFF", "Off"])
def test_off_is_off_however_it_is_written(word):
    settings = load_settings(values={**KEY, "USAGE_BOT_DIGEST_AT": word, "USAGE_BOT_PRICE_UPDATES": word})
    assert (settings.digest_at, settings.price_updates) == (None, False)
