"""Raising a budget in words: `checkout-prod to 700 until friday because launch`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.budgets.budget import Budget, Raise
from bot.core.budgets.words import amount_words, checked_amount, find_budgets
from bot.core.errors import UserError
from bot.core.grammar import read_amount, read_until
from bot.core.names import Names

EXAMPLE = "raise checkout-prod to 700 until friday because launch"
LONGEST_REASON = 200

_REASON = re.compile(r"\s+(?:because|reason:?|due to)\s+(.+)$", re.IGNORECASE | re.DOTALL)
_UNTIL = re.compile(r"\s+(?:until|till|til)\s+(.+)$", re.IGNORECASE)
_AMOUNT = re.compile(r"^(?P<name>.*?)\s+(?P<how>to|by|\+)?\s*(?P<amount>\S+(?:\s+\S+){0,2})$", re.IGNORECASE)
_PERCENT = re.compile(r"(\d{1,4})\s*%")


@dataclass(frozen=True, slots=True)
class Raising:
    """A budget, and the raise that it is to have."""

    budget: Budget
    raised: Raise


def read_raise(
    text: str, budgets: Sequence[Budget], names: Names, *, by: str, now: datetime, zone: ZoneInfo
) -> Raising:
    """Raises UserError that says what would work."""
    text, reason = _cut(_REASON, f" {text.strip()}")
    text, until = _cut(_UNTIL, text)
    match = _AMOUNT.match(text.strip())
    if not match:
        raise UserError(f"Which budget, and to how much? `{EXAMPLE}`.")
    budget = one_budget(match["name"], budgets, names)
    amount = _raised(budget, (match["how"] or "to").lower(), match["amount"].strip())
    if amount <= budget.amount:
        raise UserError(f"A raise goes up; the budget is {amount_words(budget.amount, budget.metric)} now.")
    ends = read_until(until, now=now, zone=zone) if until else None
    return Raising(budget, Raise(amount, ends, reason[:LONGEST_REASON], by))


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.search(text)
    return (text[: match.start()], match[1].strip()) if match else (text, "")


def _raised(budget: Budget, how: str, typed: str) -> int:
    """`to 700`, `by $200`, `+20 %`."""
    relative = how in ("by", "+") or typed.startswith("+")
    typed = typed.removeprefix("+").strip()
    if relative and (percent := _PERCENT.fullmatch(typed)):
        return checked_amount(budget.amount * (100 + int(percent[1])) // 100, budget.metric)
    quantity, _ = read_amount(typed, budget.metric)
    return checked_amount(budget.amount + quantity if relative else quantity, budget.metric)


def one_budget(text: str, budgets: Sequence[Budget], names: Names) -> Budget:
    """The one budget that the words mean."""
    found = find_budgets(text, budgets, names)
    if not found:
        raise UserError(f"There is no budget for “{text.strip()[:80]}”; `budgets` lists those there are.")
    if len(found) > 1:
        told = " or ".join(f"`#{budget.id}` (a {budget.period})" for budget in found[:3])
        raise UserError(f"“{text.strip()[:80]}” has several budgets: say {told}.")
    return found[0]


def raise_words(raising: Raising, zone: ZoneInfo) -> str:
    """The raise in words that are read as the same raise again."""
    raised = raising.raised
    parts = [f"#{raising.budget.id} to {amount_words(raised.amount, raising.budget.metric)}"]
    if raised.until:
        parts.append(f"until {raised.until.astimezone(zone):%Y-%m-%d %H:%M}")
    parts += [f"because {raised.reason}"] if raised.reason else []
    return " ".join(parts)
