"""`digest`: the digest of a day for the person who asks, before it is scheduled or after it was missed."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

from bot.commands.request import Asker, Command, Reply
from bot.core.grammar import read_question
from bot.core.periods import INSTANT
from bot.core.question import Question
from bot.core.reports.digest_message import digest_message
from bot.core.reports.digest_more import more_message
from bot.core.reports.digest_questions import digest_scope
from bot.core.reports.schedules import told_day
from bot.services import Services
from bot.sources.digest_facts import digest_facts

_FULL = re.compile(r"^\s*in full\b", re.IGNORECASE)


def run(text: str, asker: Asker, services: Services) -> Reply:
    """Of yesterday, unless a day is named; of everything, unless projects are. `in full` is the rest of it."""
    asked, is_full = _FULL.subn(" ", text)
    question = read_question(
        asked.strip() or "yesterday",
        services.store.names.all(),
        now=services.clock(),
        zone=services.zone,
        fiscal_month=services.fiscal_month,
    )
    about = min(_last_day(question), told_day(services.clock()))
    with services.store.view():
        facts = digest_facts(services, about, digest_scope(question))
    total = facts.answers["total"].total
    shown = {
        "question": f"digest {text}".strip(),
        "verb": "digest",
        "day": about.isoformat(),
        "unit": "nanodollar",
        "total": None if total is None else {"quantity": total.quantity, "estimate": total.estimate},
    }
    return Reply(more_message(facts) if is_full else digest_message(facts), shown)


def _last_day(question: Question) -> date:
    return (question.period.end - INSTANT).astimezone(ZoneInfo(question.zone)).date()


COMMAND = Command("digest", ("digest",), run, "Shows yesterday's digest, or another day's.", "digest", is_page=True)
