"""The times of a week that a question keeps, and rows of time that come back."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.core.answers.labels import kept_text
from bot.core.kept_times import RECURRING, WEEKEND, WORKING, KeptTimes, kept_parts
from bot.core.periods import Period
from bot.core.time_rows import time_rows

BERLIN, UTC_ZONE = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
NINE_TO_FIVE = (time(9), time(17))
NIGHT = (time(22), time(6))
KEPT = (
    pytest.param(KeptTimes(WORKING), "weekdays", id="weekdays"),
    pytest.param(KeptTimes(WEEKEND, outside=True), "without weekends", id="without weekends"),
    pytest.param(KeptTimes((0, 4)), "Mondays and Fridays", id="two days"),
    pytest.param(KeptTimes((), NINE_TO_FIVE), "09:00–17:00 each day", id="hours"),
    pytest.param(KeptTimes((), (time(18), time())), "18:00–24:00 each day", id="until midnight"),
    pytest.param(KeptTimes(WORKING, NINE_TO_FIVE, outside=True), "outside weekdays 09:00–17:00", id="off hours"),
    pytest.param(
        KeptTimes(outside=True, dates=(date(2026, 10, 25), date(2026, 10, 31))),
        "without Sun 25 – Sat 31 Oct 2026",
        id="a stretch of days",
    ),
    pytest.param(KeptTimes((4,), NIGHT), "Fridays 22:00–06:00", id="nights of fridays"),
)


def _is_kept(kept: KeptTimes, local: datetime) -> bool:
    """The same by looking at one moment."""
    if kept.hours is None:
        inside = not kept.days or local.weekday() in kept.days
        inside = inside and (not kept.dates or kept.dates[0] <= local.date() <= kept.dates[1])
    else:
        start, end = kept.hours
        is_late = start >= end and local.time() < end  # of a night that began on the day before
        day = (local - timedelta(1)).weekday() if is_late else local.weekday()
        begun = is_late or (local.time() >= start and (end <= start or local.time() < end))
        inside = begun and (not kept.days or day in kept.days)
    return inside is not kept.outside


@pytest.mark.parametrize(("kept", "text"), KEPT)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kolkata"])
def test_the_parts_of_a_period_are_those_whose_moments_are_kept(kept: KeptTimes, text: str, zone: str) -> None:
    place = ZoneInfo(zone)
    period = Period(datetime(2026, 10, 22, 3, 30, tzinfo=UTC), datetime(2026, 11, 5, 14, tzinfo=UTC))

    parts = kept_parts((kept,), period, place)

    moment = period.start
    while moment < period.end:
        assert any(moment in part for part in parts) is _is_kept(kept, moment.astimezone(place)), moment
        moment += timedelta(minutes=30)
    assert all(one.end < other.start for one, other in pairwise(parts))
    assert kept_text(kept) == text


def test_a_row_of_which_nothing_is_kept_is_none() -> None:
    week = Period(datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))

    rows = time_rows(week, ("day",), UTC_ZONE, (KeptTimes(WORKING),))

    assert [row.labels[0] for row in rows] == [f"2026-11-{day}" for day in range(16, 21)]


@pytest.mark.parametrize("recurring", RECURRING, ids=lambda row: row.name)
def test_rows_that_come_back_tile_their_period_in_the_order_of_the_week(recurring) -> None:
    period = Period(datetime(2026, 10, 21, 5, tzinfo=UTC), datetime(2026, 11, 4, 5, tzinfo=UTC))

    rows = time_rows(period, (recurring.name,), BERLIN)

    assert [row.labels[0] for row in rows] == list(recurring.order)
    assert sum((part.length for row in rows for part in row.parts), timedelta()) == period.length


def test_days_beside_each_other_are_one_part_so_that_their_utc_days_have_a_bill() -> None:
    week = Period(datetime(2026, 11, 15, 23, tzinfo=UTC), datetime(2026, 11, 22, 23, tzinfo=UTC))

    (weekdays, weekends) = time_rows(week, ("part of week",), BERLIN)

    assert (weekdays.labels, len(weekdays.parts)) == (("weekdays",), 1)
    assert weekends.parts == (Period(datetime(2026, 11, 20, 23, tzinfo=UTC), week.end),)
