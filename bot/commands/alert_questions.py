"""Which alerts were sent in a period, and what became of them."""

from __future__ import annotations

from bot.commands.asked_question import AskedQuestion
from bot.commands.request import Reply
from bot.commands.rights import may_see
from bot.core.alerts.levels import LEVEL, AlertRow
from bot.core.alerts.sent_message import sent_message
from bot.core.budgets.budget import Budget
from bot.core.budgets.meant_budgets import is_narrowed, meant_budgets
from bot.core.errors import UserError
from bot.core.periods import INSTANT, Period
from bot.core.slack.dates import period as days_of
from bot.sources.budget_status import budget_sums
from bot.sources.open_alerts import alerts


def run(asked: AskedQuestion) -> Reply:
    question, services = asked.question, asked.services
    budgets = {one.id: one for one in services.store.budgets.kept()}
    end = question.period.end + INSTANT if question.period.end == asked.now else question.period.end
    period = Period(question.period.start, end)
    rows = [
        row
        for row in services.store.alerts.noted(since=period.start)
        if row.is_told and row.at in period and may_see(asked.asker, budgets.get(row.budget))
    ]
    rows = [row for row in rows if _is_meant(row, asked, budgets)]
    opened = _open(asked)
    is_open = [_identity(row) in opened for row in rows]
    when = days_of(question.period, services.zone)
    message = sent_message(list(zip(rows, is_open, strict=True)), budgets, when, asked.names, services.zone)
    facts = [
        {"kind": row.kind, "budget": row.budget or None, "subject": row.subject, "level": row.level, "open": state}
        | {"at": f"{row.at:%Y-%m-%dT%H:%M:%SZ}", "acknowledged_by": row.acknowledged_by or None}
        for row, state in zip(rows, is_open, strict=True)
    ]
    return Reply(message, {"verb": "alerts", "alerts": facts})


def _is_meant(row: AlertRow, asked: AskedQuestion, budgets: dict[int, Budget]) -> bool:
    """All of them, or those of the budgets and things that are named."""
    question = asked.question
    if not is_narrowed(question):
        return True
    if row.budget:
        return row.budget in budgets and _is_of(budgets[row.budget], asked)
    subjects = {f"{one.dimension}:{id}" for one in question.filters if not one.excluded for id in one.values}
    return row.subject in subjects


def _is_of(budget: Budget, asked: AskedQuestion) -> bool:
    try:
        return bool(meant_budgets(asked.question, [budget], asked.names))
    except UserError:
        return False


def _open(asked: AskedQuestion) -> set[tuple[object, ...]]:
    opened = alerts(budget_sums(asked.services, asked.now), asked.services).opened
    of_budgets = {(LEVEL, one.status.budget.id, one.status.period.start) for one in opened.of_budgets}
    return of_budgets | {_identity(row) for row in opened.findings}


def _identity(row: AlertRow) -> tuple[object, ...]:
    """Levels of one budget and period are one alert, which is open or not."""
    return (
        (LEVEL, row.budget, row.slot) if row.kind == LEVEL else (row.kind, row.budget, row.subject, row.slot, row.level)
    )
