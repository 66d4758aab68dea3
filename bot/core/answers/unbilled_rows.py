"""Rows that OpenAI does not bill: why they are estimates, while the same period as one has a bill."""

from __future__ import annotations

from dataclasses import replace

from bot.core.amounts import Amount
from bot.core.answers.endpoints import BILLED_BY
from bot.core.kept_times import RECURS
from bot.core.question import Question
from bot.core.slack import numbers
from bot.core.slack.dates import zone_name


def without_rows(question: Question) -> Question:
    """The period as one."""
    return replace(question, by=(), top=None, bottom=None, over=None, under=None, versus=None, versus_whole=None)


def why_unbilled(question: Question) -> str:
    """Why rows of cost are estimates, all or at their edges; '' where the bill can have them."""
    unit = question.unit_of_hours or question.time_unit or next(iter(question.recurring), None)
    if question.metric != "cost" or question.endpoint:
        return ""
    if foreign := [name for name in question.dimensions if name not in (*BILLED_BY, "team")]:
        return f"OpenAI's bill knows no {foreign[0]}, so these rows are estimates at list prices"
    if question.unit_of_hours:
        return f"OpenAI bills by the day, so rows by the {unit} are estimates, without what no list has a price for"
    if unit and question.zone != "UTC":
        what = "these days" if unit in ("day", *RECURS) else f"the edges of each {unit}"
        return f"OpenAI bills UTC days, so {what} in {zone_name(question.zone)} are estimates at list prices"
    return ""


def unbilled_note(why: str, whole: Amount | None) -> str:
    """The sentence; with what the period as one comes to, where that is known."""
    return f"{why}. The period as a whole is {numbers.amount(whole, 'nanodollar')}." if whole else f"{why}."
