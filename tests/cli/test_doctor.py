"""The doctor: each thing broken in turn is named, with its cure."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import chdir, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from bot.adapters.clock_guard import SLACK
from bot.adapters.store import Store
from bot.adapters.store.opening import migrations
from bot.app import open_services, wall_clock
from bot.cli import cli
from bot.core.alerts.outbox import QueuedMessage
from bot.core.errors import UpstreamError
from bot.core.slack.message import Message
from bot.core.usage.freshness import DAY_GRAINS
from bot.demo import companies
from bot.demo.faults import DROPPED, MISSING_SCOPE, WRONG_KEY
from bot.demo.faults import Fault as OpenAIFault
from bot.demo.openai import ADMIN_KEY, USAGE_KEY, Simulator
from bot.demo.slack import Fault, LocalSlack
from bot.doctor import State, examine, with_cure
from bot.doctor.openai_checks import clock
from bot.doctor.store_checks import _sqlite
from bot.settings import load_settings
from bot.sources.reads import FIRST_TRIED

TOKEN = "xoxb-planted-token"


@dataclass
class Patient:
    """Settings in which everything is well, and the services behind them."""

    openai: Simulator
    slack: LocalSlack
    path: Path
    settings: dict[str, str]

    def doctor(self, *options: str) -> Result:
        with chdir(self.path.parent):  # away from anybody's .env
            return CliRunner().invoke(cli, ["doctor", *options], env={**NOTHING, **self.settings})

    def store(self) -> Store:
        return Store(self.path)


NOTHING = dict.fromkeys(("OPENAI_ADMIN_KEY", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "USAGE_BOT_ALERT_CHANNEL"), "")


@pytest.fixture(scope="module")
def company():
    return companies.shop(wall_clock(), lag=False)


@pytest.fixture
def patient(tmp_path, company) -> Iterator[Patient]:
    with Simulator(company, wall_clock) as openai, LocalSlack(wall_clock, token=TOKEN) as slack:
        settings = {
            "OPENAI_ADMIN_KEY": ADMIN_KEY,
            "OPENAI_BASE_URL": openai.url,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_API_URL": slack.api_url,
            "USAGE_BOT_DATABASE": str(tmp_path / "usage-bot.db"),
            "USAGE_BOT_ALERT_CHANNEL": "#ai-spend",
        }
        patient = Patient(openai, slack, tmp_path / "usage-bot.db", settings)
        with patient.store() as store:
            note_reads(store, wall_clock())
        yield patient


def test_when_all_is_well_it_says_so(patient):
    result = patient.doctor()

    assert result.exit_code == 0, result.output
    for line in ("the admin key reads usage and costs", "8 projects by name", "the bot token is good in Local"):
        assert line in result.output
    for line in ("the bot is in #ai-spend", "the clock agrees", "nothing waits for Slack", "everything was read at"):
        assert line in result.output
    assert "broken" not in result.output
    assert "chmod" not in result.output


def test_a_file_of_keys_that_everybody_can_read_is_told(patient):
    file = patient.path.with_name(".env")
    file.write_text("USAGE_BOT_ADMINS=U0DANA\n")
    file.chmod(0o644)
    assert "note    settings    every user of this machine can read the keys in .env. Type chmod 600 .env.\n" in (
        patient.doctor().output
    )
    file.chmod(0o640)
    assert "chmod" not in patient.doctor().output


def _setting(name: str, value: str) -> Callable[[Patient], None]:
    return lambda patient: patient.settings.update({name: value})


def _openai(fault) -> Callable[[Patient], None]:
    return lambda patient: patient.openai.fault("usage", fault, times=None)


def _without_scopes(*scopes: str) -> Callable[[Patient], None]:
    def lose(patient: Patient) -> None:
        workspace = patient.slack.workspace
        workspace.scopes = tuple(scope for scope in workspace.scopes if scope not in scopes)

    return lose


def _room(**changes: object) -> Callable[[Patient], None]:
    def change(patient: Patient) -> None:
        rooms = patient.slack.workspace.rooms
        rooms["C0SPEND"] = replace(rooms["C0SPEND"], **changes)

    return change


def _newer(patient: Patient) -> None:
    with patient.store() as store, store.write() as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('usage-bot', 'm999_future', '')"
        )


def note_reads(store: Store, at: datetime) -> None:
    """What was read is noted for each endpoint."""
    today, moment = f"{at:%Y-%m-%d}T00:00:00Z", f"{at:%Y-%m-%dT%H:%M:%SZ}"
    with store.write() as connection:
        connection.execute("DELETE FROM reads")
        connection.executemany(
            "INSERT OR REPLACE INTO reads (endpoint, width, start, read_at, rows, prices)"
            " VALUES (?, '1d', ?, ?, 0, '')",
            [(grain.endpoint, today, moment) for grain in DAY_GRAINS],
        )


def _unread(patient: Patient) -> None:
    with patient.store() as store:
        note_reads(store, wall_clock() - timedelta(hours=7))


def _never_read(patient: Patient) -> None:
    with patient.store() as store, store.write() as connection:
        connection.execute("DELETE FROM reads")
        long_ago = (wall_clock() - timedelta(hours=7)).isoformat()
        connection.execute("INSERT INTO meta VALUES (?, ?)", (FIRST_TRIED, long_ago))


def _waiting(patient: Patient) -> None:
    with patient.store() as store:
        with store.write() as connection:
            queued = QueuedMessage("passed-1", "#checkout", Message("≈ $411 of $500"))
            store.outbox.put(connection, queued, now=wall_clock() - timedelta(hours=3))
        claimed = store.claims.claim(wall_clock())
        store.claims.postpone(claimed, "not_in_channel", wall_clock() + timedelta(hours=1))


BROKEN = (
    pytest.param(_openai(WRONG_KEY), "does not accept the admin key", "Make one under", id="wrong key"),
    pytest.param(_openai(MISSING_SCOPE), "lacks the scope api.usage.read", "put it into OPENAI_ADMIN_KEY", id="scope"),
    pytest.param(_openai(DROPPED), "OpenAI could not be reached", "firewall, proxy and DNS", id="no way to OpenAI"),
    pytest.param(_setting("OPENAI_ADMIN_KEY", ""), "OPENAI_ADMIN_KEY is not set", "Put it into .env", id="no key"),
    pytest.param(_setting("SLACK_BOT_TOKEN", "xoxb-other"), "invalid_auth", "Copy the bot token", id="wrong token"),
    pytest.param(_setting("SLACK_BOT_TOKEN", ""), "SLACK_BOT_TOKEN is not set", "manifest --url", id="no token"),
    pytest.param(
        _without_scopes("chat:write", "channels:history"),
        "the bot token lacks chat:write, channels:history",
        "install the app again",
        id="Slack scope",
    ),
    pytest.param(_room(members=()), "the bot is not in #ai-spend", "/invite @usage-bot", id="not in channel"),
    pytest.param(_room(is_archived=True), "#ai-spend is archived", "Unarchive it", id="archived"),
    pytest.param(_room(name="spend"), "no channel #ai-spend", "Check the name", id="renamed"),
    pytest.param(_setting("USAGE_BOT_ALERT_CHANNEL", ""), "USAGE_BOT_ALERT_CHANNEL is not set", "Set it", id="nowhere"),
    pytest.param(
        _setting("USAGE_BOT_TIMEZONE", "Europe/Bonn"), "USAGE_BOT_TIMEZONE", "such as Europe/Berlin", id="bad zone"
    ),
    pytest.param(_newer, "written by a newer usage-bot", "upgrade usage-bot", id="newer store"),
    pytest.param(
        lambda patient: (patient.store().close(), patient.path.write_bytes(b"no database " * 400)),
        "is not a database",
        "put a backup in its place",
        id="damaged store",
    ),
    pytest.param(_unread, "nothing could be read from OpenAI for 7 hours", "Is `usage-bot run` running?", id="no read"),
    pytest.param(
        _never_read, "nothing could be read from OpenAI for 7 hours", "Its log names the reason", id="never read"
    ),
    pytest.param(_waiting, "for #checkout, for 3 hours: not_in_channel", "/invite @usage-bot", id="undelivered"),
)


@pytest.mark.parametrize(("break_it", "thing", "cure"), BROKEN)
def test_each_thing_that_is_broken_is_named_with_its_cure(patient, break_it, thing, cure):
    break_it(patient)
    result = patient.doctor()

    assert result.exit_code == 1, result.output
    (line,) = [line for line in result.output.splitlines() if thing in line]
    assert line.startswith("broken")
    assert cure in line
    assert "Traceback" not in result.output
    assert TOKEN not in result.output and ADMIN_KEY not in result.output


@pytest.mark.parametrize(
    ("break_it", "still_known"),
    [
        pytest.param(_setting("OPENAI_ADMIN_KEY", ""), "the bot is in #ai-spend", id="no key"),
        pytest.param(_setting("USAGE_BOT_TIMEZONE", "nowhere"), "the admin key reads usage and costs", id="bad zone"),
        pytest.param(_setting("SLACK_BOT_TOKEN", ""), "the admin key reads usage and costs", id="no token"),
        pytest.param(_newer, "the bot is in #ai-spend", id="newer store"),
        pytest.param(_openai(WRONG_KEY), "the bot is in #ai-spend", id="wrong key"),
    ],
)
def test_the_other_checks_go_on(patient, break_it, still_known):
    break_it(patient)
    assert still_known in patient.doctor().output


def test_it_makes_no_store_and_upgrades_none(patient, tmp_path):
    patient.path.unlink()
    there = set(tmp_path.iterdir())
    result = patient.doctor()
    assert (result.exit_code, "is not there yet. The first" in result.output) == (0, True)
    assert set(tmp_path.iterdir()) == there

    with closing(sqlite3.connect(patient.path)) as older, older:
        migrations().apply(Database(older), stop_before="m003_views")
    before = patient.path.read_bytes()
    assert "is of an earlier usage-bot" in patient.doctor().output
    assert patient.path.read_bytes() == before


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        pytest.param({}, "zone        days begin at midnight in UTC, where it is", id="zone"),
        pytest.param(
            {"USAGE_BOT_TIMEZONE": "Asia/Tokyo"}, "days begin at midnight in Asia/Tokyo, where it", id="own zone"
        ),
        pytest.param({}, "admins      USAGE_BOT_ADMINS is empty", id="no admins"),
        pytest.param({}, "socket      neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set", id="no way in"),
        pytest.param({"USAGE_BOT_PRICES": "/nope/p.toml"}, "names /nope/p.toml, which is not there", id="no prices"),
        pytest.param(
            {"USAGE_BOT_TIME_ZONE": "x"}, "USAGE_BOT_TIME_ZONE is no setting. Is USAGE_BOT_TIMEZONE meant?", id="name"
        ),
        pytest.param(
            {"USAGE_BOT_SYNC_MINUTES": "soon"}, "should be a whole number of minutes from 1 to 1440", id="their words"
        ),
    ],
)
def test_doctor_says_which_settings_are_set(patient, settings, line):
    patient.settings |= settings
    assert line in patient.doctor().output


def test_a_key_of_an_organisation_that_uses_nothing_is_asked_about(patient):
    page = json.dumps({"object": "page", "data": [], "has_more": False, "next_page": None}).encode()
    for path in ("usage", "costs"):
        patient.openai.fault(path, OpenAIFault(200, page), times=None)
    assert "nothing was used or billed in the last 30 days. Is this key of the right" in patient.doctor().output


@pytest.mark.parametrize(
    ("version", "is_replicated", "state"),
    [
        pytest.param((3, 40, 1), True, State.BROKEN, id="a replicator and an old one"),
        pytest.param((3, 40, 1), False, State.OK, id="an old one alone"),
        pytest.param((3, 50, 6), True, State.BROKEN, id="before the repair of its branch"),
        pytest.param((3, 50, 7), True, None, id="repaired in its branch"),
        pytest.param((3, 51, 2), True, State.BROKEN, id="the newest branch before its repair"),
        pytest.param((3, 52, 0), True, None, id="new"),
    ],
)
def test_a_replicator_needs_a_repaired_sqlite(patient, version, is_replicated, state):
    with open_services(load_settings(values=patient.settings)) as services:
        if is_replicated:
            with services.store.write() as connection:
                connection.execute("CREATE TABLE _litestream_lock (id INTEGER)")
        assert [finding.state for finding in _sqlite(services, version)] == ([state] if state else [])


def test_a_wrong_app_token_is_told(patient):
    patient.settings["SLACK_APP_TOKEN"] = "xapp-1-planted"
    patient.slack.workspace.socket_url = "ws://127.0.0.1:1"
    patient.slack.faults.plan("apps.connections.open", Fault(error="invalid_auth"))
    result = patient.doctor()

    assert "Slack does not accept SLACK_APP_TOKEN" in result.output
    assert "connections:write" in result.output


def test_a_clock_that_is_off_is_told(patient):
    late = datetime.now(UTC) + timedelta(minutes=10)  # noqa: TID251 - OpenAI's Date header is real
    with open_services(load_settings(values=patient.settings), clock=lambda: late) as services:
        (finding,) = [one for one in examine(services, late) if one.check == "clock"]

    assert finding.state is State.BROKEN
    assert finding.text == "this machine's clock is 10 minutes off OpenAI's"
    assert finding.cure == "Switch on time synchronisation (NTP)."


def test_a_clock_of_openai_that_is_off_by_slacks_word_is_not_this_machines(patient):
    late = datetime.now(UTC) + timedelta(minutes=10, seconds=10)  # noqa: TID251 - OpenAI's Date header is real
    with open_services(load_settings(values=patient.settings), clock=lambda: late) as services:
        services.guard.hear({"date": format_datetime(late, usegmt=True)}, SLACK)
        with pytest.raises(UpstreamError, match="OpenAI's clock is 10 min behind"):
            services.openai.projects()
        (finding,) = clock(services, late)

    assert finding.state is State.BROKEN
    assert finding.text == "OpenAI's clock is 10 minutes off this machine's and Slack's"


def test_a_key_that_ends_soon_is_told(patient):
    assert "the admin key expires in" in patient.doctor().output


def test_a_key_of_the_least_rights_is_enough(patient):
    patient.settings["OPENAI_ADMIN_KEY"] = USAGE_KEY
    result = patient.doctor()

    assert result.exit_code == 0, result.output
    assert "the key may not read names: ids are shown" in result.output


def test_a_test_alert_takes_the_way_of_an_alert(patient):
    assert patient.doctor("--send").exit_code == 0
    assert [message["text"][:30] for message in patient.slack.messages()] == ["This is a test from usage-bot:"]


def test_a_test_alert_that_slack_refuses_names_the_cure(patient):
    patient.slack.faults.plan("chat.postMessage", Fault(error="not_in_channel"))
    result = patient.doctor("--send")

    assert result.exit_code == 1
    assert "test alert" in result.output
    assert "/invite @usage-bot" in result.output


@pytest.mark.parametrize(
    ("code", "cure"),
    [
        pytest.param("invalid_auth", "Copy the bot token", id="a wrong token"),
        pytest.param("not_in_channel", "Type /invite @usage-bot", id="not invited"),
        pytest.param("unreachable", "Look at firewall, proxy and DNS.", id="no network"),
        pytest.param("http_500", "Slack refused.", id="nothing that a person can mend"),
    ],
)
def test_a_failure_is_told_with_what_to_do_about_it(code, cure):
    assert cure in with_cure(UpstreamError("Slack refused.", transient=False, code=code))
