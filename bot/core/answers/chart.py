"""The chart of an answer: at most 20 points and five series with "Other", the unit widened until it fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.core.answers.answer import OTHER, Answer, AnswerLine
from bot.core.answers.figure_lines import PERCENT
from bot.core.answers.labels import line_labels, point_label
from bot.core.answers.tables import drawn
from bot.core.catalogue import FIGURE, METRIC
from bot.core.names import Names
from bot.core.periods import INSTANT, local_midnight
from bot.core.question import TIME_UNITS, Question
from bot.core.slack.blocks import Json, Series, chart
from bot.core.slack.limits import POINTS
from bot.core.slack.numbers import is_unpriced
from bot.core.slack.text import distinct
from bot.core.time_units import UNIT_OF_TIME, Unit

SERIES = 5  # and "Other"
LABEL = 20
OTHERS = "Other"


def answer_chart(answer: Answer, names: Names) -> Json | None:
    """Bars or lines; None when nothing can be drawn, or only as more points than Slack takes."""
    known = [line for line in answer.lines if line.amount is not None and not is_unpriced(line.amount)]
    if not known or not answer.question.by:
        return None
    return _over_time(answer, names) if answer.question.time_unit else _bars(answer, names)


def figure_chart(answer: Answer, names: Names) -> Json | None:
    """
    A bar a line of a figure. What does not fit cannot be added up: the largest are drawn, and of a running sum every
    so many; None where times do not fit, or rows are by two groups.
    """
    question = answer.question
    known = [(words, line) for words, line in zip(line_labels(answer, names), answer.lines, strict=True) if line.amount]
    values = [(" · ".join(words), _figure_value(answer, line)) for words, line in known]
    shown = [(label, value) for label, value in values if value is not None]
    step = -(-len(shown) // POINTS)
    if not shown or len(question.by) != 1 or FIGURE[question.figure].kind == "scenario":
        return None
    if FIGURE[question.figure].kind == "running":
        shown = shown[::-step][::-1]
    elif question.time_unit and step > 1:
        return None
    labels, heights = zip(*shown[:POINTS], strict=True)
    series = [Series(question.figure.capitalize()[:LABEL], heights)]
    return _chart(answer, "bar", labels, series, question.by[0])


def _figure_value(answer: Answer, line: AnswerLine) -> int | float | None:
    """In dollars, in percent, else in the metric's unit."""
    unit = METRIC[answer.question.metric].unit
    if line.ratio is None:
        return drawn(line.amount.quantity, unit if not answer.things else "") if line.amount else None
    if line.ratio.value is None or is_unpriced(line.amount):
        return None
    scale = Decimal(100) if answer.question.figure in PERCENT else Decimal(1)
    scale = scale if unit != "nanodollar" or answer.question.figure in PERCENT else Decimal(1) / 10**9
    return round(float(line.ratio.value * scale), 6)


def _bars(answer: Answer, names: Names) -> Json:
    """One bar a line, the largest first; what is beyond the limit is one last bar."""
    drawn_lines = [
        (words, line.amount.quantity if line.amount else 0)
        for words, line in zip(line_labels(answer, names), answer.lines, strict=True)
        if not is_unpriced(line.amount)  # a bar of nothing would say that it cost nothing
    ]
    labels = [" · ".join(words) for words, _ in drawn_lines]
    values = [quantity for _, quantity in drawn_lines]
    if len(values) > POINTS:
        values[POINTS - 1 :] = [sum(values[POINTS - 1 :])]
        labels[POINTS - 1 :] = [OTHERS]
    unit = METRIC[answer.question.metric].unit
    series = [Series(_title(answer.question.metric), tuple(drawn(value, unit) for value in values))]
    return _chart(answer, "bar", labels, series, " and ".join(answer.question.by))


def _over_time(answer: Answer, names: Names) -> Json | None:
    question = answer.question
    unit = _unit(question)
    if unit is None:
        return None
    place = question.by.index(question.time_unit or "")
    points = _points(question, unit, [line.labels[place] for line in answer.lines])
    sums = _sums(answer, names, unit, place)
    ranked = sorted(sums, key=lambda name: -sum(sums[name].values()))
    series = [_series(name, [sums[name]], points, question) for name in ranked[:SERIES]]
    if rest := ranked[SERIES:]:
        series.append(_series(OTHERS, [sums[name] for name in rest], points, question))
    labels = [point_label(unit, point, question) for point in points]
    return _chart(answer, "line" if len(series) > 1 else "bar", labels, series, unit)


def _unit(question: Question) -> str | None:
    """The finest unit, not finer than asked, of which at most 20 cover the period; None if none does."""
    zone, unit = ZoneInfo(question.zone), question.time_unit or "day"
    asked = UNIT_OF_TIME[unit]
    wider = [each for each in TIME_UNITS[TIME_UNITS.index(unit) :] if _holds(UNIT_OF_TIME[each], asked)]
    return next((each for each in wider if _count(question, UNIT_OF_TIME[each], zone) <= POINTS), None)


def _holds(wider: Unit, unit: Unit) -> bool:
    """A week belongs to no month, so weeks widen no further."""
    return wider == unit or (unit.days <= 1 and not wider.is_unusual)


def _count(question: Question, unit: Unit, zone: ZoneInfo) -> int:
    if unit.is_clock:
        return question.period.length // unit.clock
    return len({unit.first_day(day) for day in _local_days(question, zone)})


def _local_days(question: Question, zone: ZoneInfo) -> list[date]:
    first = question.period.start.astimezone(zone).date()
    last = (question.period.end - INSTANT).astimezone(zone).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _points(question: Question, unit: str, labels: Sequence[str]) -> list[str]:
    """Every bucket of the axis, those without a line too."""
    zone = ZoneInfo(question.zone)
    if UNIT_OF_TIME[unit].is_clock:
        return _clock_points(unit, sorted({widened(label, unit, zone) for label in labels if label != OTHER}))
    days = _local_days(question, zone)
    return list(dict.fromkeys(widened(str(day), unit, zone) for day in days))


def _clock_points(unit: str, labels: Sequence[str]) -> list[str]:
    moment, last = datetime.fromisoformat(labels[0]), datetime.fromisoformat(labels[-1])
    points: list[str] = []
    while moment <= last and len(points) < POINTS:
        points.append(_utc(moment))
        moment += UNIT_OF_TIME[unit].clock
    return points


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def widened(label: str, unit: str, zone: ZoneInfo) -> str:
    """The label of the wider bucket that holds this one."""
    if len(label) == len("2026-11"):
        return label
    if unit == "minute":
        return label
    if "T" in label:
        return UNIT_OF_TIME[unit].label(datetime.fromisoformat(label), zone)
    return UNIT_OF_TIME[unit].label(local_midnight(date.fromisoformat(label), zone), zone)


def _sums(answer: Answer, names: Names, unit: str, place: int) -> dict[str, dict[str, int]]:
    """Series name to bucket label to quantity."""
    zone = ZoneInfo(answer.question.zone)
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line, words in zip(answer.lines, line_labels(answer, names), strict=True):
        name = _series_name(answer.question, line, words)
        if line.amount is not None and line.labels[place] != OTHER and not is_unpriced(line.amount):
            sums[name][widened(line.labels[place], unit, zone)] += line.amount.quantity
    return sums


def _series_name(question: Question, line: AnswerLine, words: Sequence[str]) -> str:
    groups = [
        OTHERS if id == OTHER else word
        for group, word, id in zip(question.by, words, line.labels, strict=True)
        if group not in TIME_UNITS
    ]
    return " · ".join(groups) or _title(question.metric)


def _title(metric: str) -> str:
    return metric.capitalize()


def _series(name: str, parts: Sequence[dict[str, int]], points: Sequence[str], question: Question) -> Series:
    unit = METRIC[question.metric].unit
    return Series(name, tuple(drawn(sum(part.get(point, 0) for part in parts), unit) for point in points))


def _chart(answer: Answer, kind: str, labels: Sequence[str], series: Sequence[Series], per: str) -> Json:
    metric = METRIC[answer.question.metric]
    names = distinct((one.name for one in series), LABEL)
    unit = "US dollars" if metric.unit == "nanodollar" else f"{metric.unit}s"
    unit = "percent" if answer.question.figure in PERCENT else f"{answer.things}s" if answer.things else unit
    is_estimate = answer.total is not None and answer.total.estimate
    return chart(
        kind,
        f"{_title(metric.name)} by {per}",
        distinct(labels, LABEL),
        [Series(name, one.values) for name, one in zip(names, series, strict=True)],
        unit=f"≈ {unit}" if is_estimate else unit,
    )
