"""Figures of answers: two answers divided by each other, the rows of a period looked at, things counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from operator import add
from statistics import median
from typing import Any

from bot.core.amounts import ZERO, Amount
from bot.core.answers.answer import OTHER, Answer, AnswerLine, Ratio
from bot.core.catalogue import FIGURE, Figure
from bot.core.question import TIME_GROUPS, TIME_UNITS, Question

Labels = tuple[str, ...]


def asked_for(question: Question) -> Question:
    """The sums that a figure is made of: all rows, and those of time or of things that it needs."""
    figure = FIGURE[question.figure]
    extra = {"mean": figure.by, "extreme": figure.by, "count": figure.by}.get(figure.kind, "")
    by = (*question.by, extra) if extra and extra not in question.by else question.by
    return replace(question, figure="", part=(), by=by, top=None, bottom=None, over=None, under=None)


def divided(question: Question, found: Answer, by: Sequence[Answer]) -> Answer:
    """`found` for each of what `by` counts together; rows are those of `found`."""
    figure = FIGURE[question.figure]
    of: dict[Labels, int] = defaultdict(int)
    for line in (line for one in by for line in one.lines if line.amount):
        of[line.labels] += line.amount.quantity if line.amount else 0
    name = figure.by or question.metric
    lines = [replace(line, ratio=_ratio(line.amount, of[line.labels], name, figure)) for line in found.lines]
    total = _ratio(found.total, sum(one.total.quantity for one in by if one.total), name, figure)
    kept = _cut(question, lines)
    return replace(found, question=question, lines=kept, ratio=total, queries=_queries(found, *by))


def _ratio(amount: Amount | None, of: int, name: str, figure: Figure) -> Ratio:
    value = Decimal(amount.quantity) * figure.scale / of if amount and of else None
    return Ratio(value, name, of)


def _queries(*answers: Answer) -> tuple[str, ...]:
    return tuple(dict.fromkeys(query for one in answers for query in one.queries))


def _size(line: AnswerLine) -> Decimal:
    return line.ratio.value if line.ratio and line.ratio.value is not None else Decimal(-1)


def _cut(question: Question, lines: Iterable[AnswerLine]) -> tuple[AnswerLine, ...]:
    """Ratios do not add up, so what is left out leaves no row behind."""
    kept = [line for line in lines if _passes(question, line)]
    if count := question.top or question.bottom:
        kept = sorted(kept, key=_size, reverse=bool(question.top))
        kept = [line for line in kept if _size(line) >= 0][:count]
    return tuple(kept)


def _passes(question: Question, line: AnswerLine) -> bool:
    size = _size(line)
    return (question.over is None or size > question.over) and (question.under is None or 0 <= size < question.under)


def of_times(question: Question, found: Answer, counts: Mapping[Labels, int]) -> Answer:
    """
    The mean of so many rows of time, or the row that is largest or smallest; by the question's own groups. `counts`
    are by the labels of those that the rows are by: the days of each month, the Mondays of the period.
    """
    figure = FIGURE[question.figure]
    groups = _grouped(found, figure.by)
    if figure.kind == "extreme":
        pick = min if figure.name.startswith(("min", "quietest")) else max
        rows = [pick(rows, key=lambda row: row.amount.quantity if row.amount else 0) for rows in groups.values()]
        return replace(found, question=replace(question, by=found.question.by), lines=_largest_first(rows))
    places = [place for place, name in enumerate(question.by) if name in TIME_GROUPS]
    lines = _means(
        question, groups, lambda labels, rows: _mean(rows, counts[tuple(labels[at] for at in places)], figure)
    )
    whole = _mean(_by_label(found, figure.by), sum(counts.values()), figure)
    return replace(found, question=question, lines=_cut(question, lines), ratio=whole)


def of_things(question: Question, found: Answer) -> Answer:
    """The mean of the projects, keys or users that used anything; what belongs to none of them is in no mean."""
    figure = FIGURE[question.figure]
    place = found.question.by.index(figure.by)
    named = replace(found, lines=tuple(line for line in found.lines if line.labels[place] not in ("", OTHER)))
    rows = _by_label(named, figure.by)
    lines = _means(question, _grouped(named, figure.by), lambda _, rows: _mean(rows, len(rows), figure))
    total = _sum(row.amount for row in rows)
    whole = _mean(rows, len(rows), figure)
    return replace(found, question=question, lines=_cut(question, lines), total=total, ratio=whole)


def _means(
    question: Question, groups: Mapping[Labels, list[AnswerLine]], mean: Callable[[Labels, list[AnswerLine]], Ratio]
) -> tuple[AnswerLine, ...]:
    if not question.by:
        return ()
    lines = (
        AnswerLine(labels, _sum(row.amount for row in rows), ratio=mean(labels, rows))
        for labels, rows in groups.items()
    )
    return tuple(lines) if len(question.by) == len(question.recurring) else _largest_first(lines)


def _grouped(found: Answer, unit: str) -> Mapping[Labels, list[AnswerLine]]:
    """The rows of each group, without their label of time."""
    place = found.question.by.index(unit)
    groups: dict[Labels, list[AnswerLine]] = defaultdict(list)
    for line in found.lines:
        groups[line.labels[:place] + line.labels[place + 1 :]].append(line)
    return groups


def _by_label(found: Answer, name: str) -> list[AnswerLine]:
    """One row a time or thing, of all groups."""
    place = found.question.by.index(name)
    sums: dict[str, list[Amount | None]] = defaultdict(list)
    for line in found.lines:
        sums[line.labels[place]].append(line.amount)
    return [AnswerLine((label,), _sum(amounts)) for label, amounts in sums.items()]


def _mean(rows: Sequence[AnswerLine], count: int, figure: Figure) -> Ratio:
    """Of `count` rows, those of times without use too."""
    known = [row.amount.quantity if row.amount else 0 for row in rows]
    known += [0] * (count - len(known))
    if not count:
        return Ratio(None, f"{figure.by}s", 0)
    is_median = figure.name.startswith("median")
    value = Decimal(median(map(Decimal, known))) if is_median else Decimal(sum(known)) * figure.scale / count
    return Ratio(value, f"{figure.by}s", count)


def _sum(amounts: Iterable[Amount | None]) -> Amount | None:
    known = list(amounts)
    return None if None in known else reduce(add, (one for one in known if one is not None), ZERO)


def _largest_first(lines: Iterable[AnswerLine]) -> tuple[AnswerLine, ...]:
    return tuple(sorted(lines, key=lambda line: (-(line.amount.quantity if line.amount else 0), line.labels)))


def count_of_things(question: Question, found: Answer) -> Answer:
    """How many things were used at all, or over and under the limits that were asked for; by the question's groups."""
    thing = FIGURE[question.figure].by
    place = found.question.by.index(thing)
    names: dict[Labels, set[str]] = defaultdict(set)
    for line in found.lines:
        if line.labels[place] not in ("", OTHER) and _is_counted(question, line):
            names[line.labels[:place] + line.labels[place + 1 :]].add(line.labels[place])
    every = {name for group in names.values() for name in group}
    lines = [AnswerLine(labels, Amount(len(group))) for labels, group in names.items() if question.by]
    kept = _largest_first(lines)[: question.top or None]
    return replace(found, question=question, lines=kept, total=Amount(len(every)), unpriced=(), things=thing)


def _is_counted(question: Question, line: AnswerLine) -> bool:
    if line.amount is None or not (line.amount.quantity or line.amount.unpriced):
        return False
    size = line.amount.quantity
    return (question.over is None or size > question.over) and (question.under is None or size < question.under)


def running(question: Question, found: Answer) -> Answer:
    """Each row of time with all before it, group by group."""
    places = [place for place, name in enumerate(found.question.by) if name not in TIME_UNITS]
    sums: dict[Labels, Amount | None] = defaultdict(lambda: ZERO)
    lines = []
    for line in found.lines:
        group = tuple(line.labels[place] for place in places)
        before = sums[group]
        sums[group] = before + line.amount if before is not None and line.amount is not None else None
        lines.append(replace(line, amount=sums[group]))
    kept = [line for line in lines if line.amount is None or _passes(question, line)]  # from where it was passed
    return replace(found, question=question, lines=tuple(kept))


def beside(question: Question, answers: Sequence[Answer]) -> Answer:
    """Several metrics in one table: the rows of the first, and what only the others have after them."""
    first, *others = answers
    tables = [{line.labels: line.amount for line in one.lines} for one in others]
    known = {line.labels for line in first.lines}
    rest = dict.fromkeys(labels for table in tables for labels in table if labels not in known)
    is_cut = bool(question.top or question.bottom or question.over or question.under)
    lines = (*first.lines, *(() if is_cut else (AnswerLine(labels, ZERO) for labels in rest)))
    joined = tuple(replace(line, more=tuple(table.get(line.labels, ZERO) for table in tables)) for line in lines)
    notes = tuple(dict.fromkeys(note for one in answers for note in one.notes))
    sources = tuple(dict.fromkeys(source for one in answers for source in one.sources))
    totals = tuple(one.total for one in others)
    return replace(
        first, question=question, lines=joined, more=totals, queries=_queries(*answers), notes=notes, sources=sources
    )


COMPARED = ("quotient", "share", "mean", "count")


def compared(found: Answer, earlier: Answer) -> Answer:
    """Each figure beside the same figure of the earlier period: of ratios the ratios are compared, not their sums."""
    known = {line.labels: line for line in earlier.lines}
    lines = (replace(line, **_before(known.get(line.labels))) for line in found.lines)
    sources = tuple(dict.fromkeys((*found.sources, *earlier.sources)))
    return replace(
        found, lines=tuple(lines), previous=earlier.total, previous_whole=None, before=earlier.ratio, sources=sources,
        queries=_queries(found, earlier),
    )  # fmt: skip


def _before(line: AnswerLine | None) -> dict[str, Any]:
    return {"previous": line.amount if line else ZERO, "before": line.ratio if line else None}


LOOKS: Mapping[str, Callable[[Question, Answer], Answer]] = {"count": count_of_things, "running": running}
