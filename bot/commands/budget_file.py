"""Budgets from a file and into one."""

from __future__ import annotations

from dataclasses import replace

from bot.adapters.store.audit import AuditLine
from bot.commands.budget import audit
from bot.commands.request import LOCAL
from bot.core.budgets.file import Change, budgets_toml, changes, read_budgets
from bot.core.budgets.words import budget_words
from bot.services import Services


def import_budgets(text: str, services: Services, *, dry_run: bool = False) -> tuple[Change, ...]:
    """Make the store hold what the file says; budgets that are not in it stay as they are."""
    wanted = read_budgets(text, services.store.names.all())
    found = changes(services.store.budgets.all(), wanted)
    if dry_run:
        return found
    now = services.clock()
    with services.store.write() as connection:
        for change in found:
            assert change.after, "an import removes nothing"  # noqa: S101
            if change.before:
                services.store.budgets.change(connection, change.after)
                audit(connection, "budget changed", change.after, budget_words(change.after), LOCAL, services)
            else:
                made = services.store.budgets.add(connection, replace(change.after, created_at=now))
                line = AuditLine(now, "", "budget made", f"budget:{made.id}", budget_words(made))
                services.store.audit.append(connection, line)
    return found


def export_budgets(services: Services) -> str:
    return budgets_toml(services.store.budgets.all())
