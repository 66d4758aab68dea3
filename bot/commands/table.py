"""Every command and every click, one row each."""

from __future__ import annotations

from bot.commands import (
    about,
    accuracy,
    again,
    alerts,
    ask,
    budget,
    budget_changes,
    budgets,
    close,
    digest,
    doctor,
    forms,
    help,
    home,
    native,
    notify,
    prices,
    raising,
    reports,
)
from bot.commands.request import Action, Command

# The first row answers whatever no other row claims by its first word.
COMMANDS: tuple[Command, ...] = (
    ask.COMMAND,
    *ask.VERB_COMMANDS,
    accuracy.COMMAND,
    prices.COMMAND,
    close.COMMAND,
    budgets.COMMAND,
    *budget.COMMANDS,
    raising.COMMAND,
    native.COMMAND,
    *alerts.COMMANDS,
    digest.COMMAND,
    *reports.COMMANDS,
    notify.COMMAND,
    home.COMMAND,
    doctor.COMMAND,
    about.COMMAND,
    help.COMMAND,
)

ACTIONS: tuple[Action, ...] = (
    *again.ACTIONS,
    *budget_changes.ACTIONS,
    *raising.ACTIONS,
    *native.ACTIONS,
    *alerts.ACTIONS,
    *forms.ACTIONS,
    *reports.ACTIONS,
)
