"""The tally: rows of all readings added up by span and group, dollars settled day by day and project by project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial

from bot.core.amounts import ZERO, Amount
from bot.core.catalogue import COSTS, METRIC
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
    """Billed and estimated nanodollars of one open piece of time and one project, by the labels of the answer."""

    billed: dict[Labels, int] = field(default_factory=partial(defaultdict, int))
    estimate: dict[Labels, int] = field(default_factory=partial(defaultdict, int))
    unpriced: dict[Labels, int] = field(default_factory=partial(defaultdict, int))
    things: dict[Thing, int] = field(default_factory=partial(defaultdict, int))


def tally(plan: Plan, readings: Sequence[Reading]) -> Tally:
    return _cost(plan, readings) if plan.question.metric == "cost" else _quantities(plan, readings)


def missing(plan: Plan, readings: Iterable[Reading]) -> frozenset[tuple[str, Piece]]:
    """The buckets that the plan needs and that nobody could tell."""
    read = {(reading.query.endpoint, piece) for reading in readings for piece, _ in reading.moments()}
    return frozenset(need for need in plan.needed() if need not in read and need not in plan.known_empty)


def _quantities(plan: Plan, readings: Sequence[Reading]) -> Tally:
    sums: dict[Place, int] = defaultdict(int)
    for reading in readings:
        counters = _counters(plan, reading)
        for piece, labels, row in passing(plan.question, reading):
            sums[plan.pieces[piece], labels] += sum(row.counts[index] for index in counters)
    unread = frozenset(plan.pieces[piece] for _, piece in missing(plan, readings))
    amounts = {place: Amount(quantity) for place, quantity in sums.items()}
    return Tally(amounts, Amount(sum(sums.values())), unread, {})


def _counters(plan: Plan, reading: Reading) -> tuple[int, ...]:
    spec = reading.query.spec
    return tuple(spec.counters.index(name) for name in METRIC[plan.question.metric].counters[spec.name])


def _cost(plan: Plan, readings: Sequence[Reading]) -> Tally:
    read_at = {piece: at for one in readings if one.query.endpoint == COSTS.name for piece, at in one.moments()}
    bills, cells = _sorted_out(plan, readings, {piece for piece, at in read_at.items() if is_settled(piece.start, at)})
    amounts: dict[Place, Amount] = {place: Amount(billed) for place, billed in bills.items()}
    total, unpriced = Amount(sum(bills.values())), defaultdict[Thing, int](int)
    for piece, of_projects in cells.items():
        span, has_bill = plan.pieces[piece], piece in read_at
        for cell in of_projects.values():
            whole = _settled(cell, has_bill)
            total += whole
            for labels, amount in _parts(cell, whole).items():
                amounts[span, labels] = amounts.get((span, labels), ZERO) + amount
            for thing, quantity in cell.things.items():
                unpriced[thing] += quantity
    lacking = missing(plan, readings)
    unread = frozenset(plan.pieces[piece] for piece in plan.pieces if _is_unread(plan, piece, lacking))
    return Tally(amounts, total, unread, dict(unpriced))


def _is_unread(plan: Plan, piece: Piece, lacking: frozenset[tuple[str, Piece]]) -> bool:
    """Either kind of number will do: what was billed so far, or the estimate."""
    has_bill = piece in plan.billed and ("costs", piece) not in lacking
    has_usage = piece in plan.estimated and not any((name, piece) in lacking for name in plan.reach.usage)
    return not (has_bill or has_usage)


def _sorted_out(
    plan: Plan, readings: Iterable[Reading], final: Collection[Piece]
) -> tuple[Mapping[Place, int], Mapping[Piece, Mapping[str, Cell]]]:
    """Nanodollars of settled bills, which stand as they are; and by project what has to be weighed against usage."""
    bills: dict[Place, int] = defaultdict(int)
    cells: dict[Piece, dict[str, Cell]] = defaultdict(partial(defaultdict, Cell))
    for reading in readings:
        for piece, rows in _by_piece(plan.question, reading):
            if piece not in final:
                _weigh(rows, reading, cells[piece])
            elif reading.query.endpoint == COSTS.name:
                span = plan.pieces[piece]
                for labels, row in rows:
                    bills[span, labels] += row.counts[0]
    return bills, cells


def _weigh(rows: Iterable[tuple[Labels, Row]], reading: Reading, cells: dict[str, Cell]) -> None:
    """Add rows of one bucket to the cells of their projects."""
    name, of_project, of_model = reading.query.endpoint, _value(reading, "project"), _value(reading, "model")
    for labels, row in rows:
        cell = cells[of_project(row)]
        if name == COSTS.name:
            cell.billed[labels] += row.counts[0]
            continue
        cell.estimate[labels] += row.estimate or 0
        if row.unpriced:
            cell.unpriced[labels] += row.unpriced
            cell.things[of_model(row) or name.replace("_", " "), UNIT_NAMES[name]] += row.unpriced


def _settled(cell: Cell, has_bill: bool) -> Amount:
    """The rule of design.md section 5 for one open (day, project); what is no whole UTC day has no bill."""
    billed = sum(cell.billed.values()) if has_bill else None
    estimate = sum(cell.estimate.values()) if cell.estimate or not has_bill else None
    return settled(billed, estimate, sum(cell.unpriced.values()), is_settled=False) or ZERO


def _parts(cell: Cell, whole: Amount) -> Mapping[Labels, Amount]:
    """The rows of a cell, all from the side that `settled` took, so that they add up to it."""
    every = {*cell.billed, *cell.estimate}
    if len(every) == 1:
        return {every.pop(): whole}
    if whole.quantity == sum(cell.billed.values()) and cell.billed:
        return {
            labels: Amount(cell.billed.get(labels, 0), 0, True, cell.unpriced.get(labels, 0))
            for labels in every
            if labels in cell.billed or cell.unpriced.get(labels)
        }
    return {
        labels: Amount(quantity, max(0, quantity - cell.billed.get(labels, 0)), True, cell.unpriced.get(labels, 0))
        for labels, quantity in cell.estimate.items()
    }


def passing(question: Question, reading: Reading) -> Iterator[tuple[Piece, Labels, Row]]:
    """Rows that pass the filters, with their bucket and their labels."""
    return ((piece, labels, row) for piece, rows in _by_piece(question, reading) for labels, row in rows)


def _by_piece(question: Question, reading: Reading) -> Iterator[tuple[Piece, Iterator[tuple[Labels, Row]]]]:
    labels = _labels([_value(reading, name) for name in question.dimensions])
    tests = [_test(reading, one) for one in question.filters if one.dimension in reading.query.group_by]
    for bucket, _ in reading.buckets:
        rows = [row for row in bucket.rows if all(test(row) for test in tests)] if tests else bucket.rows
        yield Piece(bucket.start, reading.query.width), zip(map(labels, rows), rows, strict=True)


def _labels(values: Sequence[Callable[[Row], str]]) -> Callable[[Row], Labels]:
    if len(values) == 1:  # nearly always, and twice as fast
        (value,) = values
        return lambda row: (value(row),)
    return lambda row: tuple([value(row) for value in values])


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
