"""Teams: `teams.toml`, and every number by team, to the nanodollar of the organisation's own facts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import commands
from bot.adapters.teams import TeamsFile
from bot.commands.request import LOCAL
from bot.core.errors import UserError
from bot.core.names import Named, Names, Sightings
from bot.core.reports.schedules import DueReport, Schedule
from bot.core.slack.numbers import money
from bot.core.teams import read_teams
from bot.doctor import State, examine
from bot.jobs.names import refresh_names
from bot.jobs.report_writing import write
from bot.sources.budget_status import budget_sums
from tests.living import Bot, ShopBot
from tests.moment import NOW

NAMES = Names(
    [
        Named("project", "proj_1", "checkout-prod"),
        Named("project", "proj_2", "checkout-dev"),
        Named("project", "proj_3", "search"),
        Named("key", "key_ci", "ci-key", parent="proj_1"),
        Named("user", "user-1", "Dana Ray", email="dana@example.com"),
    ]
)
TEAMS = """
[[team]]
name = "payments"
projects = ["checkout-*", "proj_9"]
users = ["Dana@example.com"]

[[team]]
name = "platform"
projects = ["search"]
keys = ["ci-key"]
"""


@pytest.mark.parametrize(
    ("project", "user", "key", "team"),
    [
        pytest.param("proj_1", "", "", "payments", id="a pattern of its projects"),
        pytest.param("proj_9", "", "", "payments", id="an id that is not known yet"),
        pytest.param("proj_1", "", "key_ci", "platform", id="a key wins over its project"),
        pytest.param("proj_3", "user-1", "key_x", "payments", id="a user wins over the project, by e-mail"),
        pytest.param("proj_4", "", "", "", id="none"),
    ],
)
def test_a_row_belongs_to_one_team(project, user, key, team):
    assert read_teams(TEAMS).resolved(NAMES).of(project, user, key) == team


def test_a_team_file_names_what_is_in_two_teams_or_unknown():
    text = f'{TEAMS}\n[[team]]\nname = "ops"\nprojects = ["search", "serach"]\n'
    assert read_teams(text).resolved(NAMES).notes == (
        "project 'proj_9' of team 'payments' is not known",
        "project 'search' is in two teams, 'platform' and 'ops': the first counts",
        "project 'serach' of team 'ops' is not known",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[team]]\nprojects = []", "teams.toml, team 1: name is missing."),
        (
            '[[team]]\nname = "a"\nproject = ["x"]',
            "teams.toml, team 1: 'project' is not known; a team has",
        ),
        ('[[team]]\nname = "a"\nkeys = "x"', "teams.toml, team 1: keys should be a list of names or ids."),
        ('[[team]]\nname = "a"\n[[team]]\nname = "a"', "teams.toml: there are two teams called 'a'."),
        ("team = 1", "teams.toml should hold [[team]] entries only"),
        ("[[team]", "teams.toml is not valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named(text, problem):
    with pytest.raises(UserError) as mistake:
        read_teams(text)
    assert str(mistake.value).startswith(problem)


def test_a_file_that_changed_is_read_again_and_a_mistake_keeps_the_old_one(tmp_path: Path):
    path = tmp_path / "teams.toml"
    teams = TeamsFile(path, lambda: NAMES)
    assert teams.current().names == ()
    path.write_text(TEAMS)
    assert teams.current().names == ("payments", "platform")
    path.write_text("[[team]")
    assert teams.current().names == ("payments", "platform")
    assert teams.problem.startswith("teams.toml is not valid TOML")
    path.unlink()
    assert teams.current().names == ()
    path.mkdir()
    assert teams.current().names == ()
    assert teams.problem == f"{path} cannot be read: Is a directory."


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, shop_bot: ShopBot) -> Iterator[Bot]:
    folder = tmp_path_factory.mktemp("teams")
    (folder / "teams.toml").write_text(
        '[[team]]\nname = "shop"\nprojects = ["checkout-prod", "search"]\n'
        '[[team]]\nname = "help"\nprojects = ["support-bot"]\n'
    )
    with shop_bot(35) as bot:
        store = bot.services.store
        bot.services = replace(bot.services, teams=TeamsFile(folder / "teams.toml", store.names.all))
        store.names.also = bot.services.teams.named
        refresh_names(bot.services, NOW, Sightings())
        yield bot


def by(bot: Bot, words: str, group: str) -> dict:
    return {row[group]: row["quantity"] for row in bot.say(words).facts["rows"]}


MEMBERS = {"checkout-prod": "shop", "search": "shop", "support-bot": "help"}


@pytest.mark.parametrize("period", ["last week", "this month", "today"])
def test_rows_by_team_are_the_sums_of_their_projects_and_the_rest_is_a_row(bot: Bot, period: str):
    projects: dict = {}
    for row in bot.say(f"{period} by project").facts["rows"]:
        team = MEMBERS.get(row.get("project_name"), "")
        projects[team or None] = projects.get(team or None, 0) + row["quantity"]
    found = bot.say(f"{period} by team").facts
    assert {row["team"]: row["quantity"] for row in found["rows"]} == projects
    assert found["total"]["quantity"] == sum(projects.values())
    assert found["reading"]["by"] == ["team"]


def test_a_question_about_one_team_is_about_its_projects(bot: Bot):
    facts = bot.say("team:shop nov 9 to nov 15 by project").facts
    assert {row["project_name"] for row in facts["rows"]} == {"checkout-prod", "search"}
    assert facts["total"]["quantity"] == by(bot, "nov 9 to nov 15 by team", "team")["shop"]
    assert facts["reading"]["filters"]["team"] == ["shop"]
    billed = [row["estimate"] for row in facts["rows"]]
    assert not any(billed)


def test_a_budget_of_a_team_counts_what_the_team_spends(bot: Bot):
    commands.agree(bot.say("budget team:shop 5000/month"), LOCAL, bot.services)
    (budget,) = bot.services.store.budgets.all()
    assert (budget.scope, budget.names) == ("team", ("shop",))
    status = budget_sums(bot.services, NOW).current(budget)
    assert status.spent.quantity == by(bot, "this month by team", "team")["shop"]


def test_the_doctor_says_what_is_mapped_twice_or_to_nothing(bot: Bot, tmp_path: Path):
    path = tmp_path / "teams.toml"
    path.write_text(
        '[[team]]\nname = "a"\nprojects = ["search", "serach"]\n[[team]]\nname = "b"\nprojects = ["search"]\n'
    )
    services = replace(bot.services, teams=TeamsFile(path, bot.services.store.names.all))
    found = [one for one in examine(services, NOW) if one.check == "teams"]
    assert [(one.state, one.text) for one in found] == [
        (State.NOTE, "project 'serach' of team 'a' is not known"),
        (State.NOTE, "project 'search' is in two teams, 'a' and 'b': the first counts"),
    ]


def test_the_page_about_teams_shows_a_file_that_works():
    (example,) = re.findall(
        r"```toml\n(.*?)```", (Path(__file__).parents[1] / "docs" / "teams.md").read_text(), re.DOTALL
    )
    assert [name for name, _ in read_teams(example).teams] == ["payments", "search"]


def test_without_teams_the_question_says_how_to_make_them(bot: Bot):
    reply = commands.run("today by team", LOCAL, replace(bot.services, teams=TeamsFile()))
    assert not reply.understood
    assert "teams.toml" in reply.facts["error"]
    assert reply.facts["suggestions"][0] == "today by project"


def amounts_said(bot: Bot, words: str) -> dict:
    return {row["team"] or "(no team)": row["quantity"] for row in bot.say(words).facts["rows"]}


def test_the_digest_says_what_each_team_used_on_the_day_and_in_the_month(bot: Bot):
    text = str(bot.say("digest").message.blocks)
    day, month = amounts_said(bot, "yesterday by team"), amounts_said(bot, "nov 1 to nov 22 by team")

    (line,) = re.findall(r"\*Teams\* ([^'\\]*)", text)
    assert [part.split(" ≈")[0] for part in line.split(" · ")] == sorted(month, key=lambda team: -month[team])
    assert f"shop ≈ {money(day['shop'])} (≈ {money(month['shop'])} this month)" in line


def test_a_digest_of_one_team_is_about_its_projects_and_budgets(bot: Bot):
    reply = bot.say("digest team:help")

    assert reply.facts["total"]["quantity"] == by(bot, "yesterday by team", "team")["help"]
    assert reply.message.text.startswith("help, Mon 16 – Sun 22 Nov UTC: ")
    assert "checkout-prod" not in str(reply.message.blocks)


def test_home_and_the_overview_name_the_teams_of_the_month(bot: Bot):
    month = by(bot, "this month by team", "team")
    for words in ("", "home"):
        reply = bot.say(words)
        teams = {row["team"]: row["quantity"] for row in reply.facts["teams"]["rows"]}
        assert teams == pytest.approx(month, abs=1000)  # of the stored rows, each rounded to a nanodollar
        assert "*Teams* (no team) ≈ $" in str(reply.message.blocks)


def test_a_report_by_team_and_one_with_a_figure_say_what_the_question_says(bot: Bot):
    for words in ("yesterday by team", "cache hit rate yesterday", "saved by cache yesterday"):
        schedule = Schedule(words, "#ai-spend", "UTC", NOW.time(), id=1)
        written = write(DueReport(schedule, NOW.date(), NOW), None, bot.services)
        assert written.message is not None
        assert written.message.text == bot.say(words).message.text
