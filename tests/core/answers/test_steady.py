"""Since when a project has been at what it is."""

from datetime import date, timedelta

import pytest

from bot.core.answers.steady import Steady, steady

TODAY = date(2026, 11, 23)


def days(*amounts: int) -> dict[date, int]:
    """The days before today, the last one last."""
    return {TODAY - timedelta(len(amounts) - place): amount for place, amount in enumerate(amounts)}


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ((12,) * 6, None),
        ((12,) * 7, Steady(12, date(2026, 11, 16), is_older=True)),
        ((12,) * 60, Steady(12, date(2026, 9, 24), is_older=True)),
        ((3,) * 30 + (12,) * 20, Steady(12, date(2026, 11, 2), is_older=False)),
        ((14, 14, 14, 14, 14, 5, 5) * 3, Steady(11, date(2026, 11, 2), is_older=True)),
        ((0,) * 7, None),
    ],
    ids=["less than a week", "a week", "as long as is known", "a step", "quiet weekends", "nothing at all"],
)
def test_since_when_it_has_been_so(known: tuple[int, ...], found: Steady | None):
    assert steady(days(*known), TODAY) == found


def test_a_gap_ends_what_is_known():
    known = days(*(12,) * 20)
    del known[TODAY - timedelta(10)]
    assert steady(known, TODAY) == Steady(12, TODAY - timedelta(9), is_older=True)
