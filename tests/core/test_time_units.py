"""Units of time: a row is all that a unit takes, and one that cannot work is refused at import."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.periods import HOUR, Period
from bot.core.time_rows import is_cut, time_rows
from bot.core.time_units import UNIT_OF_TIME, UNITS_OF_TIME, require_units

UTC_ZONE = ZoneInfo("UTC")
NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)  # a Monday


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"days": 0}, "exactly one of clock, days and months", id="without a length"),
        pytest.param({"clock": HOUR}, "exactly one of clock, days and months", id="with two lengths"),
        pytest.param({"words": ("sennight",)}, "its own words", id="not called by its name"),
        pytest.param({"glued": ("d",)}, "“d” is a word of day and of week", id="with a word of another unit"),
        pytest.param({"days": 400}, "from the shortest to the longest", id="out of order"),
    ],
)
def test_a_unit_that_cannot_work_is_refused_with_what_is_wrong(change: dict[str, object], said: str):
    rows = tuple(replace(unit, **change) if unit.name == "week" else unit for unit in UNITS_OF_TIME)

    with pytest.raises(ValueError, match=said):
        require_units(rows)


@pytest.mark.parametrize(
    ("unit", "first", "before"),
    [
        ("day", date(2026, 11, 23), date(2026, 11, 22)),
        ("week", date(2026, 11, 23), date(2026, 11, 16)),
        ("fortnight", date(2026, 11, 23), date(2026, 11, 9)),
        ("month", date(2026, 11, 1), date(2026, 10, 1)),
        ("quarter", date(2026, 10, 1), date(2026, 7, 1)),
        ("year", date(2026, 1, 1), date(2025, 1, 1)),
    ],
)
def test_a_unit_knows_where_it_began_and_the_one_before(unit: str, first: date, before: date):
    row = UNIT_OF_TIME[unit]

    assert (row.first_day(NOW.date()), row.moved(first, -1)) == (first, before)
    assert row.begin(NOW, UTC_ZONE).date() == first


def test_rows_that_the_edges_of_the_period_cut_are_marked():
    period = Period(datetime(2026, 11, 4, tzinfo=UTC), NOW)

    weeks = [row.labels[0] for row in time_rows(period, ("week",), UTC_ZONE)]

    assert weeks == ["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"]
    assert [is_cut(week, "week", period, UTC_ZONE) for week in weeks] == [True, False, False, True]
    assert [is_cut(hour, "hour", period, UTC_ZONE) for hour in ("2026-11-23T13:00:00Z", "2026-11-23T14:00:00Z")] == [
        False,
        True,
    ]
    assert is_cut("2026-11", "month", period, UTC_ZONE)
