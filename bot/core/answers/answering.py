"""Makes an Answer of a plan and the readings of its buckets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.amounts import Amount
from bot.core.answers.answer import Answer, Source, Unpriced
from bot.core.answers.grouping import entries, lines
from bot.core.answers.planner import Plan
from bot.core.answers.sums import AddedUp, add_up, missing
from bot.core.catalogue.words import as_words
from bot.core.periods import Period
from bot.core.slack import dates
from bot.core.usage.buckets_to_ask import BucketSpan
from bot.core.usage.parameters import request_lines
from bot.core.usage.reading import OPENAI, STORE, Reading


@dataclass(frozen=True)
class PlanResult:
    """A plan, the readings of its queries, and notes on what went wrong, in sentences."""

    plan: Plan
    readings: tuple[Reading, ...]
    notes: tuple[str, ...] = ()

    @property
    def knows_nothing(self) -> bool:
        return not any(reading.buckets for reading in self.readings) and not self.plan.known_empty


def answered(now: PlanResult, before: PlanResult | None = None, whole: PlanResult | None = None) -> Answer:
    """`before` is the like-for-like period of a comparison, `whole` the full earlier one."""
    plan = now.plan
    found = add_up(plan, now.readings)
    earlier = add_up(before.plan, before.readings) if before else None
    every = [read for read in (now, before, whole) if read]
    rows = entries(plan.question, plan.spans, found, earlier, len(before.plan.spans) if before else 0)
    return Answer(
        plan.question,
        lines(plan.question, plan.spans, rows),
        _total(found),
        previous=_total(earlier),
        previous_whole=_total(add_up(whole.plan, whole.readings)) if whole else None,
        unpriced=_unpriced(found),
        sources=_sources(now),
        queries=_queries(every),
        notes=tuple(dict.fromkeys(note for read in every for note in (*read.plan.notes, *read.notes, *_unread(read)))),
    )


def _total(found: AddedUp | None) -> Amount | None:
    return None if found is None or found.unread else found.total


def _unpriced(found: AddedUp) -> tuple[Unpriced, ...]:
    largest_first = sorted(found.unpriced.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Unpriced(model, quantity, unit) for (model, unit), quantity in largest_first)


def _sources(done: PlanResult) -> tuple[Source, ...]:
    """An answer is as fresh as its latest bucket is, and that as the endpoint that was read first."""
    latest: dict[str, tuple[BucketSpan, datetime]] = {}
    for reading in done.readings:
        for piece, at in reading.moments():
            known = latest.get(reading.origin)
            if known is None or piece.start > known[0].start or (piece.start == known[0].start and at < known[1]):
                latest[reading.origin] = (piece, at)
    ends_with = _origin_of_the_end(done)
    return tuple(
        Source(origin, at, is_open=at < piece.end, decides=at < piece.end and origin == ends_with)
        for origin, (piece, at) in ((origin, latest[origin]) for origin in (OPENAI, STORE) if origin in latest)
    )


def _origin_of_the_end(done: PlanResult) -> str:
    """Where the last bucket of the endpoint comes from that is most of the answer."""
    first = done.plan.endpoints.usage[:1]
    ends = [
        (piece.start, reading.origin)
        for reading in done.readings
        if reading.query.endpoint in first
        for piece, _ in reading.moments()
    ]
    return max(ends, default=(None, ""))[1]


def _queries(every: Sequence[PlanResult]) -> tuple[str, ...]:
    sent = {reading.query: reading.sent for read in every for reading in read.readings if reading.sent}
    live = [line for read in every for one in read.plan.live for line in request_lines(sent.get(one.query, one.query))]
    stored = [line for read in every for one in read.plan.stored for line in request_lines(one.query)]
    # What the store answers is written as OpenAI would be asked.
    return tuple(dict.fromkeys([*live, *(line.replace("GET", "STORE", 1) for line in stored)]))


def _unread(read: PlanResult) -> tuple[str, ...]:
    """One sentence that names the days of which something could not be read."""
    lacking = sorted({piece for _, piece in missing(read.plan, read.readings)})
    if not lacking:
        return ()
    span = Period(lacking[0].start, max(piece.end for piece in lacking))
    names = sorted({name for name, _ in missing(read.plan, read.readings)})
    kinds = ", ".join(map(as_words, names))
    when = dates.period(span, ZoneInfo("UTC"), year=span.end.year)
    return (f"Not read, so not in the sum: {kinds}, {when}. They are asked for again next time.",)
