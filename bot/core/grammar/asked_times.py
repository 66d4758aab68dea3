"""What the days and hours of a question mean for its period: which count, what is a row, and their words."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

from bot.core.errors import UserError
from bot.core.grammar.calendar_words import WEEKDAYS
from bot.core.grammar.draft import Draft
from bot.core.grammar.time.calendar import Span
from bot.core.grammar.time.hour_meanings import Window
from bot.core.kept_times import DAYS, WEEKEND, WORKING, KeptTimes, kept_parts
from bot.core.periods import DAY, Period
from bot.core.question import TIME_UNITS
from bot.core.time_units import UNIT_OF_TIME

ALL_DAYS = tuple(range(len(DAYS)))


def is_of_each_day(span: Span, window: Window) -> bool:
    """Whether a time of day is one of each day of the period: `9-17 last week`."""
    return span.day is None and span.end - span.start > DAY + DAY / 24 and None not in window


def hours_of_one_day(draft: Draft, span: Span) -> tuple[Window, ...]:
    """The hours that cut the one day that a question is about: `business hours yesterday`."""
    if span.end - span.start > DAY + DAY / 24:
        return draft.windows
    return (*draft.windows, *(kept.hours for kept in draft.times if kept.hours and not kept.outside))


def times_of(draft: Draft, span: Span) -> tuple[KeptTimes, ...]:
    """What counts of the period: days and hours that were said apart are one."""
    windows = _innermost(tuple(dict.fromkeys(window for window in draft.windows if is_of_each_day(span, window))))
    if len(windows) > 1:
        raise UserError("I can take one time of day at a time, such as `9:00 to 17:00 last week`.")
    if windows:
        draft = replace(draft, times=tuple(_with_said_hours(kept, windows[0]) for kept in draft.times))
    named = [kept for kept in draft.times if not kept.outside and kept.hours is None]
    days = tuple(sorted({day for kept in named for day in kept.days}))
    hours: tuple[time, time] | None = windows[0] if windows else None  # type: ignore[assignment]  # both are there
    whole = KeptTimes(() if days == ALL_DAYS else days, hours)
    is_long = span.end - span.start > DAY + DAY / 24
    others = [kept for kept in draft.times if kept.outside or (kept.hours is not None and is_long)]
    return tuple(dict.fromkeys((*([whole] if whole != KeptTimes() else []), *others)))


def _with_said_hours(kept: KeptTimes, said: Window) -> KeptTimes:
    """`22-6 every night`, `9-18 in office hours`: hours that are said take the place of those that the name has."""
    start, end = said
    if kept.outside or not kept.hours or start is None or end is None:
        return kept
    one, other = _reach(*kept.hours), _reach(start, end)
    is_nested = (one[0] <= other[0] and other[1] <= one[1]) or (other[0] <= one[0] and one[1] <= other[1])
    return replace(kept, hours=None) if is_nested else kept


def _reach(start: time, end: time) -> tuple[int, int]:
    """The first hour and the one after the last, which of a night is past 24."""
    return start.hour, start.hour + ((end.hour - start.hour) % 24 or 24)


def _innermost(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    """`mornings 8-10am`: hours inside of a part of the day say which of it."""
    inner = [one for one in windows if all(_is_inside(one, other) for other in windows)]
    return (inner[0],) if inner else windows


def _is_inside(one: Window, other: Window) -> bool:
    """Of one day each, as no night is."""
    if one == other:
        return True
    if None in (*one, *other):
        return False
    return other[0] <= one[0] < one[1] <= other[1]  # type: ignore[operator]  # all are there


_COMPARED = ("compare", "compare the", "comparison of", "comparison of the")
_APART = ("each", "each one", "separately", "individually", "one by one")
_ONE_BY_ONE = (*_APART, *_COMPARED)


def with_parts_of_week(draft: Draft) -> Draft:
    """`weekdays and weekends` are two rows, and `the last 3 fridays, cost each` three."""
    if "part of week" in draft.by and draft.times:  # `weekends vs weekdays`: of all, and not of the last one
        spans = tuple(span for span in draft.spans if not _is_weekend(span))
        weekends = (KeptTimes(WEEKEND),) if spans != draft.spans else ()
        return replace(draft, spans=spans, times=(*draft.times, *weekends))
    said = {kept.days for kept in draft.times if kept.hours is None and not kept.outside}
    if {WORKING, WEEKEND} <= said and "weekday" not in draft.by:
        return replace(draft, by=(*draft.by, "part of week"))
    leans = tuple(lean for lean in draft.leans if lean.word not in _ONE_BY_ONE)
    is_apart = any(lean.word in _APART for lean in draft.leans)  # `compare last 7 days` asks back
    if is_apart and not draft.times and (unit := _unit_of_each(draft)):
        return replace(draft, by=(unit,), leans=leans)
    is_each = bool(draft.times) and leans != draft.leans and not draft.by and not draft.versus
    if not is_each:
        return draft
    is_compared = any(lean.word in _COMPARED for lean in draft.leans)
    return replace(draft, by=(_kinds_of(draft.times) if is_compared else row_of(draft.times),), leans=leans)


_MOST_DAYS_EACH = 7


def _unit_of_each(draft: Draft) -> str:
    """The month of `june july august each`: several units of time and nothing else that a row could be of."""
    units = {span.step[1] for span in draft.spans}
    count = sum(span.step[0] for span in draft.spans)
    is_of_others = bool(draft.by or draft.versus or draft.included or draft.verbs or draft.stats or draft.figures)
    if is_of_others or len(units) != 1 or count < 2 or not units <= {*TIME_UNITS}:
        return ""
    (unit,) = units
    return "" if UNIT_OF_TIME[unit].is_clock or (unit == "day" and count > _MOST_DAYS_EACH) else unit


def _kinds_of(times: tuple[KeptTimes, ...]) -> str:
    """`compare mondays and fridays` is of the two, and `compare last 3 mondays` of each of the three."""
    days = {day for kept in times for day in kept.days}
    if days == {*WORKING, *WEEKEND}:
        return "part of week"
    return row_of(times) if len(days) < 2 or days in ({*WORKING}, {*WEEKEND}) else "weekday"


def row_of(times: tuple[KeptTimes, ...]) -> str:
    """The unit of time that has each of those times in a row of its own: a weekend is two days of one week."""
    return "week" if all(kept.days == WEEKEND and not kept.outside for kept in times) else "day"


def _is_weekend(span: Span) -> bool:
    return span.step == (1, "week") and span.end - span.start <= 2 * DAY + DAY / 24 and span.day is None


def require_kept(times: tuple[KeptTimes, ...], period: Period, zone: ZoneInfo) -> None:
    """Raises UserError for a period without one of them: the weekends of a week that began on Monday."""
    if times and not kept_parts(times, period, zone):
        told = " and ".join(times_words(times))
        raise UserError(f"That period has had no such time yet: {told}.", (f"{told} last 28 days",))


def times_words(times: tuple[KeptTimes, ...]) -> list[str]:
    """Words that are read back as the same."""
    return [_words(kept) for kept in times]


def _words(kept: KeptTimes) -> str:
    named = next((word for word, days in (("weekdays", WORKING), ("weekends", WEEKEND)) if days == kept.days), "")
    days = named or " and ".join(f"{WEEKDAYS[day][0]}s" for day in kept.days)
    hours = f"{kept.hours[0]:%H:%M} to {kept.hours[1]:%H:%M}" if kept.hours else ""
    lead = "outside" if kept.outside else "only"
    if kept.dates:
        return f"without {kept.dates[0]}..{kept.dates[1]}"
    return " ".join(filter(None, (lead, days, hours)))
