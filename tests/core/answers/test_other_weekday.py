"""A Monday beside a Sunday: the answer says so, and what the Monday before had."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.amounts import NANO, Amount
from bot.core.answers.other_weekday import is_with_another_kind_of_day, week_before, weekday_note
from bot.core.periods import DAY, HOUR, Period
from bot.core.question import Question

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
SO_FAR = Period(MONDAY, MONDAY + timedelta(hours=14, minutes=5))


def compared(back: timedelta, period: Period = SO_FAR, **slots: str) -> Question:
    return Question("", period, versus=Period(period.start - back, period.end - back), **slots)


@pytest.mark.parametrize(
    ("question", "is_said"),
    [
        pytest.param(compared(DAY), True, id="Monday and Sunday"),
        pytest.param(compared(3 * DAY), False, id="Monday and Friday"),
        pytest.param(compared(7 * DAY), False, id="Monday and the Monday before"),
        pytest.param(compared(2 * DAY, Period(MONDAY, MONDAY + 2 * DAY)), False, id="more than a day"),
        pytest.param(compared(DAY, Period(MONDAY + HOUR, MONDAY + 2 * HOUR)), False, id="an hour"),
        pytest.param(compared(DAY, figure="average per hour"), False, id="a figure"),
        pytest.param(Question("", SO_FAR), False, id="no comparison"),
    ],
)
def test_only_one_day_beside_another_kind_of_day_is_told(question: Question, is_said: bool) -> None:
    assert is_with_another_kind_of_day(question) is is_said


def test_the_same_weekday_a_week_before_is_asked_for_in_whole_hours() -> None:
    like = week_before(compared(DAY, by=("model",)))
    assert like == Question("", Period(MONDAY - 7 * DAY, MONDAY - 7 * DAY + 14 * HOUR))
    assert week_before(compared(DAY, Period(MONDAY, MONDAY + timedelta(minutes=5)))) is None


@pytest.mark.parametrize(
    ("question", "total", "note"),
    [
        (
            compared(DAY),
            Amount(201 * NANO, estimate=True),
            "Sun 22 Nov is a weekend day, Mon 23 Nov is not. The Monday before stood at ≈ $201 by 14:00 (+6 % on it).",
        ),
        (
            compared(DAY, Period(MONDAY - 2 * DAY, MONDAY - DAY)),
            Amount(239 * NANO),
            "Fri 20 Nov is a working day, Sat 21 Nov is not. The Saturday before had $239 (−11 % on it).",
        ),
        (compared(DAY), None, "Sun 22 Nov is a weekend day, Mon 23 Nov is not."),
    ],
    ids=["so far", "a whole day", "a week before that was not read"],
)
def test_what_the_day_should_be_held_against(question: Question, total: Amount | None, note: str) -> None:
    assert weekday_note(question, week_before(question), total, Amount(213 * NANO)) == note


def test_days_are_those_of_the_questions_zone() -> None:
    start = datetime(2026, 11, 22, 23, tzinfo=UTC)  # Monday in Berlin
    question = compared(DAY, Period(start, start + 3 * HOUR + timedelta(minutes=20)), zone="Europe/Berlin")
    like = week_before(question)
    assert like is not None
    assert like.period == Period(start - 7 * DAY, start - 7 * DAY + 3 * HOUR)
    assert weekday_note(question, like, Amount(NANO), None).endswith("The Monday before stood at $1 by 03:00.")
