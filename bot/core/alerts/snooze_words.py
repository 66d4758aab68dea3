"""Snoozing in words: `checkout-prod until next level`, `web-app +20%`, `search till tomorrow 9am`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.alerts.levels import Snooze, Until
from bot.core.alerts.snooze_ends import check_has_reset
from bot.core.budgets.budget import BudgetStatus
from bot.core.catalogue.words import either
from bot.core.errors import UserError
from bot.core.grammar import read_until
from bot.core.grammar.calendar_words import GLUED_UNIT
from bot.core.grammar.wish_words import one_of
from bot.core.patterns import Pattern

EXAMPLE = "snooze checkout-prod until tomorrow 9am"

_FULL = Pattern(r"[\s,]*\b(?:even (?:at|over|past)|including|also(?: at)?) 100 ?%?", re.IGNORECASE)
_FURTHER = Pattern(rf"\s+(?:{one_of('until')}|by)?\s*\+\s*20\s*%?\s*$", re.IGNORECASE)
_UNTIL = Pattern(
    rf"\s+(?:(?:{one_of('until')}|for)\s+(.+)|(\d+\s*{either(GLUED_UNIT)}))$",
    re.IGNORECASE,
)
_FOREVER = Pattern(r"\s+(?:forever|for ever|for good|indefinitely|always)\b", re.IGNORECASE)
_NEXT = Pattern(r"(?:the )?next level", re.IGNORECASE)
_TODAY = Pattern(r"(?:the rest of )?(?:today|the day)|end of (?:the )?day|eod", re.IGNORECASE)
_RESET = Pattern(r"(?:the )?(?:reset|end|period's end|end of the period|next period)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Snoozing:
    """What was asked for: a budget in words, until when, and whether 100 % is hidden too."""

    budget: str
    until: Until
    ends_at: datetime | None
    hides_full: bool

    def snooze(self, status: BudgetStatus, *, by: str, now: datetime) -> Snooze:
        """Every snooze but one until a moment ends with the period at the latest."""
        check_has_reset(self.until, status)
        ends_at = self.ends_at or status.period.end
        return Snooze(self.until, status.percent, ends_at, by, now, self.hides_full)


def read_snooze(text: str, *, now: datetime, zone: ZoneInfo) -> Snoozing:
    """Raises UserError that says what would work."""
    text, hidden = _FULL.subn("", f" {text.strip()}")
    if _FURTHER.search(text):
        return Snoozing(_FURTHER.sub("", text).strip(), Until.FURTHER, None, bool(hidden))
    match = _UNTIL.search(text)
    if not match:
        told = f"Until when? `{EXAMPLE}`, `until next level`, `+20%` or `until the reset`."
        raise UserError(told, _asks(_FOREVER.sub("", text).strip()))
    budget, typed = text[: match.start()].strip(), (match[1] or match[2]).strip()
    if _NEXT.fullmatch(typed):
        return Snoozing(budget, Until.NEXT, None, bool(hidden))
    if _RESET.fullmatch(typed):
        return Snoozing(budget, Until.RESET, None, bool(hidden))
    try:
        ends_at = read_until("midnight" if _TODAY.fullmatch(typed) else typed, now=now, zone=zone)
    except UserError as error:
        raise UserError(str(error), _asks(budget)) from None
    return Snoozing(budget, Until.MORNING, ends_at, bool(hidden))


def _asks(name: str) -> tuple[str, ...]:
    moments = ("tomorrow 9am", "next level", "the reset")
    return tuple(f"snooze {name} until {moment}" for moment in moments) if name else ("alerts",)
