"""What the settings and the files that they name say: zone, admins, prices, teams."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.core.answers.prices_message import list_age
from bot.doctor.finding import Finding, State
from bot.services import Services
from bot.sources.price_list import list_state

NOTES_SHOWN = 3  # messages that wait; the number of all is said


def zone(services: Services, now: datetime) -> Iterator[Finding]:
    """The zone in which days begin."""
    here = f"{now.astimezone(services.zone):%H:%M}"
    chosen = "" if "timezone" in services.settings.model_fields_set else " (USAGE_BOT_TIMEZONE is not set)"
    yield Finding("zone", State.OK, f"days begin at midnight in {services.zone.key}, where it is {here}{chosen}")


def admins(services: Services, _now: datetime) -> Iterator[Finding]:
    """Whether anybody may change budgets from Slack."""
    if not services.settings.admins:
        cure = "Put your member id into it (in Slack: profile, ⋮, Copy member ID)."
        yield Finding("admins", State.NOTE, "USAGE_BOT_ADMINS is empty: nobody changes budgets from Slack", cure)


def own_prices(services: Services, _now: datetime) -> Iterator[Finding]:
    """Whether the file of one's own prices is there."""
    settings = services.settings
    if "prices" in settings.model_fields_set and not settings.prices.exists():
        text = f"USAGE_BOT_PRICES names {settings.prices}, which is not there: list prices hold"
        yield Finding("prices", State.BROKEN, text, "Put the file there, or leave the setting out.")


def list_prices(services: Services, _now: datetime) -> Iterator[Finding]:
    """How old the list prices are, and whether one's own could be read."""
    found = list_state(services)
    if found.own_problem:
        yield Finding("prices", State.BROKEN, found.own_problem, "Mend the file; until then its last prices hold.")
    text = list_age(found)
    if found.problem:
        cure = "Prices as they were hold meanwhile. USAGE_BOT_PRICE_UPDATES=off stops asking."
        yield Finding("prices", State.NOTE, f"{text}; {found.problem}", cure)
    elif not found.own_problem:
        yield Finding("prices", State.OK, text)


def teams(services: Services, _now: datetime) -> Iterator[Finding]:
    """Whether the file of teams can be read, and what in it nobody knows."""
    if services.teams.problem:
        yield Finding("teams", State.BROKEN, services.teams.problem, "Mend the file; until then its last teams hold.")
    teams = services.teams.current()
    for note in teams.notes[:NOTES_SHOWN]:
        yield Finding("teams", State.NOTE, note, "Name each thing once, as `usage-bot ask this month by project` does.")
    if teams.names and not teams.notes:
        yield Finding("teams", State.OK, f"{len(teams.names)} teams of {len(teams.members)} projects, keys and users")
