"""Adds up the rows of all readings by span and group. Dollars are settled by day and project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial

from bot.core.amounts import ZERO, Amount
from bot.core.answers.billed_quantities import BilledQuantity, added_up, quantity_in
from bot.core.answers.planner import Plan
from bot.core.catalogue import COSTS, METRIC
from bot.core.question import Question
from bot.core.teams import Teams
from bot.core.usage.buckets import Filter, Row, Rows
from bot.core.usage.buckets_to_ask import BucketSpan
from bot.core.usage.estimates import UNIT_NAMES
from bot.core.usage.freshness import is_settled
from bot.core.usage.reading import Reading
from bot.core.usage.settlement import billed_model, settled

MILLION = 1_000_000
Labels = tuple[str, ...]
Place = tuple[int, Labels]  # index of a span, labels of the dimensions
Thing = tuple[str, str]  # a model, or an endpoint without models, and the unit that is counted


@dataclass(frozen=True)
class AddedUp:
    """
    `unread` are the spans of which a part could not be read: their amounts are not known.

    `used` are the quantities that line items are billed for.
    """

    amounts: Mapping[Place, Amount]
    total: Amount
    unread: frozenset[int]
    unpriced: Mapping[Thing, int]
    used: Mapping[Place, BilledQuantity | None] = field(default_factory=dict)


@dataclass(slots=True)
class OpenCost:
    """Nanodollars of one open piece of time, one project and one row of the answer; None where nothing was said."""

    billed: int | None = None
    estimate: int | None = None
    unpriced: int = 0


# Of one piece and one project. None has what no filter lets pass: it decides with the rest whether bill or estimate
# stands, so that a question about one model and a group by model say the same.
ProjectParts = dict[Labels | None, OpenCost]


def add_up(plan: Plan, readings: Sequence[Reading]) -> AddedUp:
    return _cost(plan, readings) if plan.question.metric == "cost" else _quantities(plan, readings)


def missing(plan: Plan, readings: Iterable[Reading]) -> frozenset[tuple[str, BucketSpan]]:
    """The buckets that the plan needs and that nobody could tell."""
    read = {(reading.query.endpoint, piece) for reading in readings for piece, _ in reading.moments()}
    return frozenset(need for need in plan.needed() if need not in read and need not in plan.known_empty)


def _quantities(plan: Plan, readings: Sequence[Reading]) -> AddedUp:
    sums: dict[Place, int] = defaultdict(int)
    for reading in readings:
        counters = _counters(plan, reading)
        for piece, labels, row in passing(plan.question, reading):
            sums[plan.pieces[piece], labels] += sum(row.counts[index] for index in counters)
    unread = frozenset(plan.pieces[piece] for _, piece in missing(plan, readings))
    amounts = {place: Amount(quantity) for place, quantity in sums.items()}
    return AddedUp(amounts, Amount(sum(sums.values())), unread, {})


def _counters(plan: Plan, reading: Reading) -> tuple[int, ...]:
    spec = reading.query.spec
    return tuple(spec.counters.index(name) for name in METRIC[plan.question.metric].counters[spec.name])


def _cost(plan: Plan, readings: Sequence[Reading]) -> AddedUp:
    read_at = {piece: at for one in readings if one.query.endpoint == COSTS.name for piece, at in one.moments()}
    final = {piece for piece, at in read_at.items() if is_settled(piece.start, at)}
    sums = _sorted_out(plan, readings, final)
    amounts: dict[Place, Amount] = {place: Amount(billed) for place, billed in sums.bills.items()}
    total = Amount(sum(sums.bills.values()))
    for piece, of_projects in sums.cells.items():
        span, has_bill = plan.pieces[piece], piece in read_at
        for cell in of_projects.values():
            whole = _settled(cell, has_bill)
            asked = [(labels, amount) for labels, amount in _parts(cell, whole) if labels is not None]
            total += whole if None not in cell else sum((amount for _, amount in asked), ZERO)
            for labels, amount in asked:
                place = span, labels
                amounts[place] = amounts[place] + amount if place in amounts else amount
    lacking = missing(plan, readings)
    unread = frozenset(plan.pieces[piece] for piece in plan.pieces if _is_unread(plan, piece, lacking))
    return AddedUp(amounts, total, unread, sums.unpriced, _used(plan, readings))


def _used(plan: Plan, readings: Iterable[Reading]) -> Mapping[Place, BilledQuantity | None]:
    """What the bill says of each line item beside its dollars."""
    if "item" not in plan.question.dimensions:
        return {}
    found: defaultdict[Place, list[BilledQuantity | None]] = defaultdict(list)
    for reading in readings:
        for piece, labels, row in passing(plan.question, reading):
            found[plan.pieces[piece], labels].append(quantity_in(row.extra))
    return {place: added_up(quantities) for place, quantities in found.items()}


def _is_unread(plan: Plan, piece: BucketSpan, lacking: frozenset[tuple[str, BucketSpan]]) -> bool:
    """Either kind of number will do: what was billed so far, or the estimate."""
    has_bill = piece in plan.billed and ("costs", piece) not in lacking
    has_usage = piece in plan.estimated and not any((name, piece) in lacking for name in plan.endpoints.usage)
    return not (has_bill or has_usage)


@dataclass(frozen=True)
class CostSums:
    """
    Nanodollars of settled bills, which stand as they are; by piece and project what has to be weighed against usage;
    and what of that usage has no price.
    """

    bills: dict[Place, int] = field(default_factory=partial(defaultdict, int))
    cells: dict[BucketSpan, dict[str, ProjectParts]] = field(default_factory=dict)
    unpriced: dict[Thing, int] = field(default_factory=partial(defaultdict, int))


def _sorted_out(plan: Plan, readings: Iterable[Reading], final: Collection[BucketSpan]) -> CostSums:
    sums, weighed = CostSums(), plan.weighed
    for reading in readings:
        is_bill = reading.query.endpoint == COSTS.name
        weigh = partial(_weigh_bill, reading) if is_bill else partial(_weigh_usage, reading, unpriced=sums.unpriced)
        for piece, rows in _by_piece(plan.question, reading, weighed):
            if piece not in final:
                weigh(rows, sums.cells.setdefault(piece, {}))
            elif is_bill:
                span = plan.pieces[piece]
                for labels, row in rows:
                    if labels is not None:
                        sums.bills[span, labels] += row.counts[0]
    return sums


def _weigh_bill(reading: Reading, rows: Iterable[tuple[Labels | None, Row]], cells: dict[str, ProjectParts]) -> None:
    of_project = _value(reading, "project")
    for labels, row in rows:
        part = _part(cells, of_project(row), labels)
        part.billed = (part.billed or 0) + row.counts[0]


def _weigh_usage(
    reading: Reading,
    rows: Iterable[tuple[Labels | None, Row]],
    cells: dict[str, ProjectParts],
    unpriced: dict[Thing, int],
) -> None:
    name, of_project, of_model = reading.query.endpoint, _value(reading, "project"), _value(reading, "model")
    for labels, row in rows:
        part = _part(cells, of_project(row), labels)
        part.estimate = (part.estimate or 0) + (row.estimate or 0)
        if row.unpriced and labels is not None:
            part.unpriced += row.unpriced
            unpriced[of_model(row) or name.replace("_", " "), UNIT_NAMES[name]] += row.unpriced


def _part(cells: dict[str, ProjectParts], project: str, labels: Labels | None) -> OpenCost:
    """The part that a row counts towards, made when it is the first."""
    cell = cells.get(project)
    if cell is None:
        cell = cells[project] = {}
    part = cell.get(labels)
    if part is None:
        part = cell[labels] = OpenCost()
    return part


def _settled(cell: ProjectParts, has_bill: bool) -> Amount:
    """The rule of docs/design.md section 5 for one open (day, project); what is no whole UTC day has no bill."""
    billed = estimate = unpriced = 0
    for part in cell.values():
        billed += part.billed or 0
        estimate += part.estimate or 0
        unpriced += part.unpriced
    if has_bill and billed < estimate <= billed + billed // MILLION:
        estimate = billed  # no more than rounded rows: the bill's stand, whatever the question is grouped by
    return settled(billed if has_bill else None, estimate, unpriced, is_settled=False) or ZERO


def _parts(cell: ProjectParts, whole: Amount) -> Iterable[tuple[Labels | None, Amount]]:
    """The rows of a cell, all from the side that `settled` took, so that they add up to it."""
    if len(cell) == 1:
        return zip(cell, (whole,), strict=True)
    bills = [part.billed for part in cell.values() if part.billed is not None]
    if bills and whole.quantity == sum(bills):
        return [
            (labels, Amount(part.billed or 0, 0, True, part.unpriced))
            for labels, part in cell.items()
            if part.billed is not None or part.unpriced
        ]
    return [
        (labels, Amount(part.estimate, max(0, part.estimate - (part.billed or 0)), True, part.unpriced))
        for labels, part in cell.items()
        if part.estimate is not None
    ]


def passing(question: Question, reading: Reading) -> Iterator[tuple[BucketSpan, Labels, Row]]:
    """Rows that pass the filters, with their bucket and their labels."""
    for piece, rows in _by_piece(question, reading):
        yield from ((piece, labels, row) for labels, row in rows if labels is not None)


def _by_piece(
    question: Question, reading: Reading, weighed: Collection[BucketSpan] = ()
) -> Iterator[tuple[BucketSpan, Iterable[tuple[Labels | None, Row]]]]:
    """Rows that pass the filters. Of what is `weighed` the project's others come too, without labels."""
    values = _Values(reading, question.teams)
    labels = _labels([values.of(name) for name in question.dimensions])
    tests = [_test(values.of(one.dimension), one) for one in question.filters if values.has(one.dimension)]
    inside = [_test(values.of("project"), one) for one in question.filters if one.dimension == "project"]
    others = [_test(values.of(one.dimension), one) for one in question.filters if one.dimension != "project"]
    for bucket, _ in reading.buckets:
        piece = BucketSpan(bucket.start, reading.query.width)
        if others and piece in weighed:
            rows = _all_that_pass(bucket.rows, inside if values.has("project") else [])
            yield piece, [(labels(row) if all(test(row) for test in others) else None, row) for row in rows]
        else:
            rows = _all_that_pass(bucket.rows, tests)
            yield piece, zip(map(labels, rows), rows, strict=True)


def _all_that_pass(rows: Rows, tests: Sequence[Callable[[Row], bool]]) -> Rows:
    return tuple([row for row in rows if all(test(row) for test in tests)]) if tests else rows


def _labels(values: Sequence[Callable[[Row], str]]) -> Callable[[Row], Labels]:
    if len(values) == 1:  # nearly always, and twice as fast
        (value,) = values
        return lambda row: (value(row),)
    return lambda row: tuple([value(row) for value in values])


def _has(reading: Reading, name: str) -> bool:
    """Whether rows tell it; a line item names its model."""
    groups = reading.query.group_by
    return name in groups or (name == "model" and "item" in groups)


def _value(reading: Reading, name: str) -> Callable[[Row], str]:
    """Reads a dimension from a row; '' from rows of an endpoint that does not have it."""
    if name == "model" and "item" in reading.query.group_by:
        item = reading.query.group_by.index("item")
        return lambda row: billed_model(row.key[item])
    if name not in reading.query.group_by:
        return lambda row: ""
    place = reading.query.group_by.index(name)
    return lambda row: row.key[place]


@dataclass(frozen=True, slots=True)
class _Values:
    """Reads what a question is by: OpenAI's dimensions, and teams, which are made of them."""

    reading: Reading
    teams: Teams

    def has(self, name: str) -> bool:
        return name == "team" or _has(self.reading, name)

    def of(self, name: str) -> Callable[[Row], str]:
        if name != "team":
            return _value(self.reading, name)
        project, user, key = (_value(self.reading, part) for part in ("project", "user", "key"))
        return lambda row: self.teams.of(project(row), user(row), key(row))


def _test(value: Callable[[Row], str], one: Filter) -> Callable[[Row], bool]:
    exact = frozenset(wanted for wanted in one.values if "*" not in wanted)
    patterns = tuple(wanted for wanted in one.values if "*" in wanted)

    def passes(row: Row) -> bool:
        known = value(row)
        return (known in exact or any(fnmatchcase(known, wanted) for wanted in patterns)) is not one.excluded

    return passes
