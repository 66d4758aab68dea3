"""Quiet hours: when they are, and what waits for their end."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.core.alerts.levels import AlertEvent, Decision
from bot.core.alerts.quiet_hours import QuietHours, may_be_told, read_quiet_hours
from bot.core.amounts import NANO, Amount
from bot.core.budgets.budget import Budget, BudgetStatus, budget_period

BERLIN = ZoneInfo("Europe/Berlin")  # an hour ahead of UTC in winter
NIGHT = QuietHours(time(22), time(7))
MORNING = datetime(2026, 11, 24, 6, tzinfo=UTC)
BUDGET = Budget("organisation", (), "cost", 100 * NANO, "month")


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        pytest.param(NIGHT, utc(23, 20, 59), None, id="a minute before"),
        pytest.param(NIGHT, utc(23, 21), MORNING, id="as they begin"),
        pytest.param(NIGHT, utc(24, 3), MORNING, id="after midnight"),
        pytest.param(NIGHT, utc(24, 5, 59), MORNING, id="a minute before the end"),
        pytest.param(NIGHT, utc(24, 6), None, id="as they end"),
        pytest.param(QuietHours(time(12), time(14)), utc(24, 11), utc(24, 13), id="within a day"),
        pytest.param(QuietHours(time(12), time(14)), utc(24, 9), None, id="outside, within a day"),
    ],
)
def test_quiet_hours_are_on_the_clock_of_the_zone(hours: QuietHours, now: datetime, until: datetime | None):
    assert hours.until(now, BERLIN) == until


def changes(zone: str, quiet: str, *, now: str) -> list[str]:
    """The moments at which the quiet begins (+) and ends (-), in the 60 hours around `now`; each end as it was said."""
    hours, middle = read_quiet_hours(quiet), datetime.fromisoformat(f"{now}+00:00")
    steps = (middle + timedelta(minutes=minutes) for minutes in range(-30 * 60, 30 * 60, 15))
    known = [(moment, hours.until(moment, ZoneInfo(zone))) for moment in steps]
    turns = [(one, until, before) for (_, before), (one, until) in pairwise(known) if until != before]
    assert all(before == one for one, _, before in turns if before), "it ends when it was said to"
    return [f"{'+' if until else '-'}{one:%d %H:%M}" for one, until, _ in turns]


@pytest.mark.parametrize(
    ("zone", "quiet", "now", "expected"),
    [
        pytest.param(
            "Europe/Berlin",
            "22:00-02:30",
            "2026-10-25T01:00",
            ["+23 20:00", "-24 00:30", "+24 20:00", "-25 00:30", "+25 21:00", "-26 01:30"],
            id="Berlin, they end in the hour that comes twice",
        ),
        pytest.param(
            "Europe/Berlin",
            "02:30-08:00",
            "2026-10-25T01:00",
            ["+24 00:30", "-24 06:00", "+25 00:30", "-25 07:00", "+26 01:30"],
            id="Berlin, they begin in it",
        ),
        pytest.param(
            "Europe/Berlin",
            "02:15-02:45",
            "2026-10-25T01:00",
            ["+24 00:15", "-24 00:45", "+25 00:15", "-25 00:45", "+26 01:15", "-26 01:45"],
            id="Berlin, inside of it",
        ),
        pytest.param(
            "Europe/Berlin",
            "22:00-02:30",
            "2026-03-29T01:00",
            ["+27 21:00", "-28 01:30", "+28 21:00", "-29 01:00", "+29 20:00", "-30 00:30"],
            id="Berlin, they end in the hour that is missing",
        ),
        pytest.param(
            "Europe/Berlin",
            "02:30-08:00",
            "2026-03-29T01:00",
            ["+28 01:30", "-28 07:00", "+29 01:00", "-29 06:00", "+30 00:30", "-30 06:00"],
            id="Berlin, they begin in it, spring",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            "22:00-01:45",
            "2026-04-04T15:00",
            ["+03 11:00", "-03 14:45", "+04 11:00", "-04 14:45", "+05 11:30", "-05 15:15"],
            id="Lord Howe, half an hour comes twice",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            "22:00-02:15",
            "2026-10-03T15:30",
            ["+02 11:30", "-02 15:45", "+03 11:30", "-03 15:30", "+04 11:00", "-04 15:15"],
            id="Lord Howe, half an hour is missing",
        ),
        pytest.param(
            "Atlantic/Azores",
            "22:00-00:30",
            "2026-10-25T01:00",
            ["+23 22:00", "-24 00:30", "+24 22:00", "-25 00:30", "+25 23:00", "-26 01:30"],
            id="Azores, the hour after midnight comes twice",
        ),
        pytest.param(
            "Atlantic/Azores",
            "22:00-00:30",
            "2026-03-29T01:00",
            ["+27 23:00", "-28 01:30", "+28 23:00", "-29 01:00", "+29 22:00", "-30 00:30"],
            id="Azores, it is missing",
        ),
        pytest.param(
            "Atlantic/Azores",
            "00:30-07:00",
            "2026-03-29T01:00",
            ["+28 01:30", "-28 08:00", "+29 01:00", "-29 07:00", "+30 00:30"],
            id="Azores, they begin where it is missing",
        ),
        pytest.param(
            "America/Santiago",
            "23:30-07:00",
            "2026-04-05T03:00",
            ["+04 02:30", "-04 10:00", "+05 02:30", "-05 11:00", "+06 03:30"],
            id="Santiago, the hour before midnight comes twice",
        ),
    ],
)
def test_a_night_in_which_the_clocks_change_is_quiet_once(zone: str, quiet: str, now: str, expected: list[str]):
    assert changes(zone, quiet, now=now) == expected


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        pytest.param("22:00-07:00", NIGHT, id="over midnight"),
        pytest.param("22:00 – 7:00", NIGHT, id="as people write it"),
        pytest.param("22:00-22:00", None, id="no time at all"),
        pytest.param("22-7", None, id="no minutes"),
        pytest.param("25:00-07:00", None, id="no such hour"),
    ],
)
def test_two_times_are_read_as_quiet_hours(text: str, hours: QuietHours | None):
    assert read_quiet_hours(text) == hours


@pytest.mark.parametrize(
    ("event", "spent", "quiet_until", "told"),
    [
        pytest.param(AlertEvent.PASSED, 82, MORNING, False, id="below full"),
        pytest.param(AlertEvent.ALREADY, 82, MORNING, False, id="made when past"),
        pytest.param(AlertEvent.PASSED, 100, MORNING, True, id="full"),
        pytest.param(AlertEvent.REMINDED, 120, MORNING, True, id="over"),
        pytest.param(AlertEvent.PASSED, 82, None, True, id="by day"),
        pytest.param(AlertEvent.CHANGED, 40, MORNING, True, id="what notifies nobody"),
    ],
)
def test_below_full_waits_for_the_morning(event: AlertEvent, spent: int, quiet_until: datetime | None, told: bool):
    status = BudgetStatus(BUDGET, budget_period("month", utc(24, 3)), BUDGET.amount, Amount(spent * NANO))

    assert may_be_told((Decision(event, (80,)),), status, quiet_until) is told


def test_what_waits_takes_the_end_of_its_period_with_it():
    ended = BudgetStatus(BUDGET, budget_period("month", utc(24, 3)), BUDGET.amount, Amount(82 * NANO), is_final=True)

    assert not may_be_told((Decision(AlertEvent.PASSED, (80,)), Decision(AlertEvent.CLOSED)), ended, MORNING)
    assert may_be_told((Decision(AlertEvent.CLOSED),), replace(ended), MORNING)
