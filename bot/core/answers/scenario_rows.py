"""What was saved, or what the same tokens would have cost: two answers to one question put side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce
from operator import add

from bot.core.amounts import ZERO, Amount
from bot.core.answers.answer import OTHER, Answer, AnswerLine
from bot.core.answers.answering import PlanResult
from bot.core.question import Question
from bot.core.usage.rates import RateLookup
from bot.core.usage.scenario import AS_IT_WAS, Scenario, both_ways

AS_USED, OTHERWISE = "as used", "otherwise"


def plain(question: Question, endpoint: str) -> Question:
    """The estimate that a scenario starts from: all rows of one endpoint."""
    whole = replace(question, top=None, bottom=None, over=None, under=None)
    return replace(whole, figure="", scenario=AS_IT_WAS, endpoint=endpoint)


def supposed(read: PlanResult, scenario: Scenario, rates: RateLookup) -> tuple[PlanResult, PlanResult]:
    """What was read as it was, and as it would have been."""
    was, would = [], []
    for reading in read.readings:
        pairs = [(both_ways(bucket, reading.query, scenario, rates), at) for bucket, at in reading.buckets]
        was.append(replace(reading, buckets=tuple((pair[0], at) for pair, at in pairs)))
        would.append(replace(reading, buckets=tuple((pair[1], at) for pair, at in pairs)))
    return replace(read, readings=tuple(was)), replace(read, readings=tuple(would))


def side_by_side(question: Question, was: Answer, would: Answer, note: str) -> Answer:
    """The rows are those of what is asked for: of what was saved the difference, of anything else what it would be."""
    is_saving = question.figure != "what if"
    then = {line.labels: line for line in would.lines}
    lines = [_line(line, then[line.labels], is_saving) for line in was.lines if line.labels in then]
    total = _line(AnswerLine((), was.total, was.previous), AnswerLine((), would.total, would.previous), is_saving)
    whole = _line(AnswerLine((), was.previous_whole), AnswerLine((), would.previous_whole), is_saving)
    return replace(
        was,
        question=question,
        lines=_cut(question, lines),
        total=total.amount,
        previous=total.previous,
        previous_whole=whole.amount,
        more=total.more,
        beside=(AS_USED, OTHERWISE) if is_saving else (AS_USED,),
        notes=(*was.notes, note),
    )


def _line(was: AnswerLine, would: AnswerLine, is_saving: bool) -> AnswerLine:
    if not is_saving:
        return replace(would, more=(was.amount,))
    saved, before = _difference(would.amount, was.amount), _difference(would.previous, was.previous)
    return replace(was, amount=saved, previous=before, more=(was.amount, would.amount))


def _difference(one: Amount | None, other: Amount | None) -> Amount | None:
    if one is None or other is None:
        return None
    quantity = one.quantity - other.quantity
    return replace(one, quantity=quantity, estimated=quantity)


def _cut(question: Question, lines: Sequence[AnswerLine]) -> tuple[AnswerLine, ...]:
    """By time as they are, else the largest first; what is left out is one row, so that they add up."""
    found = list(lines)
    if question.time_unit is None:
        found.sort(key=lambda line: (-_size(line), line.labels), reverse=bool(question.bottom))
    kept = [line for line in found if _passes(question, line)][: question.top or question.bottom]
    rest = [line for line in found if line not in kept]
    if not rest:
        return tuple(kept)
    labels = (OTHER,) * len(question.by)
    more = tuple(_sum(amounts) for amounts in zip(*(line.more for line in rest), strict=True))
    before = _sum(line.previous for line in rest) if question.versus else None
    return (*kept, AnswerLine(labels, _sum(line.amount for line in rest), before, more=more))


def _passes(question: Question, line: AnswerLine) -> bool:
    size = _size(line)
    return (question.over is None or size > question.over) and (question.under is None or size < question.under)


def _size(line: AnswerLine) -> int:
    return line.amount.quantity if line.amount else 0


def _sum(amounts: Iterable[Amount | None]) -> Amount | None:
    known = list(amounts)
    return None if None in known else reduce(add, (one for one in known if one is not None), ZERO)
