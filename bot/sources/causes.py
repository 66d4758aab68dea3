"""Finds in the store what drives a budget: what stands out, then its keys and its hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.core.amounts import ZERO, Amount
from bot.core.budgets.budget import ORGANISATION, Budget
from bot.core.budgets.drivers import Driver, Drivers, Hour, Pair, Stretch, drivers_of, growth, main_key, mean, stretches
from bot.core.periods import DAY, HOUR, Period, Width, floor
from bot.core.question import Question
from bot.core.usage.buckets import Filter
from bot.services import Services
from bot.sources import over_time, used
from bot.sources.budget_status import BudgetSums

SHOWN = 3
PAIR = ("project", "model")
BEYOND_HOURS = ("key", "user", "team")  # hours are kept by project and model only


def drivers(budget: Budget, budget_sums: BudgetSums, services: Services, *, most: int = SHOWN) -> Drivers | None:
    """
    What stands out in the last day or, where nothing does, in the last week; None when nothing can be compared.

    The first `most` are looked at closely: their keys, and how their work changed.
    """
    sums, found = _Look(budget, budget_sums, services), list[Drivers]()
    for stretch in stretches(budget_sums.now, budget_sums.as_of or budget_sums.now, budget_sums.notes):
        one = sums.drivers(stretch)
        if one is None:
            return None
        found.append(one)
        if one.is_risen:
            break
    chosen = next((one for one in found if one.is_risen), found[0] if found else None)
    if chosen is None:
        return None
    close = [sums.closely(one, chosen.stretch) if one.added else one for one in chosen.found[:most]]
    return replace(chosen, found=(*close, *chosen.found[most:]))


class _Look:
    """One budget's spend in the store, as of the standing's `now`."""

    def __init__(self, budget: Budget, budget_sums: BudgetSums, services: Services) -> None:
        self.budget = budget
        self.budget_sums = budget_sums
        self.services = services

    def drivers(self, stretch: Stretch) -> Drivers | None:
        own = self._own(Period(min(span.start for span in stretch.like), self.budget_sums.now))
        if own is None:
            return None
        now = self._pairs(stretch.span, own)
        return drivers_of(stretch, now, [self._pairs(span, own) for span in stretch.like]) if now else None

    def closely(self, driver: Driver, stretch: Stretch) -> Driver:
        filters = (Filter("project", (driver.project,)), Filter("model", (driver.model,)))
        now, *like = (self._keys(_days(span), filters) for span in (stretch.span, *stretch.like))
        usual = {key: mean([one.get(key, ZERO) for one in like]) for key in {key for one in like for key in one}}
        key = main_key(driver, now, usual)
        grown = None
        if stretch.is_day and self.budget.scope not in BEYOND_HOURS and driver.added > 0:
            grown = growth(stretch.span.start, *self._hours(stretch, filters))
        return replace(driver, key=key, growth=grown)

    def _own(self, span: Period) -> tuple[Filter, ...] | None:
        """The ids that the budget covers now; None when there are none yet."""
        budget, sums = self.budget, self.budget_sums
        if budget.scope == ORGANISATION:
            return ()
        ids = sorted(id for id in sums.amounts(budget.metric, span, budget.scope) if budget.covers(id, sums.names))
        return (Filter(budget.scope, tuple(ids)),) if ids else None

    def _pairs(self, span: Period, own: tuple[Filter, ...]) -> Mapping[Pair, Amount]:
        """Hours are not stored by key or user: a pair gets its share of the days in which it was used."""
        if self.budget.scope not in BEYOND_HOURS or span == _days(span):
            return _paired(self._used(span, PAIR, own))
        part = _paired(self._used(_days(span), PAIR, own))
        projects = tuple(sorted({project for project, _ in part}))
        within = (Filter("project", projects),) if projects else own
        whole = _paired(self._used(_days(span), PAIR, within))
        hours = _paired(self._used(span, PAIR, within)) if projects else {}
        return {
            pair: replace(amount, quantity=amount.quantity * part[pair].quantity // whole[pair].quantity)
            for pair, amount in hours.items()
            if pair in part and pair in whole and whole[pair].quantity
        }

    def _keys(self, days: Period, filters: tuple[Filter, ...]) -> dict[str, Amount]:
        own = self._own(days) or ()
        narrowed = (*filters, *(one for one in own if one.dimension not in PAIR))
        return {key: amount for (key,), amount in self._used(days, ("key",), narrowed).items()}

    def _used(self, span: Period, by: tuple[str, ...], filters: tuple[Filter, ...]) -> dict[tuple[str, ...], Amount]:
        question = Question("", span, metric=self.budget.metric, by=by, filters=filters)
        return used(question, self.services, self.budget_sums.now)

    def _hours(self, stretch: Stretch, filters: tuple[Filter, ...]) -> tuple[list[Hour], list[Hour]]:
        now = self._by_hour(stretch.span, filters)
        like = [self._by_hour(span, filters) for span in stretch.like]
        return now, [_mean_hour(hours) for hours in zip(*like, strict=True)]

    def _by_hour(self, span: Period, filters: tuple[Filter, ...]) -> list[Hour]:
        counts = [
            over_time(
                Question("", span, metric=metric, by=("hour",), filters=filters), self.services, self.budget_sums.now
            )
            for metric in (self.budget.metric, "requests", "tokens")
        ]
        starts = [span.start + timedelta(hours=place) for place in range(span.length // HOUR)]
        return [Hour(*(count.get(start, ZERO).quantity for count in counts)) for start in starts]


def _paired(found: Mapping[tuple[str, ...], Amount]) -> dict[Pair, Amount]:
    return {(project, model): amount for (project, model), amount in found.items()}


def _days(span: Period) -> Period:
    """The whole UTC days that hold a span."""
    end = floor(span.end, Width.DAY)
    return Period(floor(span.start, Width.DAY), end if end == span.end else end + DAY)


def _mean_hour(hours: Iterable[Hour]) -> Hour:
    known = list(hours)
    return Hour(*(sum(getattr(hour, name) for hour in known) // len(known) for name in Hour.__slots__))
