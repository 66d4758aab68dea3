"""Rows that nobody names and that are meant: of two years together, of months side by side, of a summary."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.core.catalogue import FIGURE
from bot.core.grammar.asked_times import row_of
from bot.core.grammar.draft import Draft, Earlier
from bot.core.grammar.left_out import JOINTS
from bot.core.grammar.pointers import LARGEST_FIRST, SMALLEST_FIRST
from bot.core.grammar.time.calendar import Span
from bot.core.grammar.vocabulary import ANYWHERE
from bot.core.periods import DAY
from bot.core.question import TIME_GROUPS, TIME_UNITS

SIDE_BY_SIDE = "side by side"
_BESIDE = JOINTS - {"+", "plus"}  # those add up
_LONG = ("month", "quarter", "year")
MOST_ROWS = 20  # of a list whose order was said


def with_meant_rows(draft: Draft) -> Draft:
    draft = _in_order(draft)
    if draft.versus or draft.figures or draft.stats or draft.moves:
        return draft
    return _each_person(_each_where(_each_beside(_each_joined(_summed_up(draft)))))


def _in_order(draft: Draft) -> Draft:
    """`models, cheapest first`: all that a list shows. Rows of time keep their order, and so does a `top`."""
    is_of_things = bool(draft.by or draft.contrasts) and not {*draft.by} & {*TIME_GROUPS}
    if draft.verbs or draft.top or draft.bottom or draft.stats or not is_of_things:
        return draft
    said = [lean for lean in draft.leans if {SMALLEST_FIRST, LARGEST_FIRST} & {*lean.on}]
    is_quotient = any(FIGURE[name].kind == "quotient" for name in draft.figures)
    is_smallest = any(SMALLEST_FIRST in lean.on for lean in said)
    if "cache hit rate" in draft.figures:  # the higher the better
        is_smallest |= any(lean.word == "worst first" for lean in said)
    leans = tuple(lean for lean in draft.leans if lean not in said)
    if is_smallest:
        return replace(draft, leans=leans, bottom=(MOST_ROWS,))
    return replace(draft, leans=leans, top=(MOST_ROWS,)) if said and is_quotient else draft  # sums are in order


def _each_person(draft: Draft) -> Draft:
    """`alice and carol yesterday`: what each of them used, and the total of both."""
    people = {one.values for one in draft.included if one.dimension == "user"}
    if len(people) < 2 or draft.by or draft.contrasts or draft.verbs or draft.part:
        return draft
    return replace(draft, by=("user",))


def _each_where(draft: Draft) -> Draft:
    """`are we paying for priority anywhere`: in which project. Pages look everywhere as they are."""
    is_asked = ANYWHERE in draft.fillers and not (draft.by or draft.verbs)
    return replace(draft, by=("project",)) if is_asked else draft


def _summed_up(draft: Draft) -> Draft:
    """`summary of october`: its sum and the projects in it; of one project its models."""
    is_of_past = draft.spans and not draft.by and {*draft.verbs} == {"overview"}
    if not is_of_past:
        return draft
    named = {one.dimension for one in draft.included}
    return replace(draft, verbs=(), by=("model",) if "project" in named else ("project",))


def _each_joined(draft: Draft) -> Draft:
    """`fy25 and fy26`: the sum of both, and a row for each. Half years have no rows, and stand side by side."""
    spans = _so_far(tuple(sorted(dict.fromkeys(draft.spans), key=lambda span: span.start)))
    steps = {span.step for span in spans}
    in_row = all(one.end == other.start for one, other in pairwise(spans))
    if draft.by or draft.verbs or len(spans) < 2 or len(steps) > 1 or not in_row or not _BESIDE & {*draft.fillers}:
        return draft
    ((count, unit),) = steps
    if count > 1 and unit in _LONG and len(spans) == 2:  # `h1 and h2 to date`: no rows are as long
        return replace(draft, spans=spans[1:], versus=(Earlier(spans[0]),))
    return replace(draft, by=(unit,)) if count == 1 and unit in _LONG else draft


def _so_far(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Counts `q4 to date` behind `q3` as the quarter that it is a part of."""
    if len(spans) != 2 or spans[1].step[1] != "day" or spans[0].step[1] not in _LONG:
        return spans
    one, other = spans
    is_part = one.end == other.start and DAY < other.end - other.start <= one.end - one.start + 3 * DAY
    return (one, replace(other, step=one.step)) if is_part else spans


def _compared(draft: Draft) -> Draft:
    """`compare last 3 months`: with each other. What `compare last 7 days` is meant of, nobody knows."""
    count, unit = draft.spans[0].step
    leans = tuple(lean for lean in draft.leans if lean.word not in ("compare", "compare the"))
    is_meant = leans != draft.leans and count > 1 and unit in ("week", *_LONG)
    return replace(draft, leans=leans, fillers=(*draft.fillers, SIDE_BY_SIDE)) if is_meant else draft


def _each_beside(draft: Draft) -> Draft:
    """`last 3 months side by side per project`."""
    if len(draft.spans) == 1 and not (draft.by or draft.contrasts or draft.verbs):
        draft = _compared(draft)
    if SIDE_BY_SIDE not in draft.fillers or len(draft.spans) != 1 or {*draft.by} & {*TIME_UNITS}:
        return draft
    count, unit = draft.spans[0].step
    unit = row_of(draft.times) if draft.times else unit
    return replace(draft, by=(unit, *draft.by)) if count > 1 and unit in TIME_UNITS else draft
