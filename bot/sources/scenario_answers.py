"""Savings and what-if: the rows of a question priced as they were, and as they would have been."""

from __future__ import annotations

from dataclasses import replace

from bot.core.answers.answer import Answer
from bot.core.answers.answering import answered
from bot.core.answers.scenario_rows import plain, side_by_side, supposed
from bot.core.catalogue import COMPLETIONS
from bot.core.errors import UserError
from bot.core.periods import INSTANT
from bot.core.question import Question
from bot.core.usage.finest import has_long_rates
from bot.core.usage.rates import Kind
from bot.services import Services
from bot.sources.answers import reads

ALONE = "Text requests only: images, audio, embeddings and tools are not in it."
EMBEDDINGS_ALONE = "Embeddings only: other endpoints are not in it."
SHORT = "Long-context rates of {model} are in it where the average request of a day is long."


def scenario_answer(question: Question, services: Services) -> Answer:
    """Raises UserError for a model that nobody knows a price of."""
    model = question.scenario.model
    endpoint = "embeddings" if "embedding" in model else COMPLETIONS.name
    _refuse_unpriced(question, endpoint, services)
    rates = services.prices.book.rates
    found = reads(plain(question, endpoint), services, by_price=True)
    pairs = [supposed(one, question.scenario, rates) if one else (None, None) for one in found]
    was, would = (answered(*(pair[side] for pair in pairs)) for side in (0, 1))  # type: ignore[arg-type]  # the first is there
    answer = side_by_side(question, was, would, EMBEDDINGS_ALONE if endpoint == "embeddings" else ALONE)
    if not model or not has_long_rates(model, rates, question.period.start):
        return answer
    return replace(answer, notes=(*answer.notes, SHORT.format(model=model)))


def _refuse_unpriced(question: Question, endpoint: str, services: Services) -> None:
    scenario, day = question.scenario, (question.period.end - INSTANT).date()
    if question.figure == "what if" and not scenario:
        raise UserError("On what? Name a model or a way: `what if last month on gpt-5-mini`, `as batch`.", ())
    if not scenario.model:
        return
    if services.prices.book.quote(endpoint, scenario.kind(Kind(scenario.model)), long=False, day=day) is None:
        way = f" {scenario.way}" if scenario.way else ""
        raise UserError(
            f"I know no{way} price of {scenario.model[:80]}; `prices` shows those that are known.", ("prices",)
        )
