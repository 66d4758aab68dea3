"""The buttons under an alert, and its menu of snoozes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.alerts.levels import Until
from bot.core.slack import blocks
from bot.core.slack.blocks import Json

# What the menu offers, of any budget.
SNOOZES = {
    Until.NEXT: "until the next level",
    Until.FURTHER: "until 20 % more is used",
    Until.MORNING: "until tomorrow 09:00",
    Until.RESET: "until the budget resets",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a message tells of, and so its buttons: how many budgets, the fullest of several, other alerts beside."""

    budgets: int = 1
    fullest: str = ""
    has_others: bool = False

    @property
    def all(self) -> str:
        return f" all {self.budgets}" if self.budgets > 1 else ""


def alert_buttons(key: str, told: Told, *, needs_ack: bool, primary: bool = True) -> list[Json]:
    """One row, one primary button; what was done already is no longer offered. Of a list without one it is two rows."""
    every = " all" if told.has_others else told.all
    first = blocks.Button(f"Acknowledge{every}", "alert_ack", key, "primary" if primary else "")
    row = [blocks.button(first)] if needs_ack else []
    row.append(snooze_menu(key, told))
    more = [
        blocks.button(blocks.Button(f"Why {told.fullest}" if told.fullest else "Why", "alert_why", key)),
        blocks.button(blocks.Button("Raise a budget" if told.all else "Raise budget", "alert_raise", key)),
    ]
    rows = [[*row, *more]] if primary or not needs_ack else [row, more]  # a phone breaks four after the third
    return [{"type": "actions", "elements": each} for each in rows]


def snooze_menu(key: str, told: Told) -> Json:
    options = {**{until.value: words for until, words in SNOOZES.items()}, "expected": "expected until…"}
    return {
        "type": "static_select",
        "action_id": "alert_snooze",
        "placeholder": blocks.plain(f"Snooze{told.all} until…"),
        "options": [{"text": blocks.plain(words), "value": f"{until}:{key}"} for until, words in options.items()],
    }
