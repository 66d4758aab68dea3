"""Changing an amount by what words say: `add $200 to search`, `increase search by 10%`, `lower search to 300`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.budgets.budget import Budget
from bot.core.budgets.raise_words import one_budget
from bot.core.budgets.words import amount_words, budget_words, checked_amount
from bot.core.errors import UserError
from bot.core.grammar import read_amount
from bot.core.names import Names

_UP, _DOWN = ("add", "increase", "raise", "bump", "up"), ("lower", "decrease", "reduce", "cut", "drop", "shrink")
_ADD = re.compile(r"(?P<verb>add)\s+(?P<amount>\S+(?:\s+\w+)?)\s+(?:to|onto)\s+(?P<name>.+)", re.IGNORECASE)
_BY = re.compile(
    rf"(?P<verb>{'|'.join((*_UP, *_DOWN))})\s+(?P<name>.+?)\s+(?P<how>by|to)\s+(?P<amount>\S+(?:\s+\S+){{0,2}})",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(\d{1,4})\s*%")
_PER = re.compile(r"\s*(?:/|per|a)\s*(?:day|week|month)$", re.IGNORECASE)


def read_change(text: str, budgets: Sequence[Budget], names: Names) -> str:
    """
    The budget as it is to be, in the words that set it; '' when `text` says no change of an amount.

    Raises UserError for a change that goes the other way than its verb.
    """
    match = _ADD.fullmatch(text.strip()) or _BY.fullmatch(text.strip())
    if not match:
        return ""
    verb = match["verb"].lower()
    name = re.sub(
        r"^(?:the\s+)?(?:budget\s+(?:of|for)\s+)?(?:the\s+)?|\s+budget$", "", match["name"], flags=re.IGNORECASE
    )
    budget = one_budget(name, budgets, names)
    is_by = match.groupdict().get("how", "by").lower() == "by"
    amount = _amount(budget, _PER.sub("", match["amount"].strip()), verb in _UP, is_by)
    if (amount > budget.amount) is not (verb in _UP):
        now = amount_words(budget.amount, budget.metric)
        raise UserError(f"“{verb}” goes {'up' if verb in _UP else 'down'}; the budget is {now} now.")
    return budget_words(replace(budget, amount=checked_amount(amount, budget.metric)))


def _amount(budget: Budget, typed: str, is_up: bool, is_by: bool) -> int:
    if percent := _PERCENT.fullmatch(typed):
        if not is_by:
            raise UserError(f"To {typed} of what? Write `by {typed}`, or an amount.")
        share = int(percent[1])
        return budget.amount * (100 + share if is_up else 100 - share) // 100
    quantity, _ = read_amount(typed, budget.metric)
    if not is_by:
        return quantity
    return budget.amount + quantity if is_up else budget.amount - quantity
