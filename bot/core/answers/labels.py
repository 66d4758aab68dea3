"""Labels of the lines of an answer: names in place of ids, and days in place of dates."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core.answers.answer import OTHER, Answer, AnswerLine
from bot.core.kept_times import DAYS, RECURS, WEEKEND, WORKING, KeptTimes
from bot.core.names import Names
from bot.core.periods import INSTANT
from bot.core.question import TIME_GROUPS, Question
from bot.core.slack import dates
from bot.core.slack.text import clean, listed
from bot.core.time_rows import is_cut
from bot.core.time_units import UNIT_OF_TIME

OTHERS = "other"
PART = "(part)"  # behind the time of a row that the period's edge cuts
POINT = 20  # characters that Slack has for a point of a chart
# What OpenAI ties to no project, such as credits and Scale Tier: it is in the sums all the same.
NAMELESS = {
    "project": "(no project)",
    "model": "(no model: storage, tools, Scale Tier)",
    "key": "(no API key)",
    "user": "(no user)",
    "batch": "(not split by batch)",
}
_DAYS = {WORKING: "weekdays", WEEKEND: "weekends"}
BATCH = {"true": "Batch API (half price)", "false": "not batch"}


def dimension_label(names: Names, dimension: str, id: str) -> str:
    """A name for people; `other` for the rest, `(no project)` or `(no user)` where OpenAI gave none."""
    if id == OTHER:
        return OTHERS
    if dimension == "batch" and id in BATCH:
        return BATCH[id]
    return clean(names.label(dimension, id)) or NAMELESS.get(dimension, f"(no {dimension})")


def time_label(unit: str, label: str, question: Question) -> str:
    """`Mon 23 Nov`, `week of 23 Nov`, `Nov 2026`, `Q3 2026`, `14:00`; of several days `Mon 23 Nov 14:00`."""
    if label == OTHER:
        return OTHERS
    if unit in RECURS:
        return label.capitalize()
    zone = ZoneInfo(question.zone)
    first = question.period.start.astimezone(zone).date()
    last = (question.period.end - INSTANT).astimezone(zone).date()
    if UNIT_OF_TIME[unit].months:
        return _months(UNIT_OF_TIME[unit].months, date.fromisoformat(f"{label}-01"))
    if UNIT_OF_TIME[unit].days:
        shown = date.fromisoformat(label)
        year_known = shown.year if first.year == last.year else None
        text = dates.day(shown, year=year_known or 0)
        return text if unit == "day" else f"{unit} of {text[4:]}"
    moment = datetime.fromisoformat(label)
    return dates.clock(moment, zone) if first == last else dates.stamp(moment, zone)


def _months(count: int, first: date) -> str:
    """`Nov 2026`, `Q3 2026`, `2026`; of another number of months their first."""
    if count == 12:
        return str(first.year)
    return f"Q{(first.month + 2) // 3} {first.year}" if count == 3 else f"{dates.MONTHS[first.month - 1]} {first.year}"


def point_label(unit: str, label: str, question: Question) -> str:
    """The same of a chart: a point that the period's edge cuts says so."""
    text = time_label(unit, label, question)
    if label == OTHER or unit in RECURS or not is_cut(label, unit, question.period, ZoneInfo(question.zone)):
        return text
    return next(one for one in (f"{text} {PART}", f"{text}, part", text) if len(one) <= POINT or one == text)


def is_cut_line(question: Question, line: AnswerLine) -> bool:
    """Whether the period's edge cuts off a part of the line's hour, day, week or month."""
    unit = question.time_unit
    label = line.labels[question.by.index(unit)] if unit else OTHER
    return bool(unit) and label != OTHER and is_cut(label, unit or "", question.period, ZoneInfo(question.zone))


def line_labels(answer: Answer, names: Names) -> list[tuple[str, ...]]:
    """The labels of each line, in order. Things that share a name are told apart by the end of their id."""
    by = answer.question.by
    shown = [{line.labels[place] for line in answer.lines} for place in range(len(by))]
    words = [_words(group, ids, answer.question, names) for group, ids in zip(by, shown, strict=True)]
    return [tuple(words[place][id] for place, id in enumerate(line.labels)) for line in answer.lines]


def _words(group: str, ids: set[str], question: Question, names: Names) -> dict[str, str]:
    if group in TIME_GROUPS:
        return {id: time_label(group, id, question) for id in ids}
    words = {id: dimension_label(names, group, id) for id in ids}
    times = Counter(words.values())
    return {
        id: f"{word} (…{clean(id)[-4:]})" if times[word] > 1 and len(id) > 4 else word for id, word in words.items()
    }


def column(group: str) -> str:
    """A group's name in JSON and CSV: `hour_of_day`."""
    return group.replace(" ", "_")


def kept_text(kept: KeptTimes) -> str:
    """`weekdays`, `Mondays and Fridays`, `09:00–17:00 each day`, `without weekends`, `without Sun 1 Nov 2026`."""
    if kept.dates:
        last = kept.dates[1].year
        return f"without {dates.days(*kept.dates, year=last)} {last}"
    days = _DAYS.get(kept.days) or listed([f"{DAYS[day].capitalize()}s" for day in kept.days])
    if kept.hours is None:
        return f"without {days}" if kept.outside else days
    start, end = (f"{clock:%H:%M}" for clock in kept.hours)
    hours = f"{start}–{'24:00' if end == '00:00' else end}"
    return f"{'outside ' if kept.outside else ''}{f'{days} {hours}' if days else f'{hours} each day'}"


def title(group: str) -> str:
    """A column's heading."""
    return {"item": "Line item", "store": "Vector store"}.get(group, group.capitalize())
