"""What the rules would have said about a history, hour by hour, seeing only what was known then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate

from bot.core.alerts.history import History
from bot.core.alerts.rules.excess import DAY, WEEK, Excess, HourlyUse, onset
from bot.core.alerts.rules.incidents import Incident, incidents
from bot.core.alerts.rules.pace import is_worse, lands_at
from bot.core.alerts.rules.spike_cause import Cause, SpikeUses, cause
from bot.core.amounts import Amount
from bot.core.answers.why import RatesOf
from bot.core.budgets.budget import Budget, BudgetStatus, budget_period
from bot.core.budgets.forecast import WINDOWS, Forecast, Pace, forecast, pace, pace_of_days, pace_of_rests
from bot.core.periods import HOUR, Period

WHOLE = ""
KNOWN, LEFT = 3, 2  # days of the month that have to be known, and to be left, for a forecast


@dataclass(frozen=True, slots=True)
class JudgedForecast:
    """What a month was expected to end at, and what it did; `actual` is None when the history ends before."""

    at: datetime
    project: str
    month: Period
    forecast: Forecast
    actual: int | None


@dataclass(frozen=True, slots=True)
class JudgedSpike:
    at: datetime
    project: str
    span: Period
    excess: Excess
    cause: Cause


@dataclass(frozen=True, slots=True)
class JudgedBudget:
    """A pace or a level (0 for a pace) of a budget, told `at`; `amount` is the expected end, or what was spent."""

    at: datetime
    project: str
    amount: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    forecasts: tuple[JudgedForecast, ...] = ()
    spikes: tuple[JudgedSpike, ...] = ()
    pace: tuple[JudgedBudget, ...] = ()
    levels: tuple[JudgedBudget, ...] = ()


def judged(history: History, budgets: Sequence[tuple[str, Budget]] = (), rates: RatesOf = lambda _: None) -> Judged:
    """`budgets` come with their project, WHOLE for all; `rates` are list prices, where the file does not tell."""
    spent = _subjects(history)
    found = [one for name, budget in budgets if name in spent for one in told_of(history, spent[name], (name, budget))]
    return Judged(
        tuple(forecasts(history)),
        tuple(spikes(history, rates)),
        tuple(sorted((one for one in found if not one.level), key=lambda one: one.at)),
        tuple(sorted((one for one in found if one.level), key=lambda one: one.at)),
    )


def _subjects(history: History) -> dict[str, list[int]]:
    """The whole and each project, which are one where no project is named."""
    named = {name: hours for name, hours in history.spent.items() if name != WHOLE}
    return {WHOLE: history.whole(), **named}


def forecasts(history: History) -> Iterator[JudgedForecast]:
    for name in _subjects(history):
        days = history.days_of(name)
        first = next((place for place, day in enumerate(days) if day), len(days))
        for place in range(first + KNOWN, len(days) + 1):
            at = history.at(place * DAY)
            month = budget_period("month", at)
            known, left = min(place, (at - month.start).days), (month.end - at).days
            if known < KNOWN or left < LEFT:
                continue
            so_far, known_pace = sum(days[place - known : place]), pace_of_days(days[first:place])
            if known_pace:
                over = place + left <= len(days)
                actual = so_far + sum(days[place : place + left]) if over else None
                yield JudgedForecast(at, name, month, forecast(so_far, known_pace, month, at), actual)


def spikes(history: History, rates: RatesOf = lambda _: None) -> Iterator[JudgedSpike]:
    watched = {name: _hours(history, name, hours) for name, hours in _subjects(history).items()}
    told_at: dict[str, list[int]] = defaultdict(list)
    for place in range(history.hours_from + 1, history.hours + 1):
        if history.by_day and place % DAY:
            continue
        for one in incidents(place, watched, told_at, WHOLE):
            told_at[one.subject].append(place)
            if one.is_told:
                yield _spike(history, watched[one.subject], place, one, rates)


def _hours(history: History, name: str, hours: Sequence[int]) -> HourlyUse:
    used = next((place for place, one in enumerate(hours) if one), len(hours))
    return HourlyUse(hours, history.days_of(name), first=max(used, history.hours_from))


def _spike(history: History, hours: HourlyUse, place: int, found: Incident, rates: RatesOf) -> JudgedSpike:
    end = place // DAY * DAY if found.excess.hours == WEEK else place
    span = Period(history.at(end - found.excess.hours), history.at(end))
    began = onset(hours, end, found.excess.hours)
    uses = {name: used for name, used in history.uses.items() if found.subject in (WHOLE, name)}
    of = SpikeUses(uses, began // DAY * DAY if history.by_day else began, end, history.columns)
    return JudgedSpike(history.at(place), found.subject, span, found.excess, cause(of, rates))


def told_of(history: History, hours: Sequence[int], of: tuple[str, Budget]) -> Iterator[JudgedBudget]:
    """Levels as they are passed, and the pace, once an hour (once a day for days)."""
    name, budget = of
    whole = [0, *accumulate(hours)]
    days = [whole[at] - whole[at - DAY] for at in range(DAY, len(whole), DAY)]
    passed: set[tuple[datetime, int]] = set()
    paced: dict[datetime, int] = {}
    for place in range(1, len(whole)) if not history.by_day else range(DAY, len(whole), DAY):
        at = history.at(place)
        period = budget_period(budget.period, at - HOUR)
        spent = whole[place] - whole[max((period.start - history.start) // HOUR, 0)]
        status = BudgetStatus(budget, period, budget.amount, Amount(spent), at)
        new = [level for level in budget.levels if status.has_passed(level) and (period.start, level) not in passed]
        if new:
            passed.update((period.start, level) for level in new)
            yield JudgedBudget(at, name, spent, max(new))
        pace = _pace_at(budget, whole, days[: place // DAY], place) if at < period.end else None
        ahead = forecast(spent, pace, period, at) if pace else None
        percent = lands_at(status, ahead) if ahead else 0
        if ahead and percent and is_worse(percent, paced.get(period.start, 0)):
            paced[period.start] = percent
            yield JudgedBudget(at, name, ahead.expected)


def _pace_at(budget: Budget, whole: Sequence[int], days: Sequence[int], place: int) -> Pace | None:
    """Without what a range needs: only its paces decide."""
    recent = days[-max(WINDOWS) :]
    if budget.period != "day":
        return pace({window: sum(recent[-window:]) for window in WINDOWS}, len(recent))
    starts = range(max(place % DAY, place - len(recent) * DAY), place, DAY)
    rests = [whole[at // DAY * DAY + DAY] - whole[at] for at in starts if at + DAY <= place]
    found = pace_of_rests(rests, (DAY - place % DAY) * HOUR)
    return replace(found, days=()) if found else None
