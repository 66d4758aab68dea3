"""Days that do not count: `this month without today`, `aug til now w/o october`, those between `april and july`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from bot.core.errors import UserError
from bot.core.grammar.draft import Draft
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.range_meanings import step_of
from bot.core.kept_times import KeptTimes
from bot.core.periods import INSTANT
from bot.core.question import TIME_UNITS

JOINTS = {"and", ",", "&", "plus", "+", "then"}


def without(span: Span, hole: Span, calendar: Calendar) -> Span:
    """The period without a part of it: what is at one of its ends is cut off, days in its middle do not count."""
    for each in _places(hole, calendar):
        if each.start <= span.start < each.end < span.end:
            return replace(span, start=each.end, day=None)
        if span.start < each.start < min(span.end, calendar.now) <= each.end:
            return replace(span, end=each.start, day=None)
        if span.start < each.start < span.end:
            return replace(span, gaps=(*span.gaps, _whole_days(each, calendar)))
        if each.start <= span.start and each.end > span.start:
            break
    told = "That leaves nothing out of the period; write days that are in it, such as `this month without today`."
    raise UserError(told, ("last week by day", "this month by day"))


def _places(hole: Span, calendar: Calendar) -> list[Span]:
    """The span, and where its year, month or week was not typed the same in those before."""
    unit = hole.loose or "year"
    moved = [[calendar.shifted(each, -back, unit) for each in (hole.start, hole.end)] for back in range(13)]
    return [replace(hole, start=start, end=end) for start, end in moved[: 13 if hole.loose else 1]]


def _whole_days(hole: Span, calendar: Calendar) -> tuple[date, date]:
    if not _is_of_days(hole, calendar):
        told = "I can leave out whole days, and times of each day, such as `outside 9-17`."
        raise UserError(told, ("last week by day", "this month by day"))
    return _days_of(hole, calendar)


def _days_of(span: Span, calendar: Calendar) -> tuple[date, date]:
    return calendar.first_day(span), (span.end - INSTANT).astimezone(calendar.zone).date()


def _is_of_days(span: Span, calendar: Calendar) -> bool:
    first, last = _days_of(span, calendar)
    return (calendar.day(first).start, calendar.day(last).end) == (span.start, span.end)


def of_list(spans: Sequence[Span], calendar: Calendar) -> Span | None:
    """`april, may and july`: from the first to the last, without what lies between; None where they are unlike."""
    are_apart = all(one.end <= other.start for one, other in pairwise(spans))
    are_alike = len({each.step[1] for each in spans}) == 1 and all(_is_of_days(each, calendar) for each in spans)
    if not are_apart or not are_alike:
        return None
    days = [_days_of(each, calendar) for each in spans]
    between = [(one[1] + timedelta(1), other[0] - timedelta(1)) for one, other in pairwise(days)]
    gaps = (*(gap for each in spans for gap in each.gaps), *(gap for gap in between if gap[0] <= gap[1]))
    if not gaps:
        return None
    whole = Span(spans[0].start, spans[-1].end, step_of(spans[0], spans[-1], calendar))
    return replace(whole, gaps=tuple(sorted(gaps)))


def with_rows_of_list(draft: Draft, span: Span, verb: str) -> Draft:
    """`nov 3 and nov 10`: a row for each, where nothing else is asked for."""
    asks = verb or draft.by or draft.top or draft.bottom or draft.figures or draft.stats or draft.holes
    unit = draft.spans[0].step[1] if draft.spans else ""
    return replace(draft, by=(unit,)) if span.gaps and not asks and unit in TIME_UNITS else draft


def left_out(draft: Draft, span: Span, verb: str, calendar: Calendar) -> tuple[KeptTimes, ...]:
    """The days inside of the period that do not count. A comparison or a page of a verb has none."""
    gaps = [gap for gap in span.gaps if calendar.day(gap[0]).start < min(span.end, calendar.now)]
    if gaps and (verb or draft.versus):
        asks = (f"{calendar.first_day(span)} to {(span.end - INSTANT).astimezone(calendar.zone):%Y-%m-%d} by day",)
        raise UserError("Days can be left out of a sum or of rows, not of this; ask each period by itself.", asks)
    return tuple(KeptTimes(outside=True, dates=gap) for gap in gaps)
