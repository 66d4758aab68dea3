"""How a budget stands: one decision, and one colour, for every message that shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.budgets.budget import FULL, BudgetStatus
from bot.core.budgets.forecast import Pace, reached_at

NEARLY = 80  # percent from which a budget needs eyes
CREDIT_AHEAD = timedelta(days=14)  # what is left of prepaid credit needs eyes when it lasts no longer


@dataclass(frozen=True, slots=True)
class BudgetState:
    """`words` say what the sign means, once in a list of budgets."""

    sign: str
    words: str


OVER = BudgetState("🔴", "used up")
AT_RISK = BudgetState("🟠", f"{NEARLY} % used, or on pace to go over")
WARNED = BudgetState("🟡", "past its first warning")
CALM = BudgetState("🟢", "below its warnings")
UNREAD = BudgetState("⚪", "not read yet")
STATES = (OVER, AT_RISK, WARNED, CALM, UNREAD)  # the worst first


def full_at(status: BudgetStatus, pace: Pace | None, as_of: datetime | None = None) -> datetime | None:
    """
    When what is left is used up at the pace of the last week; None where that is not before the period ends.

    `as_of` is the end of what `spent` counts, where that is not when it was read.
    """
    since = as_of or status.as_of
    if pace is None or status.spent is None or since is None or status.has_passed(FULL):
        return None
    at = reached_at(status.amount, status.spent.quantity, pace, since)
    end = status.period.end if status.budget.resets else since + CREDIT_AHEAD
    return at if at is not None and at < end else None


def budget_state(status: BudgetStatus, full: datetime | None = None) -> BudgetState:
    """`full` is that of `full_at`: None where nothing is known of what is to come, or nothing is."""
    if status.spent is None:
        return UNREAD
    if status.has_passed(FULL):
        return OVER
    if status.has_passed(NEARLY) or full is not None:
        return AT_RISK
    return WARNED if status.has_passed(min(status.budget.levels, default=FULL)) else CALM


def worst(states: Iterable[BudgetState]) -> BudgetState:
    return min(states, key=STATES.index)


def legend(states: Iterable[BudgetState]) -> str:
    """`🔴 used up · 🟠 80 % used, or on pace to go over`: what the signs mean; '' of red and green alone."""
    shown = set(states)
    if not shown & {AT_RISK, WARNED}:
        return ""
    return " · ".join(f"{one.sign} {one.words}" for one in STATES if one in shown and one is not UNREAD)
