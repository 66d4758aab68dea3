"""What rules of time mean: one day, or a day in a unit that is named."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import timedelta

from bot.core.errors import UserError
from bot.core.grammar.calendar_words import MONTHS, WEEKDAYS
from bot.core.grammar.errors import Ambiguous
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.figure_slots import dated
from bot.core.grammar.time.length_slots import Length
from bot.core.grammar.time.part_meanings import part_of_day
from bot.core.periods import HOUR
from bot.core.time_units import UNIT_OF_TIME


def days_ago(calendar: Calendar, count: int) -> Span:
    return calendar.day(calendar.today - timedelta(count))


def weekday(calendar: Calendar, number: int) -> Span:
    """The latest such weekday; today counts."""
    back = (calendar.today.weekday() - number) % 7
    return replace(days_ago(calendar, back), loose="week")


def last_weekday(calendar: Calendar, number: int, weeks: int = 0) -> Span:
    """The latest such weekday before today."""
    back = (calendar.today.weekday() - number - 1) % 7 + 1
    return replace(days_ago(calendar, back + 7 * weeks), loose="" if weeks else "week")


def weekday_of_week(calendar: Calendar, number: int, week: Span) -> Span:
    """`friday last week`, `sunday of last weekend`."""
    return calendar.day(UNIT_OF_TIME["week"].first_day(calendar.first_day(week)) + timedelta(number))


def part_of_weekday(calendar: Calendar, number: int, part: tuple[int, int], week: Span) -> Span | None:
    """`monday morning last week`."""
    return part_of_day(calendar, weekday_of_week(calendar, number, week), part)


def weekday_ago(calendar: Calendar, number: int, length: Length) -> Span | None:
    """`tuesday 2 weeks ago`: the Tuesday nearest to that day."""
    if not UNIT_OF_TIME[length.unit].is_of_weeks:
        return None
    about = UNIT_OF_TIME[length.unit].moved(calendar.today, -length.number)
    return calendar.day(about + timedelta((number - about.weekday() + 3) % 7 - 3))


def weekday_week_ago(calendar: Calendar, number: int) -> Span:
    """`sunday week ago`: a week before the latest one."""
    return last_weekday(calendar, number, 1)


def this_weekday(calendar: Calendar, number: int) -> Span:
    """`this friday` is in this week. Raises UserError when it is still to come."""
    day = UNIT_OF_TIME["week"].first_day(calendar.today) + timedelta(number)
    if day > calendar.today:
        name = WEEKDAYS[number][0]
        raise UserError(f"This {name.title()} is in the future. Try `last {name}`.", (f"last {name}", "this week"))
    return replace(calendar.day(day), loose="week")


def weekday_number(calendar: Calendar, number: int, day: int) -> Span | None:
    """`friday the 13th`: the latest 13th, which must be a Friday."""
    return agreeing(calendar, number, day_number(calendar, day))


def ago_today(calendar: Calendar, length: Length) -> Span | None:
    """`a year ago today`: that very day."""
    return week_back_from(calendar, length, calendar.day(calendar.today))


def week_back_from(calendar: Calendar, length: Length, day: Span) -> Span | None:
    """`a week ago today`, `two weeks ago monday`."""
    if UNIT_OF_TIME[length.unit].is_clock or length.unit == "quarter" or not day.day:
        return None
    return calendar.day(UNIT_OF_TIME[length.unit].moved(day.day, -length.number))


def agreeing(calendar: Calendar, number: int, day: Span) -> Span | None:
    """A weekday beside a date. Raises UserError when the date is another weekday."""
    if not day.day or day.loose == "week":
        return None
    if day.day.weekday() == number:
        return day
    raise UserError(
        f"{day.day.day} {MONTHS[day.day.month - 1][0].title()} {day.day.year} is a "
        f"{WEEKDAYS[day.day.weekday()][0].title()}, not a {WEEKDAYS[number][0].title()}.",
        (f"{day.day:%-d %b %Y}", f"{WEEKDAYS[number][0]}"),
    )


def weekday_the(calendar: Calendar, number: int, day: int) -> Span:
    """`last friday the 13th`: the latest 13th that is a Friday."""
    first = calendar.today.replace(day=1)
    for _ in range(12 * 28):
        if day <= monthrange(first.year, first.month)[1]:
            found = first.replace(day=day)
            if found <= calendar.today and found.weekday() == number:
                return calendar.day(found)
        first = UNIT_OF_TIME["month"].moved(first, -1)
    raise UserError(f"No month has a day {day}.")


def day_and_month(calendar: Calendar, day: int, month: int, year: int | None) -> Span:
    return dated(day, month, year, calendar)


def month_and_day(calendar: Calendar, month: int, day: int, year: int | None) -> Span:
    return dated(day, month, year, calendar)


def year_month_day(calendar: Calendar, year: int, month: int, day: int) -> Span:
    return dated(day, month, year, calendar)


def day_of_year_named(calendar: Calendar, day: Span, year: Span) -> Span | None:
    """`march 3 last year`."""
    if not day.day or day.loose != "year":
        return None
    return dated(day.day.day, day.day.month, calendar.first_day(year).year, calendar)


def day_number(calendar: Calendar, number: int) -> Span:
    """`the 31st`: the latest day of that number."""
    if not 1 <= number <= 31:
        raise UserError(f"No month has a day {number}.")
    first = calendar.today.replace(day=1)
    while number > monthrange(first.year, first.month)[1] or first.replace(day=number) > calendar.today:
        first = UNIT_OF_TIME["month"].moved(first, -1)
    return replace(calendar.day(first.replace(day=number)), loose="month")


def day_of_month(calendar: Calendar, number: int, month: Span) -> Span:
    """`15th of last month`."""
    first = calendar.first_day(month)
    return dated(number, first.month, first.year, calendar)


def ago(calendar: Calendar, length: Length) -> Span:
    """`2 days ago`, `a fortnight ago`: that day; `3 months ago`: that month; `2 hours ago`: that hour."""
    unit = UNIT_OF_TIME[length.unit]
    if unit.is_clock:
        start = calendar.shifted(calendar.minute, -length.number, unit.name)
        width = "hour" if length.number * unit.clock >= HOUR else unit.name  # `1 hour 30 min ago` is an hour too
        return Span(start, start + UNIT_OF_TIME[width].clock, (1, width))
    if (length.number, unit.name) == (1, "month"):
        raise _day_or_month(calendar)
    if unit.days:
        day = calendar.day(unit.moved(calendar.today, -length.number))
        return replace(day, step=(1, "week")) if unit.is_of_weeks else day
    return calendar.unit(unit.name, -length.number)


def _day_or_month(calendar: Calendar) -> Ambiguous:
    """`a month ago`."""
    day = UNIT_OF_TIME["month"].moved(calendar.today, -1)
    told = (f"{day:%-d %b}".lower(), MONTHS[day.month - 1][0])
    return Ambiguous(f"A month ago could be {told[0]} or {told[1]}; which one?", told)


def so_many_ago(calendar: Calendar, count: int, length: Length) -> Span | None:
    """`between 2 and 4 hours ago`, `3 to 5 days ago`."""
    unit = UNIT_OF_TIME[length.unit]
    far, near = max(count, length.number), min(count, length.number)
    if far == near:
        return None
    if unit.is_clock:
        start, end = (calendar.shifted(calendar.minute, -each, unit.name) for each in (far, near))
        return Span(start, end, (far - near, unit.name))
    if unit.days:
        return calendar.days(unit.moved(calendar.today, -far), unit.moved(calendar.today, -near) + timedelta(1))
    return replace(
        calendar.unit(unit.name, -far), end=calendar.unit(unit.name, -near).end, step=(far - near + 1, unit.name)
    )


def beside_day(calendar: Calendar, length: Length, day: Span, sign: int) -> Span | None:
    """`2 days before nov 15`, `a week after nov 1`."""
    unit = UNIT_OF_TIME[length.unit]
    if unit.is_clock or not day.day:
        return None
    return calendar.day(unit.moved(day.day, sign * length.number))


def day_before(calendar: Calendar, day: Span) -> Span | None:
    return calendar.day(day.day - timedelta(1)) if day.day else None


def day_after(calendar: Calendar, day: Span) -> Span | None:
    return calendar.day(day.day + timedelta(1)) if day.day else None


def same_day(calendar: Calendar, unit: str, days: int = 0) -> Span | None:
    """`same day last week`, `yesterday last year`."""
    row = UNIT_OF_TIME[unit]
    return None if row.is_clock or unit == "day" else calendar.day(row.moved(calendar.today - timedelta(days), -1))


def to_date_of_year(calendar: Calendar, unit: str, year: int) -> Span | None:
    """`ytd 2025`: that year, up to the same date and time as now."""
    back = calendar.today.year - year
    if unit != "year" or back < 0:
        return None
    start = calendar.unit(unit, -back)
    return Span(start.start, calendar.shifted(calendar.minute, -back, unit), (1, unit)) if back else start


def until_same_time(calendar: Calendar, unit: str) -> Span:
    """`by this time last month`: that unit, up to the same date and time as now."""
    start = calendar.unit(unit, -1).start
    return Span(start, calendar.shifted(calendar.minute, -1, unit), (1, unit))


def same_time(calendar: Calendar, unit: str) -> Span:
    """Raises Ambiguous for `this time last week`: that hour, or that week up to it."""
    then = calendar.shifted(calendar.minute, -1, unit).astimezone(calendar.zone)
    first = calendar.unit(unit, -1).start.astimezone(calendar.zone)
    readings = (
        f"{then:%Y-%m-%d} {then:%H}:00 to {then + timedelta(hours=1):%H}:00",
        f"{first:%Y-%m-%dT%H:%M} to {then:%Y-%m-%dT%H:%M}",
    )
    told = f"That could be the hour at {then:%H:%M} on {then:%-d %b}, or the {unit} until then; which one?"
    raise Ambiguous(told, readings, f"this time last {unit}")


def same_unit(calendar: Calendar, what: str, unit: str) -> Span | None:
    """`same month last year`. The same week is the one 52 weeks ago."""
    smaller, larger = UNIT_OF_TIME[what], UNIT_OF_TIME[unit]
    if smaller.is_clock or smaller.width >= larger.width or what == "day":
        return None
    a_year_ago = (
        calendar.today - timedelta(364) if (what, unit) == ("week", "year") else larger.moved(calendar.today, -1)
    )
    first = smaller.first_day(a_year_ago)
    return calendar.days(first, smaller.moved(first, 1), (1, what))
