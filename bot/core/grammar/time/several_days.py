"""Days that are listed, `nov 2, 3 and 5`, `sat and sun`, and working days. Those between them do not count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate, pairwise

from bot.core.errors import UserError
from bot.core.grammar.calendar_words import MONTHS, WEEKDAYS
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.day_meanings import last_weekday, weekday
from bot.core.grammar.time.length_slots import Length
from bot.core.grammar.time.range_meanings import day_to_number, joined
from bot.core.grammar.time.rule_patterns import Line, Read
from bot.core.grammar.time.unit_meanings import month
from bot.core.time_units import UNIT_OF_TIME

Numbers = tuple[int, ...]
MOST_DAYS = 400
_JOINTS = (",", "and", "&", "+", "/", "the")
_PLURALS = {f"{name}s": number for number, (name, *_) in enumerate(WEEKDAYS)}


def listed_numbers(line: Line, at: int) -> Iterator[Read]:
    """`2, 3 and 4`, `7/8`."""
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})", line.words.text(at)):
        one, other = int(match[1]), int(match[2])
        yield from [Read((one, other), at + 1)] if other == one + 1 else []
    yield from _listed(line, at, "day number")


def listed_weekdays(line: Line, at: int) -> Iterator[Read]:
    """`fri, sat and sun`, `sat/sun`, `mon tue`."""
    yield from _listed(line, at, "weekday")


def listed_months(line: Line, at: int) -> Iterator[Read]:
    """`jan feb mar`."""
    yield from _listed(line, at, "month")


def _listed(line: Line, at: int, slot: str) -> Iterator[Read]:
    """Lists of two or more, the longest first."""
    numbers: list[int] = []
    found: list[Read] = []
    while read := next(iter(line.slot(slot, at)), None):
        numbers.append(read.value)
        found.append(Read(tuple(numbers), read.end))
        at = line.words.skip(read.end, *_JOINTS)
    yield from reversed(found[1:])


def plural_weekdays(line: Line, at: int) -> Iterator[Read]:
    """The `mondays` of `two mondays ago`."""
    if (number := _PLURALS.get(line.words.text(at))) is not None:
        yield Read(number, at + 1)


PLURAL_WEEKDAYS = tuple(_PLURALS)


def days_of_month(calendar: Calendar, number: int, numbers: Numbers, year: int | None) -> Span:
    """`nov 3 and 5`."""
    ordered = tuple(sorted(set(numbers))) if numbers[0] < numbers[-1] else numbers
    return _of_days(day_to_number(calendar, number, ordered[0], ordered[-1], year), ordered, calendar)


def numbers_of_month(calendar: Calendar, numbers: Numbers, number: int, year: int | None) -> Span:
    return days_of_month(calendar, number, numbers, year)


def _of_days(span: Span, numbers: Numbers, calendar: Calendar, round_trip: int = 0) -> Span:
    """The span from the first to the last of those days, without the days between them. Monday follows Sunday."""
    steps = [other - one + round_trip * (other < one) for one, other in pairwise(numbers)]
    if any(step < 1 for step in steps):
        raise UserError("Write those days in their order, such as `nov 3, 5 and 9`.", ("last 7 days by day",))
    days = [calendar.first_day(span) + timedelta(each) for each in accumulate(steps, initial=0)]
    return replace(span, gaps=tuple(days_between(days)))


def days_between(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """The first and the last of the days that lie between each of these and the next."""
    for one, other in pairwise(days):
        if other - one > timedelta(1):
            yield one + timedelta(1), other - timedelta(1)


def days_of(calendar: Calendar, first: int, last: int, whole: Span) -> Span | None:
    """`days 1 to 15 of november`."""
    start = whole.start.astimezone(calendar.zone).date()
    return day_to_number(calendar, start.month, first, last, start.year) if first <= last else None


def of_days(calendar: Calendar, whole: Span, first: int, last: int) -> Span | None:
    return days_of(calendar, first, last, whole)


def months_in_a_row(calendar: Calendar, numbers: Numbers, year: int | None) -> Span | None:
    """`jan, feb and mar 2025`; the year is that of the last month."""
    if any((other - one) % 12 != 1 for one, other in pairwise(numbers)):
        return None
    first = year - (numbers[0] > numbers[-1]) if year else None
    return joined(calendar, month(calendar, numbers[0], first), month(calendar, numbers[-1], year))


def latest_weekdays(calendar: Calendar, numbers: Numbers) -> Span:
    """`sun mon tues`: the same as `sunday to tuesday`."""
    span = joined(calendar, weekday(calendar, numbers[0]), weekday(calendar, numbers[-1]))
    return _of_days(span, numbers, calendar, 7)


def weekdays_of_week(calendar: Calendar, numbers: Numbers, week: Span) -> Span | None:
    """`mon tue and wed last week`."""
    monday = week.start.astimezone(calendar.zone).date()
    first, last = (monday + timedelta(each) for each in (min(numbers), max(numbers)))
    return _of_days(calendar.days(first, last + timedelta(1)), tuple(sorted(set(numbers))), calendar)


def week_and_weekdays(calendar: Calendar, week: Span, numbers: Numbers) -> Span | None:
    return weekdays_of_week(calendar, numbers, week)


def weekdays_ago(calendar: Calendar, numbers: Numbers, length: Length) -> Span | None:
    """`thu and fri two weeks ago`, `mon to fri 2 weeks ago`."""
    week = _week_ago(calendar, length)
    return weekdays_of_week(calendar, numbers, week) if week else None


def ago_and_weekdays(calendar: Calendar, length: Length, numbers: Numbers) -> Span | None:
    return weekdays_ago(calendar, numbers, length)


def ends_ago(calendar: Calendar, first: int, last: int, length: Length) -> Span | None:
    return weekdays_ago(calendar, tuple(range(first, last + 1)), length) if first < last else None


def ago_and_ends(calendar: Calendar, length: Length, first: int, last: int) -> Span | None:
    return ends_ago(calendar, first, last, length)


def _week_ago(calendar: Calendar, length: Length) -> Span | None:
    if not UNIT_OF_TIME[length.unit].is_of_weeks:
        return None
    return calendar.unit("week", -length.number * UNIT_OF_TIME[length.unit].days // 7)


def weekdays_back(calendar: Calendar, count: int, number: int) -> Span | None:
    """`two mondays ago`: the second one back from today."""
    return last_weekday(calendar, number, count - 1) if count > 0 else None


def last_working_day(calendar: Calendar) -> Span:
    """A working day is Monday to Friday, holidays included."""
    return calendar.day(working_days(calendar, 1)[0])


def last_working_days(calendar: Calendar, count: int) -> Span | None:
    """The working days before today; None when a weekend lies among them (times_of_week.py)."""
    days = working_days(calendar, count) if 0 < count <= MOST_DAYS else []
    follow = bool(days) and (days[-1] - days[0]).days < count
    return calendar.days(days[0], days[-1] + timedelta(1)) if follow else None


def working_days(calendar: Calendar, count: int) -> list[date]:
    """The latest working days before today, the earliest of them first."""
    days: list[date] = []
    day = calendar.today
    while len(days) < count:
        day -= timedelta(1)
        days += [day] if day.weekday() < 5 else []
    return days[::-1]


def working_week(calendar: Calendar, week: Span) -> Span:
    """`workdays last week`: Monday to Friday."""
    monday = week.start.astimezone(calendar.zone).date()
    return calendar.days(monday, monday + timedelta(5), (1, "week"))


def nth_after(calendar: Calendar, number: int, name: int, day: Span) -> Span | None:
    """`third tuesday after christmas 2025`."""
    if not day.day or number < 1:
        return None
    after = (name - day.day.weekday() - 1) % 7 + 1
    return calendar.day(day.day + timedelta(after + 7 * (number - 1)))


def nth_before(calendar: Calendar, number: int, name: int, day: Span) -> Span | None:
    """`last friday before christmas`, `second monday before nov 20`."""
    if not day.day:
        return None
    before = (day.day.weekday() - name - 1) % 7 + 1
    return calendar.day(day.day - timedelta(before + 7 * (abs(number) - 1)))


def which_month(calendar: Calendar, number: int, name: int) -> Span | None:
    """Raises Ambiguous for `first monday`, which names no month."""
    if not 1 <= number <= 5:
        return None
    day = WEEKDAYS[name][0]
    nth = ("first", "second", "third", "fourth", "fifth")[number - 1]
    months = (calendar.today, UNIT_OF_TIME["month"].moved(calendar.today, -1))
    told = tuple(f"{nth} {day} of {MONTHS[each.month - 1][0]}" for each in months)
    raise Ambiguous(f"That could be {told[0]} or {told[1]}; which one?", told)
