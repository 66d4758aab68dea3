"""What rules of time mean that say an end and no start: `until october`, `before nov 3`, `by nov 15`."""

from __future__ import annotations

from datetime import datetime, time

from bot.core.errors import UserError
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.periods import INSTANT

OPEN = "start"  # the `loose` of an `until october`, whose start was not said


def until(calendar: Calendar, stop: Span) -> Span:
    """The end of a period. Alone it begins with the month of its last day, or the start is asked back."""
    return _until(calendar, stop, stop.end)


def until_of_this_year(calendar: Calendar, stop: Span) -> Span | None:
    """`up to october this year`: the year was said, and it is where that begins."""
    return _of_this_year(calendar, stop, stop.end)


def before_of_this_year(calendar: Calendar, stop: Span) -> Span | None:
    """`before 1 october this year`."""
    return _of_this_year(calendar, stop, stop.start)


def _of_this_year(calendar: Calendar, stop: Span, end: datetime) -> Span | None:
    start = calendar.unit("year").start
    is_of_it = stop.start < calendar.now and start < end
    return Span(start, end, ((end - start).days, "day")) if is_of_it else None


def by_day(calendar: Calendar, stop: Span) -> Span:
    """`by nov 15`, in its month; `by christmas` is the next one, which nobody knows yet."""
    is_near = stop.day is not None and stop.end > calendar.at(calendar.today.replace(day=1), time())
    if stop.loose in ("week", "year") and not (is_near and stop.loose == "year"):
        told = "That day is still to come; `forecast` says where the month leads."
        raise UserError(told, ("forecast this month", "this month"))
    return until(calendar, stop)


def before(calendar: Calendar, stop: Span) -> Span:
    return _until(calendar, stop, stop.start)


def _until(calendar: Calendar, stop: Span, end: datetime) -> Span:
    last = (end - INSTANT).astimezone(calendar.zone).date()
    today = calendar.today
    is_sure = bool(stop.day) and stop.loose != "week" and (last.year, last.month) == (today.year, today.month)
    return Span(calendar.at(last.replace(day=1), time()), end, (last.day, "day"), "" if is_sure else OPEN)
