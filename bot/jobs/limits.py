"""Reads OpenAI's own limits and alerts once an hour, so that people are warned before requests fail."""

from __future__ import annotations

from datetime import datetime

from bot.core.budgets.budget import budget_period
from bot.core.budgets.openai_limits import KEPT, NativeLimits, kept_limits, limits_text
from bot.core.errors import UpstreamError
from bot.core.periods import Period
from bot.services import Services
from bot.sources import breakdown
from bot.sources.right_organisation import organisation_error

MOST_PROJECTS = 30  # two requests each, at one a second


def read_limits(services: Services, now: datetime) -> None:
    """Read them for the organisation, and for projects with a budget or spend. Stops when the key may not read them."""
    if organisation_error(services):
        return
    found: dict[str, NativeLimits] = {one.project: one for one in kept_limits(services.store.meta.get(KEPT))}
    for project in ("", *_projects(services, now)[:MOST_PROJECTS]):
        try:
            limits = services.openai.limits(project)
        except UpstreamError:
            return  # keep what is known; the reader says when OpenAI does not answer
        if not limits.known and not project:
            return
        if not limits.known:
            break
        found[project] = limits
    kept = (found[project] for project in sorted(found) if found[project].is_any)
    services.store.meta.set(KEPT, limits_text(kept))


def _projects(services: Services, now: datetime) -> list[str]:
    """Those with a budget first, then those that spend most this month."""
    owned = {
        id
        for budget in services.store.budgets.all()
        if budget.scope == "project"
        for id in budget.names
        if "*" not in id
    }
    spent = breakdown(services, "cost", Period(budget_period("month", now).start, now), "project")
    largest = sorted((id for id in spent if id and id not in owned), key=lambda id: (-spent[id].quantity, id))
    return [*sorted(owned), *largest]
