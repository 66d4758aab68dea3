"""Quiet hours: what is below 100 % waits for their end, on the clock of the team's zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.core.alerts.levels import TELLING, Decision
from bot.core.budgets.budget import FULL, BudgetStatus
from bot.core.periods import DAY, Period, first_instant

_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end`, over midnight when they end earlier than they start."""

    start: time
    end: time

    def until(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the present quiet hours end; None outside of them."""
        today = now.astimezone(zone).date()
        nights = (self._beginning(day, zone) for day in (today - DAY, today))
        return next((night.end for night in nights if now in night), None)

    def _beginning(self, day: date, zone: ZoneInfo) -> Period:
        """Those of one day. A time that the clocks show twice, or skip, is one moment: no night is quiet twice."""
        ends_on = day + DAY if self.end < self.start else day
        return Period(first_instant(day, self.start, zone), first_instant(ends_on, self.end, zone))


def read_quiet_hours(text: str) -> QuietHours | None:
    """Read `22:00-07:00`; None for anything else, and when both times are equal."""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        return None
    start, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    return QuietHours(start, end) if start != end else None


def may_be_told(decisions: tuple[Decision, ...], status: BudgetStatus, quiet_until: datetime | None) -> bool:
    """
    Whether now is the time for `decisions`. Together they wait: in the morning they are made anew, with the numbers
    of then, so that nothing is lost and nothing is told that holds no more.
    """
    tells = any(decision.event in TELLING for decision in decisions)
    return quiet_until is None or not tells or status.has_passed(FULL)
