"""What is about to be changed of a budget, and what was: nothing is saved before the button."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.core.budgets.budget import Budget, BudgetStatus
from bot.core.budgets.budget_names import inside, quantity, raise_text, scope_name
from bot.core.budgets.budget_terms import own_terms, terms
from bot.core.budgets.file import Change
from bot.core.names import Names
from bot.core.slack import blocks
from bot.core.slack.blocks import Button
from bot.core.slack.message import Message


def budget_preview(
    budget: Budget, known: Budget | None, said: Sequence[str], words: str, names: Names, missing: str = ""
) -> Message:
    """
    What is about to be saved. Nothing is saved before the button.

    `said` is where it stands, and how often it would have been heard of; `missing` is the verb that found no budget.
    """
    text = f"{'Change' if known else 'New budget for'} {inside(terms(budget, names))}"
    if missing:
        such = _RHYTHM.get(budget.period, "such")
        text = f"{scope_name(budget, names)} has no {such} budget to {missing}. Make a new one? {text}"
    lines = [
        f"*{text}*",
        *([f"Until now: {own_terms(known)}"] if known else []),
        f"Not saved yet. {said[0]}",
        *said[1:],
    ]
    save = Button("Make it" if missing else "Save", "budget_save", words, "" if missing else "primary")
    row = blocks.actions(save, Button("Cancel", "budget_cancel", "cancel"))
    return Message(text, (blocks.section("\n".join(line for line in lines if line)), row))


_RHYTHM = {"day": "daily", "week": "weekly", "month": "monthly"}


def delete_preview(budget: Budget, names: Names) -> Message:
    text = f"Delete {inside(terms(budget, names))}"
    return Message(text, (blocks.section(text), blocks.actions(delete_button(budget, "danger"))))


def delete_button(budget: Budget, style: str = "") -> Button:
    return Button("Delete", "budget_delete", str(budget.id), style)


def raise_preview(budget: Budget, words: str, stands: str, names: Names, zone: ZoneInfo) -> Message:
    text = f"{scope_name(budget, names)}'s budget is {raise_text(budget, zone)}"
    save = Button("Raise budget", "raise_save", words, "primary")
    row = blocks.actions(save, Button("Cancel", "budget_cancel", "cancel"))
    return Message(text, (blocks.section(f"*{text}*\n{stands}"), row))


def next_level(status: BudgetStatus) -> str:
    """What comes next: `Next alert at 80 %: $560.`"""
    coming = [level for level in status.budget.levels if not status.has_passed(level)]
    if status.spent is None or not coming:
        return "All its levels are passed. Over 100 % there is one reminder a day until it is acknowledged."
    at = quantity(status.amount * coming[0] // 100, status.budget.metric)
    return f"Next alert at {coming[0]} %: {at}."


def done_message(what: str, undo: Button | None = None) -> Message:
    """`Saved. …`, with the way back when there is one."""
    return Message(what, (blocks.section(what), *([blocks.actions(undo)] if undo else [])))


def changes_message(changes: Sequence[Change], names: Names, *, dry_run: bool) -> Message:
    """What an import does, or would do: one line a budget."""
    if not changes:
        text = "Nothing to change: the budgets are as the file says."
        return Message(text, (blocks.section(text),))
    lines = [line for change in changes for line in _change_lines(change, names)]
    text = f"{len(changes)} change{'s' if len(changes) > 1 else ''}{' would be made' if dry_run else ''}"
    return Message(text, (blocks.section("\n".join([text, *lines])),))


def _change_lines(change: Change, names: Names) -> list[str]:
    before = [f"− {terms(change.before, names)}"] if change.before else []
    return before + ([f"+ {terms(change.after, names)}"] if change.after else [])
