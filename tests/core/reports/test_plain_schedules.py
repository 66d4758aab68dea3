"""Reports in plain words become days, an hour and what to report; a question about such days stays one."""

from pathlib import Path

import pytest

from bot.commands.routing import routed
from bot.core.reports.plain_schedules import plain_schedule, spoken_clock
from bot.core.reports.schedule_words import schedule_parts

TABLE = Path(__file__).parents[2] / "data" / "plain_schedules.txt"
LINES = [
    line.split(" => ") for line in TABLE.read_text(encoding="utf-8").splitlines() if " => " in line and line[0] != "#"
]


@pytest.mark.parametrize(("typed", "expected"), LINES)
def test_plain_words_are_a_report(typed: str, expected: str) -> None:
    assert (plain_schedule(typed) or "-") == expected


@pytest.mark.parametrize("expected", [expected for _, expected in LINES if expected != "-"])
def test_what_they_become_is_read_as_a_report(expected: str) -> None:
    parts = schedule_parts(expected)

    assert parts.days.days
    assert parts.question


@pytest.mark.parametrize(("typed", "expected"), LINES)
def test_they_find_their_command(typed: str, expected: str) -> None:
    assert routed(typed)[0].verb == ("ask" if expected == "-" else "every")


@pytest.mark.parametrize(
    ("said", "clock"),
    [
        ("at ten to nine", "at 08:50"),
        ("at half past four in the afternoon", "at 16:30"),
        ("at quarter past nine", "at 09:15"),
        ("at five", "at 17:00"),
        ("at seven", "at 07:00"),
        ("at twelve", "at 12:00"),
    ],
)
def test_a_spoken_clock_is_in_the_day(said: str, clock: str) -> None:
    assert spoken_clock(said) == clock
