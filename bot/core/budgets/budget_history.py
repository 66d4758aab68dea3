"""What a budget was before: its changes in the words of the audit, and the amount that counted at a moment."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.core.amounts import nanodollars
from bot.core.budgets.budget import Budget, Raise
from bot.core.budgets.written_budget import budget_words
from bot.core.patterns import Pattern

MADE, CHANGED, RAISED = "budget made", "budget changed", "budget raised"
DELETED, RESTORED = "budget deleted", "budget restored"
ACTIONS = (MADE, CHANGED, RAISED, DELETED, RESTORED)

_AMOUNT = r"(?P<amount>\$[\d.]+|\d+(?= (?:(?:in|out)put )?(?:tokens|requests)))[a-z ]*"
# As `budget_words` and `raise_words` write them.
_TERMS = Pattern(rf"(?<!\S){_AMOUNT}(?: per \w+| since \S+) warn [\d ]+\d(?: @\S+)?(?: \S+)?$")
_RAISE = Pattern(rf"#\d+ to {_AMOUNT}(?: until (?P<until>\d{{4}}-\d\d-\d\d \d\d:\d\d))?(?: because .*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of a budget: when, by whom (a Slack id, or a user of the machine), which of ACTIONS, and its words."""

    at: datetime
    by: str
    action: str
    budget: int
    words: str

    @property
    def terms(self) -> str:
        """`$500 per month warn 50 80 100 @U012ABC`: the words without what the budget is for."""
        match = _TERMS.search(self.words)
        return match[0] if match else self.words

    @property
    def amount(self) -> int | None:
        """The amount that was set, for a while or for good; None where the words name none."""
        match = (_RAISE.fullmatch if self.action == RAISED else _TERMS.search)(self.words)
        return _quantity(match["amount"]) if match else None

    def until(self, zone: ZoneInfo) -> datetime | None:
        """The end of a raise; None of one that stays."""
        match = _RAISE.fullmatch(self.words)
        if match is None or not match["until"]:
            return None
        return datetime.fromisoformat(match["until"]).replace(tzinfo=zone).astimezone(UTC)


def _quantity(text: str) -> int:
    return nanodollars(text[1:]) if text.startswith("$") else int(text)


def amount_then(budget: Budget, revisions: Iterable[Revision], at: datetime, zone: ZoneInfo) -> int | None:
    """The amount that counted at `at`, of revisions from the oldest on; None where nobody wrote it down."""
    known: int | None = None
    raised: Raise | None = None
    for one in revisions:
        amount = one.amount
        if one.budget != budget.id or one.at > at or amount is None:
            continue
        if one.action == RAISED:
            raised = Raise(amount, one.until(zone), "", one.by)
            continue
        raised = None if amount != known else raised
        known = amount
    return None if known is None else replace(budget, amount=known, raised=raised).amount_at(at)


def is_changed_since(budget: Budget, revisions: Iterable[Revision], at: datetime) -> bool:
    """Whether somebody gave it other terms after `at`."""
    return any(one.budget == budget.id and one.at > at and one.action in (CHANGED, RAISED) for one in revisions)


def made_unwritten(budgets: Iterable[Budget], revisions: Collection[Revision]) -> list[Revision]:
    """The making of those of which nobody wrote it down, as the budget itself tells it."""
    told = {one.budget for one in revisions if one.action == MADE}
    changed = {one.budget for one in revisions if one.action == CHANGED}
    return [
        Revision(one.created_at, one.created_by, MADE, one.id, "" if one.id in changed else budget_words(one))
        for one in budgets
        if one.created_at is not None and one.id not in told
    ]
