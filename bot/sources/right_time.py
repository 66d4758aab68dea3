"""Checks this machine's clock before anything is closed, claimed or told. While it is wrong, only that is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.adapters.clock_guard import SKEW, ClockGuard
from bot.core.errors import UpstreamError
from bot.core.slack import blocks
from bot.core.slack.message import Message
from bot.services import Services

log = structlog.get_logger()
NOBODY_SAYS = (
    "Slack cannot be reached, so this machine's clock cannot be checked: until then nothing is checked or sent."
)
TOLD = "clock-told"  # kind of the runs that told of a wrong clock, by the days of the services' clocks


def is_clock_right(services: Services) -> bool:
    """
    Whether the clock is right. Asks Slack when no service has said so yet, or when the clock seems to have jumped.

    While nobody answers it counts as wrong: there is nothing to read then and nobody to tell, and a wrong clock would
    claim what is not due. Once it is right, what a wrong one has left in the store is forgotten.
    """
    guard = services.guard
    if guard is None:
        return True
    is_open = guard.off_by() is not None or not guard.has_heard
    is_reached = guard.is_silent or (is_open and _ask(guard, services))
    if off := guard.off_by():
        if is_reached:
            _tell(off, guard, services)
        return False
    if not guard.has_heard:
        return services.slack is None or guard.is_silent  # whom else to ask?
    if guard.was_off:
        _forget_future(services, services.clock())
        guard.was_off = False
    return True


def clock_error(services: Services) -> UpstreamError | None:
    """Why nothing may be checked or sent now, for a person who asked for it."""
    if services.guard is None or is_clock_right(services):
        return None
    return services.guard.error() or UpstreamError(NOBODY_SAYS, transient=True, code="no_answer")


def _ask(guard: ClockGuard, services: Services) -> bool:
    """Have Slack say what time it is; whether it can be reached."""
    if services.slack is None:
        return False
    try:
        services.slack.check()
    except UpstreamError as error:
        log.info("time not asked", reason=str(error), code=error.code)
        return False
    guard.is_silent = not guard.has_heard  # its answers have no date: the time cannot be compared
    return True


def _forget_future(services: Services, now: datetime) -> None:
    with services.store.write() as connection:
        count = services.store.forget_future(connection, now, 2 * SKEW)  # one ahead, one behind
    if count:
        log.warning("moments of the future forgotten", count=count)


def _tell(off: timedelta, guard: ClockGuard, services: Services) -> None:
    """Once a day, and straight away: the outbox works by the clock. What Slack did not take now it is told again."""
    truth = guard.truth()
    day = f"{truth:%Y-%m-%d}" if truth else ""
    if services.slack is None or truth is None or not _is_first(day, truth, services):
        return
    log.error("clock is off", seconds=off.total_seconds())
    try:
        said = f"⚠️ {guard.error()}"
        services.slack.post(services.settings.alert_channel, Message(said, (blocks.section(said),)))
    except UpstreamError as error:
        log.warning("clock not told", reason=str(error), code=error.code)
        if error.transient and not error.ambiguous:
            with services.store.write() as connection:
                services.store.runs.release(connection, TOLD, day)


def _is_first(day: str, truth: datetime, services: Services) -> bool:
    """Whether nobody has told it that day. All threads, and other processes, find a wrong clock at once."""
    runs = services.store.runs
    if runs.has(TOLD, day):
        return False
    with services.store.write() as connection:
        return runs.claim(connection, TOLD, day, truth)
