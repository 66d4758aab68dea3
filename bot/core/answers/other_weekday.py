"""A working day beside a day at the weekend: an answer says so, and what the same weekday a week before had."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.core.amounts import Amount
from bot.core.catalogue import METRIC
from bot.core.kept_times import WEEKEND
from bot.core.periods import INSTANT, Period, Width, floor, local_midnight
from bot.core.question import Question
from bot.core.slack import dates, numbers

A_WEEK = timedelta(days=7)


def is_with_another_kind_of_day(question: Question) -> bool:
    """Whether one day is compared with another one, and one of the two is at the weekend."""
    if question.versus is None or question.figure or question.time_unit:
        return False
    days = [_day(one, question.zone) for one in (question.period, question.versus)]
    return None not in days and len({day.weekday() in WEEKEND for day in days if day}) == 2


def week_before(question: Question) -> Question | None:
    """The same hours of the same weekday, as sums that the store has: whole hours. None before the first is over."""
    day, zone = _day(question.period, question.zone), ZoneInfo(question.zone)
    assert day, "only asked of one day"  # noqa: S101
    moved = local_midnight(day - A_WEEK, zone) - local_midnight(day, zone)
    end = question.period.end
    end = end if end == local_midnight(day + timedelta(days=1), zone) else floor(end, Width.HOUR)
    if end <= question.period.start:
        return None
    period = Period(question.period.start + moved, end + moved)
    plain = replace(question, by=(), metrics=(), top=None, bottom=None, over=None, under=None)
    return replace(plain, period=period, versus=None, versus_whole=None)


def weekday_note(question: Question, like: Question | None, total: Amount | None, now: Amount | None) -> str:
    """`Sun 22 Nov is a weekend day, Mon 23 Nov is not. The Monday before stood at ≈ $201 by 14:00 (+5 % on it).`"""
    zone, day = ZoneInfo(question.zone), _day(question.period, question.zone)
    other = _day(question.versus, question.zone) if question.versus else None
    assert day and other, "only asked of two days"  # noqa: S101
    kind = "weekend day" if other.weekday() in WEEKEND else "working day"
    first = f"{dates.day(other)} is a {kind}, {dates.day(day)} is not."
    if like is None or total is None or numbers.is_unpriced(total):
        return first
    is_whole = like.period.end == local_midnight(day - A_WEEK + timedelta(days=1), zone)
    by = "" if is_whole else f" by {dates.clock(like.period.end, zone)}"
    stood = "had" if is_whole else "stood at"
    amount = numbers.amount(total, METRIC[question.metric].unit)
    against = f" ({numbers.change(now.quantity, total.quantity)} on it)" if now and total.quantity else ""
    return f"{first} The {dates.WEEKDAYS[day.weekday()]} before {stood} {amount}{by}{against}."


def _day(period: Period, zone: str) -> date | None:
    """The local day that a period begins with and lies in; None of a longer one."""
    local = ZoneInfo(zone)
    first, last = (moment.astimezone(local) for moment in (period.start, max(period.end - INSTANT, period.start)))
    is_from_midnight = local_midnight(first.date(), local) == period.start
    return first.date() if first.date() == last.date() and is_from_midnight else None
