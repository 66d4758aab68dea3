"""What a report may ask: numbers. The digest has what the pages of verbs say."""

from __future__ import annotations

from bot.core.errors import UserError
from bot.core.question import Question
from bot.core.reports.schedules import DIGEST

IN_DIGEST = f"every day 9am {DIGEST}"


def require_numbers(question: Question) -> Question:
    """Raises UserError for the page of a verb: its question alone would be answered with another number."""
    if question.verb:
        raise UserError(
            f"A report sends numbers, and `{question.verb}` is a page that is asked for. The digest has budgets, open "
            "alerts, the forecast and what moved.",
            (IN_DIGEST, "every weekday 9am cost yesterday by project"),
        )
    return question
