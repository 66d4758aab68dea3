"""`import`: OpenAI's own spend alerts taken over as budgets; shown first, saved by admins, audited."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.budget_changes import audit
from bot.commands.request import LOCAL, Action, Asker, Click, Command, Reply, Response, verbal
from bot.commands.rights import may_change
from bot.core.budgets.budget import Budget
from bot.core.budgets.openai_limits import KEPT, as_budgets, kept_limits
from bot.core.budgets.openai_limits_message import import_message, none_message
from bot.core.budgets.written_budget import budget_words
from bot.services import Services


def run(_text: str, asker: Asker, services: Services) -> Reply:
    """From Slack a preview with a button; the terminal says `usage-bot budgets import --native`."""
    may_change(asker, services)
    wanted = missing(services)
    if not wanted:
        is_known = bool(services.store.meta.get(KEPT))
        return verbal("import", none_message("" if is_known else f"{services.settings.command} doctor"))
    names, left_out = services.store.names.all(), tuple(one for one in _native(services) if one not in wanted)
    return verbal("import", import_message(wanted, names, left_out, ask=not asker.is_terminal))


def missing(services: Services) -> tuple[Budget, ...]:
    """OpenAI's alerts as budgets, without those that exist here: what people set stays as it is."""
    known = {budget.identity for budget in services.store.budgets.all()}
    return tuple(budget for budget in _native(services) if budget.identity not in known)


def _native(services: Services) -> tuple[Budget, ...]:
    return as_budgets(kept_limits(services.store.meta.get(KEPT)))


def save(services: Services, asker: Asker = LOCAL) -> tuple[Budget, ...]:
    """Asks once more what is missing: two clicks make no two budgets."""
    wanted, now = missing(services), services.clock()
    with services.store.write() as connection:
        for budget in wanted:
            made = replace(budget, created_at=now, created_by=asker.user_id)
            made = services.store.budgets.add(connection, made)
            audit(connection, "budget made", made, budget_words(made), asker, services)
    return wanted


def _save(click: Click, services: Services) -> Response:
    made = save(services, click.asker)
    names = services.store.names.all()
    return Response(replacement=import_message(made, names, saved=True) if made else none_message())


COMMAND = Command(
    "import", ("import",), run, "Takes OpenAI's own spend alerts over as budgets.", "import", is_about_budgets=True
)
ACTIONS = (Action("native_save", _save, admins_only=True),)
