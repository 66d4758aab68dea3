"""What ends a snooze, and whether that comes at all."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.core.alerts.levels import FURTHER, Snooze, Until
from bot.core.budgets.budget import FULL, BudgetStatus
from bot.core.errors import UserError
from bot.core.slack.dates import stamp, zone_name


def snooze_end(snooze: Snooze, zone: ZoneInfo) -> str:
    """What ends it: `the next level`, `81 % is used`, `the reset`, `Tue 24 Nov 09:00 UTC`."""
    if snooze.until is Until.FURTHER:
        return f"{FULL if ends_full(snooze) else snooze.percent + FURTHER} % is used"
    if snooze.until is Until.MORNING:
        return f"{stamp(snooze.ends_at, zone)} {zone_name(zone.key)}"
    return "the next level" if snooze.until is Until.NEXT else "the reset"


def ends_full(snooze: Snooze) -> bool:
    """Whether the alert at 100 %, which is sent all the same, comes before the snooze is over."""
    is_before = snooze.percent < FULL < snooze.percent + FURTHER
    return snooze.until is Until.FURTHER and is_before and not snooze.hides_full


def check_has_reset(until: Until, status: BudgetStatus) -> None:
    if until is Until.RESET and not status.budget.resets:
        raise UserError("Credit does not reset; snooze it until a day, or until the next level.")
