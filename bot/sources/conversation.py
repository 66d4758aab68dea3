"""Finds the question that a follow-up refines: the thread's last one, its message's, or the person's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from bot.core import grammar
from bot.core.budgets.budget import ORGANISATION, budget_period
from bot.core.conversation import Spot
from bot.core.periods import Period, Width, floor
from bot.core.question import Question
from bot.core.reports.schedules import DIGEST
from bot.core.usage.buckets import Filter
from bot.services import Services

REPORT = re.compile(r"report-(\d+)-")
DIGEST_WORDS = "yesterday by project"  # what a digest's first number and its table are about


def previous_words(spot: Spot, user: str, services: Services, *, now: datetime) -> str:
    """The question before this one, in words that the grammar reads; '' when there is none to refine."""
    last = services.store.conversations.last(spot.place, spot.person(user))
    if last and last.can_be_followed(in_thread=bool(spot.thread_ts), now=now):
        return last.words
    key = root_key(spot, services)
    return root_words(key, services, now=now) if key else ""


def root_key(spot: Spot, services: Services) -> str:
    """The key of our message that began the thread; '' when it is somebody else's."""
    return services.store.sent_messages.key_at(spot.channel, spot.thread_ts) if spot.thread_ts else ""


def root_words(key: str, services: Services, *, now: datetime) -> str:
    """What a message of ours is about, as a question: a report's own, an alert's scope and period."""
    if report := REPORT.match(key):
        schedule = services.store.schedules.get(int(report[1]))
        return "" if schedule is None else DIGEST_WORDS if schedule.is_digest else schedule.question
    if key.startswith(DIGEST):
        return DIGEST_WORDS
    question = next(_of_budgets(key, services, now), None) or next(_of_findings(key, services, now), None)
    return (
        grammar.question_text(question, services.store.names.all(), zone=services.zone.key, now=now) if question else ""
    )


def _of_budgets(key: str, services: Services, now: datetime) -> Iterator[Question]:
    for id, start in services.store.alerts.of_message(key):
        if (budget := services.store.budgets.get(id)) is not None:
            period = budget_period(budget.period, start)
            filters = () if budget.scope == ORGANISATION else (Filter(budget.scope, budget.names),)
            so_far = Period(period.start, min(period.end, now))
            yield Question("", so_far, metric=budget.metric, filters=filters)


def _of_findings(key: str, services: Services, now: datetime) -> Iterator[Question]:
    """Spikes and the like: today of what they are about."""
    today = Period(floor(now, Width.DAY), now)
    for subject in services.store.alerts.subjects(key):
        scope, _, id = subject.partition(":")
        if scope in ("project", "model", "key"):
            yield Question("", today, filters=(Filter(scope, (id,)),))
        elif scope == ORGANISATION:
            yield Question("", today)
