"""What rules of time mean: hours of one day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.core.errors import UserError
from bot.core.grammar.calendar_words import MONTHS
from bot.core.grammar.errors import Ambiguous, NoPeriod
from bot.core.grammar.time.calendar import BACKWARDS, NO_LENGTH, Calendar, Span
from bot.core.grammar.time.clock_slots import Clocks, Hours
from bot.core.grammar.time.length_slots import Length
from bot.core.grammar.time.range_meanings import moment, since
from bot.core.grammar.time.typed_clocks import Clock
from bot.core.periods import HOUR, INSTANT
from bot.core.time_units import UNIT_OF_TIME

Window = tuple[time | None, time | None]


def to_clock(calendar: Calendar, start: Span, clock: time) -> Span | None:
    """`yesterday 2pm to 4pm`: the end is on the same day."""
    if not start.day or start.start != start.end:
        return None
    return between_clocks(start.day, start.start, calendar.at(start.day, clock), calendar)


def hours_of(calendar: Calendar, day: Span, hours: Hours) -> Span | None:
    """`yesterday 9 to 11`, `friday 14:00-15:30`."""
    if not day.day:
        return None
    return between_clocks(day.day, calendar.at(day.day, hours[0]), calendar.at(day.day, hours[1]), calendar)


def hours_on(calendar: Calendar, hours: Hours, day: Span) -> Span | None:
    return hours_of(calendar, day, hours)


def day_from(calendar: Calendar, day: Span, clock: time) -> Span | None:
    """`today since 9`, `yesterday after 18:00`: up to the end of that day."""
    return Span(calendar.at(day.day, clock), day.end, (1, "day")) if day.day else None


def from_on(calendar: Calendar, clock: time, day: Span) -> Span | None:
    return day_from(calendar, day, clock)


def since_hour(calendar: Calendar, clock: time, day: Span) -> Span | None:
    """`since 6pm yesterday`: up to now."""
    found = moment(calendar, day, clock)
    return since(calendar, found) if found else None


def day_until(calendar: Calendar, day: Span, clock: time) -> Span | None:
    """`today before 2pm`."""
    end = calendar.at(day.day, clock) if day.day else day.start
    return Span(day.start, end, (1, "day")) if end > day.start else None


def until_on(calendar: Calendar, clock: time, day: Span) -> Span | None:
    return day_until(calendar, day, clock)


def between_clocks(day: date, start: datetime, end: datetime, calendar: Calendar) -> Span:
    """From one time of day to another: `22:00 to 02:00` ends on the next day. Raises UserError for `9pm to 8pm`."""
    if end == start:
        raise UserError(NO_LENGTH)
    if end < start:
        end = calendar.shifted(end, 1, "day")
    if end - start > timedelta(hours=16) and end.astimezone(calendar.zone).date() > day:
        raise UserError(BACKWARDS)
    return Span(start, end, (1, "day"))


def hours_window(calendar: Calendar, hours: Hours) -> Window:
    return hours


def window_from(calendar: Calendar, clock: time) -> Window:
    return clock, None


def window_until(calendar: Calendar, clock: time) -> Window:
    return None, clock


def length_to_clock(calendar: Calendar, length: Length, clock: time) -> Span | None:
    """`last 24h ending 6am`: up to the latest such time."""
    if not UNIT_OF_TIME[length.unit].is_clock or length.number < 1:
        return None
    end = calendar.at(calendar.today, clock)
    end = end if end <= calendar.now else calendar.at(calendar.today - timedelta(1), clock)
    return Span(calendar.shifted(end, -length.number, length.unit), end, (length.number, length.unit))


def window_hour(calendar: Calendar, clock: time) -> Window:
    """`at 9am`: that hour; `at 11:52`: what was around it."""
    minutes = clock.hour * 60 + clock.minute
    if clock.minute % 5 and 15 <= minutes < 24 * 60 - 15:
        first, last = minutes - 15, minutes + 15
        return time(first // 60, first % 60), time(last // 60, last % 60)
    return clock, clock.replace(hour=(clock.hour + 1) % 24)


def part_window(calendar: Calendar, part: tuple[int, int]) -> Window:
    """`in the morning`. Other words name the day."""
    return time(part[0]), time((part[0] + part[1]) % 24)


def loose_hour_of(calendar: Calendar, clock: Clock, part: Span) -> Span | None:
    """`8 last night`, `yesterday afternoon at 5`: the part of the day says which half is meant."""
    start = _within(part, clock, part.start, calendar)
    return Span(start, min(start + HOUR, part.end), (1, "day")) if start and start < part.end else None


def part_at_hour(calendar: Calendar, part: Span, clock: Clock) -> Span | None:
    return loose_hour_of(calendar, clock, part)


def part_moment(calendar: Calendar, part: Span, clock: Clock) -> Span | None:
    """`this morning 9` at an end of a range."""
    at = _within(part, clock, part.start, calendar)
    return Span(at, at, (1, "day")) if at else None


def same_time_yesterday(calendar: Calendar) -> Span:
    """`this time yesterday` at an end of a range: a day ago to the minute."""
    at = calendar.shifted(calendar.minute, -1, "day")
    return Span(at, at, (1, "day"))


def part_until_hour(calendar: Calendar, part: Span, clock: Clock) -> Span | None:
    """`this morning before 9`."""
    end = _within(part, clock, part.start + INSTANT, calendar)
    return replace(part, end=end) if end else None


def before_hour_of_part(calendar: Calendar, clock: Clock, part: Span) -> Span | None:
    """`before 7 this morning`: from midnight; of another part of the day from its beginning."""
    day = part.start.astimezone(calendar.zone)
    if day.hour > 6 or part.end.astimezone(calendar.zone).date() > day.date() or clock.half == "pm":
        return part_until_hour(calendar, part, clock)
    start, end = calendar.at(day.date(), time()), calendar.at(day.date(), clock.of_half("am").time)
    return Span(start, end, (1, "day")) if start < end <= part.end else None


def part_from_hour(calendar: Calendar, part: Span, clock: Clock) -> Span | None:
    """`last night after 10`."""
    start = _within(part, clock, part.start, calendar)
    return replace(part, start=start) if start and start < part.end else None


def since_hour_of_part(calendar: Calendar, clock: Clock, part: Span) -> Span | None:
    """`since 11pm last night`: up to now."""
    start = _within(part, clock, part.start, calendar)
    return since(calendar, replace(part, start=start)) if start else None


def loose_hours_of(calendar: Calendar, clocks: Clocks, part: Span) -> Span | None:
    """`8-10 this morning`, `between 11 and 2 last night`."""
    start = _within(part, clocks[0], part.start, calendar)
    end = _within(part, clocks[1], start + INSTANT, calendar) if start else None
    return Span(start, end, (1, "day")) if start and end else None


def part_between_hours(calendar: Calendar, part: Span, clocks: Clocks) -> Span | None:
    return loose_hours_of(calendar, clocks, part)


def _within(part: Span, clock: Clock, first: datetime, calendar: Calendar) -> datetime | None:
    """The first such time in that part of the day; its end counts."""
    halves = ("am", "pm") if not clock.half and clock.hour <= 12 else (clock.half,)
    days = dict.fromkeys(each.astimezone(calendar.zone).date() for each in (part.start, part.end))
    found = (calendar.at(day, clock.of_half(half).time) for day in days for half in halves)
    return min((at for at in found if first <= at <= part.end), default=None)


def night_between(calendar: Calendar, day: Span, after: Span) -> Span | None:
    """`overnight friday to saturday`: the night between the two."""
    if not day.day or not after.day or (after.day - day.day).days % 7 != 1:
        return None
    return Span(calendar.at(day.day, time(18)), calendar.at(day.day + timedelta(1), time(6)), (1, "day"))


def night_to(calendar: Calendar, day: Span, number: int) -> Span | None:
    """`the night of nov 11 to 12`."""
    after = day.day + timedelta(1) if day.day else None
    return night_between(calendar, day, calendar.day(after)) if after and after.day == number else None


def night_from(calendar: Calendar, number: int, after: Span) -> Span | None:
    """`the night 11 to 12 nov`."""
    day = after.day - timedelta(1) if after.day else None
    return night_between(calendar, calendar.day(day), after) if day and day.day == number else None


def which_end(calendar: Calendar, word: str, number: int) -> Window:
    """Raises Ambiguous for `until 10`: an hour or a day."""
    told = (f"{word} {number:02}:00", f"{word} the {_ordinal(number)}")
    raise Ambiguous(f"{word} {number} could be {told[0]} or the {_ordinal(number)}; which one?", told)


def _ordinal(number: int) -> str:
    ending = "th" if 11 <= number % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def which_ends(calendar: Calendar, one: int, other: int) -> Span | None:
    """Raises Ambiguous for `from 1 to 7`."""
    return which_numbers(calendar, (f"{one}", f"{other}"))


def which_numbers(calendar: Calendar, numbers: tuple[str, str]) -> Span | None:
    """Raises Ambiguous for `9-17`, hours or days, and for `11-05`, a date in either order."""
    one, other = map(int, numbers)
    is_date = all(len(each) == 2 for each in numbers)
    dates = [f"{day} {_month(month)}" for month, day in ((one, other), (other, one)) if is_date and month <= 12]
    told = tuple(dict.fromkeys((*dates, *_stretches(calendar, one, other))))
    if len(told) < 2:
        return None
    asked = f"{'-'.join(numbers)} could be {', '.join(told[:-1])} or {told[-1]}; which one?"
    raise Ambiguous(asked, told) if len(told) == 2 else NoPeriod(asked, told)


def _stretches(calendar: Calendar, one: int, other: int) -> list[str]:
    if not 1 <= one < other <= 31:
        return []
    today = calendar.today
    month = today.month if one <= today.day else today.month - 1 or 12
    hours = [f"{one:02}:00 to {other:02}:00"] if other < 24 else []
    return [f"{one} to {other} {_month(month)}", *hours]


def _month(number: int) -> str:
    return MONTHS[number - 1][-1][:3]
