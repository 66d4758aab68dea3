"""Budgets from a file and into one."""

from __future__ import annotations

from dataclasses import replace

from bot.adapters.store.audit import AuditLine
from bot.commands.budget_changes import audit
from bot.commands.request import LOCAL
from bot.core.budgets.file import Change, budgets_toml, changes, named_in, read_budgets
from bot.core.budgets.written_budget import budget_words
from bot.core.errors import UserError
from bot.services import Services
from bot.sources.unknown_names import names_with_ids, names_with_slots


def import_budgets(text: str, services: Services, *, dry_run: bool = False) -> tuple[Change, ...]:
    """Make the store hold what the file says; budgets that are not in it stay as they are."""
    _look_up(text, services)
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


def _look_up(text: str, services: Services) -> None:
    """Ask OpenAI for ids and names that are not known yet. Raises one UserError with each that it does not know."""
    problems, names, now = [], services.store.names.all(), services.clock()
    for number, named, is_known in named_in(text, names):
        try:
            names = names_with_ids(named, names, services, now)
            if not is_known:
                names = names_with_slots(named, names, services, now)
        except UserError as error:
            problems.append(f"Budget {number}: {error}")
    if problems:
        raise UserError("\n".join(problems))


def export_budgets(services: Services) -> str:
    return budgets_toml(services.store.budgets.all())
