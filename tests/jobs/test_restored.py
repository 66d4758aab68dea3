"""A store that is older than what Slack has: a backup that was put back, or a copy that was some seconds behind."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.core.alerts.outbox import UNSURE, is_same_news
from bot.core.periods import DAY, HOUR
from bot.core.reports.schedules import Schedule
from bot.demo.slack import Fault
from bot.jobs.reports import send_reports
from bot.settings import load_settings
from bot.sources.reads import LAST_TRIED
from tests.jobs.one_run import add, run, said, said_in_threads, spend
from tests.says import Says
from tests.simulation.world import SETTINGS

MINUTE = timedelta(minutes=1)


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "copy.db"


def test_what_was_told_after_the_backup_is_not_told_again(world, local, copy):
    add(world)
    spend(world, 260)
    world.store.backup(copy)
    world.now += MINUTE
    spend(world, 160)
    world.restart(copy)
    run(world, MINUTE)

    assert len(said(local)) == 1
    assert said_in_threads(local) == [Says("checkout-prod", "84 %")]
    world.now += UNSURE
    spend(world, 90)
    assert said_in_threads(local)[1:] == [Says("102 %")]


def test_what_waits_for_the_morning_after_a_backup_was_put_back_is_not_told_again(world, local, copy):
    world.settings = load_settings(values={**SETTINGS, "USAGE_BOT_QUIET_HOURS": "20:00-07:00"})
    world.restart()
    add(world)
    world.store.backup(copy)
    spend(world, 260)
    world.now = world.now.replace(hour=20)
    world.restart(copy)
    for _ in range(14):
        run(world, HOUR)

    assert said(local) == [Says("checkout-prod", "52 %")]


@pytest.mark.parametrize("is_queued", [True, False])
def test_the_first_digest_of_all_is_not_sent_again(world, local, copy, is_queued):
    """The copy knows of nothing that was sent: the digest waits in it, or was not even written."""
    with world.store.write() as connection:
        report = Schedule("digest", "#ai-spend", "UTC", time(9), created_at=world.now - DAY)
        world.store.schedules.add(connection, report)
    world.now = datetime(2026, 11, 24, 9, 1, tzinfo=UTC)
    world.store.meta.set(LAST_TRIED, world.now.isoformat())
    if not is_queued:
        world.store.backup(copy)
    send_reports(world.services, world.now)
    if is_queued:
        world.store.backup(copy)
    world.deliver()
    world.restart(copy)
    world.now += 10 * MINUTE
    send_reports(world.services, world.now)
    world.deliver()

    assert len(said(local)) == 1


def test_another_budget_of_the_same_number_is_told(world, local, copy):
    add(world)
    spend(world, 260)
    world.store.backup(copy)
    world.now += MINUTE
    add(world, "web-app", 100)
    spend(world, 90, "web-app")
    world.restart(copy)
    add(world, "support-bot", 100)
    spend(world, 90, "support-bot")

    assert said(local)[-1] == Says("support-bot", "90 %")


def test_where_the_history_cannot_be_read_it_is_told_at_once(world, local):
    add(world)
    spend(world, 260)
    world.restart()
    local.faults.plan("conversations.history", Fault(error="missing_scope"), times=None)
    local.faults.plan("conversations.replies", Fault(status=503), times=None)
    spend(world, 160)

    assert said_in_threads(local) == [Says("84 %")]
    assert "repeat" not in str(local.messages())


@pytest.mark.parametrize(
    ("said", "text", "same"),
    [
        ("🟠 web-app is at 82 % of its budget", "🔴 web-app is at 101 % of its budget", True),
        (":large_orange_circle: web-app is at 82 %", "🟠 web-app is at 83 %", True),
        ("🟠 web-app is at 82 %", "🟠 search is at 82 %", False),
        ("🟠 gpt-5 is at 82 %", "🟡 gpt-5 is at 52 %", True),
        ("2 budgets passed 80 %", "3 budgets passed 80 %", True),
    ],
)
def test_signs_and_numbers_may_differ(said, text, same):
    assert is_same_news(said, text) is same
