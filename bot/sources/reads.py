"""When OpenAI was last read, since when attempts have failed, and whether that is too long."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.answers.planner import Plan
from bot.core.catalogue import COMPLETIONS
from bot.core.catalogue.words import as_words
from bot.core.periods import DAY, Period, Width, floor
from bot.core.usage.buckets import Bucket, UsageQuery, counted
from bot.core.usage.freshness import DAY_GRAINS, HOUR_GRAIN, HOUR_GRAINS, QUARTER_GRAINS, QUARTERS_A_RUN
from bot.core.usage.sides import SUMMED, Side, kept_side, midnights, query_of_side
from bot.services import Services

ZONES_ASKED = "zones_asked"
MOST_ZONES = 4  # of those asked for last: each takes two requests a day, and half of the rows of 35 days at most
UNSERVED = "unserved"
COMPLETE = "last_read"
LAST_TRIED = "last_tried"
FIRST_TRIED = "first_tried"
TRYING_SINCE = "trying_since"  # the first of the attempts in a row that read nothing
HOURS_COMPARED = "hours-compared"  # kind of the runs that compared all hours and sides with their days
OWNERS_BILLED = "owners-billed"  # kind of the runs that read what keys and users were billed of days settled since
REACH = 100 * DAY


def last_reads(services: Services, now: datetime) -> dict[str, datetime | None]:
    """When each endpoint was last read; None when it never was. A time in the future counts as never."""
    served = [grain.endpoint for grain in DAY_GRAINS if grain.endpoint not in unserved(services)]
    found = services.store.usage.read_notes(served, Width.DAY, Period(now - REACH, now))
    return {
        endpoint: max((note.read_at for note in notes.values() if note.read_at <= now), default=None)
        for endpoint, notes in found.items()
    }


def unserved(services: Services) -> frozenset[str]:
    """Endpoints that OpenAI does not serve to this organisation: they are not missing."""
    return frozenset((services.store.meta.get(UNSERVED) or "").split())


def note_unserved(services: Services, endpoints: frozenset[str]) -> None:
    if endpoints != unserved(services):
        services.store.meta.set(UNSERVED, " ".join(sorted(endpoints)))


def last_read(services: Services, now: datetime) -> datetime | None:
    """The time up to which every endpoint was read; None while one never was."""
    found = last_reads(services, now).values()
    known = [one for one in found if one is not None]
    return min(known) if len(known) == len(found) else None


def last_complete(services: Services) -> datetime | None:
    """When a run last went through without a failure; None before the first time."""
    return _moment(services, COMPLETE)


def last_tried(services: Services) -> datetime | None:
    """When a run last went through, with failures or without; None before the first time."""
    return _moment(services, LAST_TRIED)


def trying_since(services: Services) -> datetime | None:
    """The first of the attempts in a row that read nothing; None when the last one read something."""
    return _moment(services, TRYING_SINCE)


def patience(services: Services) -> timedelta:
    """How long reading may fail before people are told."""
    return max(timedelta(hours=1), 3 * timedelta(minutes=services.settings.sync_minutes))


def note_attempt(services: Services, now: datetime, *, is_read: bool = False) -> None:
    """Remember since when attempts read nothing."""
    begun = trying_since(services) or now
    services.store.meta.set(TRYING_SINCE, "" if is_read else begun.isoformat())
    if services.store.meta.get(FIRST_TRIED) is None:
        services.store.meta.set(FIRST_TRIED, now.isoformat())


def _moment(services: Services, key: str) -> datetime | None:
    text = services.store.meta.get(key)
    return datetime.fromisoformat(text) if text else None


def stale(services: Services, now: datetime) -> dict[str, timedelta]:
    """By endpoint, how long it was not read, where that is three sync intervals or an hour: {} while all is well."""
    first = _moment(services, FIRST_TRIED)
    since = {endpoint: last or first for endpoint, last in last_reads(services, now).items()}
    limit = patience(services)
    return {endpoint: now - last for endpoint, last in since.items() if last is not None and now - last > limit}


def stale_words(found: dict[str, timedelta], age: str) -> str:
    """`nothing could be read from OpenAI for 3 h`; what it is where the rest is read: `costs could not be read …`."""
    if {"completions", "costs"} <= found.keys():
        return f"nothing could be read from OpenAI for {age}"
    names = " and ".join(sorted(map(as_words, found)))
    return f"{names} could not be read from OpenAI for {age}"


def days_apart(services: Services, now: datetime) -> tuple[tuple[str, datetime], ...]:
    """Endpoints and UTC days that are over whose hours, as far as they are kept, do not add up to the day."""
    return tuple(
        (grain.endpoint, day)
        for grain in HOUR_GRAINS
        for day in services.store.usage.days_apart(grain.endpoint, Period(grain.kept_since(now), floor(now, Width.DAY)))
    )


def quarters_apart(services: Services, now: datetime) -> tuple[tuple[str, datetime], ...]:
    """Endpoints and hours to which their quarters, where all are kept, do not add up."""
    return tuple(
        (grain.endpoint, hour)
        for grain in QUARTER_GRAINS
        for hour in services.store.usage.hours_apart(grain.endpoint, Period(grain.kept_since(now), now))
    )


def sides_apart(services: Services, period: Period) -> tuple[datetime, ...]:
    """The midnights of `period` whose kept side is not what its hours, or their quarters, add up to."""
    notes = services.store.usage.notes(COMPLETIONS.name, Width.SIDE, period)
    told = services.store.usage.fetch(_by_model(Width.SIDE, period), counters=SUMMED, notes=notes)
    sides = ((kept_side(bucket.start, notes[bucket.start].read_at), bucket) for bucket in told)
    return tuple(side.cut for side, bucket in sides if _is_apart(services, side, bucket))


def _is_apart(services: Services, side: Side, told: Bucket) -> bool:
    """An hour that was never read is read next: until then, nobody knows."""
    asked = query_of_side(side)
    notes = services.store.usage.notes(asked.endpoint, asked.width, asked.period)
    if len(notes) < asked.period.length // asked.width.span:
        return False
    inside = _by_model(asked.width, side.period)
    added_up = services.store.usage.fetch(inside, whole=True, counters=SUMMED, notes=notes)
    return [counted(bucket) for bucket in added_up] != [counted(told)]


def _by_model(width: Width, period: Period) -> UsageQuery:
    return UsageQuery(COMPLETIONS.name, period, width, ("project", "model"))


def is_billed_today(services: Services, now: datetime) -> bool:
    """Whether a run of today has read the bills by key and by user."""
    return services.store.runs.has(OWNERS_BILLED, f"{now:%Y-%m-%d}")


def is_compared_today(services: Services, now: datetime) -> bool:
    """Whether a run of today has compared all hours and sides that are kept with their days."""
    return services.store.runs.has(HOURS_COMPARED, f"{now:%Y-%m-%d}")


def zones_in_use(services: Services) -> tuple[ZoneInfo, ...]:
    """The team's zone, and those that questions named and hours do not tell: by key or user, or to the quarter."""
    named = (services.store.meta.get(ZONES_ASKED) or "").split()
    return (services.zone, *map(ZoneInfo, named))


def followed_at(services: Services, planned: Plan, now: datetime, requests: int) -> datetime | None:
    """When the reader will have made so many of the plan's requests for quarters of an hour; None when it does not."""
    since = HOUR_GRAIN.kept_since(now)
    coming = [one for one in planned.kept_quarters if one.query.period.start >= since]
    last = last_tried(services)
    if last is None or sum(one.request_count for one in coming) < requests:
        return None
    runs = -(-requests // (QUARTERS_A_RUN * len({one.query.endpoint for one in coming})))
    moment = last + runs * timedelta(minutes=services.settings.sync_minutes)
    return moment if moment > now else None  # nobody reads


def note_zone(services: Services, zone: str, now: datetime) -> None:
    """Remember a zone: from now on the reader keeps the sides of its days, and quarters of an hour if it needs them."""
    named = (services.store.meta.get(ZONES_ASKED) or "").split()
    is_cut = any(midnights(ZoneInfo(zone), Period(now - DAY, now)))
    if is_cut and zone not in named and zone != str(services.zone):
        services.store.meta.set(ZONES_ASKED, " ".join([*named, zone][-MOST_ZONES:]))
