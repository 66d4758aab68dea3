"""An invented company: its projects, people and keys, what they use, and the facts that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from bot.core.periods import Period, Width
from bot.demo.billing import Extra, cost_facts
from bot.demo.facts import Fact, World, usage_facts
from bot.demo.workload import Stream


@dataclass(frozen=True)
class Project:
    id: str
    name: str | None
    created: datetime
    archived: datetime | None = None
    residency: str = "GLOBAL"


@dataclass(frozen=True)
class Person:
    """A member of the organisation, or, with `project`, a service account of it. Removed people are in no list."""

    id: str
    name: str | None
    email: str | None
    created: datetime
    role: str = "reader"
    project: str = ""
    removed: bool = False


@dataclass(frozen=True)
class Key:
    """
    A key of a project; without a project an admin key.

    A deleted key is in no list, but stays in usage. The owner of an orphaned key has left the project.
    """

    id: str
    project: str
    name: str | None
    owner: str
    created: datetime
    deleted: bool = False
    orphaned: bool = False
    expires: datetime | None = None


@dataclass(frozen=True)
class Limit:
    """OpenAI's own spend alert or spend limit, in cents a month; `project` '' is the organisation."""

    id: str
    project: str
    cents: int
    status: str = "inactive"


@dataclass(frozen=True)
class Company:
    """`plan` makes the streams. A large company makes them when they are first needed."""

    id: str
    world: World
    projects: tuple[Project, ...] = ()
    people: tuple[Person, ...] = ()
    keys: tuple[Key, ...] = ()
    admin_keys: tuple[Key, ...] = ()
    extras: tuple[Extra, ...] = ()
    spend_alerts: tuple[Limit, ...] = ()
    spend_limits: tuple[Limit, ...] = ()
    plan: Callable[[], Iterable[Stream]] = field(default=tuple, repr=False)

    @cached_property
    def streams(self) -> tuple[Stream, ...]:
        return tuple(self.plan())

    def of(self, endpoint: str) -> tuple[Stream, ...]:
        """The streams of one usage endpoint; for `costs` those of all endpoints."""
        return tuple(s for s in self.streams if endpoint in (s.endpoint, "costs"))

    def project(self, name: str) -> Project:
        return next(project for project in self.projects if project.name == name)

    def person(self, name: str) -> Person:
        return next(person for person in self.people if person.name == name)

    def key(self, name: str | None) -> Key:
        return next(key for key in self.keys if key.name == name)

    def facts(
        self, endpoint: str, period: Period, asked: datetime | None = None, *, width: Width = Width.HOUR
    ) -> Iterator[Fact]:
        """
        Every fact of a period, as OpenAI reports it at `asked`; with None, as it is when all is known.

        Usage is by the hour, and by the minute where the period cuts an hour. Costs are by whole UTC days.
        """
        streams = self.of(endpoint)
        if endpoint == "costs":
            return cost_facts(self.world, streams, self.extras, period, asked)
        return usage_facts(self.world, streams, period, asked, width)
