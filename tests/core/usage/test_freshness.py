"""When a bucket is final, when a day is settled, and what is due to be read."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.catalogue import ENDPOINTS
from bot.core.periods import DAY, HOUR, Period, Width
from bot.core.usage.freshness import (
    DAY_GRAINS,
    GRAINS,
    HOUR_GRAIN,
    ReadNote,
    due_to_look_at,
    due_to_read,
    ended_month,
    is_final,
    is_quiet,
    is_settled,
    month_again_slot,
    stands_in,
)

DAY_START = datetime(2026, 11, 22, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
COSTS, COMPLETIONS = DAY_GRAINS[:2]
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("read_at", "final"),
    [
        pytest.param(DAY_START + DAY + timedelta(minutes=15), True, id="exactly fifteen minutes after the end"),
        pytest.param(DAY_START + DAY + timedelta(minutes=15) - SECOND, False, id="a second earlier"),
        pytest.param(DAY_START + HOUR, False, id="while it runs"),
    ],
)
def test_a_bucket_is_final_fifteen_minutes_after_its_end(read_at, final):
    assert is_final(DAY_START, Width.DAY, read_at) is final


@pytest.mark.parametrize(
    ("read_at", "settled"),
    [
        pytest.param(DAY_START + 2 * DAY, True, id="exactly a day after the end"),
        pytest.param(DAY_START + 2 * DAY - SECOND, False, id="a second earlier"),
    ],
)
def test_a_day_is_settled_a_day_after_its_end(read_at, settled):
    assert is_settled(DAY_START, read_at) is settled


def _notes(grain, until, read_at, since=None):
    since = since or grain.kept_since(NOW)
    return {start: ReadNote(read_at, 1) for start in Period(since, until).buckets(grain.width)}


def test_everything_is_due_at_first():
    (span,) = due_to_read(COMPLETIONS, {}, now=NOW, since=COMPLETIONS.kept_since(NOW))
    assert span == Period(datetime(2026, 9, 24, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))


def test_hours_reach_back_thirty_five_days():
    (span,) = due_to_read(HOUR_GRAIN, {}, now=NOW, since=HOUR_GRAIN.kept_since(NOW))
    assert span == Period(datetime(2026, 10, 19, tzinfo=UTC), datetime(2026, 11, 23, 15, tzinfo=UTC))


def test_only_today_is_due_when_all_earlier_days_are_final():
    notes = _notes(COMPLETIONS, NOW, NOW - timedelta(minutes=15))
    assert due_to_read(COMPLETIONS, notes, now=NOW, since=COMPLETIONS.kept_since(NOW)) == (
        Period(datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)),
    )


def test_a_day_read_before_it_was_final_and_a_gap_are_due_again():
    notes = _notes(COMPLETIONS, NOW, NOW - timedelta(minutes=15))
    gap, early = datetime(2026, 11, 10, tzinfo=UTC), datetime(2026, 11, 15, tzinfo=UTC)
    del notes[gap]
    notes[early] = ReadNote(early + DAY, 1)
    spans = due_to_read(COMPLETIONS, notes, now=NOW, since=COMPLETIONS.kept_since(NOW))
    assert [span.start for span in spans] == [gap, early, datetime(2026, 11, 23, tzinfo=UTC)]


@pytest.mark.parametrize(("grain", "days"), [(COMPLETIONS, 3), (COSTS, 7)], ids=["usage", "costs"])
def test_the_trailing_days_are_looked_at_again(grain, days):
    notes = _notes(grain, NOW, NOW - timedelta(minutes=15))
    today = datetime(2026, 11, 23, tzinfo=UTC)
    assert due_to_look_at(grain, notes, now=NOW) == (Period(today - days * DAY, today),)


@pytest.mark.parametrize("grain", [COMPLETIONS, COSTS], ids=["usage", "costs"])
def test_days_that_were_trailing_while_the_bot_was_down_are_looked_at_once_more(grain):
    stopped = datetime(2026, 11, 3, tzinfo=UTC)
    trailing = stopped - grain.look_again_days * DAY
    before = _notes(grain, stopped, stopped + 14 * HOUR, since=trailing - 9 * DAY)
    notes = before | _notes(grain, NOW, NOW - timedelta(minutes=15), since=stopped)
    first, *_ = due_to_look_at(grain, notes, now=NOW)
    assert first == Period(trailing, stopped)


def test_the_whole_ended_month_is_looked_at_again_from_the_third():
    now = datetime(2026, 11, 3, 0, 0, tzinfo=UTC)
    notes = _notes(COMPLETIONS, now, now, since=datetime(2026, 9, 1, tzinfo=UTC))
    (span,) = due_to_look_at(COMPLETIONS, notes, now=now, month_again=True)
    assert span == Period(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))
    assert month_again_slot(now) == "2026-10"
    assert month_again_slot(now - SECOND) is None


def test_hours_follow_their_day_and_are_not_looked_at():
    notes = _notes(HOUR_GRAIN, NOW, NOW)
    assert due_to_look_at(HOUR_GRAIN, notes, now=NOW) == ()


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        (datetime(2026, 1, 31, 23, tzinfo=UTC), datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),
        (datetime(2028, 3, 1, tzinfo=UTC), datetime(2028, 2, 1, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)),
    ],
    ids=["over the year", "leap February"],
)
def test_the_ended_month_is_the_calendar_month_before(now, start, end):
    assert ended_month(now) == Period(start, end)


def test_every_endpoint_is_kept_by_day():
    kept = [grain.endpoint for grain in GRAINS if grain.width is Width.DAY]
    assert kept == ["costs", *(one.name for one in ENDPOINTS if one.name != "costs")]


QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("endpoint", "age", "sync", "shown"),
    [
        pytest.param("embeddings", timedelta(), QUARTER, True, id="read just now"),
        pytest.param("embeddings", QUARTER + timedelta(minutes=1), QUARTER, True, id="the next read is on its way"),
        pytest.param("web_search", 2 * QUARTER, QUARTER, True, id="two turns ago"),
        pytest.param("web_search", 2 * QUARTER + timedelta(seconds=1), QUARTER, False, id="longer ago"),
        pytest.param("images", timedelta(minutes=59), DAY, True, id="read seldom, but within the hour"),
        pytest.param("images", timedelta(minutes=61), DAY, False, id="read seldom, and not within the hour"),
        pytest.param("images", -timedelta(minutes=1), QUARTER, False, id="the clock was set back"),
        pytest.param("completions", timedelta(), QUARTER, False, id="completions are asked live"),
        pytest.param("costs", timedelta(), QUARTER, False, id="costs are asked live"),
    ],
)
def test_an_open_bucket_of_a_small_endpoint_may_come_from_the_store(endpoint, age, sync, shown):
    assert stands_in(endpoint, NOW - age, now=NOW, sync=sync) is shown


YESTERDAY, TODAY = DAY_START, DAY_START + DAY


@pytest.mark.parametrize(
    ("rows", "last", "age", "shown"),
    [
        pytest.param([0] * 7, YESTERDAY, HOUR, True, id="a week of nothing"),
        pytest.param([0] * 8, TODAY, HOUR, True, id="nothing today either"),
        pytest.param([3, *[0] * 7], YESTERDAY, HOUR, True, id="used more than a week ago"),
        pytest.param([0] * 6, YESTERDAY, HOUR, False, id="only six days are known"),
        pytest.param([0, 0, 3, 0, 0, 0, 0], YESTERDAY, HOUR, False, id="used within the week"),
        pytest.param([*[0] * 7, 2], TODAY, HOUR, False, id="used today"),
        pytest.param([0] * 7, YESTERDAY, DAY, False, id="nobody looked for a day"),
        pytest.param([], YESTERDAY, HOUR, False, id="never read"),
    ],
)
def test_an_endpoint_that_nobody_used_for_a_week_is_not_asked_today(rows, last, age, shown):
    first = last - (len(rows) - 1) * DAY
    notes = {first + days * DAY: ReadNote(NOW - age, count) for days, count in enumerate(rows)}
    assert is_quiet(notes, NOW) is shown
