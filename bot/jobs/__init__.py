"""The scheduled jobs: one module and one row each."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.errors import UpstreamError
from bot.core.names import Sightings
from bot.jobs.check import check_budgets, check_changes
from bot.jobs.delivery import deliver
from bot.jobs.job import Job
from bot.jobs.limits import read_limits
from bot.jobs.names import refresh_names
from bot.jobs.price_updates import update_prices
from bot.jobs.reports import send_reports
from bot.jobs.snapshot import take_snapshot
from bot.services import Services
from bot.sources.reads import last_read
from bot.sources.right_time import is_clock_right


def read_and_check(services: Services, now: datetime) -> None:
    """
    Read, then check the budgets, whatever the read raised: stored numbers may already be over a level.

    Names come after the check, which they must not delay; but the first alerts of all should not speak in ids, and
    who sets a first budget should not have to wait for the first read, which takes a minute.
    """
    seen = Sightings()
    is_nameless = False
    try:
        services.prices.renew()  # a project may have got a region or the name of a discount
        if is_nameless := not services.store.names.all().of("project"):
            refresh_names(services, now, seen)
        seen = take_snapshot(services, now).sightings
        if is_nameless:
            refresh_names(services, now, seen)
    finally:
        check_budgets(services, services.clock())
    if not is_nameless:
        refresh_names(services, now, seen)


def read_when_due(services: Services, now: datetime) -> tuple[UpstreamError, ...]:
    """For a check by hand: read when the last read is older than the interval. Returns what failed."""
    last = last_read(services, now)
    if last is not None and now - last < timedelta(minutes=services.settings.sync_minutes):
        return ()
    try:
        taken = take_snapshot(services, now)
        refresh_names(services, now, taken.sightings)
    except UpstreamError as error:
        return (error,)
    return taken.failures


def prune(services: Services, now: datetime) -> None:
    if is_clock_right(services):  # a clock that is ahead would prune hours too early
        services.store.prune(now)


# Three threads, so that neither a slow read nor a long digest delays an alert.
READING = (
    Job("read", read_and_check),
    Job("changes", check_changes, timedelta(seconds=2)),
    Job("limits", read_limits, timedelta(hours=1)),
    Job("prune", prune, timedelta(days=1)),
    Job("prices", update_prices, timedelta(minutes=10)),
)
WRITING = (Job("reports", send_reports, timedelta(seconds=10)),)
SENDING = (Job("deliver", deliver, timedelta(seconds=1)),)
JOB_THREADS = {"reading": READING, "writing": WRITING, "sending": SENDING}
