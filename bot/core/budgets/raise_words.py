"""Raising a budget in words: `checkout-prod to 700 until friday because launch`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.budgets.budget import Budget, Raise
from bot.core.budgets.budget_names import each, quantity, scope_name
from bot.core.budgets.spoken_changes import told_why, until_end
from bot.core.budgets.words import Wanted, find_budgets, is_meant, read_change
from bot.core.budgets.written_budget import amount_words
from bot.core.errors import UserError
from bot.core.grammar import read_until
from bot.core.grammar.wish_words import one_of
from bot.core.names import Names
from bot.core.patterns import Pattern

EXAMPLE = "raise checkout-prod to 700 until friday because launch"
LONGEST_REASON = 200

_REASON = re.compile(r"[\s,;-]+(?:because(?:\s+of)?|reason:?|due to|given)\s+(.+)$", re.IGNORECASE | re.DOTALL)
_UNTIL = re.compile(rf"\s+{one_of('until')}\s+(.+)$", re.IGNORECASE)
# `all budgets`, `everything`: no one of them.
_MANY = re.compile(
    r"\b(?:all|every|both|each)\s+(?:(?:of|the|my|our)\s+)*budgets?\b|^\s*(?:all|both|everything)(?![\w-])", re.I
)


@dataclass(frozen=True, slots=True)
class Raising:
    """A budget, and the raise that it is to have."""

    budget: Budget
    raised: Raise


def read_raise(
    text: str, budgets: Sequence[Budget], names: Names, *, by: str, now: datetime, zone: ZoneInfo
) -> Raising:
    """Raises UserError that says what would work."""
    text, reason = _cut(_REASON, f" {until_end(text.strip())}")
    text, reason = (text, reason) if reason else told_why(text)
    text, until = _cut(_UNTIL, text)
    refuse_many(text)
    if not text.strip(" to0123456789.,%$+by"):
        raise UserError(f"Which budget, and to how much? `{EXAMPLE}`.", ("budgets",))
    wanted = replace(read_change(f"raise {text}", budgets, names), direction=0)  # which way is looked at here
    budget = _only(text, tuple(budget for budget in budgets if is_meant(budget, wanted)))
    amount = _raised(
        budget, wanted, names, f"{f' until {until}' if until else ''}{f' because {reason}' if reason else ''}"
    )
    try:
        ends = read_until(until, now=now, zone=zone) if until else None
    except UserError as error:
        said = text.strip()
        raise UserError(str(error), (f"raise {said} until end of month", f"raise {said} until tomorrow 9am")) from None
    return Raising(budget, Raise(amount, ends, reason[:LONGEST_REASON], by))


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.search(text)
    return (text[: match.start()], match[1].strip()) if match else (text, "")


def _raised(budget: Budget, wanted: Wanted, names: Names, rest: str) -> int:
    """`to 700`, `by $200`, `20 %`; `rest` is what else was said, for an offer of the same."""
    if wanted.amount is None and wanted.step is None:
        asks = (f"raise #{budget.id} by 20%", f"raise #{budget.id} by 20% until next week")
        raise UserError(f"Which budget, and to how much? `{EXAMPLE}`.", asks)
    amount = wanted.new_amount(budget)
    if amount <= budget.amount:
        said, now, sum_ = (quantity(one, budget.metric) for one in (amount, budget.amount, budget.amount + amount))
        asks = (
            f"raise #{budget.id} by {amount_words(amount, budget.metric)}{rest}",
            f"lower #{budget.id} to {amount_words(amount, budget.metric)}",
        )
        of = f"{scope_name(budget, names)}'s budget of {now}"
        what = f"Raise the budget by {said} to {sum_}, or lower it to {said}?"
        raise UserError(f"{said} is no raise of {of}. {what}", asks)
    return amount


def refuse_many(text: str) -> None:
    """Raises UserError for words that mean several budgets: one slip would change them all."""
    if _MANY.search(text):
        raise UserError(
            "Budgets are changed one at a time: name one, such as `#3`; `budgets` lists them.", ("budgets",)
        )


_ALL_BUT = Pattern(
    r"\s*(?:all|every|everything|everyone|all of (?:it|them)|the whole lot|all (?:the |my |our )*(?:budgets?|alerts?"
    r"|pings|warnings)|every (?:budget|alert))\s*(?:(?:,\s*)?(?:except|but|apart from|other than|besides|bar|save"
    r"|without|not)(?:\s+for)?\s+(?:the\s+)?(?P<but>.+))?",
    re.IGNORECASE,
)


def several_budgets(text: str, budgets: Sequence[Budget], names: Names) -> tuple[Budget, ...]:
    """Those of `everything`, `all alerts except search`; () for words that mean one."""
    match = _ALL_BUT.fullmatch(text)
    if match is None:
        return ()
    kept = find_budgets(_ALERT.sub("", match["but"]), budgets, names) if match["but"] else ()
    if match["but"] and not kept:
        return (_only(match["but"], kept),)
    return tuple(one for one in budgets if one not in kept)


_ALERT = re.compile(r"\s*\b(?:alerts?|budgets?)\s*$", re.IGNORECASE)


def one_budget(text: str, budgets: Sequence[Budget], names: Names) -> Budget:
    """The one budget that the words mean."""
    return _only(text, find_budgets(text, budgets, names))


def _only(text: str, found: Sequence[Budget]) -> Budget:
    if not found:
        raise UserError(f"There is no budget for “{text.strip()[:80]}”; `budgets` lists those there are.", ("budgets",))
    if len(found) > 1:
        choices = " or ".join(f"`#{budget.id}` ({each(budget)})" for budget in found[:3])
        raise UserError(f"“{text.strip()[:80]}” has several budgets: say {choices}.", ("budgets",))
    return found[0]


def raise_words(raising: Raising, zone: ZoneInfo) -> str:
    """The raise in words that are read as the same raise again."""
    raised = raising.raised
    parts = [f"#{raising.budget.id} to {amount_words(raised.amount, raising.budget.metric)}"]
    if raised.until:
        parts.append(f"until {raised.until.astimezone(zone):%Y-%m-%d %H:%M}")
    parts += [f"because {raised.reason}"] if raised.reason else []
    return " ".join(parts)


_FOR_NOW = Pattern(
    r"\s*\b(?:(?:for\s+)?(?:this\s+(?:day|week|month)|today)\s+only"
    r"|(?:just|only)\s+(?:for\s+)?(?:this\s+(?:day|week|month)|today))\b",
    re.IGNORECASE,
)


def refuse_for_now(text: str, known: Budget | None, amount: int, *, metric: str) -> None:
    """Raises UserError for `search 300 this month only`, which would stay; a higher amount for a while is a raise."""
    said = _FOR_NOW.search(text)
    if not said:
        return
    unit = "day" if "day" in said[0].lower() else "week" if "week" in said[0].lower() else "month"
    is_raise = known is not None and amount > known.amount
    raised = f"raise #{known.id} to {amount_words(amount, metric)} until end of {unit}" if known and is_raise else ""
    told = (
        "An amount stays until it is changed; for a while it can only be raised:"
        " `raise checkout-prod to 600 until end of month`."
    )
    raise UserError(told, tuple(filter(None, (raised, f"budget {_FOR_NOW.sub('', text).strip()}"))))
