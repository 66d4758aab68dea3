"""The questions that likely come next, as words that the grammar reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.catalogue import ENDPOINT, METRIC
from bot.core.messages.blocks import Button
from bot.core.periods import DAY, Period, local_midnight
from bot.core.question import Question, Shape
from bot.core.usage import Filter

USAGE, SHARE, CSV, WHY = "usage", "share", "csv", "why"  # action ids; those of questions are `usage:<n>`


def asked(question: Question) -> str:
    """A question in canonical words: read again, it is the same question."""
    return " ".join(part for part in _parts(question) if part)


def _parts(question: Question) -> list[str]:
    zone = ZoneInfo(question.zone)
    shape = question.shape
    return [
        question.verb if question.verb in ("why", "forecast") else "",
        question.metric,
        question.endpoint,
        *(f"by {group}" for group in question.by),
        *(_filter(one) for one in question.filters),
        f"top {question.top}" if question.top else "",
        "" if question.over is None else f"over {_over(question)}",
        _period(question.period, zone),
        f"vs {_period(question.versus_whole, zone)}" if question.versus_whole else "",
        "chart" if shape.chart else "",
        "table" if shape.table else "",
        "utc" if question.zone == "UTC" else f"in {question.zone}",
    ]


def _filter(one: Filter) -> str:
    sign = "except " if one.excluded else ""
    if one.dimension == "batch":
        return "batch" if ("true" in one.values) is not one.excluded else "not batch"
    return " ".join(f"{sign}{one.dimension}:{_quoted(value)}" for value in one.values)


def _quoted(value: str) -> str:
    """Names with spaces stand in quotes; a quote inside one cannot be typed and goes."""
    return f'"{value.replace(chr(34), "")}"' if set(value) & set(' "') else value


def _over(question: Question) -> str:
    if METRIC[question.metric].unit != "nanodollar":
        return str(question.over)
    whole, rest = divmod(question.over or 0, 10**9)
    return f"${whole}.{rest:09d}".rstrip("0").rstrip(".")


def _period(period: Period, zone: ZoneInfo) -> str:
    """Whole local days by their dates; what ends inside a day to the minute."""
    start, end = period.start.astimezone(zone), period.end.astimezone(zone)
    last = (period.end - timedelta(microseconds=1)).astimezone(zone).date()
    starts_day = local_midnight(start.date(), zone) == period.start
    if starts_day and (local_midnight(end.date(), zone) == period.end):
        return str(last) if start.date() == last else f"{start.date()}..{last}"
    return f"{start:%Y-%m-%dT%H:%M}..{end:%Y-%m-%dT%H:%M}"


def buttons(question: Question, now: datetime) -> list[Button]:
    """One row: other groups, the day before, then what to do with this answer."""
    words = _next(question, now)
    asking = [
        Button(label, f"{USAGE}:{number}", typed) for number, (label, typed) in enumerate(words.items(), 1) if typed
    ]
    again = again_text(question, now)
    return [*asking, Button("CSV", CSV, again), Button("Share", SHARE, again)]


def again_text(question: Question, now: datetime) -> str:
    """This question in words. One that runs until now is asked as such, so that a later click gives later numbers."""
    return asked(question) if question.period.end < now else _running(question)


def _running(question: Question) -> str:
    zone = ZoneInfo(question.zone)
    start = question.period.start.astimezone(zone)
    words = _parts(replace(question, versus_whole=None))
    dated = _period(question.period, zone)
    since = "today" if start.date() == question.period.end.astimezone(zone).date() else f"since {start.date()}"
    if local_midnight(start.date(), zone) != question.period.start:
        minutes = int(question.period.length.total_seconds()) // 60
        since = f"last {minutes // 60} hours" if minutes % 60 == 0 else f"last {minutes} minutes"
    versus = f"vs {_period(question.versus_whole, zone)}" if question.versus_whole else ""
    return " ".join([*(since if word == dated else word for word in words if word), *([versus] if versus else [])])


def _next(question: Question, now: datetime) -> dict[str, str]:
    plain = replace(question, top=None, over=None, verb="", shape=Shape(), versus=None, versus_whole=None)
    next_questions = {}
    for group in ("model", "project"):
        if group not in question.by and _can_group(question, group):
            next_questions[f"By {group}"] = again_text(replace(plain, by=(group,)), now)
    if question.period.length > DAY and not question.time_unit:
        next_questions["By day"] = again_text(replace(plain, by=("day",)), now)
    if yesterday := _yesterday(question, now):
        next_questions["Yesterday"] = asked(replace(plain, by=question.by, period=yesterday))
    return next_questions


def _can_group(question: Question, group: str) -> bool:
    if not question.endpoint:
        return METRIC[question.metric].name != "bytes" or group == "project"
    return group in ENDPOINT[question.endpoint].dimensions


def _yesterday(question: Question, now: datetime) -> Period | None:
    """The local day before now; None when that is what was asked."""
    zone = ZoneInfo(question.zone)
    today = now.astimezone(zone).date()
    day = Period(local_midnight(today - timedelta(days=1), zone), local_midnight(today, zone))
    return None if day.start.astimezone(UTC) == question.period.start else day
