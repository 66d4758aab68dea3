"""Writes one report that is due: a digest, or the answer to a question."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.core import grammar
from bot.core.answers.answer import Answer
from bot.core.errors import UserError
from bot.core.question import Question
from bot.core.reports.digest_message import digest_message
from bot.core.reports.digest_questions import digest_scope
from bot.core.reports.report_message import report_message, unreadable_message
from bot.core.reports.report_questions import require_numbers
from bot.core.reports.schedules import DIGEST, DueReport, Schedule, planned_at, told_day
from bot.core.slack.mention import is_person
from bot.core.slack.message import Message
from bot.services import Services
from bot.sources.all_time import since_the_first_day
from bot.sources.digest_facts import digest_facts
from bot.sources.figure_answers import figured
from bot.sources.people import is_admin, own_user


@dataclass(frozen=True)
class Written:
    """A report. Without a message there is nothing to send. `numbers` is a fingerprint of its numbers."""

    message: Message | None
    numbers: str


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
    question = require_numbers(_read(schedule.question, report, services, me))
    is_for_admins = question.is_about_people and not question.is_only_about(me)
    if is_for_admins and person and not is_admin(person, services):
        raise UserError("Usage by person is reported to admins only.")
    found = figured(question, services)
    message = report_message(found, services.store.names.all(), report)
    return Written(message if _is_wanted(report, found, services) else None, fingerprint(found))


def _read(text: str, report: DueReport, services: Services, me: str = "") -> Question:
    """Read the question as of the planned hour: in a late report, "yesterday" is still the day before it."""
    names, zone = services.store.names.all(), ZoneInfo(report.schedule.zone)
    month = services.fiscal_month
    question = grammar.read_question(text, names, now=report.planned, zone=zone, me=me, fiscal_month=month)
    return since_the_first_day(question, services)


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


def remember(connection: sqlite3.Connection, schedule: Schedule, numbers: str) -> None:
    """Keep the numbers of a report that is sent when they changed, in the transaction that sends it."""
    if schedule.only_changed:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_memory(schedule), numbers))
