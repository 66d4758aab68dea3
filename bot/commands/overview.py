"""The answer to no words at all: today, the month so far, the three largest projects and models, budgets over half."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.commands.asked_question import AskedQuestion
from bot.commands.request import Reply
from bot.commands.rights import seen
from bot.core.answers.answer import Answer
from bot.core.budgets.budget import BudgetStatus
from bot.core.budgets.openai_limits import KEPT, kept_limits
from bot.core.budgets.openai_limits_message import native_words
from bot.core.home.overview import Overview, overview_json, overview_message
from bot.core.periods import Period
from bot.core.question import Question
from bot.core.time_rows import begin
from bot.sources import answer, answer_stored
from bot.sources.budget_status import budget_sums, over_half

LARGEST = 3


def run(asked: AskedQuestion) -> Reply:
    today, month = _so_far("day", asked), _so_far("month", asked)
    find = answer_stored if _is_fresh(answer_stored(today, asked.services), asked) else answer
    overview = Overview(
        find(today, asked.services),
        find(replace(month, by=("project",), top=LARGEST), asked.services),
        find(replace(month, by=("model",), top=LARGEST), asked.services),
        _budgets(asked),
        find(replace(month, by=("team",)), asked.services) if asked.services.teams.current().names else None,
        native_words(kept_limits(asked.services.store.meta.get(KEPT)), (), asked.names).first,
    )
    facts = {"question": asked.question.typed, "verb": "overview", **overview_json(overview, asked.names)}
    return Reply(overview_message(overview, asked.names, now=asked.now), facts)


def _is_fresh(stored: Answer, asked: AskedQuestion) -> bool:
    """Whether the reader is at work: then a glance, at the home tab too, need not wait for a row of requests."""
    soon = timedelta(minutes=2 * asked.services.settings.sync_minutes)
    return stored.total is not None and any(asked.now - source.as_of <= soon for source in stored.sources)


def _so_far(unit: str, asked: AskedQuestion) -> Question:
    zone = asked.question.zone
    return Question(asked.question.typed, Period(begin(asked.now, unit, ZoneInfo(zone)), asked.now), zone)


def _budgets(asked: AskedQuestion) -> tuple[BudgetStatus, ...]:
    every = seen(asked.asker, asked.services.store.budgets.all())
    if not every:
        return ()
    known = budget_sums(asked.services, asked.now)
    return over_half(known.current(budget) for budget in every)
