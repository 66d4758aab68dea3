"""The scheduled reports: the digest of the settings, and those that people made."""

from __future__ import annotations

from bot.core.reports.schedules import Schedule, default_schedules
from bot.services import Services


def all_schedules(services: Services) -> tuple[Schedule, ...]:
    """The digest of the settings first."""
    settings = services.settings
    own = default_schedules(settings.digest_channel, settings.timezone.key, settings.digest_at)
    return (*own, *services.store.schedules.all())
