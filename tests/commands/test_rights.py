"""What one person uses stays between that person and the admins, in whichever way it is asked for."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from random import Random

import pytest
from pydantic import SecretStr

from bot import commands
from bot.adapters.openai_usage import OpenAIUsage
from bot.adapters.prices import Prices
from bot.adapters.slack import Slack
from bot.commands.request import Asker, Click
from bot.commands.table import ACTIONS
from bot.core.alerts.levels import AlertRow, AlertState, Mark, State
from bot.core.amounts import NANO
from bot.core.budgets.budget import Budget
from bot.core.errors import UpstreamError, UserError
from bot.core.names import Named
from bot.core.reports.schedules import Schedule
from bot.demo.slack import LocalSlack
from bot.demo.slack.workspace import Member
from bot.services import Services
from tests.living import UNREACHABLE, Bot
from tests.simulation.faults import Dice, MemorySlack
from tests.simulation.world import World

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
BEGUN = datetime(2026, 11, 1, tzinfo=UTC)
ADMIN = Asker("U0DANA", "T0", "C0SPEND", is_admin=True)
IN_A_THREAD = replace(ADMIN, thread_ts="1.1", in_public=True)
IN_KIMS_CHANNEL = replace(IN_A_THREAD, channel_id="C0KIM")
SAM = Asker("U0SAM", "T0", "C0SPEND")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """There is a budget of Kim's, of which a level was told."""
    world = World(tmp_path / "usage-bot.db", MemorySlack(Dice(Random(0)), lambda: NOW), NOW)  # noqa: S311
    world.store.names.save([Named("user", "user-kim", "user-kim")], NOW)
    budget = Budget("user", ("user-kim",), "cost", 777 * NANO, "month", channel="C0KIM", created_at=NOW)
    with world.store.write() as connection:
        world.store.budgets.add(connection, budget)
        state = AlertState((Mark(80, State.TOLD, NOW),), "terms", "kims-key", told_at=NOW)
        world.store.alerts.save(connection, 1, BEGUN, state, state.marks)
    yield world
    world.close()


CHANGES = ("budget user-kim 900/month in <#C0KIM|kim>", "raise #1 to 900", "budget delete #1")


@pytest.mark.parametrize("words", ["budgets", "alerts", "budgets user-kim", *CHANGES])
def test_an_admin_who_asks_where_others_read_sees_no_budget_of_a_person(world, words):
    openly = str(commands.talk(words, IN_A_THREAD, world.services).message.blocks)

    assert "$" not in openly
    assert "user-kim" not in openly or "user-kim" in words
    assert len(world.store.budgets.all()) == 1
    assert "user-kim" in str(commands.talk(words, ADMIN, world.services).message.blocks)


@pytest.mark.parametrize("words", ["budgets", CHANGES[0], CHANGES[1]])
def test_the_channel_of_a_persons_budget_reads_it(world, words):
    assert "user-kim" in str(commands.talk(words, IN_KIMS_CHANNEL, world.services).message.blocks)


@pytest.mark.parametrize(("asker", "is_shown"), [(ADMIN, True), (SAM, False), (IN_A_THREAD, False)])
def test_what_was_found_about_a_persons_budget_is_for_admins(world, asker, is_shown):
    with world.store.write() as connection:
        world.store.alerts.note(connection, AlertRow("pace", 1, "", BEGUN, 120, BEGUN, "key"))

    said = commands.run("anomalies this month", asker, world.services)

    assert ("user-kim" in str(said.message.blocks)) is is_shown
    assert bool(said.facts["findings"]) is is_shown


def test_what_was_found_at_this_moment_is_among_what_is_unusual(world):
    with world.store.write() as connection:
        world.store.alerts.note(connection, AlertRow("pace", 1, "", BEGUN, 120, world.services.clock(), "key"))

    found = commands.run("anomalies today", ADMIN, world.services).facts["findings"]
    assert {one["kind"] for one in found} == {"level", "pace"}
    assert not commands.run("anomalies yesterday", ADMIN, world.services).facts["findings"]


GUESSED = (
    *("kims-key", "1", "next:kims-key", "expected:kims-key", "change:1", "delete:1"),
    *("user:user-kim", "cost by user", "yesterday ser-kim", "budgets", "alerts", "anomalies"),
)


@pytest.mark.parametrize("action", [one.id for one in ACTIONS])
@pytest.mark.parametrize("asker", [SAM, replace(SAM, in_public=True), IN_A_THREAD], ids=["other", "openly", "admin"])
def test_no_click_with_a_guessed_value_shows_a_budget_of_a_person_or_changes_it(world, action, asker):
    services, before = with_openai_down(world), [*dump(world)]

    for value in GUESSED if not asker.is_admin else ("kims-key",) * (action == "alert_why"):
        said = pressed(Click(action, value, asker), services)

        assert "777" not in said, value
        assert "user-kim" not in said.replace(value, ""), value
    assert [*dump(world)] == before


def with_openai_down(world: World) -> Services:
    openai = OpenAIUsage(UNREACHABLE, SecretStr("sk-admin-none"), rate=10_000, sleep=lambda seconds: None)
    return replace(world.services, openai=openai, prices=Prices())


QUESTIONS = (
    *("", "home", "digest", "digest in full", "budgets", "budgets october", "which budgets are over", "alerts"),
    *(
        "alerts last month",
        "budget changes",
        "no budget",
        "anomalies",
        "idle users",
        "new users",
        "forecast",
        "reports",
    ),
    *("yesterday ser-kim", "user-ki this month", "forecast user:user-ki", "why did user-ki rise", "raise ser-kim by 9"),
    *("ack ser-kim", "snooze user-ki", "budget delete ser-kim", "every monday cost user-ki", "cost kim", "kim"),
)


@pytest.mark.parametrize("asker", [SAM, IN_A_THREAD], ids=["other", "openly"])
@pytest.mark.parametrize("words", QUESTIONS)
def test_no_page_and_no_hint_names_a_person_to_others(world, words, asker):
    try:
        reply = commands.run(words, asker, with_openai_down(world))
        said = f"{reply.message.text} {reply.message.blocks} {reply.facts}"
    except UpstreamError as error:
        said = str(error)

    assert "777" not in said
    assert "user-kim" not in said


def test_a_person_who_asks_for_a_forecast_of_their_own_sees_no_budget_that_is_not_shown_to_them(bot: Bot):
    user = Named("user", bot.services.store.usage.values("user")[-1], "Dana Ruiz", email="dana@example.com")
    bot.services.store.names.save([user], bot.now)
    with bot.services.store.write() as connection:
        made = Budget("user", (user.id,), "cost", 777 * NANO, "month", channel="C0KIM", created_at=bot.now)
        known = bot.services.store.budgets.add(connection, made)

    page = bot.say(f"forecast user:{user.id}", ADMIN)
    with LocalSlack(lambda: bot.now) as local:
        local.workspace.members[SAM.user_id] = Member(SAM.user_id, "Sam", email=user.email)
        slack = Slack(SecretStr("xoxb-local"), local.api_url)
        own = commands.run("forecast my usage", SAM, replace(bot.services, slack=slack))

    assert "of $777" in str(page.message.blocks)
    assert own.facts["reading"]["filters"]["user"] == [user.id]
    assert "777" not in str((own.message, own.facts))
    with bot.services.store.write() as connection:
        bot.services.store.budgets.delete(connection, known.id, bot.now)


# How often all budgets are taken for something else than to show them.
NOT_SHOWN = {
    "alert_questions": 1,  # each row is looked at by itself
    "budget_questions": 1,  # what they cover
    "backtest": 1,  # in the terminal, as the file
    "budget_file": 2,
    "native": 1,  # which there are
    "budget": 4,  # here and below `check_may_see` looks at the one that is named
    "budget_changes": 2,
    "pointed_budgets": 1,
    "raising": 1,
}


@pytest.mark.parametrize("module", sorted(Path(commands.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_what_shows_budgets_takes_those_that_the_person_may_see(module: Path):
    calls = [one for one in ast.walk(ast.parse(module.read_text())) if isinstance(one, ast.Call)]
    seen = [argument for one in calls if ast.unparse(one.func) == "seen" for argument in one.args]
    left = [one for one in calls if one not in seen and ast.unparse(one.func).endswith(("budgets.all", "budgets.kept"))]

    assert len(left) == NOT_SHOWN.get(module.stem, 0)


def pressed(click: Click, services: Services) -> str:
    """All that the person reads then."""
    try:
        response = commands.click(click, services)
    except UserError as refused:
        return f"{refused} {refused.suggestions}"
    except UpstreamError as error:
        return str(error)
    shown = (response.private, response.replacement, response.public)
    return str([(one.text, one.blocks) for one in shown if one]) + str(response.view)


def dump(world: World) -> Iterator[object]:
    """What the store holds about budgets and what was told of them."""
    tables = ("budgets", "alerts", "alert_states", "snoozes", "outbox", "audit")
    with world.store.read() as connection:
        for table in tables:
            yield connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608


@pytest.mark.parametrize(("asker", "is_named"), [(ADMIN, True), (IN_A_THREAD, False)])
def test_the_preview_of_a_report_names_a_person_where_nobody_else_reads(world, asker, is_named):
    world.store.names.save([Named("user", "user-kim", "Kim Lee")], NOW)

    preview = commands.run(
        "every monday 9am cost last week user:user-kim in my messages", asker, world.services
    ).message

    assert ("Kim Lee" in str(preview.blocks)) is is_named


def test_reports_to_one_person_are_not_listed_where_others_read(world):
    with world.store.write() as connection:
        for channel in ("U0KIM", "#ai-spend"):
            report = Schedule(f"cost yesterday in {channel[1:].lower()}", channel, "UTC", time(9), created_at=NOW)
            world.store.schedules.add(connection, report)

    openly, alone = (commands.run("reports", asker, world.services).facts for asker in (IN_A_THREAD, ADMIN))

    assert [len(one["reports"]) for one in (openly, alone)] == [1, 2]


@pytest.mark.parametrize(
    "words", ["yesterday by user", "yesterday user:{}", "why yesterday user:{}", "forecast user:{}"]
)
def test_an_admin_shares_no_rows_of_people(bot: Bot, words: str):
    words = words.format(bot.services.store.usage.values("user")[-1])
    alone = commands.run(words, ADMIN, bot.services)
    shared = commands.run(f"share {words}", ADMIN, bot.services)
    clicked = commands.click(Click("share", words, ADMIN), bot.services)

    assert alone.understood
    assert "'share'" not in str(alone.message.blocks)
    assert (shared.shared, shared.understood, clicked.public) == (False, False, None)
    assert "where others read it" in shared.message.text
    assert "where others read it" in clicked.private.text


def test_what_is_refused_to_be_shared_is_offered_alone(bot: Bot):
    refused = commands.run("yesterday by user csv share", ADMIN, bot.services)

    (offered, *_) = refused.facts["suggestions"]
    answered = commands.run(offered, ADMIN, bot.services)
    assert (answered.understood, answered.shared, bool(answered.attachment)) == (True, False, True)


def test_rows_of_projects_are_shared(bot: Bot):
    assert commands.click(Click("share", "yesterday by project", SAM), bot.services).public is not None


@pytest.mark.parametrize(("where", "is_said"), [("in #ai-spend", True), ("in my messages", False)])
def test_a_report_about_people_says_before_it_is_kept_who_will_see_it(bot: Bot, where: str, is_said: bool):
    preview = commands.run(f"every monday 9am cost last week by user {where}", ADMIN, bot.services).message

    assert ("what single people use to everybody in the channel" in str(preview.blocks)) is is_said
