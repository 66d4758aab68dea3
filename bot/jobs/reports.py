"""Scheduled reports: each is written once when it is due; delivery sends it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import structlog

from bot.adapters.store.moments import to_text
from bot.core.alerts.outbox import QueuedMessage
from bot.core.errors import UpstreamError, UserError
from bot.core.periods import DAY, utc_day
from bot.core.reports.schedules import DueReport, Schedule, due, planned_at, told_day
from bot.core.slack.message import Message
from bot.services import Services
from bot.sources.reads import last_tried
from bot.sources.report_schedules import BEGAN, NEVER, OWN, all_schedules
from bot.sources.right_time import is_clock_right

log = structlog.get_logger()

BY_HAND = "digest-by-hand"


def send_reports(services: Services, now: datetime) -> int:
    """Write the reports that are due; returns how many messages. What cannot be written now is tried again."""
    if not is_clock_right(services):
        return 0
    _note_beginning(services, now)
    schedules = all_schedules(services)
    last = {schedule.kind: _last(schedule, services) for schedule in schedules}
    reports = due(schedules, now, {kind: day for kind, day in last.items() if day})
    return sum(
        _send(report, last[report.schedule.kind], services, now) for report in reports if _is_time_for(report, services)
    )


def _note_beginning(services: Services, now: datetime) -> None:
    """Note when the bot began: a new one sends no digest for an hour before that."""
    if services.store.meta.get(BEGAN) is None:
        services.store.meta.set(BEGAN, NEVER if services.store.runs.last(OWN) else to_text(now))


def _is_time_for(report: DueReport, services: Services) -> bool:
    """
    A digest waits until somebody tried to read after its day had ended: a bot that starts late reads first.

    When OpenAI is down the try fails, and the digest says so.
    """
    tried = last_tried(services)
    return not report.schedule.is_digest or (tried is not None and tried >= utc_day(told_day(report.planned)) + DAY)


def _last(schedule: Schedule, services: Services) -> date | None:
    run = services.store.runs.last(schedule.kind)
    return date.fromisoformat(run.slot) if run else None


def _send(report: DueReport, last: date | None, services: Services, now: datetime) -> bool:
    from bot.jobs.report_writing import remember, write  # an eighth of what there would be to import at a start

    try:
        written = write(report, last, services)
    except UpstreamError as error:
        log.warning("report waits", schedule=report.schedule.kind, reason=str(error), code=error.code)
        return False
    with services.store.write() as connection:
        # Two bots may write it; the first to claim it sends it.
        if not services.store.runs.claim(connection, report.schedule.kind, report.name, now):
            return False
        remember(connection, report.schedule, written.numbers)
        return written.message is not None and services.store.outbox.put(
            connection, QueuedMessage(_key(report), report.schedule.channel, written.message), now=now
        )


def send_by_hand(message: Message, day: date, services: Services, now: datetime, *, again: bool = False) -> bool:
    """Queue the digest of a day that somebody asked for: once, or each time with `again`."""
    channel = services.settings.digest_channel
    if not channel:
        raise UserError("USAGE_BOT_DIGEST_CHANNEL is not set, nor is USAGE_BOT_ALERT_CHANNEL: where should it go?")
    if not again and _was_on_schedule(day, services):
        return False
    with services.store.write() as connection:
        if not services.store.runs.claim(connection, BY_HAND, day.isoformat(), now) and not again:
            return False
        queued = QueuedMessage(f"{BY_HAND}-{day}-{now:%Y%m%dT%H%M%S%f}", channel, message)
        services.store.outbox.put(connection, queued, now=now)
    return True


def _was_on_schedule(day: date, services: Services) -> bool:
    """Whether the configured digest of that UTC day was sent, on one of the next local dates."""
    own = next((schedule for schedule in all_schedules(services) if schedule.is_digest and not schedule.id), None)
    if own is None:
        return False
    sent_on = (day + timedelta(days=later) for later in range(3))
    plans = (planned_at(own, date) for date in sent_on if services.store.runs.has(own.kind, date.isoformat()))
    return any(planned is not None and told_day(planned) == day for planned in plans)


def _key(report: DueReport) -> str:
    return f"{report.schedule.kind.replace(':', '-')}-{report.name}"
