"""The digest's questions and facts: every number in it is the answer to a question that anyone can ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.alerts.open_alerts import OpenAlerts
from bot.core.answers.answer import Answer
from bot.core.answers.usual_day import WEEKS
from bot.core.budgets.budget import BudgetStatus
from bot.core.budgets.forecast import REMEMBERED, Ahead, Pace
from bot.core.budgets.limit_stops import LimitStop
from bot.core.errors import UserError
from bot.core.names import Names
from bot.core.periods import Period, utc_day
from bot.core.question import Question
from bot.core.reports.schedules import DueReport
from bot.core.usage.buckets import Filter, Restatement
from bot.core.usage.settlement import Accuracy

DAYS = 35  # the day, the four weeks before it, and all of its month
KNOWN = 28  # days in which a thing must have been seen to be nothing new
MIDDLE = 15  # the day of a month whose forecast is checked when the month has ended

WORK = ("requests", "input", "cached", "tokens")  # the metrics that tell how a project works

Answers = Mapping[str, Answer]


def digest_questions(
    day: date, filters: tuple[Filter, ...] = (), since: date | None = None, *, has_teams: bool = False
) -> dict[str, Question]:
    """
    What a digest about the UTC day `day` asks, by name.

    `since` is the day of the digest before: what ended in between, a week or a month, is told too.
    """
    asking = _Asking(day, filters)
    questions = {
        "total": asking.days(0, 0),
        **{f"{group}s": asking.days(0, 0, group) for group in ("project", "model")},
        "days": asking.days(DAYS - 1, 0, "day"),
        "paced days": asking.days(REMEMBERED - 1, 0, "day"),  # they tell how far a pace is off
        "month": asking.between(day.replace(day=1), day, "project"),
        **{f"known {group}s": asking.days(KNOWN, 1, group) for group in ("project", "model")},
        # Ten thousand keys: their requests are added up by the store, their dollars would have to be settled here.
        "used keys": replace(asking.days(0, 0, "key"), metric="requests", endpoint="completions"),
        "known keys": replace(asking.days(KNOWN, 1, "key"), metric="requests", endpoint="completions"),
    }
    for weeks in WEEKS:
        questions |= {f"{group}s -{weeks}": asking.days(7 * weeks, 7 * weeks, group) for group in ("project", "model")}
    if has_teams:
        questions["teams"] = asking.days(0, 0, "team")
        questions["teams' month"] = asking.between(day.replace(day=1), day, "team")
    return {**questions, **_ended_week(asking, since), **_ended_month(asking, since)}


def digest_scope(question: Question) -> tuple[Filter, ...]:
    """The projects or teams that a digest is to speak of, none for everything. Raises UserError for other filters."""
    if any(one.dimension not in ("project", "team") for one in question.filters):
        raise UserError("A digest is about projects or teams, for example: digest checkout-prod", ("digest",))
    return question.filters


def cause_questions(day: date, project: str, filters: tuple[Filter, ...] = ()) -> dict[str, Question]:
    """What tells why one project moved: its models, its keys and how it works, now and on the usual days."""
    inside = tuple(one for one in filters if one.dimension != "project")
    asking = _Asking(day, (*inside, Filter("project", (project,))))
    questions: dict[str, Question] = {}
    for weeks in (0, *WEEKS):
        days = asking.days(7 * weeks, 7 * weeks)
        questions |= {f"{group}s -{weeks}": replace(days, by=(group,)) for group in ("model", "key")}
        questions |= {f"{metric} -{weeks}": replace(days, metric=metric, endpoint="completions") for metric in WORK}
    return questions


@dataclass(frozen=True, slots=True)
class _Asking:
    day: date
    filters: tuple[Filter, ...]

    def between(self, first: date, last: date, *by: str) -> Question:
        """Whole UTC days, both included."""
        period = Period(utc_day(first), utc_day(last + timedelta(days=1)))
        return Question("", period, by=by, filters=self.filters)

    def days(self, first: int, last: int, *by: str) -> Question:
        """From so many days before the digest's day to so many."""
        return self.between(self.day - timedelta(days=first), self.day - timedelta(days=last), *by)


def _new_days(asking: _Asking, since: date | None) -> list[date]:
    """The days of this digest: more than one when digests are not daily, or some were missed."""
    first = max(since + timedelta(days=1), asking.day - timedelta(days=31)) if since else asking.day
    return [first + timedelta(days=number) for number in range((asking.day - first).days + 1)]


def _ended_week(asking: _Asking, since: date | None) -> dict[str, Question]:
    sundays = [day for day in _new_days(asking, since) if day.weekday() == 6]
    if not sundays:
        return {}
    monday, sunday = sundays[-1] - timedelta(days=6), sundays[-1]
    week = timedelta(days=7)
    return {
        "week": asking.between(monday, sunday, "project"),
        "week before": asking.between(monday - week, sunday - week, "project"),
        "week's models": asking.between(monday, sunday, "model"),
    }


def _ended_month(asking: _Asking, since: date | None) -> dict[str, Question]:
    """Told with the first day of the new month: so late, the bill of the last day is nearly there."""
    firsts = [day for day in _new_days(asking, since) if day.day == 1]
    if not firsts:
        return {}
    last = firsts[-1] - timedelta(days=1)
    middle = last.replace(day=MIDDLE)
    return {
        "ended month": asking.between(last.replace(day=1), last, "project"),
        "ended month's models": asking.between(last.replace(day=1), last, "model"),
        "ended month's middle": asking.between(last.replace(day=1), middle),
        "ended month's days": asking.between(middle - timedelta(days=27), middle, "day"),
    }


@dataclass(frozen=True, slots=True)
class BudgetView:
    """A budget where it stood at the end of the day, and its pace."""

    status: BudgetStatus
    pace: Pace | None = None


@dataclass(frozen=True, slots=True)
class EndedMonth:
    """How the budgets of the month that ended closed, and what became of its alerts."""

    statuses: tuple[BudgetStatus, ...] = ()
    alerts: int = 0
    acknowledged: int = 0
    snoozed: int = 0  # and not acknowledged

    @property
    def ignored(self) -> int:
        return self.alerts - self.acknowledged - self.snoozed


@dataclass(frozen=True, slots=True)
class ReadHealth:
    """
    How well OpenAI was read: when last, which of the last 35 days never, estimates against bills in all and by model.

    `until` is when the digest's day was read for the last time, if that was before its end.
    """

    read_at: datetime | None
    unread: tuple[date, ...] = ()
    until: datetime | None = None
    accuracy: Accuracy | None = None
    models: Mapping[str, Accuracy] = field(default_factory=dict)


@dataclass(frozen=True)
class DigestFacts:
    """
    Everything that a digest speaks of. `answers` follow `digest_questions`, `causes` hold the answers to
    `cause_questions` by project id; `undelivered` are messages that Slack does not take, as (channel, reason).
    """

    day: date
    now: datetime
    zone: ZoneInfo
    names: Names
    answers: Answers
    reader: ReadHealth
    causes: Mapping[str, Answers] = field(default_factory=dict)
    budgets: tuple[BudgetView, ...] = ()
    opened: OpenAlerts = field(default_factory=OpenAlerts)  # as of now, for whoever reads it
    ended: EndedMonth = EndedMonth()
    ahead: Ahead | None = None  # of the digest about the last whole day, as of now: what `forecast` says
    stops: tuple[LimitStop, ...] = ()  # as of now, whether or not an alert told of them
    restatements: tuple[Restatement, ...] = ()
    undelivered: tuple[tuple[str, str], ...] = ()
    report: DueReport | None = None
    command: str = "/usage"

    @property
    def end(self) -> datetime:
        return utc_day(self.day + timedelta(days=1))

    @property
    def ended_span(self) -> str:
        """What the digest is about beside its day: `ended month` before `week`, '' for neither."""
        return next((span for span in ("ended month", "week") if self._is_told(span)), "")

    def _is_told(self, span: str) -> bool:
        total = self.answers[span].total if span in self.answers else None
        return total is not None and bool(total.quantity)

    @property
    def month(self) -> Period:
        first = self.day.replace(day=1)
        return Period(utc_day(first), utc_day((first + timedelta(days=31)).replace(day=1)))
