"""Like with like: the earlier period with which a comparison compares."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise

from bot.core.errors import UserError
from bot.core.grammar.draft import Draft, Earlier, Lean
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.periods import INSTANT, MINUTE, Period
from bot.core.question import TIME_UNITS
from bot.core.time_units import UNIT_OF_TIME

_UNLIKE = "These two are of unlike length; compare like with like, such as `this month vs last month`."


def earlier_periods(draft: Draft, span: Span, period: Period, calendar: Calendar) -> tuple[Period, Period]:
    """The like part of the earlier period, and the whole of it."""
    if len(set(draft.versus)) > 1:
        raise UserError("I can compare with one period at a time; try `this week vs last week`.")
    earlier = draft.versus[0]
    if earlier.part and earlier.span:
        part = _period(earlier.part)
        # At midnight nothing of today is over. Its like part is empty, too, and stands in words as the day it begins.
        return (part if period.end > period.start else Period(part.start, part.start)), _period(earlier.span)
    span = _running(span, earlier, calendar)
    whole = _whole(earlier, span, calendar)
    if whole.start <= period.start < whole.end or period.start <= whole.start < period.end:
        raise UserError("These two periods overlap; compare like with like, such as `this month vs last month`.")
    like = Period(whole.start, min(whole.end, _like(period.end, span, whole, calendar)))
    return (like if period.end < span.end else whole), whole


def _period(span: Span) -> Period:
    return Period(span.start, span.end)


def put_in_order(draft: Draft, calendar: Calendar) -> Draft:
    """
    The later of two named spans is the period: `yesterday vs today` compares today with yesterday.

    A weekday without a date moves back a week instead: in `tuesday vs monday` it is the Monday before.
    """
    if len(draft.versus) != 1 or len(draft.spans) != 1:
        return draft
    span, rival = draft.spans[0], draft.versus[0].span
    if rival is None or draft.versus[0].part:
        return draft
    if span.loose == "year" and not rival.loose and (alike := _of_that_year(span, rival, calendar)):
        span, draft = alike, replace(draft, spans=(alike,))
    if rival.start < span.start:
        return draft
    if rival.loose == "week" and (span.loose == "week" or rival.start == span.start):
        moved = replace(
            rival, start=calendar.shifted(rival.start, -1, "week"), end=calendar.shifted(rival.end, -1, "week")
        )
        return replace(draft, versus=(Earlier(moved),))
    return replace(draft, spans=(rival,), versus=(Earlier(span),)) if rival.start > span.start else draft


def _of_that_year(span: Span, rival: Span, calendar: Calendar) -> Span | None:
    """Gives the second the year of the first: `q3 vs q2 2025` are both of 2025, `jan vs dec 2025` follow each other."""
    years = span.start.astimezone(calendar.zone).year - rival.start.astimezone(calendar.zone).year
    moved = replace(
        span, start=calendar.shifted(span.start, -years, "year"), end=calendar.shifted(span.end, -years, "year")
    )
    do_follow = span.start == rival.end and span.step == (1, "month")
    is_alike = span.step == rival.step and moved.start != rival.start and not do_follow
    return moved if is_alike else None


def sides_of(middle: Span, calendar: Calendar) -> tuple[Span, Span]:
    """
    As long before as there is after; raises UserError where nothing came after yet.

    One day is the first of those after it: what was launched on it ran then, and the answer's dates say so.
    """
    if middle.start == calendar.at(calendar.today, time()) or middle.end > calendar.now:
        asks = (f"since {middle.start.astimezone(calendar.zone):%Y-%m-%d}", "today vs yesterday")
        raise UserError("Nothing came after that yet, so there are no two sides to compare.", asks)
    if middle.end - middle.start < timedelta(1):  # a moment: the hour that it opens is after it
        return _minutes_beside(middle.start, calendar)
    first, last = (each.astimezone(calendar.zone).date() for each in (middle.start, middle.end))
    begins = first if last - first == timedelta(1) else last
    days = (calendar.today - begins).days + 1
    after = calendar.days(begins, begins + timedelta(days), (days, "day"))
    return calendar.days(first - timedelta(days), first, (days, "day")), after


def _minutes_beside(moment: datetime, calendar: Calendar) -> tuple[Span, Span]:
    length = calendar.minute - moment
    step = (max(length // MINUTE, 1), "minute")
    return Span(moment - length, moment, step), Span(moment, calendar.minute, step)


def several_as_rows(draft: Draft, calendar: Calendar) -> Draft:
    """`w44 vs w45 vs w47`: a row each. Raises UserError for those that are not units of time alike."""
    named = [*draft.spans, *(earlier.span for earlier in draft.versus if earlier.span)]
    spans = sorted(dict.fromkeys(named), key=lambda span: span.start)
    if len(spans) < 3 or len(draft.spans) != 1:
        return draft
    count, unit = spans[0].step
    are_alike = all(one.end <= other.start and one.step == other.step for one, other in pairwise(spans))
    are_alike &= all(earlier.span for earlier in draft.versus)  # and no `vs last month` beside them
    if are_alike and count == 1 and unit in TIME_UNITS:
        return replace(draft, spans=tuple(spans), versus=(), by=(unit, *draft.by), fillers=(*draft.fillers, "and"))
    first, last = (each.astimezone(calendar.zone) for each in (spans[0].start, spans[-1].end - INSTANT))
    asked = " ".join((*draft.metrics, f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"))
    told = "I can compare two periods, or show a row for each day, week or month of one."
    raise UserError(told, (f"{asked} by week", f"{asked} by day"))


def before_each_row(draft: Draft) -> Draft:
    """
    `cost by week vs the week before`: the rows stand beside each other, and what is not shown of each is named.

    Of one unit alone, `this month by month vs the month before`, it is a comparison.
    """
    units = {*draft.by} & {*TIME_UNITS}
    if len(units) != 1 or len(draft.versus) != 1 or draft.verbs or draft.versus[0].span:
        return draft
    (unit,) = units
    earlier = draft.versus[0]
    is_of_rows = all(
        UNIT_OF_TIME[one.step[1]].width > UNIT_OF_TIME[unit].width or one.step[0] > 1 for one in draft.spans
    )
    is_before_row = earlier.unit in ((unit,) if draft.spans else ("", unit)) and earlier.count == 1
    if earlier.is_change or not is_before_row or not is_of_rows:
        return draft
    moves = tuple(move for move in draft.moves if move != "versus")
    return replace(draft, versus=(), moves=moves, leans=(*draft.leans, Lean(f"vs the {unit} before", ())))


def changes_as_rows(draft: Draft, span: Span) -> Draft:
    """`mom` of one month compares it with the month before; of several months, or of a year, each month is a row."""
    change = next((earlier.unit for earlier in draft.versus if earlier.is_change), "")
    if not change or len(draft.versus) > 1:
        return draft
    count, unit = span.step
    is_long = span.end - span.start > 2 * UNIT_OF_TIME[change].width  # `since june`, whatever it counts by
    is_several = is_long or (unit == change and count > 1) or UNIT_OF_TIME[unit].width > UNIT_OF_TIME[change].width
    return replace(draft, versus=(), by=(change, *draft.by)) if is_several else draft


def _whole(earlier: Earlier, span: Span, calendar: Calendar) -> Period:
    if earlier.span is None:
        if earlier.is_alike and (earlier.count, earlier.unit or span.step[1]) != span.step:
            raise UserError(_UNLIKE)
        count, unit = (earlier.count, earlier.unit) if earlier.unit else span.step
        return _back(span, count, unit, calendar)
    if earlier.span.step != span.step and not _is_running_part(earlier.span, span):
        raise UserError(_UNLIKE)
    return _period(earlier.span)


def _running(span: Span, earlier: Earlier, calendar: Calendar) -> Span:
    """`q4 to date vs q3`: the running unit, where the other is a whole one."""
    count, unit = earlier.span.step if earlier.span else (0, "")
    if count != 1 or unit not in ("week", "month", "quarter", "year") or earlier.span is None:
        return span
    whole = calendar.unit(unit)
    is_running = span.start == whole.start and calendar.now <= span.end <= whole.end and earlier.span.end <= span.start
    return whole if is_running and span.step != earlier.span.step else span


def _is_running_part(earlier: Span, span: Span) -> bool:
    return earlier.end - earlier.start == span.end - span.start


def _back(span: Span, count: int, unit: str, calendar: Calendar) -> Period:
    return Period(calendar.shifted(span.start, -count, unit), calendar.shifted(span.end, -count, unit))


def _like(moment: datetime, span: Span, whole: Period, calendar: Calendar) -> datetime:
    """The moment that is as far into `whole` as `moment` is into `span`, by dates and times of day."""
    here, start = moment.astimezone(calendar.zone), span.start.astimezone(calendar.zone)
    if (start.hour, start.minute) == (0, 0):
        days = (here.date() - start.date()).days
        return (
            calendar.shifted(whole.start, days, "day")
            .astimezone(calendar.zone)
            .replace(
                hour=here.hour, minute=here.minute, second=here.second, microsecond=here.microsecond, fold=here.fold
            )
            .astimezone(moment.tzinfo)
        )
    return whole.start + (moment - span.start)
