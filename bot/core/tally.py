"""The tally: rows of all readings added up by span and group, dollars settled day by day and project by project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase

from bot.core.amounts import ZERO, Amount
from bot.core.catalogue import METRIC
from bot.core.cover import Piece
from bot.core.estimates import UNIT_NAMES
from bot.core.freshness import is_settled
from bot.core.planner import Plan
from bot.core.question import Question
from bot.core.reading import Reading
from bot.core.settlement import settled
from bot.core.usage import Filter, Row

Labels = tuple[str, ...]
Place = tuple[int, Labels]  # index of a span, labels of the dimensions
Thing = tuple[str, str]  # a model, or an endpoint without models, and the unit that is counted


@dataclass(frozen=True)
class Tally:
    """`unread` are the spans of which a part could not be read: their amounts are not known."""

    amounts: Mapping[Place, Amount]
    total: Amount
    unread: frozenset[int]
    unpriced: Mapping[Thing, int]


@dataclass
class Cell:
    """Billed and estimated nanodollars of one piece of time and one project, by the labels of the answer."""

    billed: dict[Labels, int] = field(default_factory=lambda: defaultdict(int))
    estimate: dict[Labels, int] = field(default_factory=lambda: defaultdict(int))
    unpriced: dict[Labels, int] = field(default_factory=lambda: defaultdict(int))
    things: dict[Thing, int] = field(default_factory=lambda: defaultdict(int))


def tally(plan: Plan, readings: Sequence[Reading]) -> Tally:
    return _cost(plan, readings) if plan.question.metric == "cost" else _quantities(plan, readings)


def missing(plan: Plan, readings: Iterable[Reading]) -> frozenset[tuple[str, Piece]]:
    """The buckets that the plan needs and that nobody could tell."""
    read = {(reading.query.endpoint, piece) for reading in readings for piece in reading.pieces()}
    return frozenset(need for need in plan.needed() if need not in read and need not in plan.known_empty)


def _quantities(plan: Plan, readings: Sequence[Reading]) -> Tally:
    sums: dict[Place, int] = defaultdict(int)
    for reading in readings:
        counters = _counters(plan, reading)
        for piece, _, labels, row in passing(plan.question, reading):
            sums[plan.pieces[piece], labels] += sum(row.counts[index] for index in counters)
    unread = frozenset(plan.pieces[piece] for _, piece in missing(plan, readings))
    amounts = {place: Amount(quantity) for place, quantity in sums.items()}
    return Tally(amounts, Amount(sum(sums.values())), unread, {})


def _counters(plan: Plan, reading: Reading) -> tuple[int, ...]:
    spec = reading.query.spec
    return tuple(spec.counters.index(name) for name in METRIC[plan.question.metric].counters[spec.name])


def _cost(plan: Plan, readings: Sequence[Reading]) -> Tally:
    cells, read_at = _cells(plan, readings)
    lacking = missing(plan, readings)
    amounts: dict[Place, Amount] = defaultdict(lambda: ZERO)
    total, unpriced = ZERO, defaultdict[Thing, int](int)
    for (piece, _), cell in cells.items():
        is_bill = piece in read_at and is_settled(piece.start, read_at[piece])
        whole = _settled(cell, piece in read_at, is_bill)
        total += whole
        for labels, amount in _parts(cell, whole, is_bill).items():
            amounts[plan.pieces[piece], labels] += amount
        for thing, quantity in cell.things.items() if not is_bill else ():
            unpriced[thing] += quantity
    unread = frozenset(plan.pieces[piece] for piece in plan.pieces if _is_unread(plan, piece, lacking))
    return Tally(dict(amounts), total, unread, dict(unpriced))


def _is_unread(plan: Plan, piece: Piece, lacking: frozenset[tuple[str, Piece]]) -> bool:
    """Either kind of number will do: what was billed so far, or the estimate."""
    has_bill = piece in plan.billed and ("costs", piece) not in lacking
    has_usage = piece in plan.estimated and not any((name, piece) in lacking for name in plan.reach.usage)
    return not (has_bill or has_usage)


def _cells(
    plan: Plan, readings: Sequence[Reading]
) -> tuple[Mapping[tuple[Piece, str], Cell], Mapping[Piece, datetime]]:
    cells: dict[tuple[Piece, str], Cell] = defaultdict(Cell)
    read_at = {
        piece: at for reading in readings if reading.query.endpoint == "costs" for piece, at in _moments(reading)
    }
    for reading in readings:
        of_project = _value(reading, "project")
        of_model = _value(reading, "model")
        for piece, is_bill, labels, row in passing(plan.question, reading):
            cell = cells[piece, of_project(row)]
            if is_bill:
                cell.billed[labels] += row.counts[0]
                continue
            cell.estimate[labels] += row.estimate or 0
            cell.unpriced[labels] += row.unpriced
            if row.unpriced:
                name = reading.query.endpoint
                cell.things[of_model(row) or name.replace("_", " "), UNIT_NAMES[name]] += row.unpriced
    return cells, read_at


def _moments(reading: Reading) -> Iterator[tuple[Piece, datetime]]:
    return ((Piece(bucket.start, reading.query.width), at) for bucket, at in reading.buckets)


def _settled(cell: Cell, has_bill: bool, is_bill: bool) -> Amount:
    """The rule of design.md section 5 for one (day, project); what is no whole UTC day has no bill."""
    billed = sum(cell.billed.values()) if has_bill else None
    estimate = sum(cell.estimate.values()) if cell.estimate or not has_bill else None
    return settled(billed, estimate, sum(cell.unpriced.values()), is_settled=is_bill) or ZERO


def _parts(cell: Cell, whole: Amount, is_bill: bool) -> Mapping[Labels, Amount]:
    """The rows of a cell, all from the side that `settled` took, so that they add up to it."""
    every = {*cell.billed, *cell.estimate}
    if len(every) == 1:
        return {every.pop(): whole}
    if whole.quantity == sum(cell.billed.values()) and cell.billed:
        return {
            labels: Amount(cell.billed.get(labels, 0), 0, not is_bill, 0 if is_bill else cell.unpriced.get(labels, 0))
            for labels in every
            if labels in cell.billed or (not is_bill and cell.unpriced.get(labels))
        }
    return {
        labels: Amount(quantity, max(0, quantity - cell.billed.get(labels, 0)), True, cell.unpriced.get(labels, 0))
        for labels, quantity in cell.estimate.items()
    }


def passing(question: Question, reading: Reading) -> Iterator[tuple[Piece, bool, Labels, Row]]:
    """Rows that pass the filters, with their bucket, whether they are billed, and their labels."""
    is_bill = reading.query.endpoint == "costs"
    values = [_value(reading, name) for name in question.dimensions]
    tests = [_test(reading, one) for one in question.filters if one.dimension in reading.query.group_by]
    for bucket, _ in reading.buckets:
        piece = Piece(bucket.start, reading.query.width)
        for row in bucket.rows:
            if all(test(row) for test in tests):
                yield piece, is_bill, tuple([value(row) for value in values]), row


def _value(reading: Reading, name: str) -> Callable[[Row], str]:
    """Reads a dimension from a row; '' from rows of an endpoint that does not have it."""
    if name not in reading.query.group_by:
        return lambda row: ""
    place = reading.query.group_by.index(name)
    return lambda row: row.key[place]


def _test(reading: Reading, one: Filter) -> Callable[[Row], bool]:
    value = _value(reading, one.dimension)
    exact = frozenset(wanted for wanted in one.values if "*" not in wanted)
    patterns = tuple(wanted for wanted in one.values if "*" in wanted)

    def passes(row: Row) -> bool:
        known = value(row)
        return (known in exact or any(fnmatchcase(known, wanted) for wanted in patterns)) is not one.excluded

    return passes
