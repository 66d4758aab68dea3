"""`usage-bot ask`: one object with `--json`, a file with `--csv`, and an exit status that scripts can use."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.app import open_services, wall_clock
from bot.cli import cli
from bot.demo import companies
from bot.demo.faults import DROPPED, Fault
from bot.demo.openai import ADMIN_KEY, Simulator
from bot.jobs.snapshot import take_snapshot
from bot.settings import load_settings

RECORDED = Path(__file__).parents[3] / "shared" / "fixtures" / "usage-completions-31d-ungrouped.recorded.json"


@pytest.fixture
def ask(simulator: Simulator, tmp_path: Path):
    environment = {
        "OPENAI_ADMIN_KEY": ADMIN_KEY,
        "OPENAI_BASE_URL": simulator.url,
        "USAGE_BOT_DATABASE": str(tmp_path / "usage-bot.db"),
        "USAGE_BOT_PRICES": str(tmp_path / "prices.toml"),
    }

    def run(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(cli, ["ask", *arguments], input=typed, env=environment)

    return run


def test_the_json_object_is_as_documented(ask):
    ran = ask("output tokens on 2026-11-05 by model top 2", "--json")
    assert ran.exit_code == 0
    facts = json.loads(ran.stdout)
    assert facts["question"] == "output tokens on 2026-11-05 by model top 2"
    assert facts["unit"] == "token"
    assert facts["reading"]["by"] == ["model"]
    assert (facts["reading"]["start"], facts["reading"]["end"]) == ("2026-11-05T00:00:00Z", "2026-11-06T00:00:00Z")
    assert [row["model"] for row in facts["rows"]][-1] == "other"
    assert sum(row["quantity"] for row in facts["rows"]) == facts["total"]["quantity"] > 0
    assert [source["from"] for source in facts["sources"]] == ["openai"]
    assert facts["queries"][0].startswith("GET /organization/usage/completions?start_time=1793836800")
    assert set(facts["message"]) == {"text", "blocks"}


def test_what_cannot_be_read_exits_with_2_and_suggests(ask):
    ran = ask("bananas", "--json")
    assert ran.exit_code == 2
    facts = json.loads(ran.stdout)
    assert set(facts) == {"question", "error", "suggestions"}
    assert len(facts["suggestions"]) == 3
    for suggestion in facts["suggestions"]:
        assert ask(suggestion, "--json").exit_code != 2


def test_an_organisation_that_cannot_be_read_exits_with_1_and_one_line(ask, simulator):
    simulator.fault("", Fault(401, b'{"error": {"code": "invalid_api_key", "message": "no"}}'), times=None)
    ran = ask("tokens yesterday")
    assert ran.exit_code == 1
    assert ran.stdout == ""
    assert ran.stderr.startswith("usage-bot: OpenAI does not accept the admin key")
    assert len(ran.stderr.splitlines()) == 1


def test_an_unreadable_question_is_an_error_on_standard_error(ask):
    ran = ask("bananas")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("usage-bot: I cannot read “bananas”.\n  try: ")


def test_a_question_of_which_nothing_could_be_read_exits_with_1_though_the_store_stands_in(tmp_path):
    with Simulator(companies.shop(wall_clock(), lag=False), wall_clock) as simulator:
        environment = {
            "OPENAI_ADMIN_KEY": ADMIN_KEY,
            "OPENAI_BASE_URL": simulator.url,
            "USAGE_BOT_DATABASE": str(tmp_path / "usage-bot.db"),
        }
        with open_services(load_settings(values=environment), rates=(1000.0, 1000.0)) as services:
            take_snapshot(services, services.clock())
        simulator.fault("", DROPPED, times=None)
        ran = CliRunner().invoke(cli, ["ask", "last", "90", "minutes"], env=environment)
        assert (ran.exit_code, ran.stdout, len(ran.stderr.splitlines())) == (1, "", 1)
        assert "OpenAI could not be reached" in ran.stderr
        as_json = CliRunner().invoke(cli, ["ask", "last", "90", "minutes", "--json"], env=environment)
        assert (as_json.exit_code, json.loads(as_json.stdout)["total"]["quantity"]) == (1, None)


@pytest.mark.parametrize("file", ["/nope/x.csv", "/dev/null/x.csv"])
def test_a_file_that_cannot_be_written_is_said_before_anything_is_asked(ask, simulator, file):
    ran = ask("tokens on 2026-11-05", "--csv", file)
    assert (ran.exit_code, len(ran.stderr.splitlines()), simulator.requests) == (2, 1, [])
    assert file in ran.stderr


def test_a_dash_is_standard_output(ask):
    ran = ask("tokens on 2026-11-05 by project", "--csv", "-")
    assert ran.exit_code == 0
    head, *rows = ran.stdout.splitlines()
    assert head.startswith("project,")
    assert len(rows) >= 7


def test_a_csv_of_what_has_no_rows_is_refused(ask, tmp_path):
    ran = ask("help", "--csv", str(tmp_path / "help.csv"))
    assert (ran.exit_code, list(tmp_path.glob("*.csv"))) == (2, [])


def test_a_csv_file_holds_the_rows(ask, tmp_path):
    file = tmp_path / "tokens.csv"
    ran = ask("tokens on 2026-11-05 by project", "--csv", str(file))
    assert ran.exit_code == 0
    head, *rows = file.read_text().splitlines()
    assert head.startswith("project,")
    assert len(rows) >= 7


def test_the_recorded_month_gives_its_own_sums_empty_days_included(ask, simulator):
    if not RECORDED.exists():
        pytest.skip("the recorded pages are not beside this checkout")
    buckets = json.loads(RECORDED.read_text())
    page = {"object": "page", "data": buckets, "has_more": False, "next_page": None}
    simulator.fault("usage/completions", Fault(200, json.dumps(page).encode()), times=None)
    facts = json.loads(ask("2025-01-11..2025-02-10", "tokens", "by", "day", "--json").stdout)
    wanted = [sum(row["input_tokens"] + row["output_tokens"] for row in bucket["results"]) for bucket in buckets]
    assert [row["quantity"] for row in facts["rows"]] == wanted
    assert wanted.count(0) == 5
    assert facts["rows"][0]["day"] == "2025-01-11"
    assert facts["total"]["quantity"] == sum(wanted)


def kept(ask) -> list[int]:
    return [one["amount"] for one in json.loads(ask("budgets", "--json").stdout)["budgets"]]


@pytest.mark.parametrize(
    ("arguments", "typed", "status", "amounts"),
    [
        pytest.param((), "y\n", 0, [500_000_000_000], id="yes"),
        pytest.param((), "n\n", 2, [], id="no"),
        pytest.param((), "", 2, [], id="nobody answers"),
        pytest.param(("--yes",), "", 0, [500_000_000_000], id="a script"),
        pytest.param(("--json",), "", 0, [], id="facts alone"),
        pytest.param(("--json", "--yes"), "", 0, [500_000_000_000], id="a script that reads facts"),
    ],
)
def test_a_budget_is_shown_and_asked_about_before_it_is_saved(ask, arguments, typed, status, amounts):
    ran = ask("budget organisation 500/month", *arguments, typed=typed)

    assert (ran.exit_code, "$500 a month" in ran.output) == (status, True), ran.output
    assert kept(ask) == amounts
