"""The words of a question that buttons carry. They are read back as the same question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.core.amounts import NANO
from bot.core.catalogue.words import as_words
from bot.core.grammar.asked_times import times_words
from bot.core.grammar.names import KINDS, UNATTRIBUTED, index, squash
from bot.core.grammar.time.calendar import Calendar
from bot.core.grammar.verbs import VERB
from bot.core.grammar.vocabulary import BUSY_WORDS
from bot.core.grammar.what_if import scenario_words
from bot.core.names import Names
from bot.core.periods import Period
from bot.core.question import Question
from bot.core.usage.buckets import Filter

_UNITS = ("day", "week", "month", "quarter", "year")


def question_text(question: Question, names: Names, *, zone: str = "", now: datetime | None = None) -> str:
    """
    Words that are read back as the same question.

    With `now`, a period that ends now is written by its name (`today`, `last 7 days`), so that a later click goes on to
    the later moment; without `now` it is written by its dates. `zone` is the zone that holds when the words name none.
    """
    return slots_text(question, names, zone=zone, now=now)


def repeating_text(question: Question, names: Names, *, zone: str, now: datetime) -> str:
    """
    Words that ask the same again each time: of `yesterday`, and not of that day; '' where its days are the question's
    own.
    """
    calendar = Calendar(now.astimezone(UTC), ZoneInfo(question.zone))
    before = ((calendar.unit(unit, -1), "yesterday" if unit == "day" else f"last {unit}") for unit in _UNITS)
    named = {(span.start, span.end): told for span, told in before}.get(
        (question.period.start, question.period.end), ""
    )
    told = _running(question.period, calendar) if question.period.end == now else named
    if not told or question.versus:
        return ""
    rest = slots_text(question, names, zone=zone, now=now, has_period=False)
    return f"{rest or 'cost'} {told}"


# A bare `share` after a name would ask for the share of that name.
_SHAPES = {"chart": "chart", "table": "table", "csv": "csv", "share": "share it", "explain": "explain"}


def slots_text(
    question: Question,
    names: Names,
    *,
    zone: str = "",
    now: datetime | None = None,
    has_period: bool = True,
    has_metric: bool = True,
) -> str:
    """The words of `question_text`, without the period or the metric where the caller says another one."""
    is_overview = question.verb == "overview"
    parts: list[str] = [question.verb] if has_period or not is_overview else []
    parts.extend(_share(question, names))
    measure = [] if is_overview or not has_metric else _measure(question)
    period = [_period(question, now)] if has_period and not is_overview else []
    groups = [f"by {name}" for name in question.by]
    is_of_things = question.verb in VERB and bool(VERB[question.verb].things)
    parts += [*period, *groups, *measure] if is_of_things else [*measure, *period, *_figure(question), *groups]
    parts.extend(_filters(question.filters, names))
    parts.extend(times_words(question.times))
    parts.extend(_limits(question))
    if question.moved:
        parts.append("only those that " + ("moved" if question.moved.way == "either" else f"went {question.moved.way}"))
        parts.append(f"more than {question.moved.percent} %" if question.moved.percent else "")
        parts.append(f"more than ${Decimal(question.moved.amount) / NANO:f}" if question.moved.amount else "")
    if question.versus and question.versus_whole:
        parts.append(f"vs {_dates(question.versus, question.zone)} of {_dates(question.versus_whole, question.zone)}")
    if question.zone != zone:
        parts.append(f"zone {question.zone}")
    parts.extend(words for name, words in _SHAPES.items() if getattr(question.shape, name))
    return " ".join(filter(None, parts))


def _share(question: Question, names: Names) -> list[str]:
    """
    `share of web-app`. The filters do not hold the part. It stands first, since a name before `share` would be the
    part.
    """
    return [
        f"share of {' and '.join(_value(part.dimension, value, names) for value in part.values)}"
        for part in question.part
    ]


def _figure(question: Question) -> list[str]:
    if question.figure == "what if":
        return ["what if", scenario_words(question.scenario)]
    return [] if question.part else [question.figure]


def _measure(question: Question) -> list[str]:
    if question.metrics:
        return [" and ".join(question.metrics)]
    endpoint = as_words(question.endpoint)
    if question.metric == "cost":
        is_said = endpoint or question.figure.startswith(BUSY_WORDS)  # `busiest day` alone is of requests
        return ["cost", endpoint] if is_said else []
    return [question.metric, "" if question.endpoint == "completions" else endpoint]


def _period(question: Question, now: datetime | None) -> str:
    if now is not None and question.period.end == now:
        calendar = Calendar(now.astimezone(UTC), ZoneInfo(question.zone))
        return _running(question.period, calendar)
    return _dates(question.period, question.zone)


def _running(period: Period, calendar: Calendar) -> str:
    for unit in _UNITS:
        if calendar.unit(unit).start == period.start:
            return "today" if unit == "day" else f"this {unit}"
    length = period.end - period.start
    days = (calendar.today - period.start.astimezone(calendar.zone).date()).days + 1
    clocks = (("hour", length // timedelta(hours=1)), ("minute", length // timedelta(minutes=1)))
    # A period that begins at midnight is written in days: written in minutes it would begin later at every click.
    counts = (("day", days), *clocks) if length > timedelta(1) else clocks
    for unit, count in counts:
        if calendar.rolling(count, unit).start == period.start:
            return f"last {count} {unit}s"
    return f"since {_instant(period.start)}"


def _dates(period: Period, zone: str) -> str:
    """Whole days by their dates, the last one included; other periods by their instants."""
    place = ZoneInfo(zone)
    start, end = period.start.astimezone(place), period.end.astimezone(place)
    if period.start == period.end:  # it has just begun
        return f"{start.date()}" if start.time() == time() else f"since {_instant(period.start)}"
    if start.time() != time() or end.time() != time():
        return f"{_instant(period.start)}..{_instant(period.end)}"
    first, last = start.date(), end.date() - timedelta(1)
    return f"{first}" if first == last else f"{first}..{last}"


def _instant(moment: datetime) -> str:
    """In UTC: local times repeat when clocks go back."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}".removesuffix(".000000").removesuffix(":00") + "z"


def _filters(filters: Iterable[Filter], names: Names) -> list[str]:
    """Included names stand first, since `except` excludes all names after it."""
    told = []
    for each in sorted(filters, key=lambda each: each.excluded):
        for value in each.values:
            text = _value(each.dimension, value, names)
            told.append(f"except {text}" if each.excluded else text)
    return told


def _value(dimension: str, value: str, names: Names) -> str:
    """In quotes, a name is that one alone: no family, no prefix."""
    if dimension == "batch":
        return "batch" if value == "true" else "not batch"
    if dimension not in KINDS or "*" in value:
        return f'{dimension}:"{value}"' if " " in value else f"{dimension}:{value}"
    label = UNATTRIBUTED.name if (dimension, value) == ("project", "") else names.label(dimension, value)
    same = index(names).exact.get(label.casefold(), [])
    unique = len([named for named in same if named.kind == dimension]) == 1 and '"' not in label and squash(label)
    return f'{dimension}:"{label if unique else value}"'


def _limits(question: Question) -> list[str]:
    parts = [f"{name} {count}" for name, count in (("top", question.top), ("bottom", question.bottom)) if count]
    for name, limit in (("over", question.over), ("under", question.under)):
        if limit is not None and question.verb == "budgets":
            parts.append(f"{name} {limit} %")
        elif limit is not None:
            amount = Decimal(limit) / NANO if question.metric == "cost" else Decimal(limit)
            parts.append(f"{name} {'$' if question.metric == 'cost' else ''}{amount:f}")
    return parts
