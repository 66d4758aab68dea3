"""The days of a report: weekdays, a day of the month, its first Monday, every second week."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


class ReportDays(NamedTuple):
    """
    `days` are weekdays (0 is Monday). `on` narrows them: `day 15` and `day -1` of a month, `nth 1` such weekday of a
    month (-1 is the last), `work 1` of the days of a month that are such weekdays, `weeks 2` from the week in which
    the report was made; '' is each of them.
    """

    days: tuple[int, ...]
    on: str = ""


def falls_on(days: ReportDays, day: date, since: date) -> bool:
    """Whether a report that was made on `since` is sent on `day`."""
    kind, _, text = days.on.partition(" ")
    number = int(text or 0)
    last = monthrange(day.year, day.month)[1]
    if kind == "day":
        return day.day == (last if number < 0 else min(number, last))
    if day.weekday() not in days.days:
        return False
    if kind == "nth":
        return (day.day - 1) // 7 + 1 == number if number > 0 else day.day + 7 > last
    if kind == "work":
        such = [one for one in range(1, last + 1) if day.replace(day=one).weekday() in days.days]
        return day.day == such[-1 if number < 0 else min(number, len(such)) - 1]
    weeks = (_monday(day) - _monday(since)).days // 7
    return kind != "weeks" or weeks % number == 0


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())
