"""The forecast in words: the range, what it is based on, and when budgets would be used up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from bot.core.answers.answer import Answer
from bot.core.answers.answer_message import answer_notes
from bot.core.answers.followups import share
from bot.core.answers.json_facts import moment
from bot.core.answers.labels import line_labels, title
from bot.core.answers.source_line import reading_text
from bot.core.budgets.budget import FULL, BudgetStatus
from bot.core.budgets.budget_names import about_range, inside, scope_name, standing
from bot.core.budgets.budget_state import full_at
from bot.core.budgets.forecast import SPEEDS, Ahead, Forecast, Pace, reached_at
from bot.core.budgets.limit_stops import IF_RAISED, LimitStop, row_text, stop_json, stop_lines
from bot.core.catalogue import METRIC
from bot.core.names import Names
from bot.core.periods import INSTANT, Period
from bot.core.slack import blocks, dates, numbers
from bot.core.slack.blocks import Cell
from bot.core.slack.message import Block, Message
from bot.core.slack.text import escape

UNHELD = "OpenAI's hard limits are not in this forecast: they stop whole projects, in dollars, until the month ends."
ROWS_UNHELD = "The rows count what OpenAI's hard limits will refuse, as these stop whole projects; the sum does not."
SETTLED = 14  # days that are known before a range is more than a guess


@dataclass(frozen=True)
class Parts:
    """The groups of what was asked, and where each of the answer's lines leads; None for what is not told."""

    answer: Answer
    forecasts: tuple[Forecast | None, ...]


@dataclass(frozen=True)
class Outlook:
    """
    Where `whole`, of which `answer` tells the part so far, leads. `forecast` is None when too little is known.

    `goal` is the amount of which somebody asks when it is reached; `stops` are what OpenAI's own limits end before,
    `is_unheld` says that some end something that the forecast cannot tell from the rest.
    """

    answer: Answer
    whole: Period
    ahead: Ahead | None
    budgets: Sequence[BudgetStatus] = ()
    parts: Parts | None = None
    goal: int | None = None
    stops: Sequence[LimitStop] = ()
    is_unheld: bool = False

    @property
    def forecast(self) -> Forecast | None:
        return self.ahead.forecast if self.ahead else None

    @property
    def shown(self) -> Answer:
        """The answer with its groups, if there are any."""
        return self.parts.answer if self.parts else self.answer


def forecast_message(outlook: Outlook, names: Names, *, now: datetime) -> Message:
    question = outlook.shown.question
    first, *rest = [*_goal_line(outlook), headline(outlook)]  # what was asked for comes first
    lines = [
        *map(escape, rest),
        *_if_raised(outlook),
        *stop_lines(outlook.stops, names),
        *_basis(outlook),
        *(_budget_line(status, outlook, names) for status in outlook.budgets),
    ]
    notes = [*answer_notes(outlook.answer), *_unheld(outlook)]
    parts = [
        blocks.section("\n".join([f"*{escape(first)}*", *lines])),
        *_table(outlook, names),
        *([blocks.context(*map(escape, notes))] if notes else []),
        blocks.context(escape(reading_text(question, names, outlook.answer.sources, now))),
        *([blocks.actions(*row)] if (row := share(question, names, now)) else []),
    ]
    return Message(escape(first), tuple(parts))


def _table(outlook: Outlook, names: Names) -> list[Block]:
    """`checkout-prod  ≈ $1,595  ≈ $2,079–$2,230`: each range is its own, so they do not add up to that of all."""
    parts = outlook.parts
    if parts is None:
        return []
    question = parts.answer.question
    unit = METRIC[question.metric].unit
    rows = []
    stopped: dict[tuple[str, ...], str] = {
        (one.project,): row_text(one) for one in outlook.stops if question.by == ("project",)
    }
    labels = line_labels(parts.answer, names)
    for line, words, ahead in zip(parts.answer.lines, labels, parts.forecasts, strict=True):
        reach = f"≈ {about_range(ahead.low, ahead.high, question.metric)}" if ahead else "-"
        reach = stopped.get(line.labels, reach)
        cells = [*map(Cell, words), Cell(numbers.amount(line.amount, unit)), Cell(reach)]
        rows.append(cells)
    head = (*map(title, question.by), "So far", "By the end")
    return [blocks.data_table("Each range is 80 % likely; the ranges do not add up", head, rows)]


def headline(outlook: Outlook) -> str:
    """`≈ $5,200–$5,480 by the end of Mon 30 Nov UTC; ≈ $4,100 so far.`"""
    question = outlook.answer.question
    zone = ZoneInfo(question.zone)
    unit = METRIC[question.metric].unit
    so_far = f"{numbers.amount(outlook.answer.total, unit)} so far"
    last = dates.day((outlook.whole.end - INSTANT).astimezone(zone).date())
    if outlook.forecast is None:
        return f"{so_far}; a forecast needs three whole days."
    reach = about_range(outlook.forecast.low, outlook.forecast.high, question.metric)
    return f"≈ {reach} by the end of {last} {dates.zone_name(question.zone)}; {so_far}."


def how_sure(forecast: Forecast) -> str:
    """What the range promises; that of a few days is a guess, and says so."""
    known = forecast.pace.known
    return "80 % likely" if known >= SETTLED else f"a rough guess: {known} days are known"


def range_text(forecast: Forecast, metric: str) -> str:
    """`$520–$625 (80 % likely)`."""
    return f"{about_range(forecast.low, forecast.high, metric)} ({how_sure(forecast)})"


def _unheld(outlook: Outlook) -> list[str]:
    """What of the message counts dollars that OpenAI will refuse, for want of knowing whose they are."""
    if outlook.is_unheld:
        return [UNHELD]
    groups = outlook.parts.answer.question.by if outlook.parts else ("project",)
    stops_some = any(one.project for one in outlook.stops)
    return [ROWS_UNHELD] if stops_some and groups != ("project",) else []


def _if_raised(outlook: Outlook) -> list[str]:
    if not outlook.ahead or not outlook.ahead.is_held:
        return []
    free = outlook.ahead.without_limits
    return [f"≈ {about_range(free.low, free.high, outlook.answer.question.metric)} {IF_RAISED}"]


def _basis(outlook: Outlook) -> list[str]:
    """What the range rests on."""
    if outlook.forecast is None:
        return []
    unit = METRIC[outlook.answer.question.metric].unit
    expected, a_day = (
        numbers.quantity(one, unit) for one in (outlook.forecast.expected, outlook.forecast.pace.expected)
    )
    less = ", less what OpenAI refuses" if outlook.ahead and outlook.ahead.is_held else ""
    is_range = outlook.forecast.low < outlook.forecast.high
    sure = f" The range is {how_sure(outlook.forecast)}." if is_range else ""
    return [escape(f"{expected} at the pace of the last 7 days ({a_day} a day){less}.{sure}")]


def _goal_line(outlook: Outlook) -> list[str]:
    """`$10,000 is reached around Thu 26 Nov (Wed 25 Nov to Fri 27 Nov).`"""
    if outlook.goal is None or outlook.forecast is None or outlook.answer.total is None:
        return []
    goal = numbers.quantity(outlook.goal, METRIC[outlook.answer.question.metric].unit)
    if outlook.answer.total.quantity >= outlook.goal:
        return [f"Already past {goal}."]
    total = outlook.answer.total.quantity
    zone = ZoneInfo(outlook.answer.question.zone)
    days = reach_days(outlook.goal, total, outlook.forecast.pace, _as_of(outlook), outlook.whole.end, zone)
    if not days[0]:
        return [f"On pace to stay under {goal}."]
    if not days[1]:
        return [f"On pace to stay just under {goal}; at the fastest pace it is reached on {days[0]}."]
    return [f"On pace to reach {goal} on {around(days)}."]


def reach_days(goal: int, spent: int, pace: Pace, as_of: datetime, end: datetime, zone: tzinfo) -> tuple[str, str, str]:
    """The days on which `goal` is reached at the fastest, expected and slowest pace; '' for not before `end`."""
    found = (reached_at(goal, spent, pace, as_of, speed) for speed in reversed(SPEEDS))
    first, expected, last = (dates.day(at.astimezone(zone).date()) if at and at < end else "" for at in found)
    return first, expected, last


def around(days: tuple[str, str, str]) -> str:
    """`Sat 28 Nov (earliest Fri 27 Nov, latest never)`."""
    first, expected, last = days
    edges = [f"{word} {at}" for word, at in (("earliest", first), ("latest", last or "never")) if at != expected]
    return expected + (f" ({', '.join(edges)})" if edges else "")


def _budget_line(status: BudgetStatus, outlook: Outlook, names: Names) -> str:
    """`🟠 checkout-prod 82 % · ≈ $411 of $500 · 100 % about Thu 26 Nov`, as in the list of budgets."""
    full = _full_at(status, outlook)
    said = standing(status, f"Budget {inside(scope_name(status.budget, names))}", full)
    calm = status.spent and outlook.forecast and not full and not status.has_passed(FULL)
    return f"{said} · on pace to stay under budget" if calm else said


def _full_at(status: BudgetStatus, outlook: Outlook) -> datetime | None:
    return full_at(status, outlook.forecast.pace if outlook.forecast else None)


def forecast_json(outlook: Outlook) -> dict[str, object]:
    """
    Exact integers; `forecast` is what will happen, `without_limits` what would if OpenAI's limits were raised.

    Both are null when too little is known; `forecasts` follow the rows.
    """
    known = outlook.forecast
    return {
        "whole": {"start": moment(outlook.whole.start), "end": moment(outlook.whole.end)},
        "forecast": _range_json(known),
        "without_limits": _range_json(outlook.ahead.without_limits if outlook.ahead else None),
        "pace": known and {"low": known.pace.low, "expected": known.pace.expected, "high": known.pace.high},
        **({"forecasts": [_range_json(one) for one in outlook.parts.forecasts]} if outlook.parts else {}),
        "budgets": [_budget_json(status, outlook) for status in outlook.budgets],
        "stops": [stop_json(one) for one in outlook.stops],
        **({"goal": _goal_json(outlook.goal, outlook)} if outlook.goal is not None else {}),
    }


def _goal_json(goal: int, outlook: Outlook) -> dict[str, object]:
    """`at` is null when it is not reached within the period at the expected pace, or when too little is known."""
    at = None
    if outlook.forecast and outlook.answer.total:
        at = reached_at(goal, outlook.answer.total.quantity, outlook.forecast.pace, _as_of(outlook))
    return {"quantity": goal, "at": moment(at) if at and at < outlook.whole.end else None}


def _as_of(outlook: Outlook) -> datetime:
    return outlook.answer.as_of or outlook.whole.start


def _range_json(known: Forecast | None) -> dict[str, int] | None:
    return {"low": known.low, "expected": known.expected, "high": known.high} if known else None


def _budget_json(status: BudgetStatus, outlook: Outlook) -> dict[str, object]:
    when = status.as_of if status.has_passed(FULL) else _full_at(status, outlook)
    return {
        "id": status.budget.id,
        "amount": status.amount,
        "quantity": status.spent.quantity if status.spent else None,
        "full_at": moment(when) if when else None,
    }
