"""A clock that is off: nothing is read, closed, claimed or told but that; once it is right, nothing of it is left."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from threading import Barrier

import pytest
from pydantic import SecretStr

from bot.adapters.clock_guard import OPENAI, SLACK, ClockGuard
from bot.adapters.openai_usage import OpenAIUsage
from bot.adapters.slack import Slack
from bot.adapters.store import Store
from bot.core.alerts.levels import AlertState, Snooze, Until
from bot.core.alerts.outbox import QueuedMessage
from bot.core.catalogue import COMPLETIONS
from bot.core.errors import UpstreamError
from bot.core.periods import DAY, Period, Width, floor
from bot.core.reports.schedules import Schedule
from bot.core.slack.message import Message
from bot.core.usage.buckets import Bucket, UsageQuery
from bot.demo.openai import ADMIN_KEY
from bot.demo.slack import Fault
from bot.jobs.check import check_budgets
from bot.jobs.delivery import deliver
from bot.jobs.reports import send_reports
from bot.jobs.snapshot import take_snapshot
from bot.sources.right_time import is_clock_right
from tests.jobs.one_run import add
from tests.living import Bot
from tests.moment import NOW

AHEAD = [timedelta(hours=3), timedelta(days=40), timedelta(minutes=-3), timedelta(days=-2)]
TODAY = floor(NOW, Width.DAY)


def dated(moment: datetime) -> dict[str, str]:
    return {"date": format_datetime(moment.astimezone(UTC), usegmt=True)}


class Machine:
    """A machine whose clock is `off`, at a true time that passes."""

    def __init__(self) -> None:
        self.truth = NOW
        self.off = timedelta()
        self.guard = ClockGuard(lambda: self.truth + self.off, lambda: self.truth.timestamp())

    def hear(self) -> None:
        self.guard.hear(dated(self.truth), SLACK)


@pytest.mark.parametrize(
    ("off", "is_right"),
    [(0, True), (120, True), (121, False), (-120, True), (-121, False), (3 * 3600, False)],
)
def test_a_clock_is_right_within_two_minutes(off, is_right):
    machine = Machine()
    machine.hear()
    machine.off = timedelta(seconds=off)
    assert (machine.guard.off_by() is None) is is_right


def test_time_that_passes_is_no_jump():
    machine = Machine()
    machine.hear()
    machine.truth += timedelta(days=3)
    assert machine.guard.off_by() is None


def test_the_clock_is_not_judged_before_anybody_has_answered():
    machine = Machine()
    machine.off = timedelta(days=1)
    machine.guard.hear({"date": "soon"}, SLACK)
    assert machine.guard.off_by() is None


def test_an_answer_is_not_taken_in_while_the_clock_is_off():
    machine = Machine()
    machine.off = timedelta(hours=3)
    with pytest.raises(UpstreamError, match="clock is 3 h ahead"):
        machine.guard.hear_and_check(dated(NOW))


@pytest.mark.parametrize(
    ("openai", "slack", "is_right", "text"),
    [
        pytest.param(-DAY, None, False, "This machine's clock is 24 h ahead of OpenAI's. Nothing", id="only one spoke"),
        pytest.param(-DAY, -DAY, False, "This machine's clock is 24 h ahead of OpenAI's and Slack's.", id="machine"),
        pytest.param(None, DAY, False, "This machine's clock is 24 h behind Slack's. Nothing", id="only the other"),
        pytest.param(-DAY, 0 * DAY, True, "OpenAI's clock is 24 h behind this machine's and Slack's.", id="openai"),
        pytest.param(0 * DAY, -DAY, True, "", id="slack, by which nothing is read"),
    ],
)
def test_whose_clock_differs_is_named_and_two_are_right_against_one(openai, slack, is_right, text):
    guard = ClockGuard(lambda: NOW, lambda: 0.0)
    if slack is not None:
        guard.hear(dated(NOW + slack), SLACK)
    if openai is not None:
        guard.hear(dated(NOW + openai), OPENAI)

    assert (guard.off_by() is None) is is_right
    assert str(guard.error() or "").startswith(text)
    assert bool(guard.error()) is bool(text)


def test_what_was_said_before_a_jump_that_was_none_is_forgotten():
    """A laptop that slept, on a system that does not count the time."""
    machine = Machine()
    guard = ClockGuard(lambda: machine.truth, lambda: 0.0)
    guard.hear(dated(machine.truth), OPENAI)
    machine.truth += timedelta(hours=8)
    assert guard.off_by() == timedelta(hours=8)
    guard.hear(dated(machine.truth), SLACK)

    assert guard.error() is None


def test_an_old_word_does_not_speak_for_a_clock_that_drifted():
    machine = Machine()
    guard = ClockGuard(lambda: machine.truth, lambda: machine.truth.timestamp())
    guard.hear(dated(machine.truth), OPENAI)
    machine.truth += 2 * DAY
    guard.hear(dated(machine.truth - timedelta(minutes=3)), SLACK)

    assert guard.off_by() == timedelta(minutes=3)


def test_reads_that_openai_answers_with_a_wrong_date_are_attempts_and_end_in_a_blind(simulator, local, tmp_path):
    bot = Bot(tmp_path / "usage-bot.db", simulator.url)
    wrong = timedelta()
    guard = ClockGuard(lambda: bot.now, lambda: bot.now.timestamp())
    openai = OpenAIUsage(
        simulator.url,
        SecretStr(ADMIN_KEY),
        rate=10_000,
        hear=lambda headers: guard.hear_and_check(dated(bot.now + wrong)),
    )
    slack = Slack(SecretStr("xoxb-local"), local.api_url, hear=lambda headers: guard.hear(dated(bot.now), SLACK))
    bot.services = replace(bot.services, guard=guard, openai=openai, slack=slack)
    add(bot.services, "organisation", 100_000)
    take_snapshot(bot.services, bot.now, since=TODAY)
    check_budgets(bot.services, bot.now)
    wrong, told = -DAY, []
    for _ in range(6):
        bot.now += timedelta(minutes=16)
        failed = take_snapshot(bot.services, bot.now)
        told += check_budgets(bot.services, bot.now).outgoing

    assert "OpenAI's clock is 24 h behind this machine's and Slack's." in str(failed.failures[0])
    assert ["Nothing could be read from OpenAI" in one.message.text for one in told] == [True]
    assert not [one for one in local.messages() if "clock" in one["text"]]
    openai.close()
    bot.close()


@pytest.fixture
def off(world, local) -> Iterator[tuple[object, Machine]]:
    """The world's jobs, on a machine whose clock may be off."""
    machine = Machine()
    machine.truth = world.now
    machine.hear()
    world.services = replace(world.services, guard=machine.guard, clock=lambda: machine.truth + machine.off)
    world.machine = machine
    yield world


@pytest.mark.parametrize("by", AHEAD)
def test_while_it_is_off_that_alone_is_told(off, local, by):
    queue(off, "passed-1")
    off.machine.off = by
    now = off.services.clock()
    local.workspace.clock = lambda: off.machine.truth

    assert deliver(off.services, now) == 0
    assert send_reports(off.services, now) == 0
    assert check_budgets(off.services, now).statuses == ()
    (told,) = local.messages()
    assert "This machine's clock is" in told["text"]
    off.machine.off = timedelta()
    assert deliver(off.services, off.services.clock()) == 1


def test_threads_that_find_it_off_at_once_tell_it_once(off, local):
    off.machine.off = timedelta(hours=3)
    local.workspace.clock = lambda: off.machine.truth
    start = Barrier(8)

    def look(_: int) -> bool:
        start.wait()
        return is_clock_right(off.services)

    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(look, range(8))] == [False] * 8

    assert len(local.messages()) == 1


@pytest.mark.parametrize(
    ("method", "fault", "times"),
    [
        pytest.param("*", Fault(status=503), 2, id="Slack is down"),
        pytest.param("chat.postMessage", Fault(error="rate_limited"), 1, id="not now"),
    ],
)
def test_what_slack_did_not_take_is_told_when_it_does(off, local, method, fault, times):
    off.machine.off = timedelta(hours=3)
    local.workspace.clock = lambda: off.machine.truth
    local.faults.plan(method, fault, times=times)

    assert [is_clock_right(off.services) for _ in range(4)] == [False] * 4

    assert len(local.messages()) == 1


def test_while_nobody_says_what_time_it_is_nothing_is_claimed_or_told(off, local):
    """A bot that starts with a wrong clock while Slack cannot be reached."""
    off.services = replace(off.services, guard=ClockGuard(off.services.clock, lambda: off.machine.truth.timestamp()))
    with off.store.write() as connection:
        off.store.schedules.add(connection, Schedule("digest", "#ai-spend", "UTC", time(9), created_at=off.now - DAY))
    off.store.meta.set("last_tried", (off.now + 60 * DAY).isoformat())
    add(off)
    queue(off, "passed-1")
    off.machine.off = 40 * DAY
    local.faults.plan("*", Fault(status=503), times=None)
    now = off.services.clock()

    assert check_budgets(off.services, now).statuses == ()
    assert send_reports(off.services, now) == deliver(off.services, now) == 0
    assert off.store.runs.last("digest:1") is None
    local.faults.heal()
    off.machine.off = timedelta()
    off.services.guard.hear(dated(off.machine.truth), SLACK)

    assert deliver(off.services, off.services.clock()) == 1


def queue(world, key, channel="#ai-spend"):
    with world.store.write() as connection:
        world.store.outbox.put(connection, QueuedMessage(key, channel, Message("text")), now=world.now)


@pytest.mark.parametrize("by", [timedelta(hours=3), timedelta(days=40)])
def test_moments_that_a_fast_clock_stored_are_forgotten(off, by):
    ahead, store = off.now + by, off.store
    queue(off, "later")
    claimed = store.claims.claim(off.now)
    store.claims.postpone(claimed, "no_answer", ahead + timedelta(minutes=5), in_doubt=True)
    query = UsageQuery("completions", Period(TODAY, TODAY + DAY), Width.DAY, COMPLETIONS.dimensions)
    store.usage.save(query, [Bucket(TODAY, TODAY + DAY, ())], ahead)
    store.meta.set("last_tried", ahead.isoformat())
    store.meta.set("words", "2999 is no moment")
    with store.write() as connection:
        store.claims.pause(connection, "#ai-spend", "ratelimited", ahead, ahead)
        store.runs.claim(connection, "digest", f"{ahead:%Y-%m-%d}", ahead)
        store.alerts.save(connection, 1, TODAY, AlertState(told_at=ahead, closed_at=ahead, message="key"), ())
        snooze = Snooze(Until.MORNING, 50, ahead, "U1", ahead)
        store.alerts.snooze(connection, "budget:1", snooze)

        kept = QueuedMessage("kept", "#ai-spend", Message("for the morning"), not_before=ahead)
        store.outbox.put(connection, kept, now=ahead)

    deliver(off.services, off.services.clock())  # finds that the clock is right

    known = store.alerts.states(TODAY - DAY)[1, TODAY]
    assert (known.closed_at, known.told_at, known.snooze) == (None, off.now, None)
    assert store.usage.notes("completions", Width.DAY, query.period) == {}
    assert store.runs.last("digest") is None
    assert (store.meta.get("last_tried"), store.meta.get("words")) == (None, "2999 is no moment")
    is_near = by < timedelta(days=1)
    assert store.outbox.backlog().waiting == (1 if is_near else 0)
    assert bool(store.sent_messages.address("kept")) is not is_near  # as long as a night it may have been meant


def test_what_a_bot_with_a_clock_that_counts_as_right_stored_a_moment_ago_is_kept(off):
    """Of two bots one may be two minutes ahead and the other two behind."""
    store, ahead, night = off.store, off.now + timedelta(minutes=4), off.now + timedelta(hours=10)
    queue(off, "later")
    claimed = store.claims.claim(off.now)
    store.claims.postpone(claimed, "no_answer", ahead + timedelta(days=1), in_doubt=True)
    queue(off, "on its way", "#other")
    assert store.claims.claim(ahead)
    store.meta.set("last_tried", ahead.isoformat())
    snooze = Snooze(Until.MORNING, 50, night, "U1", ahead)
    state = AlertState(told_at=ahead, closed_at=ahead, acknowledged_at=ahead, acknowledged_by="U1", message="key")
    with store.write() as connection:
        store.runs.claim(connection, "digest", f"{off.now:%Y-%m-%d}", ahead)
        store.alerts.save(connection, 1, TODAY, state, ())
        store.alerts.snooze(connection, "budget:1", snooze)
        store.claims.pause(connection, "#checkout", "ratelimited", ahead, ahead)
    before = kept(store)

    assert is_clock_right(off.services)
    assert kept(store) == before


def kept(store: Store) -> list[object]:
    with store.read() as connection:
        return [
            connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            for table in ("runs", "snoozes", "meta", "alert_states", "outbox", "pauses", "budgets")
        ]


def test_a_run_that_began_while_the_clock_was_ahead_leaves_nothing(simulator, tmp_path):
    bot = Bot(tmp_path / "usage-bot.db", simulator.url)
    machine = Machine()
    machine.hear()
    bot.services = replace(bot.services, guard=machine.guard)
    take_snapshot(bot.services, NOW + timedelta(hours=3), since=TODAY - DAY)
    check_budgets(bot.services, NOW)

    assert bot.services.store.usage.notes("completions", Width.DAY, Period(TODAY - DAY, TODAY + 50 * DAY)) == {}
    take_snapshot(bot.services, NOW, since=TODAY - DAY)
    assert len(bot.services.store.usage.notes("completions", Width.DAY, Period(TODAY - DAY, TODAY + 50 * DAY))) == 2
    bot.close()


def test_a_clock_that_was_ahead_at_the_start_closes_no_day(off, local):
    off.machine.off = timedelta(hours=3)
    assert datetime(2026, 11, 23, tzinfo=UTC) == TODAY
    assert check_budgets(off.services, off.services.clock()).outgoing == ()
