"""Questions about budgets: which ones are meant, and the page that answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands import budgets
from bot.commands.asked_question import AskedQuestion
from bot.commands.request import Reply
from bot.commands.rights import seen
from bot.core.budgets.budget import FULL, PERIODS, SCOPES, Budget, budget_period
from bot.core.budgets.budget_history import made_unwritten
from bot.core.budgets.budget_spans import utc_days
from bot.core.budgets.history_message import history_message
from bot.core.budgets.meant_budgets import is_narrowed, meant_budgets
from bot.core.budgets.past_budgets import PastBudget, PastView, past_message
from bot.core.budgets.uncovered_message import uncovered_message, uncovered_things
from bot.core.catalogue import METRIC
from bot.core.catalogue.words import Phrases, listed
from bot.core.errors import UserError
from bot.core.grammar import question_text
from bot.core.grammar.tokens import Words
from bot.core.grammar.typed_text import cleaned
from bot.core.grammar.vocabulary import OWNERS
from bot.core.periods import Period
from bot.core.question import Shape
from bot.core.slack.dates import period as days_of
from bot.sources import breakdown
from bot.sources.budget_status import budget_sums
from bot.sources.past_budgets import PastBudgets, past_budgets
from bot.sources.past_budgets import standing as past_standing

_OWNERS = Phrases((*listed(OWNERS), "own", "owns"))


def standing(asked: AskedQuestion) -> Reply:
    """Where the budgets stand that are asked about, or how they came out of a period that is over."""
    question, services = asked.question, asked.services
    if question.period.end < asked.now or question.time_unit in PERIODS:
        return _past(asked)
    meant = _meant(asked, seen(asked.asker, services.store.budgets.all()))
    if question.over is not None and (question.over != FULL or len(meant) != 1):
        return budgets.over(question.over, meant, budget_sums(services, asked.now), services)
    owners = _asks_owners(question.typed)
    if not is_narrowed(question):
        return budgets.run("", asked.asker, services, owners=owners)
    return budgets.some(meant, budget_sums(services, asked.now), services, owners=owners)


def _asks_owners(typed: str) -> bool:
    words = Words.of(cleaned(typed))
    return any(words.lead(place, _OWNERS) > place for place in range(len(words)))


def changes(asked: AskedQuestion) -> Reply:
    """Who made and changed which budget; what was written down nowhere is known from the budget itself."""
    services, question = asked.services, asked.question
    kept = seen(asked.asker, services.store.budgets.kept())
    meant = {one.id: one for one in (_meant(asked, kept) if is_narrowed(question) else kept)}
    told = [one for one in services.store.audit.revisions() if one.budget in meant]
    told = sorted([*told, *made_unwritten(meant.values(), told)], key=lambda one: one.at)
    message = history_message(told, meant, question.period, asked.names, services.zone)
    rows = [
        {"at": f"{one.at:%Y-%m-%dT%H:%M:%SZ}", "by": one.by, "action": one.action, "budget": one.budget}
        | {"amount": one.amount, "unit": METRIC[meant[one.budget].metric].unit, "words": one.words}
        for one in told
    ]
    return Reply(message, {"verb": "budget changes", "changes": rows})


def without(asked: AskedQuestion) -> Reply:
    """Projects, or other things, that no budget of their own watches, with what they spent."""
    question, services = asked.question, asked.services
    scope = next((name for name in question.dimensions if name in SCOPES), "project")
    amounts = breakdown(services, "cost", question.period, scope, now=asked.now, live=True)
    ids = [one.id for one in asked.names.of(scope)] if scope == "project" else []
    found = uncovered_things(scope, services.store.budgets.all(), amounts, ids, asked.names)
    when = days_of(question.period, ZoneInfo(question.zone))
    rows = [
        {"id": id, "name": asked.names.label(scope, id), "spent": amount.quantity, "estimate": amount.estimate}
        for id, amount in found.spent
    ]
    return Reply(uncovered_message(found, when, asked.names), {"verb": "no budget", "scope": scope, "uncovered": rows})


def _meant(asked: AskedQuestion, known: Sequence[Budget]) -> tuple[Budget, ...]:
    """Raises UserError where the words name what has no budget; what it cost is offered."""
    question = asked.question
    try:
        return meant_budgets(question, known, asked.names)
    except UserError as error:
        cost = replace(question, verb="", over=None, by=(), shape=Shape(), repairs=(), unused=())
        costs = (question_text(cost, asked.names, zone=asked.services.zone.key, now=asked.now),)
        raise UserError(str(error), (*(costs if question.filters else ()), *error.suggestions)) from None


def _past(asked: AskedQuestion) -> Reply:
    """Those that were deleted since count too: they were there."""
    question, services = asked.question, asked.services
    span = _span(asked)
    kept = seen(asked.asker, services.store.budgets.kept())
    there = [one for one in kept if one.deleted_at is None or one.deleted_at > span.start]
    unit = question.time_unit
    meant = _meant(asked, [one for one in there if unit in (None, one.period)])
    found = past_budgets(meant, span, services, asked.now)
    percent = FULL if question.over is None else question.over
    kept_in = [one for one in found.found if percent == FULL or one.passed(percent)]
    around = () if found.found else _around(found, span)
    view = PastView(span, asked.now, percent, is_by_period=unit is not None, around=around)
    message = past_message(kept_in, found.unfit, view, asked.names)
    return Reply(message, _past_facts(kept_in, span))


def _around(found: PastBudgets, span: Period) -> tuple[PastBudget, ...]:
    """How the budgets stand that do not fit the span, where it reaches into their running period."""
    running = [found.sums.current(one) for one in found.unfit if one.deleted_at is None]
    held = [one for one in running if one.period.start < span.end and span.start < one.period.end]
    return tuple(past_standing(one, found.sums) for one in held)


def _span(asked: AskedQuestion) -> Period:
    """Whole UTC days; of a period that runs on up to the end of its last row."""
    question = asked.question
    zone, unit = ZoneInfo(question.zone), question.time_unit
    end = question.period.end
    if unit is not None and end >= asked.now:
        end = datetime.combine(budget_period(unit, asked.now).end, time(), zone)
    span = utc_days(Period(question.period.start, end), zone)
    if span is None:
        raise UserError("A budget counts whole UTC days, so a period with a time of day has none.", ("budgets",))
    return span


def _past_facts(found: list[PastBudget], span: Period) -> dict[str, Any]:
    """A budget has an entry for each of its periods; `over_by` is below zero where something was left."""
    rows = [
        {
            **budgets.status_facts(status),
            "over_by": status.spent.quantity - status.amount if status.spent else None,
            "final": status.is_final,
            "deleted_at": f"{gone:%Y-%m-%dT%H:%M:%SZ}" if (gone := status.budget.deleted_at) else None,
            "made_later": one.is_made_later,
        }
        for one in found
        for status in one.statuses
    ]
    return {"verb": "budgets", "start": f"{span.start:%Y-%m-%d}", "end": f"{span.end:%Y-%m-%d}", "budgets": rows}
