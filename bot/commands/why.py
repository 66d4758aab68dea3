"""`why`: what changed since the like period before, as parts that add up and the names that moved most."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.commands.asked_question import AskedQuestion
from bot.commands.request import Reply
from bot.core.answers.answer import Answer
from bot.core.answers.json_facts import facts_json
from bot.core.answers.steady import steady
from bot.core.answers.usual_day import WEEKS, Usual, usual_of
from bot.core.answers.why import COUNTED, UsesByGroup, Why, uses, why
from bot.core.answers.why_message import Moved, is_as_usual, most_of_others, steady_text, why_json, why_message
from bot.core.catalogue import COMPLETIONS
from bot.core.errors import UserError
from bot.core.periods import DAY, HOUR, Period, local_midnight
from bot.core.question import Question
from bot.core.time_rows import earlier, same_weekday
from bot.core.usage.buckets import Filter
from bot.core.usage.rates import Kind, Rates
from bot.sources import answer, answer_stored, read

MOVERS = ("project", "model", "key")
PAIR = ("project", "model")  # each project is split by itself: two that change at once are two causes
LOOK_BACK = timedelta(days=60)
EXPLAINED = ("cost", "tokens", "input", "output", "cached", "requests")


def run(asked: AskedQuestion) -> Reply:
    """Raises UserError for what completions cannot explain."""
    question = _compared(asked)
    if question.metric not in EXPLAINED or question.endpoint not in ("", COMPLETIONS.name):
        raise UserError("`why` explains cost, tokens and requests of completions.", ("why today", "why this week"))
    totals = answer(question, asked.services)
    before, now = _uses(question, question.versus, asked), _uses(question, question.period, asked)
    found = why(before, now, partial(_rates, asked=asked))
    movers = dict.fromkeys((*asked.question.dimensions, *MOVERS))
    moved = {name: answer(replace(question, by=(name,)), asked.services) for name in movers}
    found = replace(found, item=_most_of_others(found, totals, moved, asked), usual=_usual(question, asked))
    facts = {**facts_json(totals, asked.names), "verb": "why", **why_json(found, totals, moved)}
    same = _as_ever(moved["project"], asked) if is_as_usual(found, totals, moved) else ""
    return Reply(why_message(found, totals, moved, asked.names, now=asked.now, same=same), facts)


def _most_of_others(found: Why, totals: Answer, moved: Moved, asked: AskedQuestion) -> str:
    """Which line item it was; '' where OpenAI's bill does not tell, as of a key or of an hour."""
    question = totals.question
    if question.metric != "cost" or any(one.dimension != "project" for one in question.filters):
        return ""
    try:
        return most_of_others(found, totals, moved, answer(replace(question, by=("item",)), asked.services))
    except UserError:
        return ""


def _usual(question: Question, asked: AskedQuestion) -> Usual | None:
    """What its weekday usually has, of a whole day's dollars; None of anything else."""
    zone = ZoneInfo(question.zone)
    first, last = (edge.astimezone(zone).date() for edge in (question.period.start, question.period.end))
    day = Period(local_midnight(first, zone), local_midnight(first + timedelta(days=1), zone))
    if question.metric != "cost" or question.period != day or last != first + timedelta(days=1):
        return None
    since = local_midnight(first - timedelta(weeks=max(WEEKS)), zone)
    days = replace(question, period=Period(since, day.start), by=("day",), versus=None, versus_whole=None)
    wanted = {str(first - timedelta(weeks=week)) for week in WEEKS}
    lines = answer_stored(days, asked.services).lines
    return usual_of([line.amount.quantity for line in lines if line.amount and line.labels[0] in wanted])


def _as_ever(projects: Answer, asked: AskedQuestion) -> str:
    """Since when the largest project has been at its dollars a day; '' when that is not known."""
    top = max(projects.lines, key=lambda line: line.amount.quantity if line.amount else 0, default=None)
    if top is None or not top.labels[0]:
        return ""
    zone = ZoneInfo(asked.question.zone)
    today = asked.now.astimezone(zone).date()
    known = Period(local_midnight(today - LOOK_BACK, zone), local_midnight(today, zone))
    one = Filter("project", (top.labels[0],))
    found = answer_stored(Question("", known, asked.question.zone, by=("day",), filters=(one,)), asked.services)
    days = {date.fromisoformat(line.labels[0]): line.amount.quantity for line in found.lines if line.amount}
    same = steady(days, today)
    return steady_text(asked.names.label("project", top.labels[0]), same, today) if same else ""


def _compared(asked: AskedQuestion) -> Question:
    """
    The total of the period and of the one before; why it moved is a question about everything that was asked.

    A day, or a part of one, is compared with the same weekday, as everywhere: Monday is not told to differ from Sunday.
    """
    question, zone = asked.question, ZoneInfo(asked.question.zone)
    is_day = question.period.length <= DAY + HOUR and asked.unit in ("", "day")
    like = same_weekday(question.period, zone) if is_day else earlier(question.period, zone, asked.unit)
    versus = question.versus or like
    return replace(question, versus=versus, by=(), top=None, over=None)


def _uses(question: Question, period: Period | None, asked: AskedQuestion) -> UsesByGroup:
    detail = replace(question, period=period or question.period, metric="cost", endpoint=COMPLETIONS.name, by=PAIR)
    return uses(detail, read(detail, asked.services, asked.now, also=COUNTED).readings)


def _rates(model: str, *, asked: AskedQuestion) -> Rates | None:
    return asked.services.prices.rates(COMPLETIONS.name, Kind(model), long=False, day=asked.now.date())
