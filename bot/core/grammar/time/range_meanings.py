"""What rules of time mean: from one point to another, since a point, until a point."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.core.errors import UserError
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.time.calendar import BACKWARDS, NO_LENGTH, Calendar, Span, Step
from bot.core.grammar.time.figure_slots import dated
from bot.core.grammar.time.length_slots import Length
from bot.core.periods import EVER, HOUR

TO_COME = "That is in the future. Try `today` or `forecast`."
SAY_SINCE_WHEN = "Say since when, such as `since 2025-01-01 by month`."
_AROUND = timedelta(minutes=15)
_TURN = timedelta(270)  # a longer range over the end of a year is probably a mistake: 15 nov to 1 nov


def to_come(calendar: Calendar, *values: object) -> Span | None:
    raise UserError(TO_COME, ("today", "forecast this month"))


def to_come_if_future(calendar: Calendar, length: Length, day: Span) -> Span | None:
    """Raises UserError for `2 weeks from today`."""
    if not day.day or day.day < calendar.today:
        return None
    return to_come(calendar)


def moment(calendar: Calendar, day: Span, clock: time) -> Span | None:
    """A day with a time of day, as a span without length."""
    if not day.day:
        return None
    at = calendar.at(day.day, clock)
    return replace(day, start=at, end=at)


def clock_moment(calendar: Calendar, clock: time, day: Span) -> Span | None:
    return moment(calendar, day, clock)


def hour_of_day(calendar: Calendar, day: Span, clock: time) -> Span | None:
    """`yesterday at 9am` by itself: that hour; `16:42` is a moment, and what was around it is meant."""
    found = moment(calendar, day, clock)
    if not found:
        return None
    if clock.minute % 5:
        return Span(found.start - _AROUND, found.start + _AROUND, (1, "day"))
    return Span(found.start, found.start + HOUR, (1, "day"))


def clock_hour(calendar: Calendar, clock: time, day: Span) -> Span | None:
    return hour_of_day(calendar, day, clock)


def instant(calendar: Calendar, point: Span) -> Span:
    """A moment alone means the hour that begins then."""
    return Span(point.start, point.start + HOUR, (1, "hour"))


def ago_moment(calendar: Calendar, length: Length) -> Span | None:
    """`2 hours ago`: at an end of a range it is a moment."""
    if length.unit not in ("minute", "hour"):
        return None
    at = calendar.shifted(calendar.minute, -length.number, length.unit)
    return Span(at, at, (1, length.unit))


def from_offset(calendar: Calendar, point: Span) -> Span:
    """`now-6h`: from then up to now; `now-1M/M`: the whole unit."""
    return replace(point, end=calendar.minute) if point.start == point.end else point


def between_offsets(calendar: Calendar, start: Span, stop: Span) -> Span:
    """From one moment to the other: `now-2d/d to now-1d/d` has both days, `now-1d/d to now/d` the one that is over."""
    end = stop.start if stop.end > calendar.now and stop.start > start.start else stop.end
    return _checked(Span(start.start, end, step_of(start, replace(stop, end=end), calendar)))


def to_offset(calendar: Calendar, start: Span, stop: Span) -> Span:
    end = stop.start if stop.end > calendar.now else stop.end
    return _checked(Span(start.start, end, step_of(start, stop, calendar)))


def joined(calendar: Calendar, start: Span, stop: Span) -> Span:
    """From the start of one to the end of the other. One whose year, month or week was not typed is moved to fit."""
    if start.step == (1, "month") and not start.day and stop.loose == "month" and stop.day:
        first = start.start.astimezone(calendar.zone)
        stop = dated(stop.day.day, first.month, first.year, calendar)  # `last month till the 15th`
    for one, other in _moved_ends(start, stop, calendar):
        if one.start < other.end and one.start <= calendar.now:
            loose = start.loose if start.loose == stop.loose else ""
            return Span(one.start, other.end, step_of(one, other, calendar), loose)
    if start.start > calendar.now:
        return Span(start.start, max(stop.end, start.end), (1, "day"))
    if start.start == stop.end:
        raise UserError(NO_LENGTH)
    raise UserError(BACKWARDS, _turned(start, stop))


def _turned(start: Span, stop: Span) -> tuple[str, ...]:
    """The same two days in the other order."""
    return (f"{stop.day} to {start.day}",) if start.day and stop.day else ()


def _checked(span: Span) -> Span:
    if span.start == span.end:
        raise UserError(NO_LENGTH)
    if span.end < span.start:
        raise UserError(BACKWARDS)
    return span


def step_of(one: Span, other: Span, calendar: Calendar) -> Step:
    first, last = one.start.astimezone(calendar.zone), other.end.astimezone(calendar.zone)
    if (first.day, last.day, first.time(), last.time()) == (1, 1, time(), time()):
        return (last.year - first.year) * 12 + last.month - first.month, "month"
    return max((last.date() - first.date()).days, 1), "day"


def _moved_ends(start: Span, stop: Span, calendar: Calendar) -> list[tuple[Span, Span]]:
    """As typed first. The year of one end is the year of the other, or the one beside it at the turn of the year."""
    pairs = [(start, stop)]
    if start.loose in ("week", "month"):
        pairs.append((calendar.moved(start, -1, start.loose), stop))
    if start.loose == stop.loose == "year":
        return _within_a_turn(start, stop, calendar)
    if start.loose == "year":
        years = stop.start.astimezone(calendar.zone).year - start.start.astimezone(calendar.zone).year
        return [(calendar.moved(start, years - back, "year"), stop) for back in (0, 1)]
    if stop.loose == "year":
        years = start.start.astimezone(calendar.zone).year - stop.start.astimezone(calendar.zone).year
        moved = [calendar.moved(stop, years + on, "year") for on in (0, 1)]
        return [(start, other) for other in moved if other.end - start.start < _TURN or other.start <= calendar.now]
    return pairs


def _within_a_turn(start: Span, stop: Span, calendar: Calendar) -> list[tuple[Span, Span]]:
    before = calendar.moved(start, -1, "year")
    pairs = (
        (start, stop),
        (before, calendar.moved(stop, -1, "year")),
        (start, calendar.moved(stop, 1, "year")),
        (before, stop),
    )
    latest = calendar.day(calendar.today).end + _TURN
    near = [(one, other) for one, other in pairs[1:] if other.end - one.start < _TURN and other.start <= latest]
    return [pairs[0], *near]


def length_ending(calendar: Calendar, length: Length, point: Span) -> Span | None:
    """`24 hours ending nov 20 06:00`."""
    if point.start != point.end or length.number < 1:
        return None
    start = calendar.shifted(point.end, -length.number, length.unit)
    return Span(start, point.end, (length.number, length.unit))


def length_from(calendar: Calendar, length: Length, point: Span) -> Span | None:
    """`six hours from nov 20 06:00`, `nov 20 06:00 for 6 hours`."""
    if point.start != point.end or length.number < 1:
        return None
    return Span(point.start, calendar.shifted(point.start, length.number, length.unit), (length.number, length.unit))


def up_to_now(calendar: Calendar, start: Span) -> Span:
    return joined(calendar, start, calendar.day(calendar.today))


def weekdays_of(calendar: Calendar, first: int, last: int, week: Span) -> Span | None:
    """`monday to wednesday last week`."""
    monday = week.start.astimezone(calendar.zone).date()
    if first > last:
        return None
    return calendar.days(monday + timedelta(first), monday + timedelta(last + 1))


def clocks_of_week(
    calendar: Calendar, first: int, opening: time, last: int, closing: time, week: Span | None
) -> Span | None:
    """`mon 9am to fri 5pm last week`: one stretch. Without a week it is the latest that is over."""
    found = weekdays_of(calendar, first, last, week) if week else None
    if week and not found:
        return None
    start = calendar.first_day(found) if found else calendar.today - timedelta((calendar.today.weekday() - first) % 7)
    end = start + timedelta((last - first) % 7)
    span = _checked(Span(calendar.at(start, opening), calendar.at(end, closing), (1, "week"), "" if week else "week"))
    return span if week or span.end <= calendar.now else calendar.moved(span, -1, "week")


def end_of_day(calendar: Calendar, day: Span) -> Span | None:
    """`EOD friday`: the moment at which that day is over."""
    return Span(day.end, day.end, (1, "day")) if day.day else None


def number_to_day(calendar: Calendar, number: int, day: Span) -> Span | None:
    """`1 to 15 nov`, `the 4th to the 6th of june`: the month stands after both."""
    if not day.day or not 1 <= number <= day.day.day:
        return None
    return joined(calendar, replace(day, start=calendar.day(day.day.replace(day=number)).start), day)


def number_after_day(calendar: Calendar, number: int, day: Span) -> Span | None:
    """`from 20 to 10 november`."""
    if not day.day or day.loose == "month" or not day.day.day < number <= 31:
        return None
    raise UserError(BACKWARDS)


def day_to_number(calendar: Calendar, month: int, first: int, last: int, year: int | None) -> Span:
    """`june 4th to 6th`, `Jun 4-6, 2026`: the month stands before both. A smaller number is in the next month."""
    start = dated(first, month, year, calendar)
    if last >= first:
        return joined(calendar, start, dated(last, month, year or _year(start, calendar), calendar))
    return joined(calendar, start, _of_next_month(start, last, calendar))


def day_month_to_number(calendar: Calendar, first: int, month: int, last: int, year: int | None) -> Span:
    """`4 june to 6`, `4th of june - 6th 2026`."""
    return day_to_number(calendar, month, first, last, year)


def point_to_number(calendar: Calendar, start: Span, number: int) -> Span | None:
    """`the 4th to the 6th`."""
    if not start.day or start.loose not in ("year", "month") or not 1 <= number <= 31:
        return None
    if number < start.day.day:
        return joined(calendar, start, _of_next_month(start, number, calendar))
    return joined(calendar, start, dated(number, start.day.month, start.day.year, calendar))


def yesterday_and_before(calendar: Calendar) -> Span:
    return calendar.days(calendar.today - timedelta(2), calendar.today)


def _of_next_month(start: Span, number: int, calendar: Calendar) -> Span:
    first = start.start.astimezone(calendar.zone).date().replace(day=1) + timedelta(31)
    return dated(number, first.month, first.year, calendar)


def _year(span: Span, calendar: Calendar) -> int:
    return span.start.astimezone(calendar.zone).year


def to_month_and_day(calendar: Calendar, start: Span, end: tuple[int, int]) -> Span | None:
    """`2026-11-01 to 11-15`: the second date leaves out its year."""
    return joined(calendar, start, dated(end[1], end[0], start.day.year, calendar)) if start.day else None


def since(calendar: Calendar, start: Span) -> Span:
    """From the point up to the end of today."""
    return _since(calendar, start.start, start)


def after(calendar: Calendar, start: Span) -> Span:
    """`after nov 3` begins when that day is over."""
    return _since(calendar, start.end, start)


def _since(calendar: Calendar, first: datetime, start: Span) -> Span:
    today = calendar.day(calendar.today)
    if first >= today.end:
        return Span(first, max(start.end, first + timedelta(1)), (1, "day"))
    days = (calendar.today - first.astimezone(calendar.zone).date()).days + 1
    return Span(first, today.end, (days, "day"), day=today.day if first == today.start else None)


def long_ago(calendar: Calendar) -> Span:
    """Raises UserError for `the other day`, `a while ago`."""
    raise UserError(
        "When was that? Write a day, such as `3 days ago` or `nov 3`.", ("3 days ago", "last 7 days by day")
    )


def turn_of_year(calendar: Calendar) -> Span:
    year = calendar.today.year
    asks = (f"{year - 1}-12-31 to {year}-01-01", f"{year - 1}-12-24 to {year}-01-06")
    raise Ambiguous(f"The turn of the year could be {asks[0]} or {asks[1]}; which one?", asks)


def all_time(calendar: Calendar) -> Span:
    """`all time`, `since we started`: what was read begins later, and the one who answers knows when."""
    end = calendar.unit("day").end
    return Span(EVER, end, ((end - EVER).days, "day"))


def no_start(calendar: Calendar) -> Span:
    """Raises UserError for `last decade`."""
    raise UserError(SAY_SINCE_WHEN, ("since 2025-01-01 by month",))


def since_a_unit(calendar: Calendar, unit: str) -> Span:
    """`since a month`: a month that ends now."""
    return calendar.rolling(1, unit)
