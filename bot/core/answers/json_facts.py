"""The facts of an answer as `--json` prints them: stable names, exact integers, ids beside names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from bot.core.amounts import Amount
from bot.core.answers.answer import OTHER, Answer, Line
from bot.core.answers.labels import OTHERS
from bot.core.answers.source_line import reading_text
from bot.core.catalogue import DIMENSION, METRIC
from bot.core.names import Names
from bot.core.periods import Period
from bot.core.question import TIME_UNITS, Question
from bot.core.slack.numbers import is_unpriced
from bot.core.usage.buckets import Filter

ALWAYS = ("project", "model", "key", "user")  # filters that are there even when empty
TRUTH = {"true": True, "false": False}

Json = dict[str, Any]


def facts_json(answer: Answer, names: Names) -> Json:
    """What design.md section 4 promises, without `message`."""
    question = answer.question
    return {
        "question": question.typed,
        "reading": reading_json(question, reading_text(question, names, answer.sources, _now(answer))),
        "rows": [_row(question, line, names) for line in answer.lines],
        "unit": METRIC[question.metric].unit,
        "total": _total(answer),
        "unpriced": [{"model": one.model, "quantity": one.quantity, "unit": one.unit} for one in answer.unpriced],
        "sources": [{"from": one.origin, "as_of": moment(one.as_of)} for one in answer.sources],
        "queries": list(answer.queries),
        "notes": list(answer.notes),
    }


def _now(answer: Answer) -> datetime:
    """No clock here: the latest moment that the answer knows of."""
    return max([answer.question.period.end, *(source.as_of for source in answer.sources)])


def reading_json(question: Question, text: str) -> Json:
    """Every slot of the question, named."""
    wanted = [one for one in question.filters if not one.excluded]
    return {
        "metric": question.metric,
        "endpoint": question.endpoint or None,
        **_period(question.period),
        "zone": question.zone,
        "by": list(question.by),
        "filters": {**{name: [] for name in ALWAYS}, **_values(wanted), "batch": _batch(question.filters)},
        "except": _values(one for one in question.filters if one.excluded),
        "top": question.top,
        "over": question.over,
        "versus": _period(question.versus) if question.versus else None,
        "chart": question.shape.chart,
        "repairs": [{"typed": one.typed, "read": one.read} for one in question.repairs],
        "text": text,
    }


def _period(period: Period) -> Json:
    return {"start": moment(period.start), "end": moment(period.end)}


def moment(when: datetime) -> str:
    """A UTC time to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _values(filters: Iterable[Filter]) -> Json:
    values: dict[str, list[str]] = {}
    for one in filters:
        if one.dimension != "batch":
            values.setdefault(one.dimension, []).extend(one.values)
    return values


def _batch(filters: Iterable[Filter]) -> bool | None:
    asked = [("true" in one.values) is not one.excluded for one in filters if one.dimension == "batch"]
    return asked[0] if asked else None


def _row(question: Question, line: Line, names: Names) -> Json:
    row: Json = {}
    for group, id in zip(question.by, line.labels, strict=True):
        row[group] = _label(group, id)
        if group in DIMENSION and DIMENSION[group].named and id not in ("", OTHER):
            row[f"{group}_name"] = names.label(group, id)
    row.update(_amount(line.amount))
    if question.versus:
        row["previous"] = line.previous.quantity if line.previous else None
    return row


def _label(group: str, id: str) -> str | bool | None:
    """null where OpenAI gave no value; `other` for what `top` left out."""
    if id == OTHER:
        return OTHERS
    if group in TIME_UNITS:
        return id
    return TRUTH.get(id, id) if group == "batch" else id or None


def _amount(amount: Amount | None) -> Json:
    """Both null for what could not be read; the quantity alone for what has no price, which is no zero."""
    if amount is None:
        return {"quantity": None, "estimate": None}
    quantity = None if is_unpriced(amount) else amount.quantity
    known = {"quantity": quantity, "estimate": amount.estimate}
    return {**known, "unpriced": amount.unpriced} if amount.unpriced else known


def _total(answer: Answer) -> Json:
    total = _amount(answer.total)
    if answer.question.versus:
        total["previous"] = answer.previous.quantity if answer.previous else None
        total["previous_whole"] = answer.previous_whole.quantity if answer.previous_whole else None
    return total
