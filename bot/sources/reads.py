"""When OpenAI was last read, and whether that is too long ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.services import Services

ZONES_ASKED = "zones_asked"
LAST_READ = "last_read"
LAST_TRIED = "last_tried"
FIRST_TRIED = "first_tried"


def last_read(services: Services) -> datetime | None:
    """When everything was last read without a failure; None before the first time."""
    return _moment(services, LAST_READ)


def last_tried(services: Services) -> datetime | None:
    """When a run last went through, with failures or without; None before the first time."""
    return _moment(services, LAST_TRIED)


def silent_since(services: Services) -> datetime | None:
    """The last read, or else the first attempt: a bot that never could read is as blind as one that no longer can."""
    return last_read(services) or _moment(services, FIRST_TRIED)


def note_attempt(services: Services, now: datetime) -> None:
    """Remember the first attempt of all, from which silence counts until something was read."""
    if silent_since(services) is None:
        services.store.meta.set(FIRST_TRIED, now.isoformat())


def _moment(services: Services, key: str) -> datetime | None:
    text = services.store.meta.get(key)
    return datetime.fromisoformat(text) if text else None


def stale_for(services: Services, now: datetime) -> timedelta | None:
    """How long nothing could be read, once that is three sync intervals or an hour; None while all is well."""
    last = silent_since(services)
    limit = max(timedelta(hours=1), 3 * timedelta(minutes=services.settings.sync_minutes))
    return now - last if last and now - last > limit else None


def zones_in_use(services: Services) -> tuple[ZoneInfo, ...]:
    """The team's zone, and those that questions named whose days begin inside of an hour."""
    named = (services.store.meta.get(ZONES_ASKED) or "").split()
    return (services.zone, *map(ZoneInfo, named))


def note_zone(services: Services, zone: str) -> None:
    """Remember a zone that needs quarters of an hour: from now on the reader keeps them."""
    named = (services.store.meta.get(ZONES_ASKED) or "").split()
    if zone not in named and zone != str(services.zone):
        services.store.meta.set(ZONES_ASKED, " ".join([*named, zone]))
