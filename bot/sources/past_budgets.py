"""Budgets of a period that is over, with the amounts that counted then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.amounts import Amount
from bot.core.budgets.budget import Budget, BudgetStatus
from bot.core.budgets.budget_history import Revision, amount_then, is_changed_since
from bot.core.budgets.budget_spans import in_force, whole_periods
from bot.core.budgets.budget_state import full_at
from bot.core.budgets.past_budgets import PastBudget
from bot.core.errors import UpstreamError, UserError
from bot.core.periods import DAY, INSTANT, Period
from bot.core.question import Question
from bot.core.usage.freshness import GRACE
from bot.services import Services
from bot.sources.answers import used_in_full
from bot.sources.budget_status import BudgetSums, budget_sums

MOST_ASKED = 3  # periods of which OpenAI is asked what the store does not have


@dataclass(frozen=True, slots=True)
class PastBudgets:
    """Those whose periods make up the span, and those whose do not."""

    found: tuple[PastBudget, ...]
    unfit: tuple[Budget, ...]
    sums: BudgetSums


def past_budgets(kept: Sequence[Budget], span: Period, services: Services, now: datetime) -> PastBudgets:
    """Of all of `kept` that were there in the span, or that were made later."""
    sums = budget_sums(services, now, since=span.start)
    look = _Look(services, sums, services.store.audit.revisions())
    periods = {budget.period: whole_periods(budget.period, span) for budget in kept}
    found = tuple(look.past(budget, periods[budget.period]) for budget in kept if periods[budget.period])
    return PastBudgets(found, tuple(budget for budget in kept if not periods[budget.period]), sums)


def standing(last: BudgetStatus, sums: BudgetSums) -> PastBudget:
    """With where it leads while it runs, so that it has the colour of the list."""
    is_running = last.period.end > sums.now and last.budget.deleted_at is None
    full = full_at(last, sums.pace(last.budget)) if is_running else None
    return PastBudget((last,), is_running=is_running, full_at=full)


def as_it_was(status: BudgetStatus, revisions: Sequence[Revision], services: Services) -> BudgetStatus:
    """The same against the amount of the period's end, where somebody wrote it down."""
    return _against(status, amount_at_end(status, revisions, services))


def _against(status: BudgetStatus, amount: int | None) -> BudgetStatus:
    return status if amount is None else replace(status, amount=amount)


def amount_at_end(status: BudgetStatus, revisions: Sequence[Revision], services: Services) -> int | None:
    return amount_then(status.budget, revisions, status.period.end - INSTANT, services.zone)


class _Look:
    """What was used, from the store where it has every day, else from OpenAI, so that a question says the same."""

    def __init__(self, services: Services, sums: BudgetSums, revisions: Sequence[Revision]) -> None:
        self.services, self.sums, self.revisions = services, sums, revisions
        self._asked = BudgetSums(sums.now, sums.names, {}, self._in_full)

    def past(self, budget: Budget, periods: Sequence[Period]) -> PastBudget:
        there = in_force(budget, periods)
        statuses = [self._status(budget, period, is_asked=len(there) <= MOST_ASKED) for period in there]
        amounts = [amount_at_end(status, self.revisions, self.services) for status in statuses]
        is_unknown = any(
            amount is None and is_changed_since(budget, self.revisions, status.period.end - INSTANT)
            for status, amount in zip(statuses, amounts, strict=True)
        )
        was = tuple(map(_against, statuses, amounts))
        past = replace(standing(was[-1], self.sums), statuses=was, is_part=len(there) < len(periods))
        return replace(past, is_amount_of_today=is_unknown and not past.is_made_later)

    def _in_full(self, metric: str, period: Period, dimension: str | None) -> Mapping[str, Amount]:
        question = Question("", period, metric=metric, by=(dimension,) if dimension else ())
        found = used_in_full(question, self.services, self.sums.now)
        return {labels[0] if labels else "": amount for labels, amount in found.items()}

    def _status(self, budget: Budget, period: Period, *, is_asked: bool) -> BudgetStatus:
        status = self.sums.status(budget, period)
        if all(day in self.sums.notes for day in _days(period, self.sums.now)):
            return status
        with suppress(UpstreamError, UserError):
            if is_asked:
                now = self.sums.now
                spent = self._asked.spent(budget, period)
                return replace(status, spent=spent, as_of=now, is_final=now >= period.end + GRACE)
        return replace(status, spent=None)


def _days(period: Period, now: datetime) -> list[datetime]:
    end = min(period.end, now)
    return [period.start + step * DAY for step in range(-((period.start - end) // DAY))]
