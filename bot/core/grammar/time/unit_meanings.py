"""What rules of time mean: whole calendar units, fiscal ones too, and lengths that roll back from now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from bot.core.errors import UserError
from bot.core.grammar.time.calendar import Calendar, Span
from bot.core.grammar.time.length_slots import Length
from bot.core.time_units import UNIT_OF_TIME

NO_DAYS = "A period has at least one day; try `last 7 days`."


class Numbered(NamedTuple):
    """A numbered quarter, half or week, with its year where it was typed."""

    number: int
    year: int | None


_DAYS_TOO = (7, 14, 28, 30, 60, 90)  # `last 30` means days


def this_unit(calendar: Calendar, unit: str) -> Span:
    return calendar.unit(unit)


def bare_unit(calendar: Calendar, unit: str) -> Span | None:
    """`month` is the current one. `day` or `hour` alone is no period."""
    return None if unit == "day" or UNIT_OF_TIME[unit].is_clock else calendar.unit(unit)


def unit_so_far(calendar: Calendar, unit: str) -> Span:
    return calendar.unit(unit)


def last_unit(calendar: Calendar, unit: str) -> Span:
    """The one before this one; nobody counts fortnights, so the last one is of the two weeks that were over last."""
    if unit == "fortnight":
        return replace(whole_units(calendar, 2, "week"), step=(1, unit))
    return calendar.unit(unit, -1)


def this_and_last(calendar: Calendar, unit: str) -> Span:
    """`this and last week`."""
    last = calendar.unit(unit, -1)
    return replace(last, end=calendar.unit(unit).end, step=(2, unit))


def before_last(calendar: Calendar, unit: str) -> Span:
    return calendar.unit(unit, -2)


def last_but_one(calendar: Calendar, unit: str) -> Span:
    return calendar.unit(unit, -2)


def before_last_named(calendar: Calendar, unit: str, other: str) -> Span | None:
    """`the week before last week`."""
    return calendar.unit(unit, -2) if unit == other else None


def rolling_unit(calendar: Calendar, unit: str) -> Span:
    """`past week`: seven days; `past day`: 24 hours."""
    return calendar.rolling(24, "hour") if unit == "day" else calendar.rolling(1, unit)


def last_clock_unit(calendar: Calendar, unit: str) -> Span | None:
    """`last hour` is the 60 minutes up to now."""
    return calendar.rolling(1, unit) if UNIT_OF_TIME[unit].is_clock else None


def rolling(calendar: Calendar, length: Length) -> Span | None:
    """`last 7 days`: today and the six days before it; `last 2 quarters`: the two that are over."""
    count, unit = length.number, length.unit
    if count < 1:
        raise UserError(NO_DAYS, ("today", "last 7 days"))
    if not length.is_counted and not UNIT_OF_TIME[unit].is_clock:
        return None
    if unit == "quarter":
        return whole_units(calendar, count, unit)
    return calendar.rolling(count, unit)


def previous(calendar: Calendar, length: Length) -> Span | None:
    """`previous 2 weeks`: those that are over; `previous 7 days` are the last ones."""
    is_whole = length.unit in ("week", "month", "year") and length.number > 0
    return whole_units(calendar, length.number, length.unit) if is_whole else None


def whole_units(calendar: Calendar, count: int, unit: str) -> Span:
    """`last 3 full months`: the complete ones before the current one."""
    if count < 1:
        raise UserError(NO_DAYS, ("today", "last 7 days"))
    row = UNIT_OF_TIME[unit]
    if row.is_clock:
        end = calendar.unit(unit).start
        return Span(calendar.shifted(end, -count, unit), end, (count, unit))
    after = row.first_day(calendar.today)
    return calendar.days(row.moved(after, -count), after, (count, unit))


def bare_number_of_days(calendar: Calendar, count: int) -> Span | None:
    return calendar.rolling(count, "day") if count in _DAYS_TOO else None


def lately(calendar: Calendar) -> Span:
    return calendar.rolling(7, "day")


def month(calendar: Calendar, number: int, year: int | None) -> Span:
    """`october`, `oct 2025`: the latest one that has begun."""
    return _month(calendar, number, year, begun=True)


def last_month_named(calendar: Calendar, number: int) -> Span:
    """`last november`: the latest one before the current month."""
    return _month(calendar, number, None, begun=False)


def _month(calendar: Calendar, number: int, year: int | None, *, begun: bool) -> Span:
    today = calendar.today
    is_now = number == today.month and not begun
    latest = today.year - (number > today.month or is_now)
    first = date(year or latest, number, 1)
    span = calendar.days(first, UNIT_OF_TIME["month"].moved(first, 1), (1, "month"))
    return replace(span, loose="" if year else "year")


def month_of_year(calendar: Calendar, number: int, year: Span) -> Span:
    """`october last year`."""
    return _month(calendar, number, calendar.first_day(year).year, begun=True)


def quarter(calendar: Calendar, number: int, year: int | None) -> Span:
    """The latest such quarter that has begun."""
    first_month = number * 3 - 2
    first = date(year or calendar.today.year - (first_month > calendar.today.month), first_month, 1)
    span = calendar.days(first, UNIT_OF_TIME["quarter"].moved(first, 1), (1, "quarter"))
    return replace(span, loose="" if year else "year")


def named_quarter(calendar: Calendar, named: Numbered, year: int | None) -> Span:
    return quarter(calendar, named.number, named.year or year)


def named_quarter_now(calendar: Calendar, named: Numbered) -> Span:
    return quarter(calendar, named.number, named.year)


def last_quarter(calendar: Calendar, number: int) -> Span:
    """`last q4`: the latest one that has ended."""
    span = quarter(calendar, number, None)
    return span if span.end <= calendar.now else quarter(calendar, number, calendar.first_day(span).year - 1)


def half(calendar: Calendar, number: int, year: int | None) -> Span:
    latest = calendar.today.year - (number == 2 and calendar.today.month < 7)
    first = date(year or latest, number * 6 - 5, 1)
    span = calendar.days(first, UNIT_OF_TIME["month"].moved(first, 6), (6, "month"))
    return replace(span, loose="" if year else "year")


def half_of_year(calendar: Calendar, number: int, year: Span) -> Span:
    """`h1 last year`. A fiscal year has its own halves."""
    first = UNIT_OF_TIME["month"].moved(calendar.first_day(year), 6 * number - 6)
    return calendar.days(first, UNIT_OF_TIME["month"].moved(first, 6), (6, "month"))


def quarter_of_year(calendar: Calendar, number: int, year: Span) -> Span | None:
    """`q3 of last year`, `last quarter of 2025`. A fiscal year has its own quarters."""
    number += 5 if number < 0 else 0
    first = UNIT_OF_TIME["quarter"].moved(calendar.first_day(year), number - 1)
    return calendar.days(first, UNIT_OF_TIME["quarter"].moved(first, 1), (1, "quarter")) if 1 <= number <= 4 else None


def nth_quarter(calendar: Calendar, number: int, year: int | None) -> Span | None:
    """`third quarter`, `4th quarter 2025`. `last quarter` without a year is the one before this."""
    if number < 0:
        number = number + 5 if year else 0
    return quarter(calendar, number, year) if 1 <= number <= 4 else None


def year(calendar: Calendar, number: int) -> Span:
    return calendar.days(date(number, 1, 1), date(number + 1, 1, 1), (1, "year"))


def fiscal_year(calendar: Calendar, number: int) -> Span:
    """A fiscal year has the number of the calendar year in which it ends."""
    start = date(number - (calendar.fiscal_month > 1), calendar.fiscal_month, 1)
    return calendar.days(start, UNIT_OF_TIME["year"].moved(start, 1), (1, "year"))


def running_fiscal_year(calendar: Calendar) -> int:
    today = calendar.today
    return today.year + (calendar.fiscal_month > 1 and today.month >= calendar.fiscal_month)


def fiscal_year_back(calendar: Calendar, offset: int) -> Span:
    return fiscal_year(calendar, running_fiscal_year(calendar) + offset)


def fiscal(calendar: Calendar, named: Numbered) -> Span | None:
    """`fy26`, `fq1`, `fy26-q1`."""
    if named.number:
        return fiscal_quarter(calendar, named.number, named.year)
    return fiscal_year(calendar, named.year) if named.year else None


def fiscal_quarter(calendar: Calendar, number: int, year: int | None) -> Span:
    """The quarter of that fiscal year; without a year the latest one that has begun."""
    span = _fiscal_quarter(calendar, number, year or running_fiscal_year(calendar))
    if year is None and span.start > calendar.now:
        return _fiscal_quarter(calendar, number, running_fiscal_year(calendar) - 1)
    return span


def _fiscal_quarter(calendar: Calendar, number: int, year: int) -> Span:
    first = UNIT_OF_TIME["quarter"].moved(calendar.first_day(fiscal_year(calendar, year)), number - 1)
    return calendar.days(first, UNIT_OF_TIME["quarter"].moved(first, 1), (1, "quarter"))


def fiscal_quarter_back(calendar: Calendar, offset: int) -> Span:
    """`this fiscal quarter`, `last fiscal quarter`."""
    start = calendar.first_day(fiscal_year_back(calendar, 0))
    months = (calendar.today.year - start.year) * 12 + calendar.today.month - start.month
    first = UNIT_OF_TIME["quarter"].moved(start, months // 3 + offset)
    return calendar.days(first, UNIT_OF_TIME["quarter"].moved(first, 1), (1, "quarter"))
