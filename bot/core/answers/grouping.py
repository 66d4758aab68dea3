"""Grouping: a tally becomes lines, sorted and cut as asked, that still add up to the total."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import add

from bot.core.amounts import ZERO, Amount
from bot.core.answers.answer import OTHER, AnswerLine
from bot.core.answers.billed_quantities import BilledQuantity, added_up
from bot.core.answers.passing_rows import Labels
from bot.core.answers.sums import AddedUp, Place
from bot.core.question import TIME_GROUPS, OneWay, Question
from bot.core.time_rows import TimeRow

COMBINATIONS = 20  # lines of a list with more than two groups, when nobody asked for a number


@dataclass(frozen=True, slots=True)
class Entry:
    """One line before it has its labels: the index of its span (None: of all that is left) and its dimensions."""

    span: int | None
    dimensions: Labels
    amount: Amount | None
    previous: Amount | None = None
    used: BilledQuantity | None = None


def entries(
    question: Question, rows: Sequence[TimeRow], now: AddedUp, before: AddedUp | None, spans_before: int
) -> list[Entry]:
    """
    Everything that was used now or before, and a zero for each span of time without usage.

    `before` is the earlier period; its spans answer to those of `rows` by their order, the first to the first.
    """
    places = {*now.amounts, *(place for place in (before.amounts if before else ()) if place[0] < len(rows))}
    places |= _empty(question, rows, places) | _named(question, rows)
    return [
        Entry(
            span,
            labels,
            _at(now, (span, labels), len(rows)),
            _at(before, (span, labels), spans_before),
            now.used.get((span, labels)),
        )
        for span, labels in places
    ]


def _empty(question: Question, rows: Sequence[TimeRow], places: Iterable[Place]) -> set[Place]:
    groups = {labels for _, labels in places} if question.dimensions else {()}
    used = {span for span, _ in places}
    return {(span, labels) for span in range(len(rows)) if span not in used for labels in groups}


def _named(question: Question, rows: Sequence[TimeRow]) -> set[Place]:
    """`jonas vs priya`: a row for each of those that were named, with a zero for who used nothing."""
    if len(question.by) != 1 or question.by[0] not in ("project", "key", "user") or question.versus or len(rows) != 1:
        return set()
    named = [one.values for one in question.filters if one.dimension == question.by[0] and not one.excluded]
    return {(0, (value,)) for values in named if len(values) > 1 for value in values if "*" not in value}


def _at(add_up: AddedUp | None, place: Place, count: int) -> Amount | None:
    if add_up is None or place[0] in add_up.unread or place[0] >= count:
        return None
    return add_up.amounts.get(place, ZERO)


def lines(question: Question, rows: Sequence[TimeRow], found: Iterable[Entry]) -> tuple[AnswerLine, ...]:
    """Limits and `moved` put what they leave out into a line of others, so that the lines add up."""
    kept = list(found)
    is_series = question.time_unit is not None and len(question.by) == 2 and bool(question.dimensions)
    if question.over is not None or question.under is not None:
        kept = _folded(kept, partial(_passes, question), is_series)
    if question.moved:
        kept = _folded(kept, partial(_went, question.moved), is_series)
    if question.bottom:
        kept = _folded(kept, _is_smallest(kept, question.bottom, is_series), is_series)
    if (most := _most(question)) is not None:
        kept = _folded(kept, _is_largest(kept, most, is_series), is_series)
    is_of_time = question.time_unit is not None or (bool(question.recurring) and not (question.top or question.bottom))
    by_time = is_of_time and len(question.by) <= 2
    kept.sort(key=lambda entry: _order(entry, by_time, -1 if question.bottom else 1))
    if (
        question.moved and question.moved.way == "either" and not by_time
    ):  # asked for by their change; the sum of the others stays last
        kept.sort(key=lambda entry: (OTHER in entry.dimensions, -_change(entry)))
    return tuple(AnswerLine(_labels(question, rows, it), it.amount, it.previous, used=it.used) for it in kept)


def _most(question: Question) -> int | None:
    if question.top is None and len(question.by) > 2 and not question.shape.csv:
        return COMBINATIONS
    return question.top


def _passes(question: Question, entry: Entry) -> bool:
    """What was not read may be either."""
    if entry.amount is None:
        return True
    over, under, size = question.over, question.under, entry.amount.quantity
    return (over is None or size > over) and (under is None or size < under)


def _went(moved: OneWay, entry: Entry) -> bool:
    """What was not read may have gone either way."""
    return entry.amount is None or entry.previous is None or moved.holds(entry.amount.quantity, entry.previous.quantity)


def _is_smallest(found: Sequence[Entry], most: int, is_series: bool) -> Callable[[Entry], bool]:
    """The same looked at from the other end."""
    turned = [replace(entry, amount=_turned(entry.amount), previous=_turned(entry.previous)) for entry in found]
    return _is_largest(turned, most, is_series)


def _turned(amount: Amount | None) -> Amount | None:
    return replace(amount, quantity=-amount.quantity) if amount else None


def _is_largest(found: Sequence[Entry], most: int, is_series: bool) -> Callable[[Entry], bool]:
    """Whether an entry is among the `most` largest; of a series, whether its group is, over all of its times."""
    sums: dict[object, tuple[int, int]] = {}
    for entry in found:
        if OTHER not in entry.dimensions and entry.span is not None:
            key = _rank_key(entry, is_series)
            known = sums.get(key, (0, 0))
            sums[key] = (known[0] + _quantity(entry.amount), known[1] + _quantity(entry.previous))
    ranked = sorted(sums, key=lambda key: (*(-part for part in sums[key]), str(key)))
    largest = set(ranked[:most])
    return lambda entry: _rank_key(entry, is_series) in largest


def _rank_key(entry: Entry, is_series: bool) -> object:
    return entry.dimensions if is_series else (entry.span, entry.dimensions)


def _folded(found: Iterable[Entry], is_kept: Callable[[Entry], bool], is_series: bool) -> list[Entry]:
    """The entries that are kept, and the others as one: one for each time of a series."""
    kept: list[Entry] = []
    rest: dict[int | None, list[Entry]] = {}
    for entry in found:
        if is_kept(entry):
            kept.append(entry)
        else:
            rest.setdefault(entry.span if is_series else None, []).append(entry)
    for span, others in rest.items():
        labels = (OTHER,) * len(others[0].dimensions)
        sums = _sum(e.amount for e in others), _sum(e.previous for e in others)
        kept.append(Entry(span, labels, *sums, added_up(e.used for e in others)))
    return kept


def _sum(amounts: Iterable[Amount | None]) -> Amount | None:
    known = list(amounts)
    return None if None in known else reduce(add, (amount for amount in known if amount is not None), ZERO)


def _order(entry: Entry, by_time: bool, sign: int) -> tuple[object, ...]:
    """The largest first; with `sign` -1 the smallest."""
    is_rest = entry.span is None or OTHER in entry.dimensions
    size = (-sign * _quantity(entry.amount), -sign * _quantity(entry.previous), entry.dimensions)
    last = entry.span is None
    return (last, entry.span or 0, is_rest, *size) if by_time else (is_rest, *size, entry.span or 0)


def _change(entry: Entry) -> int:
    return abs(_quantity(entry.amount) - _quantity(entry.previous))


def _quantity(amount: Amount | None) -> int:
    return amount.quantity if amount else 0


def _labels(question: Question, rows: Sequence[TimeRow], entry: Entry) -> Labels:
    times = iter(rows[entry.span].labels if entry.span is not None else (OTHER,) * len(question.by))
    dimensions = iter(entry.dimensions)
    return tuple(next(times) if unit in TIME_GROUPS else next(dimensions) for unit in question.by)
