"""Looks up unknown ids and models at OpenAI, once. What it does not know is an error and never $0."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from bot.core.catalogue import COMPLETIONS, COSTS
from bot.core.errors import UpstreamError, UserError
from bot.core.grammar.names import IDS
from bot.core.names import Named, Names
from bot.core.periods import DAY, Period, Width, floor
from bot.core.usage.buckets import Filter, UsageQuery
from bot.core.usage.settlement import billed_model
from bot.services import Services

LOOKED_UP = "looked-up"  # kind of the runs that remember what OpenAI did not know today
LOOKED_BACK = 30 * DAY

_ID = re.compile(rf"(?<![\w-])(?:{IDS})", re.ASCII)
_MODEL = re.compile(r"(?<!\w)model\s*[:=]\s*\"?(?P<model>[a-zA-Z0-9][\w.:-]*)", re.ASCII)
_LISTED = re.compile(r"(?<!\w)(?P<kind>project|user)\s*[:=]\s*(?:\"(?P<quoted>[^\"]+)\"|(?P<plain>[^\s,\"]+))")


def names_with_ids(text: str, names: Names, services: Services, now: datetime) -> Names:
    """The names with the ids in `text` that OpenAI knows. Raises UserError for one that it does not know either."""
    found = [(kind, id) for match in _ID.finditer(text) for kind, id in match.groupdict().items() if id]
    return _looked_up([one for one in found if not _is_known(names, *one)], names, services, now)


def names_with_slots(text: str, names: Names, services: Services, now: datetime) -> Names:
    """
    The names with each `model:X`, `project:X` and `user:X` that OpenAI knows, of a `text` that could not be read.

    Projects and people are listed at OpenAI by their names, once for each name; models are asked for by theirs.
    """
    for match in _LISTED.finditer(text):
        kind, name = match["kind"], match["quoted"] or match["plain"]
        if not _is_known(names, kind, name) and _first_time(services, now, kind, name):
            names = _listed(kind, names, services, now)
    found = [("model", match["model"].rstrip(".:-")) for match in _MODEL.finditer(text)]
    return _looked_up([one for one in found if not _is_known(names, *one)], names, services, now)


def _listed(kind: str, names: Names, services: Services, now: datetime) -> Names:
    try:
        found = services.openai.projects(hurried=True) if kind == "project" else services.openai.users()
    except UpstreamError:
        return names  # that the name is not known here is said all the same
    services.store.names.save(found, now)
    return services.store.names.all()


def _first_time(services: Services, now: datetime, kind: str, name: str) -> bool:
    """Whether nobody looked for this name today. Notes that somebody did."""
    with services.store.write() as connection:
        return services.store.runs.claim(connection, LOOKED_UP, f"{now:%Y-%m-%d} {kind} {name}", now)


def _is_known(names: Names, kind: str, id: str) -> bool:
    return any(id.casefold() in (named.id.casefold(), named.name.casefold()) for named in names.of(kind))


def _looked_up(unknown: Iterable[tuple[str, str]], names: Names, services: Services, now: datetime) -> Names:
    wanted = list(dict.fromkeys(unknown))
    for kind, id in wanted:
        slot = f"{now:%Y-%m-%d} {kind} {id}"
        if services.store.runs.has(LOOKED_UP, slot) or not _found(kind, id, services, now):
            with services.store.write() as connection:
                services.store.runs.claim(connection, LOOKED_UP, slot, now)
            raise UserError(f"OpenAI knows no {kind} “{id[:80]}”. `this month by {kind}` lists those there are.")
    return services.store.names.all() if wanted else names


def _found(kind: str, id: str, services: Services, now: datetime) -> bool:
    """Whether OpenAI knows it; the answer is noted."""
    try:
        known = _seen(kind, id) if id in services.store.usage.values(kind) else _LOOKS[kind](id, services, now)
    except UpstreamError as error:
        raise UserError(f"No {kind} “{id[:80]}” is known here yet, and OpenAI cannot be asked now: {error}") from error
    services.store.names.save(known, now)
    return any(named.id == id for named in known)


def _project(id: str, services: Services, now: datetime) -> tuple[Named, ...]:
    return services.openai.projects()


def _user(id: str, services: Services, now: datetime) -> tuple[Named, ...]:
    """Members; who was removed, and what acts for a project, is known by its use."""
    members = services.openai.users()
    return members if any(named.id == id for named in members) else _used("user", id, services, now)


def _key(id: str, services: Services, now: datetime) -> tuple[Named, ...]:
    return _used("key", id, services, now)


def _model(id: str, services: Services, now: datetime) -> tuple[Named, ...]:
    """Of completions, or of whatever the bill names."""
    if known := _used("model", id, services, now):
        return known
    bill = services.openai.read(UsageQuery(COSTS.name, _lately(now), Width.DAY, ("item",)), hurried=True)
    items = {row.key[0] for bucket in bill for row in bucket.rows}
    return tuple(Named("model", id, id) for item in sorted(items) if billed_model(item) == id)[:1]


def _used(kind: str, id: str, services: Services, now: datetime) -> tuple[Named, ...]:
    query = UsageQuery(COMPLETIONS.name, _lately(now), Width.DAY, filters=(Filter(kind, (id,)),))
    is_used = any(bucket.rows for bucket in services.openai.read(query, hurried=True))
    return _seen(kind, id) if is_used else ()


def _seen(kind: str, id: str) -> tuple[Named, ...]:
    """What was used without that anybody told its name."""
    return (Named(kind, id, id if kind == "model" else ""),)


def _lately(now: datetime) -> Period:
    return Period(floor(now - LOOKED_BACK, Width.DAY), now)


_LOOKS: dict[str, Callable[[str, Services, datetime], tuple[Named, ...]]] = {
    "project": _project,
    "user": _user,
    "key": _key,
    "model": _model,
}
