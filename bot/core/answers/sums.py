"""Adds up the rows of all readings by span and group. Dollars are settled by day and project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter

from bot.core.amounts import ZERO, Amount
from bot.core.answers.billed_quantities import BilledQuantity, added_up, quantity_in
from bot.core.answers.passing_rows import Labels, Lot, column_of, passing, passing_lots
from bot.core.answers.planner import Plan
from bot.core.catalogue import COSTS, METRIC
from bot.core.catalogue.words import as_words
from bot.core.usage.buckets import Row
from bot.core.usage.buckets_to_ask import BucketSpan
from bot.core.usage.freshness import is_settled
from bot.core.usage.rates import UNIT_NAMES
from bot.core.usage.reading import Reading
from bot.core.usage.settlement import settled

MILLION = 1_000_000
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


# Nanodollars by row of the answer. None has what no filter lets pass: it decides with the rest whether bill or estimate
# stands, so that a question about one model and a group by model say the same.
ByLabels = dict[Labels | None, int]
Part = tuple[int, int, int]  # nanodollars, those of them that are not billed, and what has no price


def _by_project() -> defaultdict[str, ByLabels]:
    return defaultdict(partial(defaultdict, int))


@dataclass(frozen=True, slots=True)
class OpenCosts:
    """What was said of one open piece of time, project by project; what has no price is counted in its own units."""

    billed: defaultdict[str, ByLabels] = field(default_factory=_by_project)
    estimate: defaultdict[str, ByLabels] = field(default_factory=_by_project)
    unpriced: defaultdict[str, ByLabels] = field(default_factory=_by_project)

    def of(self, project: str) -> ProjectSides:
        return ProjectSides(
            self.billed.get(project, {}), self.estimate.get(project, {}), self.unpriced.get(project, {})
        )


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
            sums[plan.pieces[piece], labels] += sum([row.counts[index] for index in counters])
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
    for piece, costs in sums.open.items():
        rows, whole = _weighed(costs, has_bill=piece in read_at)
        total += whole
        for labels, amount in rows.items():
            place = plan.pieces[piece], labels
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
    Nanodollars of settled bills, which stand as they are; by piece what has to be weighed against usage; and what of
    that usage has no price.
    """

    bills: dict[Place, int] = field(default_factory=partial(defaultdict, int))
    open: dict[BucketSpan, OpenCosts] = field(default_factory=partial(defaultdict, OpenCosts))
    unpriced: dict[Thing, int] = field(default_factory=partial(defaultdict, int))


def _sorted_out(plan: Plan, readings: Iterable[Reading], final: Collection[BucketSpan]) -> CostSums:
    sums, weighed = CostSums(), plan.weighed
    for reading in readings:
        is_bill = reading.query.endpoint == COSTS.name
        weigh = partial(_weigh_bill, reading) if is_bill else partial(_weigh_usage, reading, unpriced=sums.unpriced)
        for piece, labelled, rows in passing_lots(plan.question, reading, weighed):
            if piece not in final:
                weigh([*labelled], rows, sums.open[piece])
            elif is_bill:
                span = plan.pieces[piece]
                for labels, row in zip(labelled, rows, strict=True):
                    if labels is not None:
                        sums.bills[span, labels] += row.counts[0]
    return sums


def _weigh_bill(reading: Reading, labelled: Sequence[Labels | None], rows: Lot, costs: OpenCosts) -> None:
    billed = costs.billed
    for labels, project, row in zip(labelled, column_of(reading, "project")(rows), rows, strict=True):
        billed[project][labels] += row.counts[0]


def _weigh_usage(
    reading: Reading,
    labelled: Sequence[Labels | None],
    rows: Lot,
    costs: OpenCosts,
    unpriced: dict[Thing, int],
) -> None:
    name, projects, estimate = reading.query.endpoint, column_of(reading, "project"), costs.estimate
    for labels, project, nanodollars in zip(labelled, projects(rows), map(_ESTIMATE, rows), strict=True):
        estimate[project][labels] += nanodollars or 0
    if any(map(_UNPRICED, rows)):
        models = column_of(reading, "model")(rows)
        for labels, project, model, row in zip(labelled, projects(rows), models, rows, strict=True):
            if row.unpriced and labels is not None:
                costs.unpriced[project][labels] += row.unpriced
                unpriced[model or as_words(name), UNIT_NAMES[name]] += row.unpriced


_ESTIMATE: Callable[[Row], int | None] = itemgetter(2)
_UNPRICED: Callable[[Row], int] = itemgetter(3)


def _weighed(costs: OpenCosts, *, has_bill: bool) -> tuple[dict[Labels, Amount], Amount]:
    """What each row of the answer has of an open piece, and all of them: an organisation has thousands of parts."""
    rows: defaultdict[Labels, list[Part]] = defaultdict(list)
    total: list[Part] = []
    for project in {**costs.billed, **costs.estimate}:
        sides = costs.of(project)
        whole = sides.settled(has_bill)
        asked = [(labels, part) for labels, part in sides.parts(whole) if labels is not None]
        total += [part for _, part in asked] if sides.has_others else [whole]
        for labels, part in asked:
            rows[labels].append(part)
    return {labels: _open(parts) for labels, parts in rows.items()}, _open(total)


def _open(parts: Iterable[Part]) -> Amount:
    sums = [*map(sum, zip(*parts, strict=True))]
    return Amount(sums[0], sums[1], True, sums[2]) if sums else ZERO


@dataclass(frozen=True, slots=True)
class ProjectSides:
    """Bill and estimate of one project in one open piece of time."""

    billed: ByLabels
    estimate: ByLabels
    unpriced: ByLabels

    @property
    def has_others(self) -> bool:
        return None in self.billed or None in self.estimate

    def settled(self, has_bill: bool) -> Part:
        """The rule of docs/design.md section 5; what is no whole UTC day has no bill."""
        billed, estimate = sum(self.billed.values()), sum(self.estimate.values())
        if has_bill and billed < estimate <= billed + billed // MILLION:
            estimate = billed  # no more than rounded rows: the bill's stand, whatever the question is grouped by
        whole = settled(billed if has_bill else None, estimate, is_settled=False) or ZERO
        return whole.quantity, whole.estimated, sum(self.unpriced.values())

    def parts(self, whole: Part) -> Iterable[tuple[Labels | None, Part]]:
        """The rows, all from the side that `settled` took, so that they add up to it."""
        billed, unpriced = self.billed, self.unpriced
        if len(alone := {*billed, *self.estimate}) == 1:
            return zip(alone, (whole,), strict=True)
        if billed and whole[0] == sum(billed.values()):
            return [(labels, (billed.get(labels, 0), 0, unpriced.get(labels, 0))) for labels in {**billed, **unpriced}]
        return [
            (labels, (estimate, max(0, estimate - billed.get(labels, 0)), unpriced.get(labels, 0)))
            for labels, estimate in self.estimate.items()
        ]
