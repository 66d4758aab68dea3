"""The scheduled reports: the digest of the settings, and those that people made."""

from __future__ import annotations

from bot.adapters.store.moments import from_text
from bot.core.reports.schedules import Schedule, default_schedules
from bot.services import Services

OWN = "digest:0"  # the digest of the settings in the record of runs
BEGAN = "digests_began"  # when a new bot first looked what is due
NEVER = ""  # in its place: there were digests before anybody noted that


def all_schedules(services: Services) -> tuple[Schedule, ...]:
    """The digest of the settings first."""
    settings, began = services.settings, services.store.meta.get(BEGAN)
    since = from_text(began) if began else None
    own = default_schedules(settings.digest_channel, settings.timezone.key, settings.digest_at, since)
    return (*own, *services.store.schedules.all())
