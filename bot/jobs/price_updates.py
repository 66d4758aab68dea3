"""Fetches newer list prices once a day and stores them. A list that is missing or odd changes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import structlog

from bot.core.errors import UpstreamError
from bot.core.usage.price_rules import FETCHED_AT, NOT_FETCHED, KeptPrices
from bot.services import Services

log = structlog.get_logger()
ALWAYS = date(1970, 1, 1)  # the first list applies to all days before it
EVERY = timedelta(days=1)
AGAIN = timedelta(hours=1)  # after a fetch that failed


def update_prices(services: Services, now: datetime) -> None:
    """Update the list. Only the service has an address for it; tests, the playground and single commands have none."""
    if not services.price_source or not _is_due(services, now):
        return
    meta = services.store.meta
    try:
        changed = _fetch(services, now)
    except UpstreamError as error:
        meta.set(NOT_FETCHED, f"{now.isoformat()} {error}")
        log.warning("list prices not updated", reason=str(error))
        return
    meta.set(FETCHED_AT, now.isoformat())
    meta.set(NOT_FETCHED, "")
    if changed:
        services.prices.renew()
        log.info("newer list prices", since=f"{now:%Y-%m-%d}")


def _is_due(services: Services, now: datetime) -> bool:
    """Whether a day has passed. A stored time in the future counts as absent."""
    fetched, failed = (services.store.meta.get(key) or "" for key in (FETCHED_AT, NOT_FETCHED))
    last = datetime.fromisoformat(fetched) if fetched else None
    tried = datetime.fromisoformat(failed.split()[0]) if failed else None
    is_old = last is None or not timedelta() <= now - last < EVERY
    return is_old and (tried is None or not timedelta() <= now - tried < AGAIN)


def _fetch(services: Services, now: datetime) -> bool:
    """Whether prices changed. Raises UpstreamError for a list that cannot be used."""
    from bot.adapters.prices.price_list import fetched_list, installed_list, kept_list, oddity

    kept = services.store.price_lists.all()
    installed, found = installed_list(), fetched_list(services.price_source)
    known = [kept_list(kept[-1].text, kept[-1].source)] if kept else []
    oddities = [oddity(found, one, now.date()) for one in (*known, installed)]
    if all(oddities):
        raise UpstreamError(f"the newest list prices look wrong: {oddities[0]}", transient=True)
    if not kept:
        services.store.price_lists.keep(KeptPrices(ALWAYS, installed.digest, installed.source, now, installed.text))
    if found.digest == (known[0] if known else installed).digest:
        return False
    services.store.price_lists.keep(KeptPrices(now.date(), found.digest, found.source, now, found.text))
    return True
