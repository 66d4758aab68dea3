"""The verdict on a year sees each way in which an alert can go wrong, and nothing where nothing did."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from tests.simulation.faults import Dice, MemorySlack, Sent
from tests.simulation.queued_messages import once
from tests.simulation.verdict import PATIENCE, Crossing, Heard, Look, first_look, verdict

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TURNS = {"#ai-spend": [NOON + number * HOUR for number in range(100)]}


def passed(level: int, seen: int = 0, looked: int = 0) -> Crossing:
    """At that level, to be seen and then looked at so many hours after noon."""
    return Crossing(("web-app", "March", level), "#ai-spend", NOON + seen * HOUR, NOON + max(seen, looked) * HOUR)


def told(level: int, after: int = 0, *, is_loud: bool = True) -> Heard:
    return Heard(("web-app", "March", level), NOON + after * HOUR, is_loud)


@pytest.mark.parametrize(
    ("crossings", "heard"),
    [
        pytest.param([passed(50)], [told(50)], id="told"),
        pytest.param([passed(50), passed(80)], [told(80)], id="covered"),
        pytest.param([passed(50), passed(80, 5)], [told(50), told(80, 5)], id="one after the other"),
        pytest.param([passed(50, 0, 6), passed(80, 5)], [told(80, 6)], id="covered before anybody looked"),
        pytest.param([passed(50, 0, 6), passed(80, 5)], [told(50, 3), told(80, 6)], id="told by a check that died"),
        pytest.param([passed(50)], [told(50, PATIENCE)], id="just in time"),
        pytest.param([], [], id="nothing happened"),
    ],
)
def test_a_correct_history_has_no_faults(crossings, heard):
    assert [*verdict(crossings, heard, TURNS)] == []


@pytest.mark.parametrize(
    ("crossings", "heard", "kinds"),
    [
        pytest.param([passed(50)], [], ["missing"], id="lost"),
        pytest.param([passed(50), passed(80)], [told(50)], ["beside", "missing"], id="the lower one told"),
        pytest.param([passed(50), passed(80, 5)], [told(80, 5)], ["missing"], id="called covered, and was not"),
        pytest.param([passed(50), passed(80, 5)], [told(50)], ["missing"], id="the next one lost"),
        pytest.param([passed(50)], [told(50), told(50, 1)], ["doubled"], id="doubled"),
        pytest.param([passed(50), passed(80)], [told(50), told(80)], ["beside"], id="two for one jump"),
        pytest.param([passed(50, 5)], [told(50, 4)], ["early"], id="before it was passed"),
        pytest.param([passed(50)], [told(50, PATIENCE + 1)], ["late"], id="late"),
        pytest.param([passed(50)], [told(50, is_loud=False)], ["quiet"], id="an edit alone"),
        pytest.param([passed(50)], [told(50), told(80)], ["wrong"], id="never passed"),
    ],
)
def test_a_wrong_history_names_each_fault(crossings, heard, kinds):
    assert [fault.partition(":")[0] for fault in verdict(crossings, heard, TURNS)] == kinds


def test_a_check_of_the_same_moment_that_came_before_the_read_has_not_seen_it():
    before, after = Look(NOON - HOUR, NOON), Look(NOON, NOON + HOUR)

    assert first_look([before, after], seen=NOON) == after.at


@pytest.mark.parametrize(
    ("is_loud", "is_repeat", "is_deleted", "count"),
    [
        pytest.param(True, False, True, 2, id="the channel was notified of both"),
        pytest.param(False, False, False, 2, id="silent, where people read"),
        pytest.param(False, False, True, 1, id="silent, below a message that is there no more"),
        pytest.param(True, True, False, 1, id="it says that it may be a repeat"),
    ],
)
def test_a_copy_counts_where_somebody_takes_it_for_news(is_loud, is_repeat, is_deleted, count):
    slack = MemorySlack(Dice(Random(1)), lambda: NOON)  # noqa: S311
    slack.sent = [
        Sent("C1", "2", "letter", "80 %", "1", is_loud),
        Sent("C1", "3", "letter", "80 %", "1", is_loud, is_repeat),
    ]
    slack.deleted = {"1"} if is_deleted else set()

    assert len([*once(slack)]) == count
