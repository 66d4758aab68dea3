"""`ask`: any question about usage and cost, which is what every text is that no other command claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from bot.commands import anomalies, budgets, forecast, last_used, overview, why
from bot.commands.asked_question import Asked
from bot.commands.request import Asker, Command, Reply
from bot.core.answers.accuracy import accuracy_note
from bot.core.answers.answer import Answer
from bot.core.answers.answer_message import usage_message
from bot.core.answers.csv import csv_text
from bot.core.answers.json_facts import facts_json
from bot.core.errors import UpstreamError, UserError
from bot.core.grammar import is_follow_up, needs_question, question_text, read_question, refine
from bot.core.grammar import verbs as grammar
from bot.core.grammar.errors import UnknownName
from bot.core.names import Names
from bot.core.question import Question
from bot.core.slack.message import Attachment
from bot.services import Services
from bot.sources import accuracy, settled_days
from bot.sources.figure_answers import figured
from bot.sources.unknown_names import names_with_ids, names_with_models

IN_PRIVATE = (
    "What single people use is not shown where others read it. Press the button, or ask me in a direct message."
)
NO_TEAMS = (
    "Nobody has said which teams there are: teams.toml names the projects, keys and users of each (docs/teams.md)."
)
FOR_ADMINS = "What single people use is shown to admins only. USAGE_BOT_ADMINS names them."


def run(text: str, asker: Asker, services: Services, *, previous: Question | None = None) -> Reply:
    """
    `previous` is the question that `text` may go on from; None where nobody remembers one.

    Raises UserError with what would be read; two readings come as two suggestions.
    """
    now = services.clock()
    question, names = _read(text, services, now, previous)
    _refuse_teams_of_nobody(question, services)
    if asker.in_public:
        _refuse_in_public(question, text)
    if not asker.is_admin:
        _refuse_people(question, names, now, services)
    return VERBS[question.verb](Asked(question, names, now, services, asker))


def _read(text: str, services: Services, now: datetime, previous: Question | None) -> tuple[Question, Names]:
    names = names_with_ids(text, services.store.names.all(), services, now)
    try:
        return _understood(text, names, now, services, previous), names
    except UserError as error:
        known = names
        if not names.of("project"):  # nothing was ever read into this store, so the words may well name a project
            known = _learned(services, now)
        if isinstance(error, UnknownName):
            known = names_with_models(text, known, services, now)
        if known is names:
            raise
        return _understood(text, known, now, services, previous), known


def _understood(text: str, names: Names, now: datetime, services: Services, previous: Question | None) -> Question:
    if previous is not None and is_follow_up(text):
        return refine(text, previous, names, now=now, zone=services.zone)
    if is_follow_up(text, alone=True):
        raise needs_question(text)
    return read_question(text, names, now=now, zone=services.zone)


def _refuse_teams_of_nobody(question: Question, services: Services) -> None:
    asked = (*question.by, *(one.dimension for one in question.filters))
    if "team" in asked and not services.teams.current().names:
        raise UserError(NO_TEAMS, (question.typed.lower().replace("team", "project"),))


def _learned(services: Services, now: datetime) -> Names:
    with suppress(UpstreamError):
        services.store.names.save(services.openai.projects(), now)
    return services.store.names.all()


def usage(asked: Asked) -> Reply:
    found = figured(asked.question, asked.services)
    if asked.question.shape.explain and found.total and found.total.estimate:
        notes = accuracy_note(accuracy(asked.services, settled_days(asked.now)))
        found = replace(found, notes=(*found.notes, *notes))
    return reply_to(found, asked)


def reply_to(found: Answer, asked: Asked) -> Reply:
    shape = found.question.shape
    return Reply(
        usage_message(found, asked.names, now=asked.now),
        facts_json(found, asked.names),
        found,
        Attachment(_file_name(found.question), csv_text(found, asked.names)) if shape.csv else None,
        shared=shape.share,
    )


def _refuse_in_public(question: Question, typed: str) -> None:
    """The same question is offered as a button, which answers the one who presses it alone."""
    if "user" in question.by or any(one.dimension == "user" for one in (*question.filters, *question.part)):
        raise UserError(IN_PRIVATE, (typed.strip(),))


def _refuse_people(question: Question, names: Names, now: datetime, services: Services) -> None:
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


def standing_of(asked: Asked) -> Reply:
    """The one budget that is asked about, else all: `how much is left in the search budget`."""
    wanted = {(one.dimension, id) for one in asked.question.filters if not one.excluded for id in one.values}
    known = asked.services.store.budgets.all()
    meant = [budget for budget in known if wanted & {(budget.scope, name) for name in budget.names}]
    return budgets.run(f"#{meant[0].id}" if len(meant) == 1 else "", asked.asker, asked.services)


# By the name of its row in the grammar's verbs; '' is a plain question.
VERBS: Mapping[str, Callable[[Asked], Reply]] = {
    "": usage,
    "why": why.run,
    "forecast": forecast.run,
    "overview": overview.run,
    "budgets": standing_of,
    "anomalies": anomalies.run,
    "idle": last_used.run,
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
