"""Spikes: the corners of what is usual, what is new, and what was told."""

import pytest

from bot.core.alerts.rules.excess import DAY, WEEK, HourlyUse, is_open, news, onset
from bot.core.alerts.rules.incidents import incidents
from bot.core.amounts import NANO

WEEKS = 6
END = WEEKS * WEEK


def even(dollars: int = 2, hours: int = END) -> list[int]:
    return [dollars * NANO] * hours


def told_at(spent: list[int], *, since: int = 0) -> list[tuple[int, int]]:
    """(place, window) of everything that is told of one subject."""
    hours, told, found = HourlyUse(spent), [], []
    for place in range(since + 1, len(spent) + 1):
        if one := news(hours, place, told):
            told.append(place)
            found.append((place, one.hours))
    return found


def raised(spent: list[int], start: int, end: int, dollars: int) -> list[int]:
    return [one + dollars * NANO * (start <= place < end) for place, one in enumerate(spent)]


def test_an_even_stream_tells_nothing():
    assert told_at(even()) == []


def test_an_incident_is_told_with_its_first_hour_and_once():
    assert told_at(raised(even(), 5 * WEEK, 5 * WEEK + 30, 20)) == [(5 * WEEK + 1, 1)]


def test_an_hour_that_is_not_over_counts_as_soon_as_it_is_enough():
    spent = even()
    assert news(HourlyUse([*spent, 7 * NANO]), END + 1) is None
    assert news(HourlyUse([*spent, 8 * NANO]), END + 1)


@pytest.mark.parametrize(
    ("dollars", "told"),
    [
        pytest.param(4, False, id="below the floor, a tenth of a usual day"),
        pytest.param(6, True, id="above it"),
    ],
)
def test_an_hour_has_to_be_worth_a_word(dollars, told):
    assert bool(news(HourlyUse([*even(), (2 + dollars) * NANO]), END + 1)) is told


def test_a_burst_of_the_weeks_before_hides_what_is_not_twice_as_large():
    before = raised(even(), 3 * WEEK + 7, 3 * WEEK + 8, 20)
    assert told_at(raised(before, 5 * WEEK, 5 * WEEK + 1, 30), since=4 * WEEK) == []
    assert told_at(raised(before, 5 * WEEK, 5 * WEEK + 1, 50), since=4 * WEEK) == [(5 * WEEK + 1, 1)]


def test_an_old_burst_in_the_same_hour_is_not_what_is_usual():
    before = raised(even(), 4 * WEEK, 4 * WEEK + 1, 20)
    assert told_at(raised(before, 5 * WEEK, 5 * WEEK + 1, 50), since=4 * WEEK + DAY) == [(5 * WEEK + 1, 1)]


def test_a_nightly_job_moves_with_the_clock_and_nobody_hears_of_it():
    nights = [40 * NANO if place % DAY == (2 if place < 5 * WEEK else 3) else NANO for place in range(END)]
    assert told_at(nights) == []


def test_two_weeks_of_holidays_make_no_spike_of_the_week_after():
    spent = [(10 if place // WEEK in (3, 4) else 100) * NANO for place in range(END)]
    assert told_at(spent) == []


def test_a_change_that_stays_is_told_within_a_day_and_becomes_usual():
    doubled = raised(even(hours=12 * WEEK), 6 * WEEK + 9, 12 * WEEK, 2)
    ((place, window),) = told_at(doubled)
    assert window <= DAY and place - (6 * WEEK + 9) <= DAY


def test_what_creeps_up_is_told_by_its_week():
    creeping = [round(100 * NANO * 1.03 ** (max(place - END, 0) / DAY)) for place in range(END + 14 * DAY)]
    ((place, window),) = told_at(creeping)
    assert window == WEEK and place <= END + 14 * DAY


def test_growth_of_every_month_is_no_news():
    assert told_at([round(100 * NANO * 1.05 ** (place / WEEK)) for place in range(12 * WEEK)]) == []


def test_a_new_project_has_no_usual_yet():
    assert told_at([0] * (3 * WEEK) + even(50, 2 * WEEK)) == []


def test_a_sparse_project_is_measured_by_its_largest_hours():
    sparse = [(60 if place % 100 == 7 else 0) * NANO for place in range(END)]
    assert told_at(sparse, since=4 * WEEK) == []
    assert [window for _, window in told_at(raised(sparse, 5 * WEEK + 50, 5 * WEEK + 53, 150), since=4 * WEEK)] == [1]


def test_a_month_end_run_is_told_the_first_time_only():
    spent = even(hours=100 * DAY)
    for end in (31, 59, 90):  # January, February, March
        spent = raised(spent, end * DAY - DAY, end * DAY, 10)
    assert [place // DAY for place, _ in told_at(spent)] == [30]


def test_weeks_that_were_not_read_are_no_weeks_of_nothing():
    spent, missing = even(), range(2 * WEEK, 4 * WEEK)
    holes = [0 if place in missing else one for place, one in enumerate(spent)]
    assert news(HourlyUse(holes, unread=missing), 5 * WEEK) is None


def test_an_incident_is_open_until_a_whole_day_was_as_usual():
    spent = raised(even(), 5 * WEEK, 5 * WEEK + 20, 20)
    hours = HourlyUse(spent)
    assert is_open(hours, 5 * WEEK + 30, [5 * WEEK + 1])
    assert not is_open(hours, 5 * WEEK + 45, [5 * WEEK + 1])


def test_the_onset_is_where_the_excess_begins():
    spent = raised(even(), 5 * WEEK + 10, END, 20)
    assert onset(HourlyUse(spent), 5 * WEEK + 24, DAY) == 5 * WEEK + 10


def begun(place: int, **spent: list[int]) -> list[tuple[str, bool]]:
    whole = [sum(of_hour) for of_hour in zip(*spent.values(), strict=True)]
    watched = {"": HourlyUse(whole), **{name: HourlyUse(hours) for name, hours in spent.items()}}
    return [(one.subject, one.is_told) for one in incidents(place, watched, {}, "")]


def test_a_projects_incident_is_told_with_the_organisations_in_one_message():
    leak = raised(even(), 5 * WEEK, 5 * WEEK + 1, 50)
    assert begun(5 * WEEK + 1, a=leak, b=even()) == [("a", True), ("", False)]


def test_the_organisations_own_is_told_when_no_project_is_most_of_it():
    more = raised(even(), 5 * WEEK, 5 * WEEK + 1, 9)
    found = begun(5 * WEEK + 1, a=more, b=more, c=more)
    assert found == [("", True), ("a", False), ("b", False), ("c", False)]


def test_a_small_project_is_told_although_the_organisation_is_as_usual():
    small = raised(even(1), 5 * WEEK, 5 * WEEK + 1, 30)
    assert begun(5 * WEEK + 1, small=small, large=even(1000)) == [("small", True)]


def test_the_organisation_says_nothing_of_what_is_told_already():
    leak = raised(even(), 5 * WEEK, 5 * WEEK + 3, 50)
    watched = {"": HourlyUse([one + 2 * NANO for one in leak]), "a": HourlyUse(leak)}
    found = incidents(5 * WEEK + 2, watched, {"a": [5 * WEEK + 1]}, "")
    assert [(one.subject, one.is_told) for one in found] == [("", False)]
