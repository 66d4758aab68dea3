"""`every …` makes a scheduled report, shown before it is kept; `reports` lists, pauses and deletes them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.adapters.store.audit import AuditLine
from bot.commands.request import Action, Asker, Click, Command, Reply, Response
from bot.commands.rights import names_people
from bot.core.answers.source_line import reading_text
from bot.core.errors import UserError
from bot.core.grammar import read_question
from bot.core.grammar.canonical import repeating_text
from bot.core.question import Question
from bot.core.reports import schedules_message as words
from bot.core.reports.digest_questions import digest_scope
from bot.core.reports.report_names import named_reports
from bot.core.reports.report_questions import require_numbers
from bot.core.reports.schedule_words import EXAMPLE, ME, read_schedule, schedule_parts
from bot.core.reports.schedules import DIGEST, THAT, Schedule
from bot.core.slack.channels import with_here
from bot.core.slack.mention import is_person
from bot.core.slack.message import Message
from bot.services import Services
from bot.sources.conversation import previous_words
from bot.sources.people import own_user
from bot.sources.report_schedules import all_schedules

NOT_ALLOWED = (
    "Reports for channels are made by admins. USAGE_BOT_ADMINS names them: user ids (U…) and user groups (S…). "
    "One for yourself ends with `in my messages`."
)
FOR_ADMINS = "Usage by person is reported to admins only. USAGE_BOT_ADMINS names them."
NOBODY = "`in my messages` works in Slack, where I know who you are; here name a channel, such as #ai-spend."
EXAMPLE_OF_MINE = "monday 8am my spend last week in my messages"
MINE_ALONE = f"What you use yourself is reported to you alone: `every {EXAMPLE_OF_MINE}`."
CHANGED = "`reports pause 3` pauses the third; to change one, delete it and make it anew."
PAUSE, RESUME, DELETE = "pause", "resume", "delete"
DONE = {PAUSE: "paused", RESUME: "resumed", DELETE: "deleted"}


def every(text: str, asker: Asker, services: Services) -> Reply:
    """Shown before it is kept. Without words: what there is."""
    if not text.strip():
        return reports("", asker, services)
    text = _asked_before(with_here(text, asker.channel_id), asker, services)
    schedule, question = read(text, asker, services)
    names = services.store.names.all()
    reading = reading_text(question, names, (), services.clock())
    if asker.in_public and names_people([reading], text, names):
        reading = ""
    typed = text.strip() if schedule_parts(text).channel else f"{text.strip()} {_typed(schedule.channel)}"
    message = words.report_preview(schedule, question, reading, typed, now=services.clock())
    return Reply(message, {"verb": "every", "report": words.schedule_json(schedule)}, proposes=True)


def _asked_before(text: str, asker: Asker, services: Services) -> str:
    """`every day 8:45 that`: with the question that was asked before in this place, of the same days each time."""
    if not _THAT.search(text) or schedule_parts(text).question.lower() != THAT:
        return text
    again = _again(asker, services)
    if not again:
        when = _THAT.sub("", text, count=1).strip()
        told = "Which question? Ask it first, of a period such as `yesterday`, or write it behind the hour."
        raise UserError(told, (f"every {when} yesterday by project", EXAMPLE))
    return _THAT.sub(lambda _: again, text, count=1)


_THAT = re.compile(rf"\b{THAT}\b", re.IGNORECASE)


def _again(asker: Asker, services: Services) -> str:
    """The last question of this place in words that ask it of other days tomorrow; '' when there is none."""
    now, names = services.clock(), services.store.names.all()
    last = previous_words(asker.spot, asker.user_id, services, now=now) if asker.channel_id else ""
    if not last:
        return ""
    question = read_question(last, names, now=now, zone=services.zone, fiscal_month=services.fiscal_month)
    return repeating_text(question, names, zone=services.zone.key, now=now)


def _typed(channel: str) -> str:
    """As Slack writes a channel in what people type."""
    if is_person(channel):
        return "in my messages"
    return f"in {channel}" if channel.startswith("#") else f"in <#{channel}|>"


def read(text: str, asker: Asker, services: Services) -> tuple[Schedule, Question]:
    """The report, and its question as it would be asked now. What is made in a direct message comes there."""
    is_direct = asker.channel_id.startswith("D")
    default = asker.user_id if is_direct else asker.channel_id or services.settings.digest_channel
    schedule = read_schedule(
        text,
        lambda typed: _question(typed, services, asker.user_id),
        channel=default,
        now=services.clock(),
        me=asker.user_id,
    )
    _may_change(schedule, asker)
    me = "" if schedule.is_digest else own_user(schedule.question, asker.user_id, services.store.names.all(), services)
    if (
        me
        and schedule.channel != asker.user_id
        and _question(schedule.question, services, asker.user_id).is_only_about(me)
    ):
        raise UserError(MINE_ALONE, (f"every {EXAMPLE_OF_MINE}",))
    if not schedule.channel:
        in_person = schedule_parts(text).channel == ME
        raise UserError(NOBODY if in_person else f"Say in which channel, for example: {EXAMPLE}", (EXAMPLE,))
    question = _asked(schedule, services)
    if question.is_about_people and not asker.is_admin and not question.is_only_about(me):
        raise UserError(FOR_ADMINS)
    return schedule, question


def _question(typed: str, services: Services, person: str = "") -> Question:
    """`person` is whose `my` is."""
    names, now = services.store.names.all(), services.clock()
    me = own_user(typed, person, names, services)
    return read_question(typed, names, now=now, zone=services.zone, me=me, fiscal_month=services.fiscal_month)


def _asked(schedule: Schedule, services: Services) -> Question:
    typed = schedule.question
    if not schedule.is_digest:
        return require_numbers(_question(typed, services, schedule.channel if is_person(schedule.channel) else ""))
    question = _question(f"yesterday {typed.removeprefix(DIGEST)}", services)
    digest_scope(question)
    return question


def _saved(schedule: Schedule, asker: Asker, services: Services) -> Schedule:
    with services.store.write() as connection:
        if twin := next((one for one in all_schedules(services) if _is_same(one, schedule)), None):
            return twin  # two clicks make no two reports
        kept = services.store.schedules.add(connection, replace(schedule, created_by=asker.user_id))
        _audit(connection, "report made", kept, asker, services)
    return kept


def _is_same(one: Schedule, other: Schedule) -> bool:
    """Whether both post the same at the same time; a paused one posts nothing."""
    return replace(one, id=0, created_at=None, created_by="") == replace(other, created_at=None, created_by="")


def _audit(connection: sqlite3.Connection, action: str, schedule: Schedule, asker: Asker, services: Services) -> None:
    detail = words.schedule_text(schedule)
    services.store.audit.append(
        connection, AuditLine(services.clock(), asker.user_id, action, f"report:{schedule.id}", detail)
    )


def reports(text: str, asker: Asker, services: Services) -> Reply:
    """The list; with `pause 3`, `resume 3` or `delete 3` after that was done."""
    verb, _, number = text.strip().lower().partition(" ")
    if verb == "change":
        return _reply(asker, services, CHANGED, among=number)
    if verb == "stop":
        return _reply(asker, services, "Which report should stop? `reports delete 3` deletes number 3.", among=number)
    if verb and verb not in ("list", "show"):
        return _reply(asker, services, _changed(verb, number, asker, services))
    return _reply(asker, services)


def _reply(asker: Asker, services: Services, done: str = "", among: str = "") -> Reply:
    """All reports, or those that the words `among` may mean."""
    sees_all = asker.is_admin and not asker.in_public  # what goes to one person is told where nobody else reads
    known = [one for one in all_schedules(services) if sees_all or one.channel in (asker.user_id, *_open(one))]
    known = named_reports(among, known) or known
    facts = {"verb": "reports", "reports": [words.schedule_json(schedule) for schedule in known]}
    return Reply(_listed(known, asker, services.clock(), done, services), facts)


def _listed(known: Sequence[Schedule], asker: Asker, now: datetime, done: str, services: Services) -> Message:
    metrics = [_metric(schedule, services) for schedule in known]
    changer = None if asker.is_admin else asker.user_id
    return words.schedules_message(known, metrics, now=now, done=done, changer=changer)


def _open(schedule: Schedule) -> tuple[str, ...]:
    """The channel of a report that everybody may know of: what goes to one person is theirs."""
    return () if is_person(schedule.channel) else (schedule.channel,)


def made_by(asker: Asker, services: Services) -> list[tuple[Schedule, str]]:
    """The reports of this person, each with the metric of its question."""
    mine = [one for one in services.store.schedules.all() if one.created_by == asker.user_id]
    return [(schedule, _metric(schedule, services)) for schedule in mine]


def _metric(schedule: Schedule, services: Services) -> str:
    try:
        return _asked(schedule, services).metric
    except UserError:  # its words mean nothing any more; the report itself says so when it is due
        return "cost"


def _changed(verb: str, number: str, asker: Asker, services: Services) -> str:
    id = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    schedule = next((one for one in services.store.schedules.all() if one.id == id), None)
    if verb not in DONE or schedule is None:
        raise UserError("Say which report, by its number: `reports pause 3`, `reports delete 3`.", ("reports",))
    _may_change(schedule, asker)
    with services.store.write() as connection:
        if verb == DELETE:
            services.store.schedules.delete(connection, id, services.clock())
        else:
            services.store.schedules.change(connection, _paused(schedule, verb == PAUSE, services.clock()))
        _audit(connection, f"report {DONE[verb]}", schedule, asker, services)
    return f"Report {id} is {DONE[verb]}."


def _paused(schedule: Schedule, paused: bool, now: datetime) -> Schedule:
    """One that is resumed owes nothing for the days of its pause: it begins anew."""
    return replace(schedule, paused=paused, created_at=schedule.created_at if paused else now)


def _may_change(schedule: Schedule, asker: Asker) -> None:
    """Everybody has their own messages."""
    if not asker.is_admin and (not asker.user_id or schedule.channel != asker.user_id):
        raise UserError(NOT_ALLOWED)


def _clicked(click: Click, services: Services) -> Response:
    """`report:save` carries the words of the report, the others `pause 3`; `report:cancel` changes nothing."""
    if click.action == f"{words.REPORT}:cancel":
        return Response(replacement=words.cancelled_message())
    if click.action == f"{words.REPORT}:save":
        asker = replace(click.asker, channel_id=click.asker.channel_id or click.channel)
        schedule, question = read(click.value, asker, services)
        kept = _saved(schedule, click.asker, services)
        return Response(replacement=words.saved_message(kept, question.metric, now=services.clock()))
    return Response(replacement=reports(click.value, click.asker, services).message)


COMMANDS = (
    Command("every", ("every",), every, "Makes a report that comes by itself.", EXAMPLE),
    Command("reports", ("reports", "schedules", "schedule"), reports, "Lists the reports.", "reports", is_page=True),
)
ACTIONS = (Action(words.REPORT, _clicked),)
