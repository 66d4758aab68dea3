"""Which of the reports that are there people mean: `the daily report`, `my monday digest`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.grammar import WEEKDAY
from bot.core.reports.schedules import Schedule


def named_reports(text: str, known: Sequence[Schedule]) -> list[Schedule]:
    """Those that words such as `the daily report` or `my monday digest` may mean; none when they say too little."""
    said = set(re.findall(r"[\w-]+", text.lower()))
    said |= {word.removesuffix("s") for word in said}
    return [one for one in known if said & _called(one)]


def _called(schedule: Schedule) -> set[str]:
    """What people call it by: its days, the digest, the names in its question."""
    often = {7: {"daily"}, 5: {"weekday", "weekdays"}, 1: {"weekly"}}.get(len(schedule.days), set())
    often = {"monthly"} if schedule.on.startswith(("day", "nth")) else often
    days = {name for name, number in WEEKDAY.items() if number in schedule.days and len(schedule.days) < 5}
    return often | days | (set(re.findall(r"[\w-]+", schedule.question.lower())) - {"by", "last", "cost", "the", "of"})
