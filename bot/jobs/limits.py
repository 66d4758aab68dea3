"""OpenAI's own hard limits, read once an hour: when requests begin to fail is worth a warning."""

from __future__ import annotations

from datetime import datetime

from bot.core.errors import UpstreamError
from bot.core.limits import NativeLimits
from bot.jobs.scene import LIMITS, limits_text
from bot.services import Services

MOST_PROJECTS = 50  # of those with a budget: one request each


def read_limits(services: Services, now: datetime) -> None:
    """The organisation's, and those of projects that have a budget. A key that may not read them changes nothing."""
    projects = sorted(
        id
        for budget in services.store.budgets.all()
        if budget.scope == "project"
        for id in budget.names
        if "*" not in id
    )
    found: list[NativeLimits] = []
    for project in ("", *projects[:MOST_PROJECTS]):
        try:
            limits = services.openai.limits(project)
        except UpstreamError:
            return  # what was known stays known; the reader tells of an OpenAI that does not answer
        if not limits.known:
            break
        found.append(limits)
    services.store.meta.set(LIMITS, limits_text(found))
