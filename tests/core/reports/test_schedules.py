"""Schedules: one report a local date, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.kept_times import WORKING
from bot.core.periods import first_instant
from bot.core.reports.schedules import DueReport, Schedule, due, next_at, planned_at


def _utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _daily(zone="UTC", at="09:00", **more):
    return Schedule("digest", "#spend", zone, time.fromisoformat(at), **more)


@pytest.mark.parametrize(
    ("zone", "day", "at", "instant"),
    [
        pytest.param("UTC", "2026-11-23", "09:00", "2026-11-23T09:00", id="UTC"),
        pytest.param("UTC", "2028-02-29", "09:00", "2028-02-29T09:00", id="leap day"),
        pytest.param("UTC", "2026-12-31", "23:59", "2026-12-31T23:59", id="end of the year"),
        pytest.param("Europe/Berlin", "2026-03-28", "02:30", "2026-03-28T01:30", id="Berlin, the day before"),
        pytest.param(
            "Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:00", id="Berlin, an hour that is not there"
        ),
        pytest.param("Europe/Berlin", "2026-03-29", "02:00", "2026-03-29T01:00", id="Berlin, the edge of the gap"),
        pytest.param("Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T01:00", id="Berlin, after the gap"),
        pytest.param(
            "Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30", id="Berlin, an hour that is there twice"
        ),
        pytest.param("Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T02:00", id="Berlin, after the second"),
        pytest.param("America/New_York", "2026-03-08", "02:15", "2026-03-08T07:00", id="New York, gap"),
        pytest.param("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30", id="New York, twice"),
        pytest.param("America/Santiago", "2026-09-06", "00:00", "2026-09-06T04:00", id="Santiago, no midnight"),
        pytest.param("America/Santiago", "2026-09-06", "00:30", "2026-09-06T04:00", id="Santiago, in the gap"),
        pytest.param(
            "America/Santiago", "2026-04-04", "23:30", "2026-04-05T02:30", id="Santiago, twice before midnight"
        ),
        pytest.param("Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-03T15:30", id="Lord Howe, half an hour"),
        pytest.param("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45", id="Lord Howe, twice"),
        pytest.param("Asia/Kolkata", "2026-11-23", "09:00", "2026-11-23T03:30", id="Kolkata"),
    ],
)
def test_a_local_hour_has_one_instant(zone, day, at, instant):
    assert first_instant(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(zone)) == _utc(instant)


def test_a_date_that_a_zone_skipped_has_no_slot():
    assert planned_at(_daily("Pacific/Apia"), date(2011, 12, 30)) is None
    assert planned_at(_daily("Pacific/Apia"), date(2011, 12, 31)) == _utc("2011-12-30T19:00")


@pytest.mark.parametrize(
    ("now", "last", "expected"),
    [
        pytest.param("2026-11-23T08:59", "2026-11-22", None, id="not yet"),
        pytest.param("2026-11-23T09:00", "2026-11-22", ("2026-11-23", False, ()), id="on time"),
        pytest.param("2026-11-23T09:15", "2026-11-22", ("2026-11-23", False, ()), id="a little late is on time"),
        pytest.param("2026-11-23T09:16", "2026-11-22", ("2026-11-23", True, ()), id="late"),
        pytest.param("2026-11-23T09:00", "2026-11-23", None, id="sent"),
        pytest.param("2026-11-23T23:00", "2026-11-23", None, id="sent, later"),
        pytest.param("2026-11-24T08:59", "2026-11-22", ("2026-11-23", True, ()), id="nearly a day late"),
        pytest.param("2026-11-24T09:00", "2026-11-22", ("2026-11-24", False, ("2026-11-23",)), id="missed one"),
        pytest.param(
            "2026-11-26T09:05",
            "2026-11-22",
            ("2026-11-26", False, ("2026-11-23", "2026-11-24", "2026-11-25")),
            id="three",
        ),
        pytest.param("2026-11-23T12:00", None, ("2026-11-23", True, ()), id="never ran: today's only"),
        pytest.param("2026-11-23T08:59", None, None, id="never ran, and not yet"),
        pytest.param("2026-11-22T12:00", "2026-11-23", None, id="the clock jumped back"),
        pytest.param("2026-12-01T09:00", "2026-11-30", ("2026-12-01", False, ()), id="month end"),
    ],
)
def test_a_daily_report_is_due_once(now, last, expected):
    schedule = _daily()
    record = {} if last is None else {schedule.kind: date.fromisoformat(last)}
    reports = due([schedule], _utc(now), record)
    shown = [(report.name, report.is_late, tuple(map(str, report.missed))) for report in reports]
    assert shown == ([] if expected is None else [expected])


def test_a_weekly_report_that_is_more_than_a_day_late_waits_for_the_next():
    schedule = _daily(days=(0,), id=3)
    assert due([schedule], _utc("2026-11-24T09:01"), {"digest:3": date(2026, 11, 16)}) == ()
    (report,) = due([schedule], _utc("2026-11-30T09:00"), {"digest:3": date(2026, 11, 16)})
    assert report == DueReport(schedule, date(2026, 11, 30), _utc("2026-11-30T09:00"), False, (date(2026, 11, 23),))


def test_a_new_schedule_does_not_send_what_was_before_it():
    schedule = _daily(created_at=_utc("2026-11-23T10:00"))
    assert due([schedule], _utc("2026-11-23T10:05"), {}) == ()
    assert [report.name for report in due([schedule], _utc("2026-11-24T09:00"), {})] == ["2026-11-24"]


def test_weekends_are_left_out_of_weekdays():
    assert due([_daily(days=WORKING)], _utc("2026-11-22T09:00"), {"digest:0": date(2026, 11, 20)}) == ()


def test_a_paused_schedule_is_not_due():
    assert due([_daily(paused=True)], _utc("2026-11-23T09:00"), {}) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [("Asia/Tokyo", "America/New_York"), ("America/New_York", "Asia/Tokyo"), ("UTC", "Pacific/Kiritimati")],
)
def test_a_changed_zone_neither_doubles_nor_skips_a_date(old, new):
    sent = _sent(_daily(old), _utc("2026-11-20T00:00"), hours=60, last=None)
    sent += _sent(_daily(new), _utc("2026-11-22T12:00"), hours=60, last=sent[-1])
    assert sent == [sent[0] + timedelta(days=number) for number in range(len(sent))]


def _sent(schedule, start, hours, last):
    """The dates sent by a bot that looks every quarter of an hour."""
    dates = []
    for quarter in range(hours * 4):
        record = {} if last is None else {schedule.kind: last}
        for report in due([schedule], start + quarter * timedelta(minutes=15), record):
            dates.append(report.day)
            last = report.day
    return dates


@pytest.mark.parametrize(
    ("zone", "at", "start"),
    [
        pytest.param("Europe/Berlin", "02:30", "2026-03-27T12:00", id="an hour that is not there"),
        pytest.param("Europe/Berlin", "02:30", "2026-10-23T12:00", id="an hour that is there twice"),
        pytest.param("America/Santiago", "00:15", "2026-09-04T12:00", id="no midnight"),
        pytest.param("America/Santiago", "23:30", "2026-04-02T12:00", id="twice before midnight"),
        pytest.param("Australia/Lord_Howe", "02:10", "2026-10-02T12:00", id="half an hour is not there"),
        pytest.param("Australia/Lord_Howe", "01:45", "2026-04-03T12:00", id="half an hour is there twice"),
        pytest.param("Asia/Kolkata", "00:00", "2028-02-27T12:00", id="leap day, half an hour off"),
        pytest.param("Pacific/Chatham", "00:00", "2026-12-30T12:00", id="new year, a quarter of an hour off"),
    ],
)
def test_a_bot_that_looks_all_the_time_sends_each_date_once(zone, at, start):
    sent = _sent(_daily(zone, at, created_at=_utc(start)), _utc(start), hours=120, last=None)
    assert sent == [sent[0] + timedelta(days=number) for number in range(5)]


ZONES = ("UTC", "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Kolkata")


@given(
    st.sampled_from(ZONES),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
)
def test_every_date_has_exactly_one_slot_and_they_are_in_order(zone, at, day):
    schedule = Schedule("digest", "#spend", zone, at)
    moments = [planned_at(schedule, day + timedelta(days=number)) for number in range(4)]
    assert None not in moments
    assert [moment.astimezone(ZoneInfo(zone)).date() for moment in moments] == [
        day + timedelta(days=number) for number in range(4)
    ]
    assert moments == sorted(set(moments))
    assert next_at(schedule, moments[0]) == moments[1]
