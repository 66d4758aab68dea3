"""Reports that are there, as people call them: `stop the daily report`, `which reports are scheduled`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.grammar import WEEKDAY
from bot.core.reports.schedules import Schedule

# `stop the daily report`: which one is asked back.
STOPPING = re.compile(
    r"\b(?:stop|cancel|kill|disable|unsubscribe|remove|delete|turn off|no more|never send|don'?t send)\b"
    r".*\b(?:reports?|digests?|schedules?)\b|\b(?:stop|quit|no more)\s+(?:sending|posting|reporting)\b",
    re.I | re.S,
)
# A report is changed by making it anew; which one is meant is shown.
CHANGING = re.compile(
    r"\b(?:change|move|edit|update|reschedule|rename|pause|resume|mute|silence|hold)\b"
    r".*\b(?:reports?|digests?|schedules?)\b",
    re.IGNORECASE,
)
LISTING = re.compile(
    r".*\b(?:reports?|digests?)\b.*\bscheduled\b|(?:what|which)\s+(?:\w+\s+)?do\s+you\s+(?:send|post|report)\b"
    r"|(?:sched|schedules?)\s+(?:ls|list)|\bscheduled\s+(?:reports?|things|questions)\b"
    r"|next\s+runs?$"
    r"|(?:what\s+time|when)\s+(?:do|does|is|are|will)\s+.*\b(?:reports?|digests?)\b|what(?:'s| is|s)\s+scheduled\b",
    re.IGNORECASE,
)


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
