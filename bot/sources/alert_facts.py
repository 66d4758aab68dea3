"""Gathers what an alert's message says beside the number: the forecast, what drives it, how late it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile

from bot.core.alerts.levels import NEW_LEVEL, AlertEvent, AlertState, State
from bot.core.alerts.message_facts import AlertFacts, Crossing, level_shown
from bot.core.amounts import ZERO
from bot.core.budgets.budget import ORGANISATION, Budget, BudgetStatus, covered
from bot.core.budgets.forecast import REMEMBERED, WINDOWS, Forecast, Pace, forecast, pace_of_days, pace_of_rests
from bot.core.periods import DAY, Period, Width, floor
from bot.core.question import Question
from bot.core.usage.buckets import Filter
from bot.services import Services
from bot.sources.answers import over_time
from bot.sources.budget_status import BudgetSums

AN_HOUR = timedelta(hours=1)
BEYOND_HOURS = ("key", "user", "team")  # hours hold none of these


def brief(
    status: BudgetStatus, state: AlertState, event: AlertEvent, level: int, budget_sums: BudgetSums, services: Services
) -> AlertFacts:
    """Everything about one budget at the standing's `now`; `level` is 0 for the one that its message shows."""
    return AlertFacts(
        status,
        state,
        event,
        level or level_shown(state, status),
        budget_sums.now,
        services.zone,
        forecast=close_forecast(status, budget_sums, services),
        command=services.settings.budget_command,
        pace=None if status.budget.resets else budget_sums.pace(status.budget),
        was_heard=_was_heard(status, state, services),
    )


def _was_heard(status: BudgetStatus, state: AlertState, services: Services) -> bool:
    """Whether a level stood in Slack before the number came to be below it; of a post without a reply nobody knows."""
    below = [mark for mark in state.marks if not status.has_passed(mark.level)]
    shown = services.store.sent_messages.shown_since(state.message) if below else None
    return not below or (shown is not None and any(one.state is not State.ARMED or one.at >= shown for one in below))


def forecast_of(status: BudgetStatus, budget_sums: BudgetSums) -> Forecast | None:
    """By the paces alone, which many budgets share: its range is that of others."""
    return _forecast(status, budget_sums.pace(status.budget), budget_sums)


def close_forecast(status: BudgetStatus, budget_sums: BudgetSums, services: Services) -> Forecast | None:
    """With a range that the budget's own days make; a day's by what its hours usually leave to come."""
    budget = status.budget
    if budget.period == "day" and budget.scope not in BEYOND_HOURS and status.as_of is not None:
        return _forecast(status, _rest_of_day(status, status.as_of, budget_sums), budget_sums)
    days = days_of(budget, budget_sums, services)
    known = list(takewhile(lambda day: day in days, _back_from(floor(budget_sums.now, Width.DAY))))
    return _forecast(status, pace_of_days([days[day] for day in reversed(known)]), budget_sums)


def _forecast(status: BudgetStatus, free: Pace | None, budget_sums: BudgetSums) -> Forecast | None:
    pace = budget_sums.held(status.budget, free) if free else None
    if pace is None or status.spent is None or status.as_of is None or budget_sums.now >= status.period.end:
        return None
    if not status.budget.resets:  # a rolling window has no end to forecast
        return None
    return forecast(status.spent.quantity, pace, status.period, status.as_of)


def _back_from(today: datetime) -> Iterator[datetime]:
    return (today - back * DAY for back in range(1, REMEMBERED + 1))


def days_of(budget: Budget, sums: BudgetSums, services: Services, *, reach: int = REMEMBERED) -> dict[datetime, int]:
    """What the budget's scope used on each whole day that was read; at once, for a statement a day would be many."""
    today = floor(sums.now, Width.DAY)
    read = [day for day in Period(today - reach * DAY, today).buckets(Width.DAY) if day in sums.notes]
    span = Period(min(read, default=today), today)
    asked = Question("", span, metric=budget.metric, by=("day",))
    if budget.scope == ORGANISATION:
        used = over_time(asked, services, sums.now) if read else {}
        return {day: used.get(day, ZERO).quantity for day in read}
    ids = covered((budget,), sums.amounts(budget.metric, span, budget.scope), sums.names)
    asked = replace(asked, filters=(Filter(budget.scope, tuple(sorted(ids))),))
    used = over_time(asked, services, sums.now) if read and ids else {}
    return {day: used.get(day, ZERO).quantity for day in read}


def _rest_of_day(status: BudgetStatus, as_of: datetime, sums: BudgetSums) -> Pace | None:
    today = status.period.start
    hour = floor(as_of, Width.HOUR)
    days = [day for day in (today - back * DAY for back in range(max(WINDOWS), 0, -1)) if day in sums.notes]
    rests = [sums.spent(status.budget, Period(day + (hour - today), day + DAY)).quantity for day in days]
    return pace_of_rests(rests, status.period.end - as_of)


@dataclass(frozen=True, slots=True)
class Gap:
    """From `start` to `end` nothing was read, or the hours were quiet: a level passed in between is told late."""

    start: datetime
    end: datetime
    was_quiet: bool = False  # the bot read, but it was night


def gap_before(as_of: datetime | None, before: datetime | None, sync: timedelta) -> Gap | None:
    """The gap between two reads, when it is longer than three turns of the sync and an hour."""
    if as_of is None or before is None or as_of - before <= max(3 * sync, AN_HOUR):
        return None
    return Gap(before, as_of)


def crossing(
    status: BudgetStatus, event: AlertEvent, level: int, gap: Gap | None, budget_sums: BudgetSums
) -> Crossing | None:
    """When a level was really passed, if that was while nothing was read."""
    if gap is None or event not in NEW_LEVEL or event is AlertEvent.ALREADY:
        return None
    has_hours = status.budget.scope not in ("key", "user", "team")
    at = budget_sums.crossed_at(status, level, gap.start) if has_hours else None
    return Crossing(at, gap.start, gap.was_quiet)
