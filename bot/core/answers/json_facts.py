"""The facts of an answer as `--json` prints them: stable names, exact integers, ids beside names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from bot.core.amounts import Amount
from bot.core.answers.answer import OTHER, Answer, AnswerLine, Ratio
from bot.core.answers.figure_lines import ratio_unit
from bot.core.answers.labels import OTHERS, column, is_cut_line
from bot.core.answers.scenario_rows import AS_USED, OTHERWISE
from bot.core.answers.source_line import reading_text
from bot.core.catalogue import DIMENSION
from bot.core.kept_times import DAYS, KeptTimes
from bot.core.names import Names
from bot.core.periods import Period
from bot.core.question import TIME_GROUPS, Question
from bot.core.slack.numbers import is_unpriced
from bot.core.usage.buckets import Filter

ALWAYS = ("project", "model", "key", "user")  # filters that are there even when empty
TRUTH = {"true": True, "false": False}

Json = dict[str, Any]


def facts_json(answer: Answer, names: Names) -> Json:
    """What docs/design.md section 4 promises, without `message`."""
    question = answer.question
    return {
        "question": question.typed,
        "reading": reading_json(question, reading_text(question, names, answer.sources, _now(answer))),
        "rows": [_row(question, line, names) for line in answer.lines],
        "unit": answer.unit,
        **({"ratio_unit": ratio_unit(answer)} if ratio_unit(answer) else {}),
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
    wanted = [one for one in (*question.filters, *question.part) if not one.excluded]
    return {
        "metric": question.metric,
        **({"metrics": list(question.metrics)} if question.metrics else {}),
        **({"figure": question.figure} if question.figure else {}),
        **({"scenario": asdict(question.scenario)} if question.scenario else {}),
        "endpoint": question.endpoint or None,
        **_period(question.period),
        "zone": question.zone,
        "by": list(question.by),
        "filters": {**{name: [] for name in ALWAYS}, **_values(wanted), "batch": _batch(question.filters)},
        "except": _values(one for one in question.filters if one.excluded),
        **({"times": [_times(kept) for kept in question.times]} if question.times else {}),
        "top": question.top,
        **({"bottom": question.bottom} if question.bottom else {}),
        "over": question.over,
        **({"under": question.under} if question.under is not None else {}),
        **({"moved": asdict(question.moved)} if question.moved else {}),
        "versus": _period(question.versus) if question.versus else None,
        "chart": question.shape.chart,
        "repairs": [{"typed": one.typed, "read": one.read} for one in question.repairs],
        "unused": list(question.unused),
        "after": question.after or None,
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


def _times(kept: KeptTimes) -> Json:
    """The only times that count; with `outside` those that do not."""
    days = [DAYS[day] for day in kept.days or range(len(DAYS))]
    hours = [f"{clock:%H:%M}" for clock in kept.hours or ()]
    stretch = {"dates": [f"{day}" for day in kept.dates]} if kept.dates else {}
    return {"days": days, "hours": hours or None, **stretch, "outside": kept.outside}


def _batch(filters: Iterable[Filter]) -> bool | None:
    asked = [("true" in one.values) is not one.excluded for one in filters if one.dimension == "batch"]
    return asked[0] if asked else None


def _row(question: Question, line: AnswerLine, names: Names) -> Json:
    row: Json = {}
    for group, id in zip(question.by, line.labels, strict=True):
        row[column(group)] = _label(group, id)
        if group in DIMENSION and DIMENSION[group].named and id not in ("", OTHER):
            row[f"{group}_name"] = names.label(group, id)
    if is_cut_line(question, line):
        row["cut"] = True
    row.update(_amount(line.amount))
    row.update(_figure(question, line.amount, line.ratio, line.more))
    row.update(_earlier(line.before))
    if "item" in question.by:
        row["used"] = {"quantity": line.used.text, "unit": line.used.unit or None} if line.used else None
    if question.versus:
        row["previous"] = line.previous.quantity if line.previous else None
    return row


def _label(group: str, id: str) -> str | bool | None:
    """null where OpenAI gave no value; `other` for what `top` left out."""
    if id == OTHER:
        return OTHERS
    if group in TIME_GROUPS:
        return id
    return TRUTH.get(id, id) if group == "batch" else id or None


def _amount(amount: Amount | None) -> Json:
    """Both null for what could not be read; the quantity alone for what has no price, which is no zero."""
    if amount is None:
        return {"quantity": None, "estimate": None}
    quantity = None if is_unpriced(amount) else amount.quantity
    known = {"quantity": quantity, "estimate": amount.estimate}
    return {**known, "unpriced": amount.unpriced} if amount.unpriced else known


def _figure(question: Question, amount: Amount | None, ratio: Ratio | None, more: tuple[Amount | None, ...]) -> Json:
    """A division with what it was divided by; the quantities of several metrics by their names."""
    if question.metrics:
        every = (amount, *(more or (None,) * (len(question.metrics) - 1)))
        known = {name: _amount(one)["quantity"] for name, one in zip(question.metrics, every, strict=True)}
        return {"quantities": known}
    if more:
        names = (AS_USED, OTHERWISE)[: len(more)]
        return {name.replace(" ", "_"): _amount(one)["quantity"] for name, one in zip(names, more, strict=True)}
    if ratio is None:
        return {}
    value = None if ratio.value is None else format(ratio.value.normalize(), "f")
    return {"ratio": value, "of": {"metric": ratio.metric, "quantity": ratio.of}}


def _earlier(before: Ratio | None) -> Json:
    """The same figure of the earlier period, beside `previous`, which was divided."""
    return {} if before is None or before.value is None else {"previous_ratio": format(before.value.normalize(), "f")}


def _total(answer: Answer) -> Json:
    question = answer.question
    total = {**_amount(answer.total), **_figure(question, answer.total, answer.ratio, answer.more)}
    total.update(_earlier(answer.before))
    if answer.question.versus:
        total["previous"] = answer.previous.quantity if answer.previous else None
        total["previous_whole"] = answer.previous_whole.quantity if answer.previous_whole else None
    return total
