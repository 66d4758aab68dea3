"""The period of a question: spans joined, then cut by `until`, `except` and times of day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from bot.core.errors import UserError
from bot.core.grammar.asked_times import hours_of_one_day, is_of_each_day
from bot.core.grammar.draft import Draft
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.left_out import JOINTS, of_list, without
from bot.core.grammar.time.calendar import BACKWARDS, Calendar, Span
from bot.core.grammar.time.hour_meanings import Window, between_clocks, window_hour
from bot.core.grammar.time.range_meanings import step_of
from bot.core.grammar.time.until_meanings import OPEN
from bot.core.grammar.time.week_meanings import week_of
from bot.core.grammar.verbs import VERB
from bot.core.grammar.vocabulary import BILL, IN_USE
from bot.core.kept_times import RECURS
from bot.core.periods import DAY, EVER, HOUR, INSTANT, Period
from bot.core.time_units import UNIT_OF_TIME, UNITS_OF_TIME, Unit

_MOST_BACK = 120  # weeks, months or years
SOME_WEEKS = 28  # days of a question for weekdays or hours of the day: as many of each, all of them kept by hours


def asked_span(draft: Draft, verb: str, typed: str, calendar: Calendar) -> Span:
    """The one period that the question asks about. `until`, `except` and times of day cut it."""
    spans = _narrowest(tuple({(span.start, span.end): span for span in draft.spans}.values()), draft, calendar)
    spans = tuple(span for span in spans if span.start != EVER) or spans  # `has it ever been used in october`
    _require_running(spans if verb == "forecast" and "budgets" not in draft.verbs else (), calendar)
    if not spans and draft.untils:
        _require_start(draft.untils[0], typed, calendar)
        spans, draft = draft.untils[:1], replace(draft, untils=draft.untils[1:])
    if not spans and "to date" in draft.fillers and not (verb or draft.by or draft.versus or draft.windows):
        raise _since_when(calendar, typed)
    span = _united(spans, calendar, is_joined=_is_joined(draft, spans)) if spans else _default(draft, verb, calendar)
    if span.day and span.step == (1, "week") and "day" in draft.by:
        span = week_of(calendar, span) or span  # `2 weeks ago, day by day`: of one day there is one row
    for until in draft.untils:
        if until.end <= span.start:
            raise UserError(BACKWARDS)
        span = replace(span, end=min(span.end, until.end), day=None)
    for hole in draft.holes:
        span = without(span, hole, calendar)
    return _of_hours(draft, span, calendar)


def _narrowest(spans: tuple[Span, ...], draft: Draft, calendar: Calendar) -> tuple[Span, ...]:
    """
    One of two periods that are one: `october, last month` says it twice, and in `what did black friday cost us last
    year` the year is that of the day.
    """
    if len(spans) != 2 or "share" in draft.figures or {"and", "&", "+", "plus"} & set(draft.fillers):
        return spans
    for one, other in (spans, spans[::-1]):
        if one.loose and (found := _moved_into(one, other, calendar)):
            return (found,)
    return spans


def _moved_into(span: Span, whole: Span, calendar: Calendar) -> Span | None:
    """The span in the only week, month or year in which it lies in `whole`, or, as `(fri-mon)`, explains it."""
    found = []
    for back in range(_MOST_BACK):
        moved = calendar.moved(span, -back, span.loose)
        is_wider = moved.start <= whole.start < whole.end <= moved.end
        is_inside = whole.start <= moved.start < moved.end <= whole.end and moved.start < calendar.now
        if is_inside or (is_wider and moved.end - moved.start <= whole.end - whole.start + 2 * DAY):
            found.append(replace(moved, loose=""))
        if moved.end <= whole.start:
            break
    return found[0] if len(found) == 1 else None


def in_whole_rows(draft: Draft, verb: str, span: Span, calendar: Calendar) -> Span:
    """`last 12 months by month`: this month and the eleven before it, as days are counted; none is cut."""
    count, unit = span.step
    rows = next((each for each in UNITS_OF_TIME if each.name in draft.by), None)
    has_rows = verb in ("", "budgets") and not (draft.versus or draft.stats)
    shown = _rows_in(count, UNIT_OF_TIME[unit], rows) if rows and has_rows else 0
    rolls = shown > 1 and (span.start, span.end) == _ends(calendar.rolling(count, unit))
    if not rows or not rolls:
        return span
    start = calendar.shifted(calendar.unit(rows.name).start, 1 - shown, rows.name)
    return replace(span, start=start, day=None)


def _ends(span: Span) -> tuple[datetime, datetime]:
    return span.start, span.end


def _rows_in(count: int, unit: Unit, rows: Unit) -> int:
    """How many rows so many units are by their names; 0 where they are none: twelve months are no number of weeks."""
    if rows.is_clock or rows.days == 1:
        return 0
    if rows.name == unit.name:
        return count
    return count * unit.months // rows.months if rows.months and unit.months >= rows.months else 0


def _is_joined(draft: Draft, spans: tuple[Span, ...]) -> bool:
    """Whether a word joins the spans; `1d, last week` are two periods."""
    joints = JOINTS & set(draft.fillers)
    return bool(joints) and (joints != {","} or len({span.step for span in spans}) == 1)


def _of_hours(draft: Draft, span: Span, calendar: Calendar) -> Span:
    """The one day that times of day cut. Of several days they are hours of each, and cut nothing here."""
    is_said = bool(draft.spans or draft.untils)
    for window in hours_of_one_day(draft, span):
        if not is_of_each_day(span, window):
            span = _narrowed(span if is_said else _day_of(window, span, calendar), window, calendar)
    return span


_OF_ONE = 90  # days
_OF_A_PACE = 30  # days


def _require_running(spans: tuple[Span, ...], calendar: Calendar) -> None:
    """Raises UserError for the forecast of a month by its name that does not run: `december` is not the last one."""
    if any(span.loose == "year" and span.end <= calendar.now for span in spans):
        told = (
            "Only a running period has a forecast: this week, month, quarter or year. For a past one, ask without it."
        )
        raise UserError(told, ("forecast this month", "forecast this quarter", "forecast this year"))


def _is_of_some_weeks(draft: Draft) -> bool:
    """Whether rows come back each week or day, or some days of the week are kept."""
    kept = any(each.outside or not each.hours for each in draft.times)
    return kept or any(name in RECURS for name in draft.by)


def _require_start(until: Span, typed: str, calendar: Calendar) -> None:
    """Raises Ambiguous for `before october`, which has an end and no start."""
    if until.loose != OPEN:
        return
    last = (until.end - INSTANT).astimezone(calendar.zone).date()
    starts = {last.replace(month=1, day=1): "", last.replace(day=1): "", last - timedelta(last.weekday()): ""}
    asks = tuple(f"{typed} since {start:%Y-%m-%d}" for start in list(starts)[:2])
    raise Ambiguous(f"Since when? That says only the end, {last:%a %-d %b %Y}.", asks)


def _since_when(calendar: Calendar, typed: str) -> Ambiguous:
    """`cost to date` says no start."""
    starts = (calendar.today.replace(day=1), calendar.today.replace(month=1, day=1))
    asks = tuple(f"{typed} since {start:%Y-%m-%d}" for start in starts)
    return Ambiguous("To date since when: the month's start or the year's?", asks)


def _day_of(window: Window, today: Span, calendar: Calendar) -> Span:
    """
    The day that times of day cut. A time that is still to come today is meant of yesterday: `since 16:00` in the
    morning.
    """
    is_to_come = today.day and window[0] and calendar.at(today.day, window[0]) > calendar.now
    if not is_to_come or not today.day:
        return today
    yesterday = calendar.day(today.day - timedelta(1))
    return yesterday if window[1] else replace(yesterday, end=calendar.now)


def _default(draft: Draft, verb: str, calendar: Calendar) -> Span:
    """
    The period of a question that names none: the current unit when it compares units, this month for a forecast, as
    many rows of time as a chart shows, else today.
    """
    for earlier in draft.versus:
        like = earlier.span.step if earlier.span else (1, earlier.unit or "day")
        if like[0] == 1 and like[1] in ("day", "week", "month", "quarter", "year"):
            return calendar.unit(like[1])
    rows = next((unit for unit in UNITS_OF_TIME if unit.name in draft.by), None)
    if days := _days_back(draft, verb, has_rows=rows is not None):
        return calendar.rolling(days, "day")
    if "so far" in draft.fillers and not verb and not draft.windows:
        return calendar.unit("month")  # `search so far`: no day begins what is meant
    if BILL in draft.fillers and (rows is None or rows.is_clock or rows.days == 1):
        return calendar.unit("month")
    if rows is None or verb or draft.windows:
        return calendar.unit(VERB[verb].unit if verb in VERB else "day")
    if rows.is_clock or rows.days == 1:
        return calendar.rolling(rows.shown, rows.name)
    running = calendar.unit(rows.name)  # whole units, and the current one
    start = calendar.shifted(running.start, 1 - rows.shown, rows.name)
    return replace(running, start=start, step=(rows.shown, rows.name), day=None)


def _days_back(draft: Draft, verb: str, *, has_rows: bool) -> int:
    """How many days a question looks back that is of some days by its nature; 0 for any other."""
    if verb in VERB and VERB[verb].days:
        is_of_one = verb == "new" and draft.included and not draft.by  # its first use may be long ago
        return _OF_ONE if is_of_one else VERB[verb].days
    if not verb and _is_of_some_weeks(draft):
        return SOME_WEEKS
    if "annualised" in draft.figures and not verb:
        return _OF_A_PACE
    return VERB["idle"].days if IN_USE in draft.fillers and not has_rows else 0


def _united(spans: tuple[Span, ...], calendar: Calendar, *, is_joined: bool) -> Span:
    """Joins spans that follow each other: `yesterday and today`."""
    ordered = sorted(spans, key=lambda span: span.start)
    is_list = tuple(ordered) == spans and all(span.step == (1, "month") for span in ordered)  # `aug sep oct`
    if is_joined and (listed := of_list(ordered, calendar)):
        return listed
    for one, other in pairwise(ordered):
        if one.end != other.start or not (is_joined or is_list):
            told = "That names two periods; give one, such as `last 7 days`, or compare them: `this week vs last week`."
            raise UserError(told, _of_both(one, other, calendar))
    if len(ordered) == 1:
        return ordered[0]
    return Span(ordered[0].start, ordered[-1].end, step_of(ordered[0], ordered[-1], calendar))


def _of_both(one: Span, other: Span, calendar: Calendar) -> tuple[str, ...]:
    """Two periods that do not touch, compared; and all the time from one to the other, in rows."""
    dates = [
        f"{calendar.first_day(each):%Y-%m-%d}..{calendar.first_day(replace(each, start=each.end - INSTANT)):%Y-%m-%d}"
        for each in (other, one)
    ]
    rows = "by month" if UNIT_OF_TIME[one.step[1]].months else "by day"
    return (" vs ".join(dates), f"{dates[1][:10]}..{dates[0][12:]} {rows}") if one.end < other.start else ()


def _narrowed(span: Span, window: Window, calendar: Calendar) -> Span:
    if span.day is None:
        return _narrowed_part(span, window, calendar)
    start = calendar.at(span.day, window[0]) if window[0] else span.start
    end = calendar.at(span.day, window[1]) if window[1] else span.end
    if window == (None, None) or end > start:
        return replace(span, start=start, end=end, day=None)
    return between_clocks(span.day, start, end, calendar)


def _narrowed_part(span: Span, window: Window, calendar: Calendar) -> Span:
    """
    Cuts a part of a day: `between 11pm and 2am last night`. Start and end are each the next such time.

    An hour and an end that stand apart, as in `9am in berlin yesterday to 5pm`, make one period.
    """
    if window[0] and window == window_hour(calendar, window[0]) and span.start == _midnight(span.start, calendar):
        window = (window[0], None)
    if window[0] is None and span.end - span.start == HOUR:
        span = replace(span, end=span.start + timedelta(1))
    start = _next(window[0], span.start, calendar) if window[0] else span.start
    end = _next(window[1], start, calendar) if window[1] else span.end
    if span.end - span.start > timedelta(1):
        raise UserError("A time of day needs one day, such as `yesterday 14:00 to 16:00`.")
    if not start < end <= span.end:
        raise UserError("That time is not in that part of the day; try `yesterday 14:00 to 16:00`.")
    return replace(span, start=start, end=end)


def _midnight(moment: datetime, calendar: Calendar) -> datetime:
    return calendar.at(moment.astimezone(calendar.zone).date(), time())


def _next(clock: time, after: datetime, calendar: Calendar) -> datetime:
    day = after.astimezone(calendar.zone).date()
    return next(at for at in (calendar.at(day, clock), calendar.at(day + timedelta(1), clock)) if at >= after)


def until_now(span: Span, calendar: Calendar) -> Period:
    now = calendar.now.astimezone(UTC)
    if span.start > now:
        day = span.start.astimezone(calendar.zone)
        before = (f"{day:%-d %b} {day.year - 1}",) if span.loose == "year" else ()
        raise UserError(f"{day:%-d %b %Y} is in the future. Try `today` or `forecast`.", before)
    return Period(span.start, max(span.start, min(span.end, now)))
