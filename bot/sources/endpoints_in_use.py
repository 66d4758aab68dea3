"""Which endpoints an organisation uses at all."""

from __future__ import annotations

from bot.core.periods import Period
from bot.core.question import Question
from bot.services import Services
from bot.sources.stored import read_notes


def endpoints_in_use(period: Period, services: Services) -> tuple[str, ...]:
    """Those that may hold something: not those that the store looked at lately and never saw used."""
    now = services.clock()
    return read_notes(services, Question("", period), now).endpoints(now)
