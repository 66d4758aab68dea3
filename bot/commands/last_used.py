"""`idle` and `new`: what was not used in a period, and what was used for the first time."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.commands.asked_question import AskedQuestion
from bot.commands.request import Reply
from bot.core.answers.last_uses import LastUse, LastUses, days_used, idle, new, uses_json, uses_message
from bot.core.catalogue import ENDPOINT, METRIC
from bot.core.errors import UpstreamError, UserError
from bot.core.grammar.verbs import VERB
from bot.core.periods import INSTANT, Period, Width, local_midnight
from bot.core.question import Question
from bot.sources import answer_stored
from bot.sources.endpoints_in_use import endpoints_in_use

LOOK_BACK = timedelta(days=90)  # before the period: what was used in it is no news, and its last day is told
UNREAD = "These days were not read yet, so what was used in them is not known. `usage-bot sync` reads them."
NAMED = ("project", "key", "user", "model")


def run(asked: AskedQuestion) -> Reply:
    """Raises UserError for what has no names of its own, such as a batch."""
    question, zone = asked.question, ZoneInfo(asked.question.zone)
    things = () if question.dimensions else _things(question)
    kinds = question.dimensions or tuple(dict.fromkeys(kind for kind, _ in things)) or VERB[question.verb].things
    if strange := [kind for kind in kinds if kind not in NAMED]:
        raise UserError(
            f"I know no {question.verb} {strange[0]}s; ask for projects, keys, users or models.", ("idle keys",)
        )
    start = question.period.start.astimezone(zone).date()
    end = (question.period.end - INSTANT).astimezone(zone).date() + timedelta(1)
    since = start - LOOK_BACK
    looked = Period(local_midnight(since, zone), asked.now)
    _refuse_unread(looked if things else question.period, asked)
    found = tuple(use for kind in kinds for use in _found(kind, since, start, end, asked, things))
    uses = LastUses(kinds, found, since, is_new=question.verb == "new", are_named=bool(things))
    return Reply(uses_message(uses, question, asked.names, now=asked.now), uses_json(uses, question, asked.names))


def _things(question: Question) -> tuple[tuple[str, str], ...]:
    """What is asked about by its name: `when was ci-runner last used`, `first use of gpt-5`."""
    named = [
        one for one in question.filters if one.dimension in NAMED and not one.excluded and "*" not in str(one.values)
    ]
    return tuple((one.dimension, id) for one in named[:1] for id in one.values)


def _refuse_unread(period: Period, asked: AskedQuestion) -> None:
    """What was used in days that were not read is not known."""
    if not asked.services.store.usage.notes("completions", Width.DAY, period):
        raise UpstreamError(UNREAD, transient=True, code="not_read")


def _found(
    kind: str, since: date, start: date, end: date, asked: AskedQuestion, things: tuple[tuple[str, str], ...]
) -> list[LastUse]:
    zone = ZoneInfo(asked.question.zone)
    last = min(local_midnight(end, zone), asked.now)
    looked = Period(local_midnight(since, zone), last)
    used = days_used(
        kind, [line for one in _questions(kind, looked, asked) for line in answer_stored(one, asked.services).lines]
    )
    if things:
        return [used.get(id, LastUse(kind, id)) for one, id in things if one == kind]
    return new(used, start, end) if asked.question.verb == "new" else idle(kind, used, asked.names, start, end)


def _questions(kind: str, looked: Period, asked: AskedQuestion) -> list[Question]:
    """Requests by day of each endpoint in use; the store alone is asked, as `idle` needs no last minute."""
    question = asked.question
    names = [name for name in endpoints_in_use(looked, asked.services) if name in METRIC["requests"].counters]
    filtered = {one.dimension for one in question.filters}
    return [
        Question(question.typed, looked, question.zone, "requests", name, by=(kind, "day"), filters=question.filters)
        for name in names
        if {kind, *filtered} <= set(ENDPOINT[name].dimensions)
    ]
