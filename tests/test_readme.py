"""The README is true: its commands run, its questions are answered, its tables are those of the program."""

import ast
import json
import re
import shlex
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from bot import commands
from bot.app import open_services, wall_clock
from bot.cli import COMMANDS, cli
from bot.commands import COMMANDS as SLACK_COMMANDS
from bot.commands.request import LOCAL
from bot.core.names import Sightings
from bot.demo.companies import shop
from bot.demo.openai import ADMIN_KEY, Simulator
from bot.demo.slack import LocalSlack
from bot.jobs.check import check_budgets
from bot.jobs.names import refresh_names
from bot.jobs.snapshot import take_snapshot
from bot.settings import VARIABLES, Settings, load_settings
from tests.living import Bot, ShopBot
from tests.moment import NOW
from tests.readme_blocks import README, marked

ROOT = Path(__file__).parents[1]


def table(heading: str) -> list[list[str]]:
    """The cells of the table behind a heading, without its first two lines."""
    section = re.split(r"\n##+ ", README.partition(f"# {heading}\n")[2])[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


# Commands


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """In a folder with a store that was read; leads to simulated services."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "budgets.toml").write_text("\n".join(marked("budgets.toml")), encoding="utf-8")
    with LocalSlack(wall_clock) as slack, Simulator(shop(wall_clock()), wall_clock) as openai:
        environment = {
            "OPENAI_ADMIN_KEY": ADMIN_KEY,
            "OPENAI_BASE_URL": openai.url,
            "SLACK_BOT_TOKEN": "xoxb-local",
            "SLACK_API_URL": slack.api_url,
            "USAGE_BOT_ALERT_CHANNEL": "#ai-spend",
            "USAGE_BOT_DATABASE": str(tmp_path / "usage-bot.db"),
        }
        with open_services(load_settings(values=environment), rates=(10_000.0, 10_000.0)) as live:
            refresh_names(live, live.clock(), Sightings())
            take_snapshot(live, live.clock())
        yield environment


def test_the_commands_of_the_readme_work(environment: dict[str, str]):
    for line in marked("run"):  # in their order, on one store
        ran = CliRunner().invoke(cli, shlex.split(line)[1:], env=environment)

        assert ran.exit_code == 0, f"{line}\n{ran.output}"
        assert ran.stdout.strip(), line
        if "--json" in line:
            shown = re.search(r'^\{"question".*?^```$', README, re.M | re.S)
            assert shown
            assert set(json.loads(ran.stdout)) == set(json.loads(shown[0].strip("`\n")))


def test_the_try_it_command_ends_with_the_playground():
    (line,) = marked("try it")
    made, installed, started = line.split(" && ")
    assert made == "python3 -m venv .venv"
    assert installed == ".venv/bin/pip install -q ."  # that the built package is whole is for test_wheel.py
    assert started == ".venv/bin/usage-bot demo"
    demo = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0"]
    with subprocess.Popen(demo, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            address = re.search(r"http://127\.0\.0\.1:\d+/", running.stdout.readline())
            assert address
            with urllib.request.urlopen(address[0], timeout=20) as page:
                assert b"usage-bot playground" in page.read()
        finally:
            running.terminate()
        assert running.communicate(timeout=20) == ("", "")  # the address is all that a person needs to read
        assert running.returncode == 0


def test_the_test_command_stands_behind_its_mark():
    (line,) = marked("test command")
    assert line.endswith("/pytest")


# Words


@pytest.fixture
def bot(shop_bot: ShopBot) -> Iterator[Bot]:
    with shop_bot(35) as bot:
        yield bot


def test_what_the_readme_says_in_words_is_understood_and_done(bot: Bot):
    for question in marked("questions"):
        reply = bot.say(question)
        assert reply.understood, f"{question}\n{reply.message.text}"
        assert "reading" not in reply.facts or reply.facts["reading"]["repairs"] == [], question
    for line in marked("budgets"):
        if line.startswith("/budget ack"):
            check_budgets(bot.services, NOW)  # so that there is something to acknowledge
        reply = commands.run_budget(line.removeprefix("/budget "), LOCAL, bot.services)
        assert reply.understood, f"{line}\n{reply.message.text}"
        if reply.proposes:
            commands.agree(reply, LOCAL, bot.services)
    for line in marked("reports"):
        reply = bot.say(line.removeprefix("/usage "))
        assert reply.understood, f"{line}\n{reply.message.text}"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_the_questions_are_answered_wherever_a_day_begins(bot: Bot, zone: str):
    settings = bot.services.settings.model_copy(update={"timezone": ZoneInfo(zone)})
    bot.services = replace(bot.services, settings=settings)

    for question in (*marked("questions"), "this month by line item"):
        assert bot.say(question).understood, question


# Tables


def test_the_settings_are_those_of_the_program():
    rows = {row[0].strip("`"): row[1] for row in table("Settings")}

    assert tuple(rows) == VARIABLES
    for field in Settings.model_fields.values():
        variable = field.validation_alias
        shown = rows[variable].strip("`")
        if field.is_required():
            assert shown == "required", variable
        elif field.default and variable != "USAGE_BOT_DIGEST_AT":
            assert shown == ("on" if field.default is True else str(field.default)), variable
    assert rows["USAGE_BOT_DIGEST_AT"] == f"`{Settings.model_fields['digest_at'].default:%H:%M}`"


def test_the_words_that_come_first_are_those_of_the_program():
    shown = [(row[0].strip("`"), row[1]) for row in table("Words that come first")]
    assert shown == [(command.example, command.summary) for command in SLACK_COMMANDS]


def test_the_commands_are_those_of_the_program():
    assert [row[0].strip("`") for row in table("Command line")] == [f"usage-bot {name}" for name in COMMANDS]


def test_every_promise_names_a_test_that_is_there():
    named = [name for row in table("What it promises") for name in re.findall(r"`([^`]+::[^`]+)`", row[1])]
    assert len(named) >= len(table("What it promises"))
    for name in named:
        path, _, function = name.partition("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert function in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, name


def test_the_budget_file_shows_every_key():
    (budget,) = tomllib.loads("\n".join(marked("budgets.toml")))["budget"]
    assert set(budget) == {"scope", "metric", "amount", "period", "levels", "channel", "owner"}


def test_every_link_of_the_readme_leads_somewhere():
    linked = re.findall(r"\]\(([^)#]+)\)", README)
    missing = [target for target in linked if "://" not in target and not (ROOT / target).exists()]
    assert missing == []


def test_headings_in_the_contents_are_there():
    headings = {
        re.sub(r"[^\w -]", "", line[3:]).strip().lower().replace(" ", "-")
        for line in README.splitlines()
        if line.startswith("## ")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", README)) <= headings


# Slack's own command line


def test_slack_run_finds_hooks_that_work():
    hooks = json.loads((ROOT / ".slack/hooks.json").read_text())
    assert hooks["config"]["sdk-managed-connection-enabled"] is True
    assert hooks["hooks"]["start"] == "python3 -m bot.cli.hooks start"

    def said(hook: str) -> object:
        line = hooks["hooks"][hook].replace("python3", shlex.quote(sys.executable))
        return json.loads(subprocess.run(line, shell=True, cwd=ROOT, check=True, capture_output=True).stdout)  # noqa: S602

    assert said("get-hooks") == hooks
    assert said("get-manifest")["settings"]["socket_mode_enabled"] is True


def test_the_diffs_of_the_contributors_page_are_in_the_files_it_names():
    page = (ROOT / "docs/CONTRIBUTING.md").read_text(encoding="utf-8")
    files = {ROOT / name for name in re.findall(r"`((?:bot|migrations|tests)/[\w/.]+\.py)`", page)}
    written = "\n".join(file.read_text(encoding="utf-8") for file in files)
    diffs = re.findall(r"```diff\n(.*?)```", page, re.S)
    assert len(diffs) >= 5
    for diff in diffs:
        assert "\n".join(line.removeprefix("+") for line in diff.splitlines()) in written, diff


def test_every_path_that_contributing_names_exists():
    page = (ROOT / "docs/CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:core|sources|jobs|listeners|commands|adapters|cli|demo)/[\w/]*(?:\.py)?)`", page)
    assert len(named) > 20

    assert [name for name in named if not (ROOT / "bot" / name).exists()] == []


def test_every_section_that_is_cited_is_there():
    facts = (ROOT / "docs/facts.md").read_text(encoding="utf-8")
    contract = (ROOT / "docs/design.md").read_text(encoding="utf-8")
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    cited = set(re.findall(r"docs/facts\.md, (\w+ \w+)", code))
    promised = set(re.findall(r"docs/design\.md section (\d+)", code))
    assert len(cited) > 5 and promised

    assert [one for one in cited if f"### {one}." not in facts] == []
    assert [one for one in promised if f"## {one}. " not in contract] == []


def test_the_json_of_the_readme_has_the_fields_of_an_answer(bot: Bot):
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r'"rows": \[(\{.*?\})', page)
    given = bot.say("yesterday by project").facts

    assert rows
    assert [set(json.loads(row)) - set(given["rows"][0]) for row in rows] == [set()] * len(rows)
