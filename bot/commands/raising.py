"""`raise`: a higher amount, for a while if need be, with its reason; from the words or from an alert's button."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.budget_changes import ONCE_SAVED, audit, stands
from bot.commands.request import Action, Asker, Click, Command, Reply, Response, verbal
from bot.commands.rights import check_may_see, may_change
from bot.core.budgets import budget_previews as previews
from bot.core.budgets.budget_names import raise_text, scope_name
from bot.core.budgets.raise_words import EXAMPLE, Raising, raise_words, read_raise
from bot.core.grammar.spoken_numbers import in_figures
from bot.core.slack.message import Message
from bot.services import Services
from bot.sources.budget_status import BudgetSums, budget_sums


def run(text: str, asker: Asker, services: Services) -> Reply:
    may_change(asker, services)
    sums = budget_sums(services, services.clock())
    raising = _read(text, asker, sums, services)
    budget = replace(raising.budget, raised=raising.raised)
    typed = raise_words(raising, services.zone)
    stands_now = stands(budget, sums, services, ONCE_SAVED)
    preview = previews.raise_preview(budget, typed, stands_now, sums.names, services.zone)
    return verbal("raise", preview, proposes=True)


def read(text: str, asker: Asker, services: Services) -> Raising:
    """What the words mean; raises UserError for what cannot be."""
    return _read(text, asker, budget_sums(services, services.clock()), services)


def _read(text: str, asker: Asker, sums: BudgetSums, services: Services) -> Raising:
    known = services.store.budgets.all()
    raising = read_raise(in_figures(text), known, sums.names, by=asker.user_id, now=sums.now, zone=services.zone)
    check_may_see(asker, raising.budget)
    return raising


def _raised(raising: Raising, asker: Asker, sums: BudgetSums, services: Services) -> Message:
    budget = replace(raising.budget, raised=raising.raised)
    with services.store.write() as connection:
        services.store.budgets.change(connection, budget)
        audit(connection, "budget raised", budget, raise_words(raising, services.zone), asker, services)
    whose = f"{scope_name(budget, sums.names)}'s budget"
    text = f"{whose} is {raise_text(budget, services.zone)}. {stands(budget, sums, services)}"
    return previews.done_message(f"{text} {previews.next_level(sums.current(budget))}")


def save(text: str, asker: Asker, services: Services) -> Message:
    """Raise as the words say, which were shown before."""
    sums = budget_sums(services, services.clock())
    return _raised(_read(text, asker, sums, services), asker, sums, services)


def _save(click: Click, services: Services) -> Response:
    return Response(replacement=save(click.value, click.asker, services))


COMMAND = Command(
    "raise", ("raise", "bump"), run, "Raises a budget, for a while if you like.", EXAMPLE, is_about_budgets=True
)
ACTIONS = (Action("raise_save", _save, admins_only=True),)
