"""The planner: decides which buckets answer a question, and which come from the store or from OpenAI."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.answers.bounds import refuse_too_many_rows
from bot.core.answers.endpoints import ChosenEndpoints, choose_endpoints
from bot.core.catalogue import COMPLETIONS, COST_KEY_EPOCH, COSTS
from bot.core.periods import DAY, Period, Width, floor
from bot.core.question import TIME_GROUPS, Question
from bot.core.time_rows import TimeRow, time_rows
from bot.core.usage.buckets import UsageQuery
from bot.core.usage.buckets_to_ask import BucketRequest, BucketSpan, covering_spans, on_quarters, requests_for
from bot.core.usage.freshness import BILL_GRAINS, GRAINS, is_settled, needs_quarters
from bot.core.usage.sides import Side

UNKNOWN = Period(datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))  # until all buckets are known


@dataclass(frozen=True)
class Held:
    """
    What the store can answer for good: buckets that it holds and knows to be final, by endpoint.

    `empty` are UTC days that were read and held nothing; no hour or minute of them has to be asked for, and none of
    `empty_hours`. `empty_until` says of days that are not over until when they are known to hold nothing. `unsettled`
    are days whose bill was read too early: what the store says of them is no more than a lower bound. `cuts` are
    the local midnights by UTC day, of which the sides that are over are held in the detail of days.
    """

    final: Mapping[str, Collection[BucketSpan]] = field(default_factory=dict)
    empty: Mapping[str, Collection[datetime]] = field(default_factory=dict)
    unsettled: Collection[BucketSpan] = ()
    empty_until: Mapping[str, Mapping[datetime, datetime]] = field(default_factory=dict)
    empty_hours: Mapping[str, Collection[datetime]] = field(default_factory=dict)
    cuts: Mapping[datetime, datetime] = field(default_factory=dict)

    def is_empty(self, name: str, piece: BucketSpan) -> bool:
        if piece.width is not Width.DAY and floor(piece.start, Width.HOUR) in self.empty_hours.get(name, ()):
            return True
        day = floor(piece.start, Width.DAY)
        known = self.empty_until.get(name, {}).get(day)
        return day in self.empty.get(name, ()) or (known is not None and piece.end <= known)

    def side_of(self, piece: BucketSpan) -> Side | None:
        """The side of its day that a piece lies in, where it is held: the late one is over with the day."""
        day = floor(piece.start, Width.DAY)
        cut = self.cuts.get(day)
        if cut is None or piece.start < cut < piece.end:
            return None
        side = Side(cut, is_late=piece.start >= cut)
        return side if not side.is_late or BucketSpan(day, Width.DAY) in self.final.get(COMPLETIONS.name, ()) else None


@dataclass(frozen=True)
class SidesRequest:
    """What is told of whole sides of UTC days, by side the pieces that it has. `query` is of all of their days."""

    query: UsageQuery
    pieces: Mapping[Side, Collection[BucketSpan]]


@dataclass(frozen=True)
class Plan:
    """
    How a question is answered.

    `pieces` tile the period without gap or overlap; each belongs to the span at its index. `billed` are the UTC
    days whose costs count. A piece is asked of `usage` endpoints unless its bill is all that is needed. `by_price` says
    that rows are as fine as their prices are, each of its own time.
    """

    question: Question
    endpoints: ChosenEndpoints
    spans: tuple[TimeRow, ...]
    pieces: Mapping[BucketSpan, int]
    billed: frozenset[BucketSpan]
    estimated: frozenset[BucketSpan]
    stored: tuple[BucketRequest, ...]
    live: tuple[BucketRequest, ...]
    known_empty: frozenset[tuple[str, BucketSpan]]
    notes: tuple[str, ...]
    sides: SidesRequest | None = None
    by_price: bool = False

    @property
    def request_count(self) -> int:
        return sum(one.request_count for one in self.live)

    @property
    def kept_quarters(self) -> tuple[BucketRequest, ...]:
        """What OpenAI is asked for as long as the reader has not followed with it."""
        return tuple(one for one in self.live if one.query.width is Width.QUARTER and is_kept(one.query))

    @property
    def asks_for_sides(self) -> bool:
        """Whether OpenAI is asked for what the sides of the zone's midnights would tell."""
        narrow = [one.query for one in self.live if one.query.width in (Width.HOUR, Width.QUARTER)]
        is_told = any(not is_kept(query) and is_kept(replace(query, width=Width.SIDE)) for query in narrow)
        return is_told and self.question.unit_of_hours is None

    @property
    def weighed(self) -> frozenset[BucketSpan]:
        """Open days, whose bill and estimate are weighed against each other, project by project."""
        return self.billed & self.estimated

    def needed(self) -> Iterable[tuple[str, BucketSpan]]:
        """Every endpoint's buckets that the answer is made of."""
        yield from (("costs", piece) for piece in sorted(self.billed))
        yield from _usage_needs(self.endpoints, sorted(self.estimated), self.billed)

    def adds_up(self, piece: BucketSpan, query: UsageQuery, read_at: datetime) -> bool:
        """Whether rows of `piece` may be added to those of others: their day is not shown, and decides nothing."""
        if len(self.spans) > 1 or self.by_price:
            return False
        if query.endpoint == COSTS.name:
            return is_settled(piece.start, read_at)
        return piece not in self.billed  # else its estimate is weighed against the bill of its day

    def priced_anew(self) -> Plan:
        """The plan for who looks at prices: stored rows carry an estimate, and are coarser than what it was made of."""
        shapes = (self.endpoints.request_for(one.query.endpoint, is_weighed=True) for one in self.stored)
        finer = (replace(one.query, group_by=shape.priced) for one, shape in zip(self.stored, shapes, strict=True))
        stored = tuple(replace(one, query=query) for one, query in zip(self.stored, finer, strict=True))
        sides = self.sides
        if sides:
            shape = self.endpoints.request_for(COMPLETIONS.name, is_weighed=False)
            sides = replace(sides, query=replace(sides.query, group_by=shape.priced))
        return replace(self, stored=stored, sides=sides, by_price=True)


def plan(
    question: Question,
    *,
    now: datetime,
    held: Held | None = None,
    endpoints: Collection[str] = (),
    asks_for_bills: bool = True,
) -> Plan:
    """
    Raises UserError for what the endpoints cannot be asked, and for more rows than anybody can read.

    `endpoints` narrows the usage endpoints that an estimate of cost is made of; none means all that have prices.
    `asks_for_bills` is False when only the store is asked: what it has no bill of by key or user is estimated.
    """
    refuse_too_many_rows(question)
    held = held or Held()
    chosen = choose_endpoints(question, endpoints)
    if chosen.asks_for_bills and not asks_for_bills and not _has_bills(chosen, question, held, now):
        chosen = replace(chosen, billed=False)
    question, notes = _as_billed(question, chosen, now)
    rows = _spans(question)
    pieces = _pieces(question, rows, now)
    billed = _billed(chosen, pieces)
    estimated = _estimated(chosen, pieces, billed - {*held.unsettled}, now)
    needs = [("costs", piece) for piece in billed] + [*_usage_needs(chosen, estimated, billed)]
    empty = frozenset(need for need in needs if held.is_empty(*need))
    sides = _whole_sides(chosen, pieces, estimated, held)
    told = {(COMPLETIONS.name, piece) for found in (sides.pieces.values() if sides else ()) for piece in found}
    asked = [need for need in needs if need not in empty and need not in told]
    stored, live = _split(asked, chosen, held, billed & estimated)
    return Plan(
        question, chosen, rows, pieces, billed, estimated, stored, live, empty,
        (*notes, *chosen.notes, *_epoch_note(chosen, pieces)), sides,
    )  # fmt: skip


def _has_bills(chosen: ChosenEndpoints, question: Question, held: Held, now: datetime) -> bool:
    """Whether the store has the bill of each whole day in the detail that is asked for."""
    shapes = [chosen.request_for(COSTS.name, is_weighed=is_weighed) for is_weighed in (False, True)]
    queries = [UsageQuery(COSTS.name, UNKNOWN, Width.DAY, shape.rows, shape.filters) for shape in shapes]
    days = [piece for piece in _pieces(question, _spans(question), now) if piece.width is Width.DAY]
    return all(is_kept(query) and set(days) <= {*held.final.get(query.ledger, ())} for query in queries)


def _usage_needs(
    chosen: ChosenEndpoints, estimated: Iterable[BucketSpan], billed: Collection[BucketSpan]
) -> Iterable[tuple[str, BucketSpan]]:
    return ((name, piece) for piece in estimated for name in (chosen.weighed if piece in billed else chosen.usage))


def _as_billed(question: Question, chosen: ChosenEndpoints, now: datetime) -> tuple[Question, tuple[str, ...]]:
    """Line items come from the bill, and the bill knows UTC days only."""
    if not chosen.only_billed:
        return question, ()
    start, end = floor(question.period.start, Width.DAY), floor(question.period.end, Width.DAY)
    if question.period.end > end:
        end = min(end + DAY, max(now, question.period.end))
    whole = Period(start, end)
    if whole == question.period and question.zone == "UTC":
        return question, ()
    return replace(question, period=whole, zone="UTC"), (
        "Line items are billed by UTC days, so this counts whole ones.",
    )


def _spans(question: Question) -> tuple[TimeRow, ...]:
    units = [unit for unit in question.by if unit in TIME_GROUPS]
    return time_rows(question.period, units, ZoneInfo(question.zone), question.times)


def _pieces(question: Question, rows: tuple[TimeRow, ...], now: datetime) -> dict[BucketSpan, int]:
    unit = question.unit_of_hours
    widest = Width.DAY if unit is None else Width.MINUTE if unit == "minute" else Width.HOUR
    is_on_quarters = all(on_quarters(part, now) for span in rows for part in span.parts)
    keeps_quarters = is_on_quarters or needs_quarters([ZoneInfo(question.zone)], now)
    narrow = (*([Width.QUARTER] * keeps_quarters), *([Width.MINUTE] * (not is_on_quarters or widest is Width.MINUTE)))
    return {
        piece: index
        for index, span in enumerate(rows)
        for part in span.parts
        for piece in covering_spans(part, now=now, widest=widest, narrow=narrow)
    }


def _billed(chosen: ChosenEndpoints, pieces: Iterable[BucketSpan]) -> frozenset[BucketSpan]:
    if not chosen.billed:
        return frozenset()
    since = COST_KEY_EPOCH if chosen.needs_keys else None
    return frozenset(piece for piece in pieces if piece.width is Width.DAY and (since is None or piece.start >= since))


def _estimated(
    chosen: ChosenEndpoints, pieces: Iterable[BucketSpan], billed: frozenset[BucketSpan], now: datetime
) -> frozenset[BucketSpan]:
    """A settled day is its bill: its tokens need not be read."""
    if chosen.only_billed:
        return frozenset()
    return frozenset(piece for piece in pieces if piece not in billed or not is_settled(piece.start, now))


def _whole_sides(
    chosen: ChosenEndpoints, pieces: Mapping[BucketSpan, int], estimated: Collection[BucketSpan], held: Held
) -> SidesRequest | None:
    """Sides of UTC days that lie whole in one row of time, where hours have not the detail that is asked for."""
    shape, spec = chosen.request_for(COMPLETIONS.name, is_weighed=False), COMPLETIONS.dimensions
    rows = {*shape.rows, *(["model"] if chosen.question.metric == "cost" else [])}  # it names what has no price
    groups = tuple(name for name in spec if name in rows)
    query = UsageQuery(COMPLETIONS.name, UNKNOWN, Width.SIDE, groups, shape.filters)
    if COMPLETIONS.name not in chosen.usage or is_kept(replace(query, width=Width.HOUR)) or not is_kept(query):
        return None
    inside: dict[tuple[Side, int], list[BucketSpan]] = {}
    for piece in sorted(estimated):
        if piece.width is not Width.DAY and (side := held.side_of(piece)):
            inside.setdefault((side, pieces[piece]), []).append(piece)
    whole = {
        side: found
        for (side, _), found in inside.items()
        if sum((one.width.span for one in found), timedelta()) == side.period.length
    }
    if not whole:
        return None
    days = [side.day for side in whole]
    return SidesRequest(replace(query, period=Period(min(days), max(days) + DAY), width=Width.DAY), whole)


def _split(
    needs: Iterable[tuple[str, BucketSpan]], chosen: ChosenEndpoints, held: Held, weighed: Collection[BucketSpan]
) -> tuple[tuple[BucketRequest, ...], tuple[BucketRequest, ...]]:
    stored: dict[UsageQuery, list[datetime]] = {}
    live: dict[UsageQuery, list[datetime]] = {}
    for name, piece in sorted(needs):
        shape = chosen.request_for(name, is_weighed=piece in weighed)
        query = UsageQuery(name, UNKNOWN, piece.width, shape.rows, shape.filters)
        if piece in held.final.get(query.ledger, ()) and is_kept(query):
            stored.setdefault(query, []).append(piece.start)  # stored rows carry their estimate
        else:
            live.setdefault(replace(query, group_by=shape.priced), []).append(piece.start)
    return _all_asked(stored), _all_asked(live)


def _all_asked(starts: Mapping[UsageQuery, list[datetime]]) -> tuple[BucketRequest, ...]:
    return tuple(one for query, moments in starts.items() for one in requests_for(query, moments))


def is_kept(query: UsageQuery) -> bool:
    """Whether the store keeps the detail that this query asks for."""
    names = {*query.group_by, *(one.dimension for one in query.filters)}
    return any(
        (grain.endpoint, grain.width) == (query.endpoint, query.width) and names <= {*grain.group_by}
        for grain in (*GRAINS, *BILL_GRAINS)
    )


def _epoch_note(chosen: ChosenEndpoints, pieces: Mapping[BucketSpan, int]) -> tuple[str, ...]:
    if not (chosen.billed and chosen.needs_keys and pieces) or min(pieces).start >= COST_KEY_EPOCH:
        return ()
    return (f"OpenAI bills by key since {COST_KEY_EPOCH:%Y-%m-%d}; earlier days are estimates.",)
