"""Prices that are a guess: a new snapshot costs what its family does, as long as no list has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.core.answers.answer import Answer
from bot.core.answers.unpriced import assumed_note
from bot.core.catalogue import COMPLETIONS
from bot.core.periods import INSTANT
from bot.core.question import Question
from bot.core.usage.buckets import Filter
from bot.core.usage.rates import Kind
from bot.services import Services
from bot.sources.answers import used


def with_assumed(answer: Answer, services: Services) -> Answer:
    """An estimate says whose price it took for a model that no list has."""
    amounts = (answer.total, *(line.amount for line in answer.lines))
    if answer.unit != "nanodollar" or not any(one and one.estimate for one in amounts):
        return answer
    note = assumed_note(_assumed(answer.question, services))
    return replace(answer, notes=(*answer.notes, note)) if note else answer


def _assumed(question: Question, services: Services) -> Mapping[str, str]:
    """By the model that was used, or would be, the one that it is priced as."""
    models = [model for model in services.store.usage.values("model") if model]
    guesses = {model: whose for model in models if (whose := _whose(model, question, services))}
    supposed = question.scenario.model
    wanted = {supposed: whose} if supposed and (whose := _whose(supposed, question, services)) else {}
    if not guesses or question.endpoint not in ("", COMPLETIONS.name):
        return wanted
    within = (*question.filters, Filter("model", tuple(sorted(guesses))))
    asked = Question("", question.period, metric="tokens", endpoint=COMPLETIONS.name, by=("model",), filters=within)
    found = used(asked, services, services.clock())
    return {model: guesses[model] for (model,), amount in found.items() if amount.quantity} | wanted


def _whose(model: str, question: Question, services: Services) -> str:
    day = (question.period.end - INSTANT).date()
    quote = services.prices.book.quote(COMPLETIONS.name, Kind(model), long=False, day=day)
    return quote.assumed if quote else ""
