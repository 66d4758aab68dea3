"""`anomalies`: what the rules found in a period, the newest first."""

from __future__ import annotations

from datetime import UTC

from bot.commands.asked_question import AskedQuestion
from bot.commands.open_alerts import all_alerts
from bot.commands.request import Reply
from bot.commands.rights import may_see
from bot.core.alerts.anomalies_message import anomalies_message
from bot.core.alerts.levels import AlertRow
from bot.core.budgets.budget_names import scope_name, standing
from bot.core.budgets.openai_limits import KEPT, kept_limits
from bot.core.budgets.openai_limits_message import native_words
from bot.core.periods import DAY, INSTANT
from bot.core.question import Question
from bot.sources.budget_status import budget_sums

BURNING_SHOWN = 3


def run(asked: AskedQuestion) -> Reply:
    question, store = asked.question, asked.services.store
    noted = store.alerts.noted(since=question.period.start)
    # What was told at this very moment is in a period that runs until now.
    end = question.period.end if question.period.end < asked.now else asked.now + INSTANT
    rows = tuple(row for row in noted if row.is_told and row.at < end and _is_asked(row, question))
    known = (store.budgets.get(id) for id in {row.budget for row in rows if row.budget})
    budgets = {budget.id: budget for budget in known if budget}
    rows = tuple(row for row in rows if may_see(asked.asker, budgets.get(row.budget)))
    is_now = asked.now - question.period.end < DAY
    stopped = native_words(kept_limits(store.meta.get(KEPT)), (), asked.names).first if is_now else ()
    if is_now and not rows and not question.filters:
        stopped = (*stopped, *_burning(asked))
    message = anomalies_message(rows, budgets, asked.names, question, now=asked.now, stopped=stopped)
    return Reply(message, _facts(question, rows))


def _burning(asked: AskedQuestion) -> list[str]:
    """The budgets whose alert is open: beside them all is not usual."""
    found = all_alerts(budget_sums(asked.services, asked.now), asked.services, asked.asker)
    opened = found.opened.of_budgets
    told = [
        standing(one.status, scope_name(one.status.budget, asked.names), one.full_at) for one in opened[:BURNING_SHOWN]
    ]
    return [*told, *([f"{len(opened) - len(told)} more under `alerts`"] if len(opened) > len(told) else [])]


def _is_asked(row: AlertRow, question: Question) -> bool:
    """About one of the things that were named, or about any where none was."""
    wanted = {f"{one.dimension}:{value}" for one in question.filters if not one.excluded for value in one.values}
    return not wanted or row.subject in wanted


def _facts(question: Question, rows: tuple[AlertRow, ...]) -> dict[str, object]:
    return {
        "question": question.typed,
        "verb": "anomalies",
        "start": f"{question.period.start:%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{question.period.end:%Y-%m-%dT%H:%M:%SZ}",
        "unused": list(question.unused),
        "findings": [
            {
                "kind": row.kind,
                "subject": row.subject,
                "at": f"{row.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
                "level": row.level,
            }
            for row in rows
        ],
    }
