"""Gathers the digest's facts: answers from the store, budgets, and how reading and sending went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.core.alerts.levels import AlertRow, State
from bot.core.alerts.open_alerts import OpenAlerts
from bot.core.budgets.budget import Budget, budget_period
from bot.core.budgets.forecast import Ahead
from bot.core.budgets.limit_stops import Counted, LimitStop
from bot.core.names import Names
from bot.core.periods import DAY, HOUR, INSTANT, Period, Width, utc_day
from bot.core.reports.digest_message import digest_message
from bot.core.reports.digest_numbers import movers
from bot.core.reports.digest_questions import (
    DAYS,
    BudgetView,
    DigestFacts,
    EndedMonth,
    ReadHealth,
    cause_questions,
    digest_questions,
)
from bot.core.reports.schedules import DueReport
from bot.core.slack.message import Message
from bot.core.usage.buckets import Filter
from bot.core.usage.freshness import is_final
from bot.services import Services
from bot.sources import accuracy, accuracy_by_model, answer_stored, settled_days
from bot.sources.ahead import ahead, counted
from bot.sources.budget_status import BudgetSums, budget_sums
from bot.sources.open_alerts import alerts
from bot.sources.past_budgets import as_it_was


def digest(services: Services, day: date, filters: Sequence[Filter] = ()) -> Message:
    """The digest about one UTC day, as it would read now."""
    with services.store.view():
        return digest_message(digest_facts(services, day, tuple(filters)))


def digest_facts(
    services: Services,
    day: date,
    filters: tuple[Filter, ...] = (),
    *,
    report: DueReport | None = None,
    since: date | None = None,
) -> DigestFacts:
    """
    Everything from the store: a digest made again says the same.

    `since` is the day that the digest before was about.
    """
    now = services.clock()
    has_teams = bool(services.teams.current().names)
    asked = digest_questions(day, filters, since, has_teams=has_teams).items()
    names = services.store.names.all()
    facts = DigestFacts(
        day,
        now,
        services.zone,
        names,
        {name: answer_stored(question, services) for name, question in asked},
        _reader(services, day, now),
        report=report,
        command=services.settings.command,
        undelivered=tuple((one.channel, one.reason) for one in services.store.outbox.undelivered(before=now - HOUR)),
    )
    return _with_causes(
        _with_budgets(_with_restatements(facts, services, filters, since), services, filters), services, filters
    )


def _reader(services: Services, day: date, now: datetime) -> ReadHealth:
    end = utc_day(day) + DAY
    period = Period(end - DAYS * DAY, max(now, end))
    notes = services.store.usage.notes("completions", Width.DAY, period)
    if not notes:
        return ReadHealth(None)
    first = min(notes)  # what lies before the first read is no gap
    days = [start for start in Period(first, end).buckets(Width.DAY) if start not in notes]
    last = notes.get(utc_day(day))
    until = last.read_at if last and not is_final(utc_day(day), Width.DAY, last.read_at) else None
    compared = settled_days(end)
    read_at = max(note.read_at for note in notes.values())
    unread = tuple(start.date() for start in days)
    return ReadHealth(read_at, unread, until, accuracy(services, compared), accuracy_by_model(services, compared))


def _with_restatements(
    facts: DigestFacts, services: Services, filters: tuple[Filter, ...], since: date | None
) -> DigestFacts:
    """Add restatements since the digest before. Those of the day itself are not news."""
    projects = _projects(filters, services)
    after = utc_day(since) + 2 * DAY if since else facts.end - DAY
    found = services.store.usage.restatements(after)
    within = (one for one in found if one.at < facts.end + 2 * DAY and one.start < utc_day(facts.day))
    meant = (one for one in within if not projects or one.project in projects)
    return replace(facts, restatements=tuple(meant))


def _with_budgets(facts: DigestFacts, services: Services, filters: tuple[Filter, ...]) -> DigestFacts:
    stands = budget_sums(services, facts.end)
    views = []
    for budget in _meant(services.store.budgets.all(), filters, facts.names, services):
        status = stands.status(budget, budget_period(budget.period, facts.end - INSTANT))
        views.append(BudgetView(status, stands.pace(budget)))
    ended = _ended(facts, stands, services, filters) if "ended month" in facts.answers else EndedMonth()
    now = budget_sums(services, facts.now)
    facts = replace(facts, ahead=_ahead(facts, now, services), budgets=tuple(views), ended=ended)
    return replace(facts, stops=_stops(now, filters, services), opened=_opened(facts, now, services, filters))


def _stops(now: BudgetSums, filters: tuple[Filter, ...], services: Services) -> tuple[LimitStop, ...]:
    """What OpenAI's own limits stop of what the digest is about."""
    if any(one.dimension == "team" for one in filters):
        return now.stops.of(Counted(_projects(filters, services)))
    return now.stops.of(counted(filters))


def _ahead(facts: DigestFacts, now: BudgetSums, services: Services) -> Ahead | None:
    """Where the month leads as of now; of a digest about an earlier day nothing, as that was known then."""
    if not facts.end <= facts.now < min(facts.end + DAY, facts.month.end):
        return None
    asked = replace(facts.answers["month"].question, period=Period(facts.month.start, facts.now), by=())
    so_far = answer_stored(asked, services)
    return ahead(so_far, facts.month, now, services, answer_stored)


def _opened(facts: DigestFacts, now: BudgetSums, services: Services, filters: tuple[Filter, ...]) -> OpenAlerts:
    """What the list of alerts shows to everybody, or what of it is about the projects of this digest."""
    projects = {f"project:{id}" for id in _projects(filters, services)}

    def is_meant(budget: Budget | None, subject: str) -> bool:
        if budget is not None:
            return bool(_meant([budget], filters, facts.names, services))
        return not filters or subject in projects

    return alerts(now, services).opened.of(is_meant)


def _meant(budgets: Iterable[Budget], filters: tuple[Filter, ...], names: Names, services: Services) -> list[Budget]:
    """
    All budgets, or those of the projects and teams that the digest is about. What one person uses is no reading for
    many.
    """
    about = {"project": _projects(filters, services), "team": _named("team", filters)}
    return [
        budget
        for budget in budgets
        if budget.scope != "user"
        and (not filters or any(budget.covers(id, names) for id in about.get(budget.scope, ())))
    ]


def _projects(filters: tuple[Filter, ...], services: Services) -> frozenset[str]:
    """Those that are named, and those of the teams that are."""
    teams = _named("team", filters)
    members = services.teams.current().members if teams else ()
    return _named("project", filters).union(id for kind, id, team in members if kind == "project" and team in teams)


def _named(dimension: str, filters: tuple[Filter, ...]) -> frozenset[str]:
    return frozenset(id for one in filters if one.dimension == dimension and not one.excluded for id in one.values)


def _ended(facts: DigestFacts, stands: BudgetSums, services: Services, filters: tuple[Filter, ...]) -> EndedMonth:
    period = facts.answers["ended month"].question.period
    budgets = [
        budget
        for budget in _meant(services.store.budgets.all(), filters, facts.names, services)
        if budget.period == "month" and (budget.created_at is None or budget.created_at < period.end)
    ]
    subjects = {f"budget:{one.id}" for one in _meant(services.store.budgets.all(), filters, facts.names, services)}
    subjects |= {f"project:{id}" for id in _projects(filters, services)}
    rows = [row for row in services.store.alerts.noted(since=period.start) if _was_told(row, period)]
    rows = [row for row in rows if not filters or _subject(row) in subjects]
    snoozed = services.store.audit.subjects("alert snoozed", period)
    revisions = services.store.audit.revisions()
    return EndedMonth(
        tuple(as_it_was(stands.status(budget, period), revisions, services) for budget in budgets),
        len(rows),
        sum(row.acknowledged_at is not None for row in rows),
        sum(row.acknowledged_at is None and _subject(row) in snoozed for row in rows),
    )


def _was_told(row: AlertRow, period: Period) -> bool:
    return row.state is State.TOLD and row.at in period


def _subject(row: AlertRow) -> str:
    return f"budget:{row.budget}" if row.budget else row.subject


def _with_causes(facts: DigestFacts, services: Services, filters: tuple[Filter, ...]) -> DigestFacts:
    causes = {}
    for move in movers(facts):
        asked = cause_questions(facts.day, move.id, filters)
        causes[move.id] = {name: answer_stored(question, services) for name, question in asked.items()}
    return replace(facts, causes=causes)
