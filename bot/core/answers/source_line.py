"""The last line of every answer: how the question was read, and how fresh the numbers are."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.answers.answer import Source
from bot.core.answers.figure_lines import figure_name
from bot.core.answers.labels import dimension_label, kept_text
from bot.core.answers.scenario_lines import scenario_text
from bot.core.catalogue import METRIC
from bot.core.catalogue.words import as_words
from bot.core.names import Names
from bot.core.question import OneWay, Question
from bot.core.slack import dates
from bot.core.slack.numbers import quantity
from bot.core.slack.text import clean, listed, shorten
from bot.core.usage.buckets import Filter

NAMES_SHOWN = 3


def reading_text(question: Question, names: Names, sources: tuple[Source, ...], now: datetime) -> str:
    """`cost · by model · Mon 23 Nov 00:00–14:05 UTC · as of 14:05 · read "modle" as model`. Not escaped."""
    zone = ZoneInfo(question.zone)
    year = now.astimezone(zone).year
    parts = [
        listed(question.metrics) if question.metrics else _metric(question),
        f"share of {', '.join(filter_text(one, names) for one in question.part)}"
        if question.part
        else _figure(question),
        f"by {listed(question.by)}" if question.by else "",
        *(filter_text(one, names) for one in question.filters),
        *map(kept_text, question.times),
        f"top {question.top}" if question.top else "",
        f"bottom {question.bottom}" if question.bottom else "",
        "" if question.over is None else f"over {quantity(question.over, METRIC[question.metric].unit)}",
        "" if question.under is None else f"under {quantity(question.under, METRIC[question.metric].unit)}",
        moved_text(question.moved),
        dates.period(question.period, zone, year=year),
        f"vs {dates.period(question.versus, zone, year=year)}" if question.versus else "",
        freshness(question, sources, now),
        *notes_on_words(question),
        f"after {shorten(clean(question.after), 60)}" if question.after else "",
    ]
    return " · ".join(part for part in parts if part)


def moved_text(moved: OneWay | None) -> str:
    """`only those that went up more than 20 %`, which is read as the same."""
    if moved is None:
        return ""
    went = "moved" if moved.way == "either" else f"went {moved.way}"
    by = [f"{moved.percent} %"] if moved.percent else [quantity(moved.amount, "nanodollar")] if moved.amount else []
    return " ".join((f"only those that {went}", *(f"more than {each}" for each in by)))


def notes_on_words(question: Question) -> tuple[str, ...]:
    """Which words were read as others, and which have no part in the reading. Not escaped."""
    repaired = [f'read "{shorten(clean(one.typed), 40)}" as {shorten(clean(one.read), 40)}' for one in question.repairs]
    unused = ", ".join(shorten(clean(word), 40) for word in question.unused)
    return (*repaired, *([f"not used: {unused}"] if unused else []))


def _figure(question: Question) -> str:
    supposed = scenario_text(question.scenario) if question.figure == "what if" else ""
    return f"{figure_name(question.figure)} {supposed}".rstrip()


def _metric(question: Question) -> str:
    if label := METRIC[question.metric].label:
        return label
    name = question.metric
    name += " tokens" if METRIC[name].unit == "token" and name != "tokens" else ""
    return f"{name} of {as_words(question.endpoint)}" if question.endpoint else name


def filter_text(one: Filter, names: Names) -> str:
    """`project web-app and search`, `without model gpt-5*`, `batch`."""
    if one.dimension == "batch":
        return "batch" if ("true" in one.values) is not one.excluded else "not batch"
    shown = [shorten(dimension_label(names, one.dimension, value), 40) for value in one.values[:NAMES_SHOWN]]
    if hidden := len(one.values) - len(shown):
        shown.append(f"{hidden} more")
    return f"{'without ' if one.excluded else ''}{one.dimension} {listed(shown)}"


def freshness(question: Question, sources: tuple[Source, ...], now: datetime) -> str:
    """`as of 14:05`, `as of 14:05, images, audio and tools as of 13:58`; how old stored rows of an open period are."""
    zone = ZoneInfo(question.zone)
    stored_end = [one.as_of for one in sources if one.origin == "store" and one.decides]
    live = [source.as_of for source in sources if source.origin == "openai"]
    if live and not stored_end:
        when = _when(min(live), zone, now)
        older = [one.as_of for one in sources if one.origin == "store" and one.is_open and one.as_of < min(live)]
        rest = [_when(min(older), zone, now)] if older else []
        return f"as of {when}" + (f", images, audio and tools as of {rest[0]}" if rest and rest[0] != when else "")
    if not sources:
        return ""
    read_at = min(stored_end) if stored_end else max(source.as_of for source in sources)
    read = f"as of {_when(read_at, zone, now)}"
    return f"{read}, {dates.ago(now - read_at)} ago" if read_at < question.period.end else read


def _when(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    is_today = moment.astimezone(zone).date() == now.astimezone(zone).date()
    return dates.clock(moment, zone) if is_today else dates.stamp(moment, zone, year=now.astimezone(zone).year)
