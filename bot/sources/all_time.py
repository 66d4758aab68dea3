"""All time: it begins with the first day of which something was read, and the answer says so."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core.errors import UserError
from bot.core.grammar.time.range_meanings import SAY_SINCE_WHEN
from bot.core.periods import EVER, Period, local_midnight
from bot.core.question import Question, Repair
from bot.services import Services


def since_the_first_day(question: Question, services: Services) -> Question:
    """Raises UserError where nothing was read yet."""
    if question.period.start != EVER:
        return question
    first = services.store.usage.first_day()
    if first is None:
        raise UserError(SAY_SINCE_WHEN, ("last 12 months by month",))
    start = min(local_midnight(first.date(), ZoneInfo(question.zone)), question.period.end)
    begins = Repair("all time", f"since {first:%-d %b %Y}, the first day read")
    return replace(question, period=Period(start, question.period.end), repairs=(*question.repairs, begins))
