"""Scheduled reports: each is written once when it is due; delivery sends it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.adapters.store.moments import to_text
from bot.core import grammar
from bot.core.alerts.outbox import QueuedMessage
from bot.core.answers.answer import Answer
from bot.core.errors import UpstreamError, UserError
from bot.core.periods import DAY, utc_day
from bot.core.question import Question
from bot.core.reports.digest_message import digest_message
from bot.core.reports.digest_questions import digest_scope
from bot.core.reports.report_message import report_message, unreadable_message
from bot.core.reports.schedules import DIGEST, DueReport, Schedule, due, planned_at
from bot.core.slack.mention import is_person
from bot.core.slack.message import Message
from bot.services import Services
from bot.sources.digest_facts import digest_facts, told_day
from bot.sources.figure_answers import figured
from bot.sources.people import is_admin, own_user
from bot.sources.reads import last_tried
from bot.sources.report_schedules import BEGAN, NEVER, OWN, all_schedules
from bot.sources.right_time import is_clock_right

log = structlog.get_logger()

BY_HAND = "digest-by-hand"


@dataclass(frozen=True)
class Written:
    """A report. Without a message there is nothing to send. `numbers` is a fingerprint of its numbers."""

    message: Message | None
    numbers: str


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
    try:
        written = write(report, last, services)
    except UpstreamError as error:
        log.warning("report waits", schedule=report.schedule.kind, reason=str(error), code=error.code)
        return False
    with services.store.write() as connection:
        # Two bots may write it; the first to claim it sends it.
        if not services.store.runs.claim(connection, report.schedule.kind, report.name, now):
            return False
        _remember(connection, report.schedule, written.numbers)
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


def write(report: DueReport, last: date | None, services: Services) -> Written:
    """The message of one report. Raises UpstreamError when its numbers cannot be had."""
    try:
        return _digest(report, last, services) if report.schedule.is_digest else _report(report, services)
    except UserError as error:  # a project that is gone, a word that means something else by now
        return Written(unreadable_message(report, str(error), error.suggestions), "")


def _digest(report: DueReport, last: date | None, services: Services) -> Written:
    words = report.schedule.question.removeprefix(DIGEST).strip()
    filters = digest_scope(_read(f"yesterday {words}", report, services)) if words else ()
    before = planned_at(report.schedule, last) if last else None
    since = told_day(before) if before else None
    with services.store.view():
        facts = digest_facts(services, told_day(report.planned), filters, report=report, since=since)
    found = facts.answers["projects"]
    return Written(digest_message(facts) if _is_wanted(report, found, services) else None, fingerprint(found))


def _report(report: DueReport, services: Services) -> Written:
    schedule = report.schedule
    person = schedule.channel if is_person(schedule.channel) else ""
    me = own_user(schedule.question, person, services.store.names.all(), services)
    question = _read(schedule.question, report, services, me)
    is_for_admins = question.is_about_people and not question.is_only_about(me)
    if is_for_admins and person and not is_admin(person, services):
        raise UserError("Usage by person is reported to admins only.")
    found = figured(question, services)
    message = report_message(found, services.store.names.all(), report)
    return Written(message if _is_wanted(report, found, services) else None, fingerprint(found))


def _read(text: str, report: DueReport, services: Services, me: str = "") -> Question:
    """Read the question as of the planned hour: in a late report, "yesterday" is still the day before it."""
    names, zone = services.store.names.all(), ZoneInfo(report.schedule.zone)
    return grammar.read_question(text, names, now=report.planned, zone=zone, me=me, fiscal_month=services.fiscal_month)


def _is_wanted(report: DueReport, found: Answer, services: Services) -> bool:
    """Whether to send it. A report that could not be read is always sent."""
    schedule = report.schedule
    if found.total is None:
        return True
    if schedule.only_over is not None and found.total.quantity <= schedule.only_over:
        return False
    return not schedule.only_changed or services.store.meta.get(_memory(schedule)) != fingerprint(found)


def fingerprint(found: Answer) -> str:
    """Equal for equal numbers, whatever days they are of."""
    groups = [place for place, name in enumerate(found.question.by) if name in found.question.dimensions]
    rows = [[[line.labels[place] for place in groups], line.amount and line.amount.quantity] for line in found.lines]
    total = found.total and found.total.quantity
    return hashlib.sha256(json.dumps([rows, total]).encode()).hexdigest()


def _memory(schedule: Schedule) -> str:
    return f"{schedule.kind} numbers"


def _remember(connection: sqlite3.Connection, schedule: Schedule, numbers: str) -> None:
    if schedule.only_changed:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_memory(schedule), numbers))
