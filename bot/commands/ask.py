"""`ask`: any question about usage and cost, which is what every text is that no other command claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from bot.commands import alert_questions, anomalies, budget_questions, forecast, last_used, overview, prices, why
from bot.commands.asked_question import AskedQuestion
from bot.commands.request import Asker, Command, Reply
from bot.commands.rights import without_people
from bot.core.answers.accuracy import accuracy_note
from bot.core.answers.answer import Answer
from bot.core.answers.answer_message import usage_message
from bot.core.answers.csv import csv_text
from bot.core.answers.json_facts import facts_json
from bot.core.answers.source_line import notes_on_words
from bot.core.budgets.budget import PERSONAL
from bot.core.errors import UpstreamError, UserError
from bot.core.grammar import is_follow_up, needs_question, question_text, read_question, refine
from bot.core.grammar import verbs as grammar
from bot.core.grammar.errors import UnknownName
from bot.core.grammar.glossary import meaning
from bot.core.grammar.price_sums import price_sum
from bot.core.grammar.time.calendar import Calendar
from bot.core.grammar.tokens import Words
from bot.core.grammar.typed_text import cleaned
from bot.core.names import Names
from bot.core.question import Question, Shape
from bot.core.slack import blocks
from bot.core.slack.message import Attachment, Message
from bot.core.slack.text import escape
from bot.services import Services
from bot.sources import accuracy, settled_days
from bot.sources.all_time import since_the_first_day
from bot.sources.conversation import previous_words, root_key
from bot.sources.figure_answers import figured
from bot.sources.people import own_user, with_people
from bot.sources.unknown_names import names_with_ids, names_with_slots

IN_PRIVATE = "Usage by person is not shown where others read it. Press the button, or ask me in a direct message."
NO_TEAMS = "No teams are set up: teams.toml names the projects, keys and users of each (docs/teams.md)."
FOR_ADMINS = "Usage by person is shown to admins only. USAGE_BOT_ADMINS names them."


def run(text: str, asker: Asker, services: Services) -> Reply:
    """Raises UserError with what would be read; two readings come as two suggestions."""
    if told := meaning(text):
        return _explained(*told, asker, services)
    now = services.clock()
    question, names, me = _read(text, asker, services, now)
    question = since_the_first_day(question, services)
    _refuse_teams_of_nobody(question, services)
    if not asker.is_admin:
        _refuse_people(question, me, names, now, services)
    if asker.in_public or question.shape.share:
        _refuse_in_public(question, text, names, now, services)
    reply = VERBS[question.verb](AskedQuestion(question, names, now, services, asker))
    asked = replace(question, shape=Shape(), repairs=(), unused=())
    words = question_text(asked, names, zone=services.zone.key, now=now)
    return replace(reply, message=_with_notes(reply.message, question), words=words)


def _explained(told: str, asks: tuple[str, ...], asker: Asker, services: Services) -> Reply:
    """What a word means, then its figure."""
    try:
        reply = run(asks[0], asker, services)
    except UpstreamError:
        raise UserError(told, asks) from None
    message = Message(f"{told} {reply.message.text}", (blocks.section(told), *reply.message.blocks))
    return replace(reply, message=message, facts={**reply.facts, "meaning": told})


def _with_notes(message: Message, question: Question) -> Message:
    """A page that a verb shows has no reading: the words that it did not use are named all the same."""
    told = str(message.blocks)
    missing = [escape(note) for note in notes_on_words(question) if escape(note) not in told]
    return replace(message, blocks=(*message.blocks, blocks.context(*missing))) if missing else message


def _read(text: str, asker: Asker, services: Services, now: datetime) -> tuple[Question, Names, str]:
    """The question, the names that it was read with, and who `my` is at OpenAI."""
    names = names_with_ids(text, services.store.names.all(), services, now)
    try:
        return _understood(text, names, now, services, asker)
    except UserError as error:
        known = names
        if not names.of("project"):  # nothing was ever read into this store, so the words may well name a project
            known = _learned(services, now)
        if isinstance(error, UnknownName):
            known = names_with_slots(text, known, services, now)
        nobody = _without_people(error, text, known, asker)
        if nobody is names:
            raise
        return _understood(text, nobody, now, services, asker)


def _without_people(error: UserError, text: str, names: Names, asker: Asker) -> Names:
    """Where a hint would name people to who may not know of them, the words are read as if there were none."""
    if without_people(error, text, asker, names) is error:
        return names
    return Names(one for one in names.known if one.kind != PERSONAL)


def _understood(
    text: str, names: Names, now: datetime, services: Services, asker: Asker
) -> tuple[Question, Names, str]:
    """In the thread of an alert or a report all words go on from it; elsewhere those that say so."""
    text = with_people(text, names, services)
    me, zone = own_user(text, asker.user_id, names, services), services.zone
    previous = _previous(asker, names, now, services)
    if previous is not None and text.strip() and (is_follow_up(text) or root_key(asker.spot, services)):
        return refine(text, previous, names, Calendar(now, zone, services.fiscal_month), me=me), names, me
    if is_follow_up(text, alone=True):
        raise needs_question(text, names, Calendar(now, zone, services.fiscal_month))
    question = read_question(text, names, now=now, zone=zone, me=me, fiscal_month=services.fiscal_month)
    return question, names, me


def _previous(asker: Asker, names: Names, now: datetime, services: Services) -> Question | None:
    words = previous_words(asker.spot, asker.user_id, services, now=now) if asker.channel_id else ""
    with suppress(UserError):  # a project that is gone, a word that means something else by now
        if words:
            return read_question(words, names, now=now, zone=services.zone, fiscal_month=services.fiscal_month)
    return None


def _refuse_teams_of_nobody(question: Question, services: Services) -> None:
    asked = (*question.by, *(one.dimension for one in question.filters))
    if "team" in asked and not services.teams.current().names:
        raise UserError(NO_TEAMS, (question.typed.lower().replace("team", "project"),))


def _learned(services: Services, now: datetime) -> Names:
    with suppress(UpstreamError):
        services.store.names.save(services.openai.projects(hurried=True), now)
    return services.store.names.all()


def usage(asked: AskedQuestion) -> Reply:
    found = figured(asked.question, asked.services)
    if asked.question.shape.explain and found.total and found.total.estimate:
        notes = accuracy_note(accuracy(asked.services, settled_days(asked.now)))
        found = replace(found, notes=(*found.notes, *notes))
    return reply_to(found, asked)


def reply_to(found: Answer, asked: AskedQuestion) -> Reply:
    shape = found.question.shape
    return Reply(
        usage_message(found, asked.names, now=asked.now),
        facts_json(found, asked.names),
        found,
        Attachment(_file_name(found.question), csv_text(found, asked.names)) if shape.csv else None,
        shared=shape.share,
    )


def _refuse_in_public(question: Question, typed: str, names: Names, now: datetime, services: Services) -> None:
    """The same question is offered as a button, which answers the one who presses it alone."""
    if not question.is_about_people:
        return
    alone = replace(question, shape=replace(question.shape, share=False))
    words = question_text(alone, names, zone=services.zone.key, now=now) if question.shape.share else typed.strip()
    raise UserError(IN_PRIVATE, (words,))


def _refuse_people(question: Question, me: str, names: Names, now: datetime, services: Services) -> None:
    """What single people use is for admins; what they use themselves is for everybody."""
    people = [one for one in question.filters if one.dimension == "user"]
    if me and people and all(one.values == (me,) and not one.excluded for one in people):
        question = replace(question, filters=tuple(one for one in question.filters if one not in people))
    by = tuple(name for name in question.by if name != "user")
    filters = tuple(one for one in question.filters if one.dimension != "user")
    is_of_person = any(one.dimension == "user" for one in question.part)
    if is_of_person or (by, filters) != (question.by, question.filters):
        allowed = replace(question, by=by, filters=filters)
        allowed = replace(allowed, figure="", part=()) if is_of_person else allowed
        raise UserError(FOR_ADMINS, (question_text(allowed, names, zone=services.zone.key, now=now),))


def _file_name(question: Question) -> str:
    """`cost-by-project-2026-11-01.csv`."""
    groups = "".join(f"-by-{name}" for name in question.by)
    return f"{question.metric}{groups}-{question.period.start:%Y-%m-%d}.csv"


def _said(verb: str) -> Callable[[str, Asker, Services], Reply]:
    """A verb in front of the words; the grammar reads it in any place."""
    return lambda words, asker, services: run(f"{verb} {words}".strip(), asker, services)


def prices_of(asked: AskedQuestion) -> Reply:
    """The price list of the models that are named, else of those in use."""
    models = [
        id for one in asked.question.filters if one.dimension == "model" and not one.excluded for id in one.values
    ]
    asked_sum = price_sum(Words.of(cleaned(asked.question.typed)))
    return prices.listed(tuple(models), asked.services, asked_sum, is_ranked=asked.question.bottom is not None)


# By the name of its row in the grammar's verbs; '' is a plain question.
VERBS: Mapping[str, Callable[[AskedQuestion], Reply]] = {
    "": usage,
    "why": why.run,
    "forecast": forecast.run,
    "overview": overview.run,
    "budgets": budget_questions.standing,
    "budget changes": budget_questions.changes,
    "no budget": budget_questions.without,
    "alerts": alert_questions.run,
    "anomalies": anomalies.run,
    "idle": last_used.run,
    "prices": prices_of,
    "new": last_used.run,
}
if lacking := {verb.name for verb in grammar.VERBS} - set(VERBS):
    raise LookupError(f"The grammar reads verbs that no command answers: {', '.join(sorted(lacking))}.")

COMMAND = Command("ask", ("ask",), run, "Answers what OpenAI usage costs.", "today by model", is_reading=True)
VERB_COMMANDS = tuple(
    Command(verb.name, verb.words, _said(verb.name), verb.summary, verb.example, is_reading=True)
    for verb in grammar.VERBS
    if verb.summary
)
