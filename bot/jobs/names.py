"""Refreshes the names of projects, users and keys, after a read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

import structlog

from bot.core.errors import UpstreamError
from bot.core.names import Named, Sightings
from bot.services import Services
from bot.sources.right_organisation import organisation_error

log = structlog.get_logger()
ASKED = "names"  # kind of the runs that note what was asked for, found or not
PROJECTS_A_RUN = 20  # at one request a second, 2,000 projects are named in a day without holding up a read


def refresh_names(services: Services, now: datetime, seen: Sightings) -> None:
    """
    Projects every time; users and the keys of projects in use once a day, and at once for an id never seen.

    Models are their own names. A key that may not read names costs nothing but the names (docs/facts.md, OpenAI 8).
    """
    if organisation_error(services):
        return
    services.store.names.save([Named("model", model, model) for model in seen.models], now)
    for refresh in (_refresh_projects, _refresh_users, _refresh_keys):
        try:
            refresh(services, now, seen)
        except UpstreamError as error:
            log.info("names not read", reason=str(error), code=error.code)


def _refresh_projects(services: Services, now: datetime, _seen: Sightings) -> None:
    services.store.names.save(services.openai.projects(), now, complete_kind="project")


def _refresh_users(services: Services, now: datetime, seen: Sightings) -> None:
    unknown = seen.users - _known(services, "user")
    if _first_today(services, now, ["users", *unknown]):
        services.store.names.save(services.openai.users(), now)


def _refresh_keys(services: Services, now: datetime, seen: Sightings) -> None:
    """Keys are listed by project, so only projects with usage are asked, those with unknown keys first."""
    known = _known(services, "key")
    strange = {project for project, key in seen.keys if key not in known and _first_today(services, now, [key])}
    used = sorted({project for project, _key in seen.keys})
    daily = (project for project in used if _first_today(services, now, [f"keys of {project}"]))
    for project in sorted(strange.union(islice(daily, PROJECTS_A_RUN))):
        services.store.names.save(services.openai.keys(project), now)
        services.store.names.save(services.openai.service_accounts(project), now)


def _known(services: Services, kind: str) -> set[str]:
    return {named.id for named in services.store.names.all().of(kind)}


def _first_today(services: Services, now: datetime, subjects: Iterable[str]) -> bool:
    """Whether any of `subjects` was not asked for today. Notes that all of them were."""
    day = f"{now:%Y-%m-%d}"
    with services.store.write() as connection:
        claims = [services.store.runs.claim(connection, ASKED, f"{day} {subject}", now) for subject in subjects]
    return any(claims)
