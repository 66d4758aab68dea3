"""A span that was asked about, as whole periods of budgets, and what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.budgets.budget import PERIODS, Budget, budget_period
from bot.core.budgets.budget_names import period_name
from bot.core.periods import Period, utc_day
from bot.core.slack.dates import MONTH_NAMES
from bot.core.slack.dates import period as days_of

MOST_PERIODS = 92  # of one budget: the days of a quarter
QUARTER, YEAR = 3, 12  # months
_UTC = ZoneInfo("UTC")


def utc_days(period: Period, zone: ZoneInfo) -> Period | None:
    """The UTC days that have the dates of a period in `zone`; None of one that does not begin and end at midnight."""
    start, end = period.start.astimezone(zone), period.end.astimezone(zone)
    days = Period(utc_day(start.date()), utc_day(end.date()))
    is_whole = all(one.hour == one.minute == one.second == one.microsecond == 0 for one in (start, end))
    return days if is_whole and days.start < days.end else None


def whole_periods(unit: str, span: Period) -> tuple[Period, ...]:
    """The periods of a budget that make up `span`; none where one of them would be cut."""
    found: list[Period] = []
    at = span.start
    while unit in PERIODS and at < span.end and len(found) < MOST_PERIODS:
        period = budget_period(unit, at)
        if period.start != at:
            return ()
        found.append(period)
        at = period.end
    return tuple(found) if at == span.end else ()


def in_force(budget: Budget, periods: Sequence[Period]) -> Sequence[Period]:
    """Those in which it was there; all of one that was made later."""
    made, gone = budget.created_at, budget.deleted_at
    there = [one for one in periods if (made is None or made < one.end) and (gone is None or gone > one.start)]
    return there or periods


def span_name(span: Period, now: datetime) -> str:
    """`October`, `the week of 16 Nov`, `Q3`, `2025`, `Mon 16 – Wed 18 Nov`; the year where it is another one."""
    year = "" if span.start.year == now.year else f" {span.start.year}"
    unit = next((unit for unit in ("month", "week") if whole_periods(unit, span) == (span,)), "")
    if unit:
        return f"{period_name(unit, span)}{year}"
    months, first = len(whole_periods("month", span)), span.start.month
    if months == YEAR and first == 1:
        return str(span.start.year)
    if months == QUARTER and first % QUARTER == 1:
        return f"Q{first // QUARTER + 1}{year}"
    if months > 1 and not year:
        return f"{MONTH_NAMES[first - 1]} to {MONTH_NAMES[first + months - 2]}"
    return days_of(span, _UTC, year=now.year).removesuffix(" UTC")
