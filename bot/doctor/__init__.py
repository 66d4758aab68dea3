"""The doctor: one check a line, each failure with its cure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.doctor import openai_checks, settings_checks, slack_checks, store_checks
from bot.doctor.finding import NEW_TOKEN, Check, Finding, State, broken, findings, with_cure
from bot.doctor.slack_checks import NEW_APP_TOKEN, send_test
from bot.services import Services

__all__ = [
    "CHECKS",
    "NEW_APP_TOKEN",
    "NEW_TOKEN",
    "OF_THE_KEY",
    "OF_THE_STORE",
    "Check",
    "Finding",
    "State",
    "broken",
    "examine",
    "send_test",
    "with_cure",
]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("store", store_checks.store),
    ("key", openai_checks.key),
    ("clock", openai_checks.clock),
    ("zone", settings_checks.zone),
    ("prices", settings_checks.own_prices),
    ("slack", slack_checks.slack),
    ("admins", settings_checks.admins),
    ("last read", store_checks.latest_read),
    ("hours", store_checks.hours),
    ("outbox", store_checks.outbox),
    ("prices", settings_checks.list_prices),
    ("teams", settings_checks.teams),
)
OF_THE_STORE = frozenset({"store", "last read", "hours", "outbox", "prices", "teams"})
OF_THE_KEY = frozenset({"key", "clock"})


def examine(services: Services, now: datetime, *, without: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """All findings in the order of CHECKS, each as soon as it is known. `without` names checks to leave out."""
    for name, check in CHECKS:
        if name not in without:
            yield from findings(name, check, services, now)
